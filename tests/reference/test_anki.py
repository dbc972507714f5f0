"""Anki itself as the oracle: what it built is imported whole, what we write it opens whole."""

import importlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from anki.collection import (
    Collection,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)
from tests.reference import ankikit

from mlprep.domain.clock import FixedClock
from mlprep.domain.facts import FactKind
from mlprep.domain.ids import UnitId
from mlprep.domain.units import Phase
from mlprep.formats.exchange.anki.guids import card_id
from mlprep.store.paths import paths_below
from mlprep.study.exchange.exporting import export_decks
from mlprep.study.exchange.importing import carry_out, plan_import, read_foreign
from mlprep.study.workspace import Workspace

PACKAGES = ("new.apkg", "legacy.apkg", "all.colpkg")
NEAR = 1e-3


@pytest.fixture(scope="module")
def anki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[ankikit.Row]]]:
    """Build a collection in Anki once, and its packages; also give its cards."""
    folder = tmp_path_factory.mktemp("anki")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "UTC")
        collection = ankikit.everything(folder)
        ankikit.export(collection, folder / "new.apkg")
        ankikit.export(collection, folder / "legacy.apkg", legacy=True)
        rows = ankikit.rows(collection)
        ankikit.export(collection, folder / "all.colpkg")
        yield folder, rows


@contextmanager
def learner(home: Path, clock: FixedClock | None = None) -> Iterator[Workspace]:
    clock = clock or FixedClock(ankikit.now_ms() + 1000)
    with Workspace.open(paths=paths_below(home), clock=clock, zone="UTC") as workspace:
        workspace.refresh_library()
        yield workspace


def take(workspace: Workspace, path: Path) -> Any:
    plan = plan_import(workspace, read_foreign(path), path.name)
    carry_out(workspace, plan)
    return plan


DAY_STEP = 3
"""Anki's queue of steps that end on another day."""


def unit_of(workspace: Workspace, row: ankikit.Row) -> UnitId:
    """Find the unit that one of Anki's cards became."""
    name = card_id(row.guid)
    for unit in (f"{name}#c{row.ord + 1}", f"{name}-{row.ord + 1}", f"{name}#rev", name):
        card = workspace.library.card(unit.partition("#")[0])
        if card is None or UnitId(unit) not in card.units:
            continue
        if unit == name and row.ord:
            continue
        if unit.endswith("#rev") and not row.ord:
            continue
        return UnitId(unit)
    raise AssertionError(f"no unit for {row}")


@pytest.fixture(scope="module")
def taken(
    anki: tuple[Path, list[ankikit.Row]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Workspace, list[ankikit.Row]]]:
    """Give a learner who has imported the collection."""
    folder, rows = anki
    with learner(tmp_path_factory.mktemp("taken")) as workspace:
        plan = take(workspace, folder / "new.apkg")
        assert plan.count(FactKind.REVIEW) > 10_000
        yield workspace, rows


def test_every_kind_of_package_says_the_same(anki: tuple[Path, list[ankikit.Row]]) -> None:
    folder, rows = anki
    first, *others = (read_foreign(folder / package) for package in PACKAGES)
    assert sum(len(note.cards) for note in first.notes) == len(rows)
    for other in others:
        assert {note.id: note for note in other.notes} == {note.id: note for note in first.notes}
        assert other.media == first.media


def test_every_card_and_review_comes_with_its_memory(
    taken: tuple[Workspace, list[ankikit.Row]],
) -> None:
    workspace, rows = taken
    for row in rows:
        unit = unit_of(workspace, row)
        state = workspace.history.state(unit)
        reviews = tuple(
            (one.at_ms, one.body["rating"], one.body["ms"])
            for one in workspace.history.facts_of(unit)
            if one.kind is FactKind.REVIEW
        )
        assert reviews == row.reviews
        if row.stability is None and row.type == 2:
            # Anki works out the memory of a card without a log only when it is answered next.
            assert (row.reviews, state.stability) == ((), 20.0)
        elif row.stability is None:
            assert state.stability is None
        else:
            assert state.stability == pytest.approx(row.stability, rel=NEAR)
            assert state.difficulty == pytest.approx(row.difficulty, rel=NEAR)
    assert [one for one in workspace.library.problems() if "imported" in str(one.path)] == []
    assert workspace.history.verify() == []


