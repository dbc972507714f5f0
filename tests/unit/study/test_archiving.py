import json
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.unit.study.synckit import DECK, Home, home, moved, review, suspend

from mlprep.formats.archive.layout import ArchiveError
from mlprep.study.exchange.archiving import (
    Exported,
    Incoming,
    export_archive,
    import_archive,
    look_into,
)


@pytest.fixture
def full(tmp_path: Path) -> Home:
    """A device with some history, a deck, a settings file."""
    one = home(tmp_path, "one")
    one.record(*(review(f"card-{number}", 1 + number % 4) for number in range(1010)))
    one.record(moved("card-1", "card-2"))
    one.record(suspend("card-3"))
    with one.opened() as opened:
        opened.history.undo()
        opened.change_setting("new_per_day", 7)
    one.write(DECK, "ml/own.toml")
    (one.folder / "config.toml").write_text('theme = "light"\n', encoding="utf-8")
    return one


def export(device: Home, target: Path) -> Exported:
    with device.opened() as opened:
        return export_archive(opened, target)


def take(device: Home, source: Path) -> Incoming:
    with device.opened() as opened:
        return import_archive(opened, source)


@pytest.mark.parametrize("name", ["mine.zip", "mine"])
def test_everything_comes_back_in_an_empty_home(full: Home, tmp_path: Path, name: str) -> None:
    exported = export(full, tmp_path / name)
    assert (exported.facts, exported.devices, exported.files) == (1014, 1, 2)
    other = home(tmp_path, "other")
    incoming = take(other, tmp_path / name)
    assert (incoming.new_facts, incoming.new_files) == (1014, ["config.toml", "decks/ml/own.toml"])
    assert other.facts() == full.facts()
    assert other.digest() == full.digest()
    assert other.own() == full.own()
    assert (other.folder / "config.toml").read_bytes() == (full.folder / "config.toml").read_bytes()
    export(other, tmp_path / f"again-{name}")
    assert content(tmp_path / f"again-{name}") == content(tmp_path / name)


def content(path: Path) -> dict[Path, bytes]:
    if path.is_file():
        return {Path(): path.read_bytes()}
    return {one.relative_to(path): one.read_bytes() for one in path.rglob("*") if one.is_file()}


def test_a_second_time_changes_nothing(full: Home, tmp_path: Path) -> None:
    export(full, tmp_path / "mine.zip")
    other = home(tmp_path, "other")
    other.write(DECK.replace("A?", "Another?"), "ml/own.toml")
    first = take(other, tmp_path / "mine.zip")
    assert first.clashes == ["decks/ml/own.toml"]
    own, digest = other.own(), other.digest()
    assert len(own) == 2
    assert own["ml/own.toml"] == DECK.replace("A?", "Another?").encode(), "yours stays"
    second = take(other, tmp_path / "mine.zip")
    assert (second.new_facts, second.new_files, second.is_empty) == (0, [], True)
    assert (other.own(), other.digest()) == (own, digest)


def test_a_later_export_brings_no_deck_back_that_was_renamed_or_deleted(tmp_path: Path) -> None:
    one, target = home(tmp_path, "one"), tmp_path / "mine"
    one.write(DECK, "ml/old.toml")
    one.write(DECK.replace("A?", "B?"), "stays.toml")
    (one.folder / "config.toml").write_text('theme = "light"\n', encoding="utf-8")
    export(one, target)
    (target / ".git").mkdir()
    for name in (".git/HEAD", "notes.txt", "decks/notes.txt", "decks/by-hand.toml"):
        (target / name).write_text("kept", encoding="utf-8")
    decks = one.folder / "decks"
    (decks / "ml/old.toml").rename(decks / "new.toml")
    (decks / "ml").rmdir()
    (one.folder / "config.toml").unlink()
    stale = export(one, tmp_path / "elsewhere").path
    shutil.copytree(target / "decks/ml", stale / "decks/ml")
    export(one, target)
    left = {path.as_posix() for path in content(target)}
    assert left >= {".git/HEAD", "notes.txt", "decks/notes.txt", "decks/by-hand.toml"}
    assert not left & {"decks/ml/old.toml", "config.toml"}
    assert not (target / "decks/ml").exists()
    for at, source in enumerate((target, stale)):
        other = home(tmp_path, f"other-{at}")
        incoming = take(other, source)
        assert sorted(other.own()) == ["new.toml", "stays.toml"]
        assert incoming.unlisted == [["decks/by-hand.toml", "decks/notes.txt"],
                                     ["decks/ml/old.toml"]][at]  # fmt: skip


def test_an_export_into_a_folder_of_a_sync_removes_nothing(tmp_path: Path) -> None:
    one, target = home(tmp_path, "one"), tmp_path / "shared"
    target.mkdir()
    one.write(DECK)
    assert one.sync(target).reached
    (target / "decks/theirs.toml").write_text(DECK, encoding="utf-8")
    export(one, target)
    assert (target / "decks/theirs.toml").exists()


def test_looking_changes_nothing(full: Home, tmp_path: Path) -> None:
    export(full, tmp_path / "mine.zip")
    other = home(tmp_path, "other")
    with other.opened() as opened:
        found = look_into(opened, tmp_path / "mine.zip")
    assert (found.new_facts, found.done) == (1014, False)
    assert other.facts() == []
    assert other.own() == {}


def test_histories_are_united(full: Home, tmp_path: Path) -> None:
    other = home(tmp_path, "other")
    other.record(review("card-1", 2), review("elsewhere"))
    export(full, tmp_path / "a.zip")
    export(other, tmp_path / "b.zip")
    take(other, tmp_path / "a.zip")
    take(full, tmp_path / "b.zip")
    assert other.facts() == full.facts()
    assert other.digest() == full.digest()


