"""Files of text formats into the learner's library and history, and decks out of it."""

import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlprep.cli.main import main
from mlprep.domain.cards import Card
from mlprep.domain.clock import FixedClock
from mlprep.domain.facts import FactKind
from mlprep.domain.ids import CardId, UnitId
from mlprep.formats.exchange.collection import Note
from mlprep.formats.exchange.delimited.mapping import parse_columns
from mlprep.formats.exchange.own_form import table_of
from mlprep.formats.exchange.reading import ReadOptions
from mlprep.store.paths import paths_below
from mlprep.study.exchange.exporting import ExportError, export_decks
from mlprep.study.exchange.import_decks import deck_changes
from mlprep.study.exchange.importing import ImportPlan, carry_out, plan_import, read_foreign
from mlprep.study.names import NameNotKnown
from mlprep.study.review.browsing import set_due
from mlprep.study.workspace import Workspace

FILES = Path(__file__).parents[1] / "formats" / "exchange"
ENDINGS = [".csv", ".md", ".json"]


@pytest.fixture
def other(tmp_path: Path, clock: FixedClock) -> Iterator[Workspace]:
    """Open another learner's home, with nothing in it."""
    with Workspace.open(paths=paths_below(tmp_path / "other"), clock=clock, zone="UTC") as opened:
        opened.refresh_library()
        yield opened


def taken(workspace: Workspace, path: Path) -> ImportPlan:
    plan = plan_import(workspace, read_foreign(path), path.name)
    carry_out(workspace, plan)
    return plan


def cards_of(workspace: Workspace) -> list[Card]:
    found = (workspace.library.card(one.id) for one in workspace.library.cards())
    return [one for one in found if one is not None]


def sample(folder: Path, name: str) -> Path:
    """Copy a sample; a package is zipped round its data."""
    if name.startswith("mochi"):
        path = folder / "x.mochi"
        with zipfile.ZipFile(path, "w") as package:
            package.write(FILES / name, f"data.{name.rpartition('.')[2]}")
            package.writestr("tree.png", b"PNG")
        return path
    shutil.copy(FILES / "org-fc-reviews.tsv", folder)
    return Path(shutil.copy(FILES / name, folder))


@pytest.mark.parametrize(
    ("name", "cards"),
    [("anki-notes.txt", 5), ("cards.csv", 3), ("windows.csv", 3), ("hashcards.md", 4),
     ("obsidian.md", 8), ("mochi.json", 3), ("mochi.edn", 1), ("org-fc.org", 4)],
)  # fmt: skip
def test_every_format_comes_whole_and_only_once(
    other: Workspace, clock: FixedClock, tmp_path: Path, name: str, cards: int
) -> None:
    path = sample(tmp_path, name)
    plan = plan_import(other, read_foreign(path), path.name)
    assert plan.cards == cards
    assert not other.library.cards()
    carry_out(other, plan)
    assert len(other.library.cards()) == cards
    assert not other.library.problems()
    assert len(list(other.history.facts())) >= len(plan.facts)
    clock.at_ms += 86_400_000
    again = plan_import(other, read_foreign(path), path.name)
    assert again.is_empty, (again.facts, again.decks)


def test_due_days_of_obsidian_stand(other: Workspace, tmp_path: Path) -> None:
    plan = taken(other, sample(tmp_path, "obsidian.md"))
    assert plan.count(FactKind.SET_DUE)
    [card] = [one for one in cards_of(other) if one.front == "What does bagging reduce?"]
    state = other.history.states([UnitId(card.id)])[UnitId(card.id)]
    assert state.due_day == 20_681  # 2026-08-16
    assert state.stability is not None
    assert state.stability > 20


POSTPONED = """#flashcards
Postponed::x <!--SR:!2026-12-25,3,250-->
Normal::y <!--SR:!2026-11-24,5,250-->
Old::z <!--SR:!2026-11-24,99999,250-->
"""


def due_days(workspace: Workspace) -> dict[str, int | None]:
    units = {one.front: UnitId(one.id) for one in cards_of(workspace)}
    states = workspace.history.states(units.values())
    return {front: states[unit].due_day for front, unit in units.items()}


