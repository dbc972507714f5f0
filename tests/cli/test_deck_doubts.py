"""Whether an edited card keeps its history is decided from the command line too."""

import json
from pathlib import Path

import pytest

from mlprep.cli.main import main
from mlprep.domain.ids import UnitId
from mlprep.store.paths import paths_below
from mlprep.study.workspace import Workspace

DECK = '[deck]\ntitle = "Small"\n\n[[card]]\nid = "one"\nfront = "One?"\nback = "1"\n'


@pytest.fixture
def doubtful(capsys: pytest.CaptureFixture[str], home: Path) -> Path:
    """Have a card that was flagged, and whose id was written anew."""
    deck = home / "decks" / "small.toml"
    deck.parent.mkdir(parents=True)
    renamed(deck, DECK, {"one": "uno"}, capsys)
    return home


def renamed(deck: Path, text: str, ids: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """Flag the cards of a deck, then give them other ids."""
    deck.write_text(text, encoding="utf-8")
    assert main(["card", *ids, "--flag", "3"]) == 0
    for old, new in ids.items():
        text = text.replace(f'"{old}"', f'"{new}"')
    deck.write_text(text, encoding="utf-8")
    capsys.readouterr()


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = main(argv)
    out = capsys.readouterr()
    return code, out.out, out.err


def test_doubts_are_named_listed_and_settled(
    capsys: pytest.CaptureFixture[str], doubtful: Path
) -> None:
    code, _, err = run(capsys, "deck", "check")
    assert (code, "`mlprep deck doubts`" in err) == (0, True)
    _, out, _ = run(capsys, "deck", "doubts")
    assert "asks: One?" in out
    assert "was?  One? (one, 0 reviews, 100% alike)" in out
    (told,) = json.loads(run(capsys, "deck", "doubts", "--json")[1])
    assert (told["old"], told["new"]) == ("one", "uno")
    code, _, err = run(capsys, "deck", "doubts", "--keep", "nobody")
    assert (code, "see `mlprep deck doubts`" in err) == (2, True)
    code, _, err = run(capsys, "deck", "doubts", "--keep", "uno")
    assert (code, "keeps its history: One?" in err) == (0, True)
    with Workspace.open(paths=paths_below(doubtful)) as opened:
        assert opened.history.state(UnitId("uno")).flag == 3
    assert "No card may be an edited one." in run(capsys, "deck", "doubts")[2]


@pytest.mark.parametrize(
    ("decision", "said", "flags"),
    [
        ("keep", "2 cards keep their history.", (3, 3)),
        ("reset", "2 cards are learned anew.", (3, 3)),
        ("new", "2 cards are new ones.", (0, 0)),
    ],
)
def test_all_doubts_are_settled_alike(
    capsys: pytest.CaptureFixture[str],
    doubtful: Path,
    decision: str,
    said: str,
    flags: tuple[int, int],
) -> None:
    two = DECK + '[[card]]\nid = "two"\nfront = "Two?"\nback = "2"\n'
    renamed(doubtful / "decks" / "small.toml", two, {"one": "uno", "two": "due"}, capsys)
    code, _, err = run(capsys, "deck", "doubts", "--all", decision)
    assert (code, said in err) == (0, True)
    with Workspace.open(paths=paths_below(doubtful)) as opened:
        assert tuple(opened.history.state(UnitId(unit)).flag for unit in ("uno", "due")) == flags
    assert "No card may be an edited one." in run(capsys, "deck", "doubts", "--all", decision)[2]
    _, _, err = run(capsys, "undo")
    assert ("Edited" in err) == (decision == "reset")
