import random
import zipfile
from pathlib import Path

import pytest

from mlprep.formats.archive import layout, packing
from mlprep.formats.archive.layout import ArchiveError
from mlprep.formats.archive.packing import Entry

ENTRIES = [
    Entry(layout.MARKER, layout.MARKER_TEXT.encode()),
    Entry("decks/own.toml", b"x" * 5000),
    Entry("facts/ab/0000001.jsonl", b"{}\n"),
]


def contents(path: Path) -> dict[str, bytes]:
    with packing.opened(path) as archive:
        return {name: archive.read(name) for name in archive.paths}


@pytest.mark.parametrize("name", ["a.zip", "folder"])
def test_what_was_written_is_read(tmp_path: Path, name: str) -> None:
    write = packing.write_zip if name.endswith(".zip") else packing.write_folder
    write(tmp_path / name, ENTRIES)
    assert contents(tmp_path / name) == {entry.path: entry.content for entry in ENTRIES}


def test_equal_entries_give_equal_bytes(tmp_path: Path) -> None:
    packing.write_zip(tmp_path / "a.zip", ENTRIES)
    packing.write_zip(tmp_path / "b.zip", iter(ENTRIES))
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_folder_keeps_the_files_that_are_the_same(tmp_path: Path) -> None:
    packing.write_folder(tmp_path / "f", ENTRIES)
    before = (tmp_path / "f/decks/own.toml").stat()
    packing.write_folder(tmp_path / "f", ENTRIES)
    after = (tmp_path / "f/decks/own.toml").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def zipped(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(layout.MARKER, layout.MARKER_TEXT)
        for name in names:
            packed.writestr(name, "x")
    return path


@pytest.mark.parametrize(
    "name", ["../evil", "decks/../../evil", "/etc/evil", "..\\evil", "C:\\evil", "\\\\host\\evil"]
)
def test_names_that_leave_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    with (
        pytest.raises(ArchiveError, match="outside of its folder"),
        packing.opened(zipped(tmp_path / "a.zip", name)),
    ):
        pass


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        zipped(tmp_path / "a.zip", "decks/a", "decks/a")
    with (
        pytest.raises(ArchiveError, match="two files of one name"),
        packing.opened(tmp_path / "a.zip"),
    ):
        pass


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(layout.MARKER, layout.MARKER_TEXT)
        packed.writestr("decks/bomb.toml", b"\0" * 20_000_000)
        for number in range(12):
            packed.writestr(f"decks/part-{number}.toml", b"\0" * 9_000_000)
    with packing.opened(tmp_path / "a.zip") as archive:
        with pytest.raises(ArchiveError, match="unpacks to far more"):
            archive.read("decks/bomb.toml")
        parts = (archive.read(f"decks/part-{number}.toml") for number in range(12))
        with pytest.raises(ArchiveError, match="unpacks to far more"):
            list(parts)


def test_damaged_archives_are_refused_with_a_sentence(tmp_path: Path) -> None:
    packing.write_zip(tmp_path / "a.zip", ENTRIES)
    whole = (tmp_path / "a.zip").read_bytes()
    chance = random.Random(5)  # noqa: S311  # places, no secrets
    expected = {entry.path: entry.content for entry in ENTRIES}
    for _ in range(150):
        damaged = bytearray(whole)
        if chance.random() < 0.3:
            del damaged[chance.randrange(len(whole)) :]
        for _ in range(chance.randrange(1, 4)):
            if damaged:
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        (tmp_path / "b.zip").write_bytes(damaged)
        try:
            found = contents(tmp_path / "b.zip")
        except ArchiveError:
            continue
        assert all(expected.get(name, found[name]) == found[name] for name in found)


@pytest.mark.parametrize(
    ("marker", "what"),
    [("{}", "something else"), ("no json", "something else"), ("[1]", "something else"),
     ('{"format": "mlprep archive", "version": 2}', "newer mlprep"),
     ('{"format": "mlprep archive", "version": "1"}', "something else")],
)  # fmt: skip
def test_foreign_and_newer_marks(tmp_path: Path, marker: str, what: str) -> None:
    (tmp_path / layout.MARKER).write_text(marker, encoding="utf-8")
    with pytest.raises(ArchiveError, match=what), packing.opened(tmp_path):
        pass


def test_links_are_not_followed(tmp_path: Path) -> None:
    packing.write_folder(tmp_path / "f", ENTRIES)
    (tmp_path / "secret").write_text("x", encoding="utf-8")
    (tmp_path / "f/decks/link.toml").symlink_to(tmp_path / "secret")
    (tmp_path / "f/assessments").symlink_to(tmp_path)
    assert set(contents(tmp_path / "f")) == {entry.path for entry in ENTRIES}


@pytest.mark.parametrize("name", ["none.zip", "none"])
def test_what_is_not_there(tmp_path: Path, name: str) -> None:
    with pytest.raises(ArchiveError, match="there is no file"), packing.opened(tmp_path / name):
        pass