def test_states_decks_tags_and_texts(taken: tuple[Workspace, list[ankikit.Row]]) -> None:
    workspace, rows = taken
    titles = workspace.library.deck_titles
    phases = {0: Phase.NEW, 1: Phase.LEARNING, 2: Phase.REVIEW, 3: Phase.RELEARNING}
    for row in rows:
        unit = unit_of(workspace, row)
        state = workspace.history.state(unit)
        card = workspace.library.card(unit.partition("#")[0])
        assert card is not None
        assert titles[card.deck] == row.deck
        # A step that ends after the rollover, as of a test run just before it, is a day.
        assert state.phase is (Phase.REVIEW if row.queue == DAY_STEP else phases[row.type])
        assert state.suspended == (row.queue == -1)
        assert state.is_buried(workspace.today) == (row.queue in (-2, -3))
        assert state.flag == row.flag
        assert state.marked == ("marked" in row.tags)
        assert set(card.tags) == set(row.tags) - {"marked"}
    assert {row.type for row in rows} == set(phases)
    assert {row.queue for row in rows} >= {-3, -1, 0, 1, 2}


def test_texts_and_pictures(taken: tuple[Workspace, list[ankikit.Row]]) -> None:
    workspace, _ = taken
    cards = {one.title: workspace.library.card(one.id) for one in workspace.library.cards()}
    odd = next(card for title, card in cards.items() if title.startswith("See") and card)
    shown = odd.front.partition("](")[2].partition(")")[0]
    assert (odd.path.parent / shown).read_bytes() == b"\x89PNG" * 9
    assert odd.back == "$a < b$\ncosts \\$5 * 2\nthen"
    typed = cards["Six times seven?"]
    assert typed is not None
    assert typed.typed is not None
    assert typed.typed.answer == "42"
    both = cards["front 3"]
    assert both is not None
    assert (both.back, both.reverse) == ("back 3", True)


def test_due_days_are_those_that_anki_shows(
    anki: tuple[Path, list[ankikit.Row]], taken: tuple[Workspace, list[ankikit.Row]]
) -> None:
    workspace, rows = taken
    offset = workspace.today - _today_of(anki[0])
    reviewed = [row for row in rows if row.type == 2]
    assert len(reviewed) > 100
    for row in reviewed:
        assert workspace.history.state(unit_of(workspace, row)).due_day == row.due + offset


def _today_of(folder: Path) -> int:
    collection = ankikit.opened(folder / "collection.anki2")
    today = int(collection.sched.today)
    collection.close()
    return today


def test_a_second_import_changes_nothing_and_undo_takes_the_history_back(
    anki: tuple[Path, list[ankikit.Row]], taken: tuple[Workspace, list[ankikit.Row]]
) -> None:
    folder, (workspace, _) = anki[0], taken
    digest = workspace.history.digest()
    files = _contents(workspace.paths.decks)
    for package in PACKAGES:
        again = plan_import(workspace, read_foreign(folder / package), package)
        assert not again.decks
        assert again.count(FactKind.REVIEW) == 0
    assert take(workspace, folder / "new.apkg").is_empty
    undone = workspace.history.undo()
    assert undone is not None
    assert undone.label == "Import of new.apkg"
    assert workspace.history.state(UnitId(undone.facts[0].subject)).phase is Phase.NEW
    assert workspace.history.redo() is not None
    assert workspace.history.digest() == digest
    assert _contents(workspace.paths.decks) == files


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# --------------------------------------------------------------------- export


@pytest.fixture
def own_deck() -> Callable[[Path], None]:
    def write(decks: Path) -> None:
        (decks / "media").mkdir(parents=True)
        (decks / "media" / "net.png").write_bytes(b"\x89PNG")
        (decks / "own.toml").write_text(OWN, encoding="utf-8")

    return write


