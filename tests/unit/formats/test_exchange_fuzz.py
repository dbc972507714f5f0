"""Thousands of damaged and made-up files: read or refused with a sentence, in bounded memory."""

import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from tests.unit.formats import ankifiles

from mlprep.domain.ids import is_id
from mlprep.formats.exchange.collection import Collection, ExchangeError
from mlprep.formats.exchange.gathering import LONGEST, MOST_NOTES
from mlprep.formats.exchange.reading import read_file

FILES = Path(__file__).parent / "exchange"
MOST_BYTES: Final = 200 * 2**20
PIECES: Final[dict[str, tuple[str, ...]]] = {
    ".csv": (
        *('"', '""', ",", ";", "\n", "\r\n", "\t", "front,back\n", "id,front,back\n", "a", "é"),
        *("{{c1::", "}}", "[", '["x"', "9" * 30, "<b>", "&lt;"),
    ),
    ".txt": (
        *("#separator:", "tab\n", "#html:true\n", "#guid column:1\n", "#tags column:", "9\n"),
        *("#columns:", "\t", "\n", '"', "<img src=", ">", "\\(", "\\)", "{{c0::", "::", "}}"),
    ),
    ".md": (
        *("Q:", "A:", "C:", "[", "]", "![", "](", ")", "\n", "\n\n", "---\n", "name = ", "::"),
        *(":::", "?\n", "??\n", "==", "^[", "[^1]", "#flashcards", "/x", "<!--SR:!2024-01-01,3,"),
        *("250-->", "<!--SR:!9999-99-99,9,9-->", "```", "<!-- mlprep ", "{", "}", " -->", "`"),
        *("mlprep = 1\n", "$", "[[", "]]", "|", "\\"),
    ),
    ".org": (
        *("* ", "** Back\n", ":fc:\n", ":PROPERTIES:\n", ":END:\n", ":FC_TYPE: cloze\n", "{{"),
        *("}", "{", "}@0}", ":REVIEW_DATA:\n", "| position | ease |\n", "| front | 2.5 |\n"),
        *("\n", "#+begin_src\n", "#+end_src\n", "[[", "][", "]]", "=", "~", "*", "/", "\\("),
        *("\\)", "\\[", "\\]", "$", ":ID: x\n"),
    ),
    ".json": (
        *('{"format": "mlprep-cards", "version": 1, "decks": [', "{", "}", "[", "]"),
        *('"title": "T"', '"cards": ', ",", ":", '"', "1e999", "null", "\\ud800"),
        *('"front": "f"', '"back": "b"'),
    ),
}


DECK: Final = """
[deck]
title = "Attention"
# a remark
[[card]]
id = "scaling"
front = "Why divide by $\\\\sqrt{d_k}$?"
back = "It keeps the softmax out of saturation."
tags = ["a", "b"]
level = 3

[[card]]
cloze = "BERT masks {{c1::15 %::share}} of the tokens; {{c2::GPT}} masks the future."

[[card]]
front = "Which one is recurrent?"
options = [{text = "LSTM", why = "It carries a state."}, {text = "ResNet"}]
key = 0

[[card]]
front = "How many?"
answer = 8
tolerance = 0.5
check = { lang = "python", run = "print(8)", expect = "8" }
"""


def outcome(path: Path) -> Collection | str:
    try:
        found = read_file(path)
    except ExchangeError as told:
        return str(told)
    assert len(found.notes) <= MOST_NOTES
    for note in found.notes:
        assert is_id(note.id), note.id
        assert note.deck
        assert note.front.strip() or note.cloze.strip()
        assert len(note.front + note.back + note.cloze) <= 3 * LONGEST
    assert len({note.id for note in found.notes}) == len(found.notes)
    return found


def made_up(rolled: random.Random, pieces: tuple[str, ...]) -> bytes:
    words = [*pieces, "word ", " ", "\x00" * (rolled.random() < 0.02), "\U0001f600", "\ue000"]
    text = "".join(rolled.choice(words) for _ in range(rolled.randrange(60)))
    return text.encode(rolled.choice(["utf-8", "utf-8", "utf-8", "utf-16", "utf-8-sig"]))


def damaged(rolled: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rolled.randrange(1, 8)):
        at = rolled.randrange(len(changed))
        kind = rolled.randrange(4)
        if kind == 0:
            changed[at] = rolled.randrange(256)
        elif kind == 1:
            del changed[at : at + rolled.randrange(1, 40)]
        elif kind == 2:
            changed[at:at] = changed[at : at + rolled.randrange(1, 40)]
        else:
            del changed[at:]
        changed = changed or bytearray(b"x")
    return bytes(changed)