def test_an_undo_after_an_import_takes_back_the_own_action(full: Home, tmp_path: Path) -> None:
    other = home(tmp_path, "other")
    other.record(review("own"))
    export(full, tmp_path / "a.zip")
    take(other, tmp_path / "a.zip")
    with other.opened() as opened:
        undone = opened.history.undo()
        assert undone is not None
        assert [fact.subject for fact in undone.facts] == ["own"]
        assert opened.history.undo() is None


def test_a_later_export_changes_few_files(full: Home, tmp_path: Path) -> None:
    export(full, tmp_path / "folder")
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "folder").rglob("*") if p.is_file()}
    full.record(review("card-5"))
    export(full, tmp_path / "folder")
    changed = {p.name for p in before if p.stat().st_mtime_ns != before[p]}
    assert changed == {"0001001.jsonl", "manifest.json"}


def test_other_things_are_not_written_over(full: Home, tmp_path: Path) -> None:
    (tmp_path / "letter.zip").write_text("Dear", encoding="utf-8")
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "letter").touch()
    for name in ("letter.zip", "documents"):
        with pytest.raises(ArchiveError, match="is there already"):
            export(full, tmp_path / name)
    assert (tmp_path / "letter.zip").read_text(encoding="utf-8") == "Dear"
    export(full, tmp_path / "mine.zip")
    assert export(full, tmp_path / "mine.zip").facts == 1014


@pytest.mark.parametrize("name", ["mine.zip", "mine"])
def test_no_folder_is_made_for_an_archive(full: Home, tmp_path: Path, name: str) -> None:
    with pytest.raises(ArchiveError, match=r"there is no folder .*missing; make it"):
        export(full, tmp_path / "missing" / name)
    assert not (tmp_path / "missing").exists()


def refused(device: Home, source: Path, what: str) -> None:
    before = (device.facts(), device.own())
    with pytest.raises(ArchiveError, match=what):
        take(device, source)
    assert (device.facts(), device.own()) == before
    assert not list((device.folder / "backups").glob("*")), "nothing was even begun"


@pytest.fixture
def folder(full: Home, tmp_path: Path) -> Path:
    export(full, tmp_path / "folder")
    return tmp_path / "folder"


def test_partial_archives_are_refused(folder: Path, tmp_path: Path) -> None:
    other = home(tmp_path, "other")
    other.record(review("own"))
    (last,) = folder.rglob("0001001.jsonl")
    whole = last.read_bytes()
    last.write_bytes(whole[:-30])
    refused(other, folder, r"0001001.jsonl:\d+: this is no line of JSON")
    last.write_bytes(b"".join(whole.splitlines(keepends=True)[:-1]))
    refused(other, folder, "is not whole: of 1014 facts of the device .* it holds 1013")
    last.unlink()
    refused(other, folder, "is not whole: of 1014 facts .* it holds 1000")
    last.write_bytes(whole)
    (folder / "decks/ml/own.toml").unlink()
    refused(other, folder, "is not whole: decks/ml/own.toml is missing")
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    refused(other, folder, "manifest.json cannot be read")
    (folder / "manifest.json").unlink()
    assert take(other, folder).new_facts == 1014, "a folder that was synced has no manifest"


def test_hostile_archives_are_refused(folder: Path, tmp_path: Path) -> None:
    other = home(tmp_path, "other")
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as packed:
        packed.writestr("mlprep.json", (folder / "mlprep.json").read_text())
        packed.writestr("decks/../../evil.toml", "x")
    refused(other, tmp_path / "evil.zip", "outside of its folder")
    (first,) = folder.rglob("0000001.jsonl")
    fact = json.loads(first.read_bytes().splitlines()[0])
    fact["body"]["rating"] = 7
    first.write_text(json.dumps(fact), encoding="utf-8")
    refused(other, folder, "a rating lies in 1-4")
    refused(other, tmp_path / "nowhere.zip", "there is no file")
    (tmp_path / "cut.zip").write_bytes(b"PK\3\4")
    refused(other, tmp_path / "cut.zip", "no whole archive")


def test_a_link_in_the_home_is_not_written_through(folder: Path, tmp_path: Path) -> None:
    other, secret = home(tmp_path, "other"), tmp_path / "secret"
    secret.mkdir()
    (other.folder / "decks").mkdir(parents=True)
    (other.folder / "decks" / "ml").symlink_to(secret)
    with pytest.raises(ArchiveError, match="is a link, or below one"):
        take(other, folder)
    assert list(secret.iterdir()) == []
    assert other.facts() == []


def test_what_is_recorded_otherwise_stays(folder: Path, full: Home) -> None:
    (first,) = folder.rglob("0000001.jsonl")
    first.write_bytes(first.read_bytes().replace(b'"rating":1', b'"rating":2'))
    digest = full.digest()
    incoming = take(full, folder)
    assert incoming.different_facts > 100
    assert full.digest() == digest


def test_names_that_do_not_travel_are_told(full: Home, tmp_path: Path) -> None:
    full.write(DECK, "what: why.toml")
    shutil.copy(full.write(DECK, "big.toml"), full.folder / "decks" / "picture.png")
    (full.folder / "decks" / "huge.bin").write_bytes(b"x" * 10_000_001)
    link = full.folder / "decks" / "link.toml"
    link.symlink_to(full.deck)
    told = export(full, tmp_path / "a.zip").left_out
    assert len(told) == 3
    assert any(one.startswith(f"{link} is a link and does not travel;") for one in told)
    assert any("what: why.toml" in one for one in told)
    assert any("huge.bin has more than 10 MB" in one for one in told)
    other = home(tmp_path, "other")
    take(other, tmp_path / "a.zip")
    assert set(other.own()) == {"big.toml", "ml/own.toml", "picture.png"}
