"""Finding and reading TOML files, hostile ones too."""

import os
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlprep.formats.files import WrittenFloat, find_toml, parse_toml, read_toml

PATH = Path("deck.toml")


def test_walk_is_sorted_and_passes_over_scripts_and_hidden_entries(tmp_path: Path) -> None:
    for name in ("b/two.toml", "a/one.toml", "checks/no.toml", "a/inputs/no.toml", ".git/no.toml"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x = 1")
    (tmp_path / "a/.hidden.toml").write_text("")
    (tmp_path / "a/notes.md").write_text("")
    found, problems = find_toml([tmp_path])
    assert [file.path.relative_to(tmp_path).as_posix() for file in found] == [
        "a/one.toml",
        "b/two.toml",
    ]
    assert found[0].size == 5
    assert found[0].mtime_ns == (tmp_path / "a/one.toml").stat().st_mtime_ns
    assert found[0].root == tmp_path
    assert problems == []


def test_a_root_may_be_a_file_or_missing(tmp_path: Path) -> None:
    file = tmp_path / "one.toml"
    file.write_text("")
    found, problems = find_toml([file, tmp_path / "nowhere"])
    assert [one.path for one in found] == [file]
    assert problems == []


def test_links_are_followed_and_loops_survived(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    (real / "deck.toml").write_text("")
    (real / "loop").symlink_to(tmp_path)
    (tmp_path / "again").symlink_to(real)
    (tmp_path / "self.toml").symlink_to(tmp_path / "self.toml")
    found, problems = find_toml([tmp_path])
    assert [one.path.name for one in found] == ["deck.toml"]
    assert sorted(problem.path.name for problem in problems) == ["loop", "self.toml"]
    loop = next(problem for problem in problems if problem.path.name == "loop")
    assert loop.what == "this link leads back to a folder above it"


def test_a_link_to_nowhere_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "lost.toml").symlink_to(tmp_path / "gone.toml")
    found, problems = find_toml([tmp_path])
    assert found == []
    assert [str(problem) for problem in problems] == [
        f"{tmp_path / 'lost.toml'}: there is no such file; check the path, or the link's target"
    ]


def test_a_folder_without_permission_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "open").mkdir()
    (tmp_path / "open/deck.toml").write_text("")
    scandir = os.scandir

    def guarded(path: str) -> object:
        if path.endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    found, problems = find_toml([tmp_path])
    assert [one.path.name for one in found] == ["deck.toml"]
    assert [str(problem) for problem in problems] == [
        f"{tmp_path / 'closed'}: no permission to read this; give yourself the right to read it"
    ]


def test_a_file_without_permission_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "deck.toml"
    file.write_text("")

    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    table, data, problems = read_toml(file)
    assert (table, data) == (None, b"")
    assert [problem.what for problem in problems] == ["no permission to read this"]


def test_a_folder_named_like_a_deck_and_a_missing_file_are_problems(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    assert [p.what for p in read_toml(tmp_path / "folder.toml")[2]] == ["this is a folder"]
    assert [p.what for p in read_toml(tmp_path / "none.toml")[2]] == ["there is no such file"]


def test_a_deck_under_another_ending_is_told(tmp_path: Path) -> None:
    for name in ("SQL.TOML", "deck.toml.txt", "notes.txt", "deck.toml.bak"):
        (tmp_path / name).touch()
    found, problems = find_toml([tmp_path])
    assert found == []
    assert [one.path.name for one in problems] == ["SQL.TOML", "deck.toml.txt"]
    assert problems[0].right == "give it a name that ends in .toml"


def test_a_huge_file_costs_nothing(tmp_path: Path) -> None:
    huge = tmp_path / "huge.toml"
    with huge.open("wb") as file:
        file.truncate(50_000_000)
    before = time.process_time()
    found, walked = find_toml([tmp_path])
    _, data, read = read_toml(huge)
    assert time.process_time() - before < 0.5
    assert found == []
    assert data == b""
    expected = f"{huge}: the file has 50.0 MB and was not read; split it: at most 10 MB a file"
    assert [str(problem) for problem in [*walked, *read]] == [expected, expected]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    found, problems = find_toml([tmp_path])
    assert found == []
    assert [problem.what for problem in problems] == ["this is no ordinary file"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xff", "1:1: byte 0xff is not UTF-8; save the file in the encoding UTF-8"),
        (
            'a = 1\n"é'.encode() + b"\xc3(",
            "2:3: byte 0xc3 is not UTF-8; save the file in the encoding UTF-8",
        ),
        (
            b"a = \x00",
            "1:5: this is not valid TOML: Invalid value; a text stands between quotation marks",
        ),
        (b'a = "x\x00"', "1:7: this is not valid TOML: Illegal character '\\x00'"),
        (
            b"\na = front",
            "2:5: this is not valid TOML: Invalid value; a text stands between quotation marks",
        ),
        (
            b'a = "$\\sqrt{x}$"',
            (
                "1:9: this is not valid TOML: Unescaped '\\' in a string; "
                "write two backslashes, or put the text between single quotes"
            ),
        ),
        (
            b'a = "one\ntwo"',
            (
                "1:9: this is not valid TOML: Illegal character '\\n'; "
                'a text of several lines stands between """'
            ),
        ),
        (
            b"a = 1\nb",
            (
                "2:2: this is not valid TOML: Expected '=' after a key in a key/value pair; "
                "a field is written as name = value"
            ),
        ),
    ],
)
def test_faults_of_the_file_have_their_place(data: bytes, expected: str) -> None:
    table, problems = parse_toml(data, PATH)
    assert table is None
    assert [str(problem) for problem in problems] == [f"deck.toml:{expected}"]


def test_byte_order_mark_and_empty_file_are_fine() -> None:
    assert parse_toml(b"\xef\xbb\xbfa = 1", PATH) == ({"a": 1}, [])
    assert parse_toml(b"", PATH) == ({}, [])


def test_floats_remember_their_digits() -> None:
    table, _ = parse_toml(b"a = 0.50\nb = 1_0.0", PATH)
    assert table == {"a": 0.5, "b": 10.0}
    assert isinstance(table["a"], WrittenFloat)
    assert (table["a"].written, table["b"].written) == ("0.50", "10.0")


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 10_000,
        b"a = " + b"[" * 10_000,
        b"a = " + b"[" * 10_000 + b"]" * 10_000,
        b"a = " + b"{a=" * 10_000,
        b"a" + b".a" * 20_000 + b" = 1",
        b"x = {b" + b". b" * 20_000 + b" = 1}",
        b"[a" + b".a" * 20_000 + b"]",
        b"a = " + b"9" * 5_000,
    ],
)
def test_deep_and_long_files_are_problems(data: bytes) -> None:
    table, problems = parse_toml(data, PATH)
    assert table is None
    assert len(problems) == 1


@given(st.binary(max_size=300))
@settings(max_examples=150)
def test_random_bytes_never_raise(data: bytes) -> None:
    table, problems = parse_toml(data, PATH)
    assert (table is None) == bool(problems)