OWN = r"""
[deck]
title = "Own::Nets"
tags = ["deep"]

[[card]]
id = "own-front"
front = "Why $\\frac{1}{\\sqrt{d_k}}$? It costs \\$5."
back = "**Saturation**\nand\n\n- one\n- two\n\n![net.png](media/net.png)"
why = "`x < y`"

[[card]]
id = "own-both"
front = "one"
back = "two"
reverse = true

[[card]]
id = "own-gaps"
cloze = "{{c1::alpha}} before {{c2::$x^{y^{z}}$}}"

[[card]]
id = "own-typed"
front = "Six times seven?"
answer = 42

[[card]]
id = "own-choice"
front = "Which is even?"
options = ["three", { text = "four", why = "2 + 2" }]
key = 1
"""


def _load(collection: Collection, path: Path) -> Any:
    options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
    request = ImportAnkiPackageRequest(package_path=str(path), options=options)
    return collection.import_anki_package(request).log


def _study(workspace: Workspace, clock: FixedClock) -> None:
    from mlprep.domain.rating import Rating
    from mlprep.memory.scheduler import Moment, outcomes, rules_from

    rules = rules_from(workspace.settings)
    for days, ratings in ((0, (3, 1, 4, 3, 4)), (1, (3, 3, 3)), (5, (1, 3, 2)), (20, (3, 1))):
        clock.advance(days=days)
        units = ["own-front", "own-both", "own-both#rev", "own-gaps#c1", "own-typed"]
        for unit, rating in zip(units, ratings, strict=False):
            clock.advance(minutes=7)
            state = workspace.history.state(UnitId(unit))
            moment = Moment(clock.now_ms(), workspace.today, {})
            outcome = outcomes(state, rules, moment)[Rating(rating)]
            workspace.record(outcome.review_with(4000).draft())


def test_what_is_exported_opens_in_anki_whole_and_twice_is_no_double(
    tmp_path: Path, own_deck: Callable[[Path], None]
) -> None:
    clock = FixedClock(ankikit.now_ms() - 40 * 86_400_000)
    own_deck(tmp_path / "home" / "decks")
    with learner(tmp_path / "home", clock) as workspace:
        _study(workspace, clock)
        workspace.record(*_marks())
        out = tmp_path / "own.apkg"
        done = export_decks(workspace, ["own::nets"], out)
        assert (done.cards, done.reviews, done.pictures) == (7, 13, 1)
        collection = ankikit.opened(tmp_path / "fresh.anki2")
        assert len(_load(collection, out).new) == 5
        before = _summary(collection)
        _assert_same(workspace, collection)
        clock.advance(days=1)
        export_decks(workspace, ["own-nets"], out)
        log = _load(collection, out)
        assert not log.new
        assert _summary(collection) == before
        assert collection.fix_integrity()[1]
        collection.close()


def test_a_note_is_newer_only_where_it_was_edited(
    tmp_path: Path, own_deck: Callable[[Path], None]
) -> None:
    clock = FixedClock(ankikit.now_ms() + 1000)
    decks = tmp_path / "home" / "decks"
    own_deck(decks)
    out = tmp_path / "own.apkg"
    with learner(tmp_path / "home", clock) as workspace:
        export_decks(workspace, ["own-nets"], out)
        collection = ankikit.opened(tmp_path / "fresh.anki2")
        _load(collection, out)
        mine = collection.get_note(collection.find_notes('"Six times"')[0])
        mine.fields[1] = "changed in Anki"
        collection.update_note(mine)
        clock.advance(days=1)
        [path] = decks.rglob("*.toml")
        path.write_text(path.read_text("utf-8").replace("Saturation", "Saturated softmax"), "utf-8")
        workspace.refresh_library()
        export_decks(workspace, ["own-nets"], out)
        log = _load(collection, out)
        assert (len(log.new), len(log.updated)) == (0, 1)
        assert collection.find_notes('"Saturated softmax"')
        assert collection.get_note(mine.id).fields[1] == "changed in Anki"
        clock.advance(days=1)
        export_decks(workspace, ["own-nets"], out)
        assert not _load(collection, out).updated
        collection.close()