def written_at(path: Path, text: str, at_ms: int) -> Path:
    path.write_text(text)
    os.utime(path, (at_ms / 1000, at_ms / 1000))
    return path


@pytest.mark.parametrize("kind", ["md", "org"])
def test_a_due_day_further_off_than_its_interval_stands_and_comes_once(
    other: Workspace, clock: FixedClock, tmp_path: Path, kind: str
) -> None:
    clock.at_ms = 1_795_262_400_000  # 2026-11-21 12:00 UTC
    text = POSTPONED
    if kind == "org":
        row = "| position | ease | box | interval | due |\n| front | 2.5 | 3 | {} | {}T02:00:00Z |"
        text = "".join(
            f"* {front} :fc:\n:PROPERTIES:\n:ID: {front}\n:FC_TYPE: normal\n:END:\n"
            f":REVIEW_DATA:\n{row.format(days, day)}\n:END:\nback\n"
            for front, days, day in
            (("Postponed", 3, "2026-12-26"), ("Normal", 5, "2026-11-25"), ("Old", 99, "2026-11-25"))
        )  # fmt: skip
    path = written_at(tmp_path / f"post.{kind}", text, clock.at_ms - 3_600_000)
    assert taken(other, path).count(FactKind.SET_DUE) == 3
    assert due_days(other) == {"Postponed": 20_812, "Normal": 20_781, "Old": 20_781}
    [unit] = [UnitId(one.id) for one in cards_of(other) if one.front == "Postponed"]
    clock.advance(minutes=5)
    set_due(other, [unit], days=30)
    settled = due_days(other)
    for days, saved_ms in ((0, 0), (1, 0), (40, 86_400_000), (80, -86_400_000)):
        clock.at_ms += days * 86_400_000
        written_at(path, text, clock.at_ms + saved_ms)
        again = taken(other, path)
        assert again.is_empty, again.facts
        assert due_days(other) == settled


def test_reviews_of_org_fc_and_mochi_are_replayed(other: Workspace, tmp_path: Path) -> None:
    assert taken(other, sample(tmp_path, "org-fc.org")).count(FactKind.REVIEW) == 3
    assert taken(other, sample(tmp_path, "mochi.json")).count(FactKind.REVIEW) == 2
    unit = UnitId("org-0a6f0b6c-3c35-4c5e-9a0d-6a1f0f6a7b11")
    [card] = [one for one in cards_of(other) if "bagging" in one.front and one.id.startswith("org")]
    assert str(card.id) == str(unit)
    state = other.history.states([unit])[unit]
    assert (state.reps, state.due_day) == (3, 19_783)  # 2024-03-01


def test_pictures_of_a_package_stand_beside_the_deck(other: Workspace, tmp_path: Path) -> None:
    taken(other, sample(tmp_path, "mochi.json"))
    card = next(one for one in cards_of(other) if "media/tree.png" in one.front)
    assert (card.path.parent / "media" / "tree.png").read_bytes() == b"PNG"


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_exported_deck_comes_back_card_by_card(
    workspace: Workspace, other: Workspace, deck_file: Path, tmp_path: Path, ending: str
) -> None:
    (deck_file.parent / "media").mkdir()
    (deck_file.parent / "media" / "p.png").write_bytes(b"PNG")
    deck_file.write_text(
        deck_file.read_text().replace('front = "One?"', 'front = "One? ![x](media/p.png)"')
        + '\n[[card]]\nid = "text-number"\nfront = "A text?"\nanswer = "3"\nlevel = 4\n'
        + '\n[[card]]\nid = "shared"\nfront = "Share?"\nanswer = 0.50\ntolerance = "7%"\n'
        + 'accept = ["half"]\nunit = "m"\nmisconceptions = ["wrong"]\nreview_by = 2027-01-31\n',
        encoding="utf-8",
    )
    workspace.refresh_library()
    path = tmp_path / "out" / f"deck{ending}"
    path.parent.mkdir()
    done = export_decks(workspace, ["small"], path)
    assert (done.decks, done.cards, done.pictures) == (1, 7, 1)
    before = path.read_bytes()
    taken(other, path)
    assert [table_of(card) for card in cards_of(other)] == [
        table_of(card) for card in cards_of(workspace)
    ]
    assert not other.library.problems()
    picture = next(card for card in cards_of(other) if "p.png" in card.front)
    assert (picture.path.parent / "media" / "p.png").read_bytes() == b"PNG"
    (tmp_path / "again").mkdir()
    export_decks(other, ["small"], tmp_path / "again" / f"deck{ending}")
    assert (tmp_path / "again" / f"deck{ending}").read_bytes() == before