def saved(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


# With the decks and packages below ten thousand files in all.
@pytest.mark.parametrize("part", range(2))
@pytest.mark.parametrize("ending", PIECES)
def test_made_up_files_are_read_or_refused(tmp_path: Path, ending: str, part: int) -> None:
    rolled = random.Random(f"{ending}{part}")  # noqa: S311  # the same files in every run
    for _ in range(500):
        data = made_up(rolled, PIECES[ending])
        found = outcome(saved(tmp_path / f"x{ending}", data))
        assert isinstance(found, Collection) or found, data


@pytest.mark.parametrize(
    "name",
    ["anki-notes.txt", "cards.csv", "windows.csv", "hashcards.md", "obsidian.md", "org-fc.org"],
)
def test_damaged_files_are_read_or_refused(tmp_path: Path, name: str) -> None:
    rolled = random.Random(name)  # noqa: S311  # the same files in every run
    data = (FILES / name).read_bytes()
    history = (FILES / "org-fc-reviews.tsv").read_bytes()
    for _ in range(300):
        saved(tmp_path / "org-fc-reviews.tsv", damaged(rolled, history))
        outcome(saved(tmp_path / name, damaged(rolled, data)))


@pytest.mark.parametrize("name", ["mochi.json", "mochi.edn"])
def test_damaged_mochi_packages_are_read_or_refused(tmp_path: Path, name: str) -> None:
    rolled = random.Random(name)  # noqa: S311  # the same files in every run
    data = (FILES / name).read_bytes()
    path = tmp_path / "x.mochi"
    for turn in range(250):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr(f"data.{name.rpartition('.')[2]}", damaged(rolled, data))
        if turn % 4 == 0:
            saved(path, damaged(rolled, path.read_bytes()))
        outcome(path)


@pytest.mark.parametrize("part", range(2))
def test_damaged_decks_are_read_or_refused(part: int) -> None:
    from mlprep.formats.decks import DeckFile, parse_deck

    rolled = random.Random(part)  # noqa: S311  # the same files in every run
    data = DECK.encode()
    for _ in range(1000):
        file = parse_deck(damaged(rolled, data), Path("x.toml"))
        assert isinstance(file, DeckFile)
        assert file.problems or file.deck is not None
        assert all(one.what and one.line >= 1 and one.column >= 1 for one in file.problems)


@pytest.mark.parametrize("part", range(2))
def test_damaged_packages_are_read_or_refused(tmp_path: Path, part: int) -> None:
    rolled = random.Random(part)  # noqa: S311  # the same files in every run
    data = ankifiles.database(tmp_path / "sound").read_bytes()
    path = tmp_path / "x.apkg"
    for turn in range(350):
        ankifiles.package(path, damaged(rolled, data) if turn % 2 else data)
        if turn % 2 == 0:
            saved(path, damaged(rolled, path.read_bytes()))
        told = outcome(path)
        assert isinstance(told, Collection) or str(path) in told


HOSTILE: Final[dict[str, Callable[[], str]]] = {
    "commas.csv": lambda: "," * 8_000_000,
    "rows.csv": lambda: "a,b\n" * 15_000,
    "quote.csv": lambda: 'a,"b\n' * 1_000_000,
    "tags.txt": lambda: "#separator:tab\n#html:true\n" + "<" * 2_000_000 + "\tb\n",
    "questions.md": lambda: "Q:\n" * 100_000,
    "brackets.md": lambda: "C: " + "[" * 2_000_000,
    "gaps.md": lambda: "Q: a\nA: b\nC: " + "[x]" * 500_000,
    "highlights.md": lambda: "==a" * 300_000 + "\n" + "b::c " * 300_000,
    "backquotes.md": lambda: "`$" * 500_000 + "::b\n",
    "wiki.md": lambda: "a::" + "![[b" * 1_000_000,
    "stars.org": lambda: "* a :fc:\n" + "*b /c =d " * 500_000,
    "holes.org": lambda: f"* a :fc:\n:PROPERTIES:\n:FC_TYPE: cloze\n:END:\n{'{{a$' * 400_000}",
    "headings.org": lambda: "* a :fc:\nb\n" * 105_000,
    "lists.json": lambda: "[]," * 1_000_000,
    "cards.json": lambda: (
        '{"format": "mlprep-cards", "version": 1, "decks": [{"title": "T", "cards": ['
        + "7," * 40_000
        + "7]}]}"
    ),
}
READING: Final = """
import resource, sys
from pathlib import Path
from mlprep.formats.exchange.collection import ExchangeError
from mlprep.formats.exchange.reading import read_file
for name in sys.argv[1:]:
    try:
        found = read_file(Path(name))
        print(len(found.notes), len(found.remarks))
    except ExchangeError as told:
        print(told)
# On Linux a child's ru_maxrss begins at its parent's: what the process itself took stands here.
status = Path("/proc/self/status")
lines = status.read_text().splitlines() if status.exists() else []
own = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
print(own[0] if own else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="its memory cannot be asked for so")
def test_hostile_texts_are_read_or_refused_in_bounded_memory(tmp_path: Path) -> None:
    paths = [saved(tmp_path / name, written().encode()) for name, written in HOSTILE.items()]
    done = subprocess.run(
        [sys.executable, "-c", READING, *map(str, paths)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    *told, peak_kb = done.stdout.splitlines()
    assert len(told) == len(paths)
    scale = 1 if sys.platform == "darwin" else 1024
    assert int(peak_kb) * scale < MOST_BYTES, done.stdout
