"""Faults of writing name the file that was wanted, not the unfinished one beside it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlprep.formats.archive import packing
from mlprep.formats.exchange.anki.writing import Package, write_package
from mlprep.formats.unfinished import told_of
from mlprep.formats.writing import write_atomic


def as_text(path: Path) -> None:
    write_atomic(path, "text")


def as_zip(path: Path) -> None:
    packing.write_zip(path, [packing.Entry("a", b"b")])


def as_package(path: Path) -> None:
    write_package(path, Package((), lambda text, _in_gaps: text, 0, 0, lambda _card, _content: 0))


@pytest.mark.parametrize("write", [as_text, as_zip, as_package])
def test_what_stands_in_the_way_is_named(tmp_path: Path, write: Callable[[Path], None]) -> None:
    path = tmp_path / "wanted"
    path.mkdir()
    with pytest.raises(OSError, match="wanted") as fault:
        write(path)
    assert (fault.value.filename, fault.value.filename2) == (str(path), None)
    assert [one.name for one in tmp_path.iterdir()] == ["wanted"]


@pytest.mark.parametrize("write", [as_zip, as_package])
@pytest.mark.parametrize("is_file", [False, True])
def test_a_folder_that_is_none_is_told_by_the_wanted_name(
    tmp_path: Path, write: Callable[[Path], None], *, is_file: bool
) -> None:
    if is_file:
        (tmp_path / "folder").write_text("", encoding="utf-8")
    path = tmp_path / "folder" / "wanted"
    with pytest.raises(NotADirectoryError if is_file else FileNotFoundError) as fault:
        write(path)
    assert fault.value.filename == str(path)


def test_faults_of_other_files_pass_as_they_are(tmp_path: Path) -> None:
    other = tmp_path / "picture.png"
    with pytest.raises(FileNotFoundError) as fault, told_of(tmp_path / "a", tmp_path / ".a.tmp"):
        other.read_bytes()
    assert fault.value.filename == str(other)