@pytest.mark.parametrize("ending", [".apkg", *ENDINGS])
def test_an_export_replaces_nothing_but_an_export(
    workspace: Workspace, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"p{ending}"
    path.write_text("id,front,back\nprecious\n")
    with pytest.raises(ExportError, match="--force"):
        export_decks(workspace, ["small"], path)
    assert path.read_text() == "id,front,back\nprecious\n"
    export_decks(workspace, ["small"], path, force=True)
    written = path.read_bytes()
    assert b"precious" not in written
    export_decks(workspace, ["small"], path)
    path.unlink()
    path.mkdir()
    with pytest.raises(ExportError, match="is a folder"):
        export_decks(workspace, ["small"], path, force=True)


@pytest.mark.parametrize("ending", ENDINGS)
def test_pictures_of_one_name_all_come_along_and_replace_no_other(
    workspace: Workspace, other: Workspace, deck_file: Path, tmp_path: Path, ending: str
) -> None:
    for number in (1, 2, 3):
        folder = deck_file.parent / f"d{number}"
        (folder / "media").mkdir(parents=True)
        (folder / "media" / "cat.png").write_bytes(b"PNG %d" % (number % 2))
        (folder / "cats.toml").write_text(
            f'[deck]\ntitle = "Cats {number}"\n[[card]]\nid = "cat-{number}"\n'
            f'front = "Which? ![c](media/cat.png)"\nback = "{number}"\n'
        )
    workspace.refresh_library()
    path = tmp_path / "out" / f"cats{ending}"
    (path.parent / "media").mkdir(parents=True)
    (path.parent / "media" / "cat.png").write_bytes(b"the learner's")
    names = ["cats-1", "cats-2", "cats-3"]
    assert export_decks(workspace, names, path).pictures == 2
    first = path.read_bytes()
    export_decks(workspace, names, path)
    assert path.read_bytes() == first
    assert (path.parent / "media" / "cat.png").read_bytes() == b"the learner's"
    assert len(list((path.parent / "media").iterdir())) == 3
    taken(other, path)
    for card in cards_of(other):
        assert shown_by(card) == b"PNG %d" % (int(card.back) % 2)


def shown_by(card: Card) -> bytes:
    """Give the content of the picture that a card shows."""
    found = re.search(r"media/[\w.-]+", card.front)
    assert found is not None
    return (card.path.parent / found[0]).read_bytes()


def test_imported_pictures_of_one_name_replace_no_other(other: Workspace, tmp_path: Path) -> None:
    for at, content in enumerate((b"PNG one", b"PNG two", b"PNG one")):
        (tmp_path / f"f{at}" / "media").mkdir(parents=True)
        (tmp_path / f"f{at}" / "media" / "plot.png").write_bytes(content)
        path = tmp_path / f"f{at}" / f"deck-{at}.md"
        path.write_text(f"Q: {at}? ![p](media/plot.png)\nA: {content.decode()}\n")
        plan = taken(other, path)
        assert len(plan.media) == (at < 2)
        assert plan_import(other, read_foreign(path), path.name).is_empty
    assert [shown_by(card).decode() for card in cards_of(other)] == [
        card.back for card in cards_of(other)
    ]
    assert len(list(other.paths.decks.rglob("*.png"))) == 2


def test_pictures_whose_names_differ_in_capitals_alone_stay_two(
    other: Workspace, tmp_path: Path
) -> None:
    cards = []
    for name in ("a.png", "A.png"):
        (tmp_path / name).write_bytes(f"PNG {name}".encode())
        cards.append(f"Q: {name}? ![p]({name})\nA: PNG {name}\n")
    path = tmp_path / "deck.md"
    path.write_text("\n".join(cards))
    targets = taken(other, path).media
    assert len({str(target).casefold() for target in targets}) == len(targets) == 2
    assert {shown_by(card).decode() == card.back for card in cards_of(other)} == {True}


def test_an_export_of_nothing_says_so(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(NameNotKnown, match="no deck is called"):
        export_decks(workspace, ["unknown"], tmp_path / "x.csv")
    with pytest.raises(ExportError, match="ends in none of"):
        export_decks(workspace, [], tmp_path / "x.docx")


def test_options_reach_the_reader_from_the_shell(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("b1;f1;t1 t2\nb2;f2;\n")
    given = ["--columns", "front=2,back=1,tags=3", "--separator", ";", "--deck", "Mine"]
    assert main(["deck", "import", str(path), "--json", "--dry-run", *given]) == 0
    [plan] = json.loads(capsys.readouterr().out)
    assert (plan["new_cards"], plan["decks"][0]["title"]) == (2, "Mine")
    assert not list(home.rglob("x*.toml"))
    assert main(["deck", "import", str(path), "--columns", "colour=1"]) == 2
    told = capsys.readouterr().err
    assert "a column cannot hold 'colour'" in told
    assert "Traceback" not in told
    assert read_foreign(path, ReadOptions(deck="D")).notes[0].deck == ("D",)


@pytest.mark.parametrize(
    ("option", "told"),
    [("--columns=front=9,back=1", "the rows have 3 columns"),
     ("--columns=front=nothing,back=1", "no column is named 'nothing'"),
     ("--columns=front", "is no column"), ("--columns=front=1", "neither front and back nor"),
     ("--separator=ab", "cannot separate columns"), ("--encoding=latin-77", "no encoding")],
)  # fmt: skip
@pytest.mark.usefixtures("home")
def test_options_that_cannot_be_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, told: str
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("question,answer,remark\na,b,c\n")
    assert main(["deck", "import", str(path), "--dry-run", option]) == 2
    assert told in capsys.readouterr().err


def test_level_and_priority_of_a_table_come_along(other: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("front,back,level,priority\na,b,4,1\nc,d,9,\ne,f,,high\n")
    plan = taken(other, path)
    assert {card.front: (card.level, card.priority) for card in cards_of(other)} == {
        "a": (4, 1), "c": (None, 2), "e": (None, 2),
    }  # fmt: skip
    assert [loss.examples for loss in plan.losses] == [("line 3",), ("line 4",)]
    assert plan_import(other, read_foreign(path), path.name).is_empty


def test_the_advice_on_a_column_that_is_left_can_be_followed(
    other: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("front,back,colour\na,b,red\n")
    [loss] = plan_import(other, read_foreign(path), path.name).losses
    for meaning in loss.what.partition("as ")[2].split(", "):
        parse_columns(f"front=1,back=2,{meaning}=3")


@pytest.mark.parametrize("known", [False, True])
def test_decks_with_letters_that_are_not_ascii_keep_the_name_of_an_earlier_import(
    other: Workspace, known: bool
) -> None:
    path = ("Sprache", "Überraschung")
    title = "::".join(path)
    [change] = deck_changes(other, [Note(CardId("one"), path, front="F", back="B")])
    name, mark = change.deck.rsplit("-", 1)
    assert name == "sprache-uberraschung"
    earlier = f"sprache-berraschung-{mark}"
    if known:
        file = other.paths.decks / "imported" / "earlier.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f'[deck]\ntitle = "{title}"\nid = "{earlier}"\n', encoding="utf-8")
        other.refresh_library()
        [change] = deck_changes(other, [Note(CardId("one"), path, front="F", back="B")])
        assert change.path == file
    assert change.deck == (earlier if known else f"{name}-{mark}")