def _marks() -> list[Any]:
    from mlprep.domain.facts import Draft

    return [
        Draft(FactKind.SUSPEND, "own-gaps#c2", {"on": True}),
        Draft(FactKind.FLAG, "own-front", {"flag": 4}),
        Draft(FactKind.MARK, "own-both", {"on": True}),
    ]


def _summary(collection: Collection) -> tuple[int, int, int]:
    reviews = int(ankikit.database(collection).scalar("SELECT count() FROM revlog"))
    return collection.note_count(), collection.card_count(), reviews


def _assert_same(workspace: Workspace, collection: Collection) -> None:
    rows = {(row.guid, row.ord): row for row in ankikit.rows(collection)}
    names = {"own-front": ("", 0), "own-both": ("", 0), "own-both#rev": ("rev", 1),
             "own-gaps#c1": ("c1", 0), "own-gaps#c2": ("c2", 1), "own-typed": ("", 0),
             "own-choice": ("", 0)}  # fmt: skip
    assert len(rows) == len(names)
    for unit, (_, ord_) in names.items():
        row = rows[f"mlprep:{unit.partition('#')[0]}", ord_]
        state = workspace.history.state(UnitId(unit))
        assert row.deck == "Own::Nets"
        assert row.type == ["new", "learning", "review", "relearning"].index(state.phase)
        assert (row.queue == -1) == state.suspended
        assert row.flag == state.flag
        assert "deep" in row.tags
        reviews = [one for one in workspace.history.facts_of(UnitId(unit))
                   if one.kind is FactKind.REVIEW]  # fmt: skip
        assert [(at, rating) for at, rating, _ in row.reviews] == [
            (one.at_ms, one.body["rating"]) for one in reviews
        ]
        if state.stability is None:
            assert row.stability is None
        else:
            assert row.stability == pytest.approx(state.stability, rel=NEAR)
            assert row.difficulty == pytest.approx(state.difficulty, rel=NEAR)
    assert ("mlprep:own-both", 0) in rows
    assert "marked" in rows["mlprep:own-both", 0].tags
    front = collection.get_note(collection.find_notes('"Saturation"')[0])
    assert front.fields[0] == r"Why \(\frac{1}{\sqrt{d_k}}\)? It costs $5."
    assert '<img src="net.png"' in front.fields[1]
    assert (Path(collection.media.dir()) / "net.png").read_bytes() == b"\x89PNG"


def test_reviews_done_in_anki_come_back_to_the_card(
    tmp_path: Path, own_deck: Callable[[Path], None]
) -> None:
    clock = FixedClock(ankikit.now_ms() - 40 * 86_400_000)
    own_deck(tmp_path / "home" / "decks")
    with learner(tmp_path / "home", clock) as workspace:
        _study(workspace, clock)
        export_decks(workspace, ["own-nets"], tmp_path / "own.apkg")
        collection = ankikit.opened(tmp_path / "fresh.anki2")
        _load(collection, tmp_path / "own.apkg")
        card = collection.get_card(collection.find_cards('"Saturation"')[0])
        card.start_timer()
        collection.sched.answerCard(card, 3)
        ankikit.export(collection, tmp_path / "back.apkg")
        collection.close()
        clock.at_ms = ankikit.now_ms() + 1000
        plan = take(workspace, tmp_path / "back.apkg")
        assert plan.cards == 0
        assert plan.count(FactKind.REVIEW) == 1
        reviews = [one for one in workspace.history.facts_of(UnitId("own-front"))
                   if one.kind is FactKind.REVIEW]  # fmt: skip
        assert len(reviews) == 5


def test_the_program_itself_does_not_import_anki() -> None:
    source = Path(importlib.import_module("mlprep").__file__ or "").parent
    imports = re.compile(r"^\s*(?:import|from) anki\b", re.MULTILINE)
    assert [one for one in source.rglob("*.py") if imports.search(one.read_text("utf-8"))] == []
