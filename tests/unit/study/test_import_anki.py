"""What an import does to the learner's folder and history, on small packages made by hand."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.formats import ankifiles

from mlprep.domain.clock import FixedClock
from mlprep.domain.days import DAY_MS
from mlprep.domain.facts import Draft, FactKind
from mlprep.domain.ids import UnitId
from mlprep.formats import decks
from mlprep.formats.exchange.collection import Card, Collection, ExchangeError, Note
from mlprep.formats.files import parse_toml
from mlprep.memory.fold import advance
from mlprep.memory.model import DEFAULT_PARAMETERS
from mlprep.store.paths import paths_below
from mlprep.study.content.reading import read_file
from mlprep.study.exchange.exporting import export_decks
from mlprep.study.exchange.import_decks import deck_changes
from mlprep.study.exchange.importing import ImportPlan, carry_out, plan_import, read_foreign
from mlprep.study.exchange.words import plan_lines
from mlprep.study.workspace import Workspace

FIRST = ankifiles.CREATED_S * 1000
UNIT = UnitId("anki-677569642d6f6e65")
"""Unit of the note with the guid ``guid-one``."""


@pytest.fixture
def workspace(tmp_path: Path, clock: FixedClock) -> Iterator[Workspace]:
    with Workspace.open(paths=paths_below(tmp_path / "home"), clock=clock, zone="UTC") as opened:
        opened.refresh_library()
        yield opened


def package(tmp_path: Path, name: str = "x.apkg", **parts: Any) -> Path:
    database = tmp_path / f"{name}.db"
    database.unlink(missing_ok=True)
    return ankifiles.package(tmp_path / name, ankifiles.database(database, **parts).read_bytes())


def take(workspace: Workspace, path: Path, *, parameters: bool = False) -> ImportPlan:
    plan = plan_import(workspace, read_foreign(path), path.name, parameters=parameters)
    carry_out(workspace, plan)
    return plan


def studied(count: int, first: int = 0) -> tuple[tuple[int, ...], ...]:
    """Make a log: a step, then reviews five days apart."""
    return tuple(
        (FIRST + at * 5 * DAY_MS // 20, 2, 3, 5 if at else -600, 2500, 700, min(at, 1))
        for at in range(first, count)
    )


REVIEWED = ({"id": 2, "type": 2, "queue": 2, "due": 9, "ivl": 5, "reps": 3},)


def test_a_plan_writes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    plan = plan_import(workspace, read_foreign(package(tmp_path, log=studied(3))), "x.apkg")
    assert (plan.cards, plan.count(FactKind.REVIEW)) == (1, 3)
    assert list(workspace.paths.decks.iterdir()) == []
    assert workspace.history.undo_label() is None


def test_a_later_package_brings_only_what_is_new(workspace: Workspace, tmp_path: Path) -> None:
    take(workspace, package(tmp_path, cards=REVIEWED, log=studied(3)))
    deck = workspace.library.decks["deck"]
    deck.path.write_text(
        deck.path.read_text(encoding="utf-8").replace('"Back"', '"My own words"  # mine'),
        encoding="utf-8",
    )
    workspace.refresh_library()
    notes = ((1, "guid-one", "Front\x1fChanged", ""), (5, "guid-two", "Second\x1fBack", ""))
    cards = (*REVIEWED, {"id": 6, "nid": 5})
    plan = take(workspace, package(tmp_path, "y.apkg", notes=notes, cards=cards, log=studied(5)))
    assert (plan.cards, plan.kept, plan.count(FactKind.REVIEW)) == (1, 1, 2)
    text = deck.path.read_text(encoding="utf-8")
    assert '"My own words"  # mine' in text
    assert text.count("[[card]]") == 2
    assert [one for one in workspace.library.problems() if one.path == deck.path] == []
    assert workspace.history.state(UNIT).reps == 5


def test_undo_takes_an_import_back_and_it_can_come_again(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = package(tmp_path, cards=REVIEWED, log=studied(4))
    take(workspace, path)
    digest = workspace.history.digest()
    assert workspace.history.undo_label() == "Import of x.apkg"
    workspace.history.undo()
    assert workspace.history.state(UNIT).reps == 0
    again = take(workspace, path)
    assert (again.cards, again.count(FactKind.REVIEW)) == (0, 4)
    assert workspace.history.state(UNIT).reps == 4
    assert digest != ""
    assert workspace.history.verify() == []


def test_what_fails_in_the_middle_leaves_nothing(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(workspace, package(tmp_path))
    before = {path: path.read_bytes() for path in workspace.paths.decks.rglob("*.toml")}
    notes = ((1, "guid-one", "Front\x1fBack", ""), (5, "guid-two", "Second\x1fBack", ""))
    path = package(tmp_path, "y.apkg", notes=notes, cards=({"id": 2}, {"id": 6, "nid": 5}))
    plan = plan_import(workspace, read_foreign(path), path.name)

    def fails(*_dated: object, **_set: object) -> None:
        raise OSError(28, "no room")

    with monkeypatch.context() as patch:
        patch.setattr(workspace.history, "record_past", fails)
        with pytest.raises(OSError, match="no room"):
            carry_out(workspace, plan)
    assert {path: path.read_bytes() for path in workspace.paths.decks.rglob("*.toml")} == before

    def damaged(_targets: object) -> None:
        raise ExchangeError("the package is damaged")

    broken = replace(plan.collection, save_media=damaged)
    picture = workspace.paths.decks / "imported" / "media" / "a.png"
    with pytest.raises(ExchangeError):
        carry_out(workspace, replace(plan, collection=broken, media={picture: "a.png"}))
    assert {path: path.read_bytes() for path in workspace.paths.decks.rglob("*.toml")} == before


def test_decks_whose_names_look_alike_stay_apart(workspace: Workspace) -> None:
    paths = (("C",), ("C++",), ("C#",), ("A", "B"), ("A B",), ("日本語",), ("con",), ("checks",),
             ("../../evil",), ("projects", "media"))  # fmt: skip
    notes = tuple(
        Note(UnitId(f"n-{at}"), path, front=f"Front {at}", back="Back")  # type: ignore[arg-type]  # ids are texts
        for at, path in enumerate(paths)
    )
    plan = plan_import(workspace, Collection("test", notes), "test")
    carry_out(workspace, plan)
    root = workspace.paths.decks.resolve()
    assert all(change.path.resolve().is_relative_to(root) for change in plan.decks)
    titles = {deck.title for deck in workspace.library.decks.values() if deck.own}
    assert titles == {"::".join(path) for path in paths}
    assert len(workspace.library.cards()) >= len(paths)
    assert [one for one in workspace.library.problems() if "imported" in str(one.path)] == []
    again = plan_import(workspace, Collection("test", notes), "test")
    assert again.is_empty


def test_a_card_whose_due_day_is_set_twice_counts_once(
    workspace: Workspace, tmp_path: Path
) -> None:
    moved = (FIRST + DAY_MS, 2, 0, 5, 2500, 0, 4)  # by hand; the schedule goes further
    cards = ({**REVIEWED[0], "due": 30},)
    plan = take(workspace, package(tmp_path, cards=cards, log=(*studied(3), moved)))
    told = "\n".join(plan_lines(workspace, plan))
    assert "3 reviews, 1 due day\n" in f"{told}\n"
    recorded = workspace.history.facts_of(UNIT)
    assert len([one for one in recorded if one.kind is FactKind.SET_DUE]) == 2


def test_parameters_come_only_when_asked_for(workspace: Workspace, tmp_path: Path) -> None:
    own = [*DEFAULT_PARAMETERS[:20], 0.2]
    preset = {"1": {"id": 1, "name": "Default", "fsrsParams6": own}}
    path = package(tmp_path, cards=REVIEWED, log=studied(3), change={"dconf": json.dumps(preset)})
    take(workspace, path)
    assert workspace.settings.parameters == ()
    before = workspace.history.state(UNIT).stability
    plan = take(workspace, path, parameters=True)
    assert plan.count(FactKind.SETTING) == 2
    assert workspace.settings.parameters == pytest.approx(tuple(own))
    assert workspace.history.state(UNIT).stability != before
    assert workspace.history.verify() == []


def test_a_memory_that_was_brought_outlives_a_change_of_parameters(
    workspace: Workspace, tmp_path: Path
) -> None:
    card = {**REVIEWED[0], "due": 20, "ivl": 15, "data": '{"s":21.5,"d":4.5}'}
    take(workspace, package(tmp_path, cards=(card,)))
    state = workspace.history.state(UNIT)
    assert (state.stability, state.difficulty) == pytest.approx((21.5, 4.5))
    assert state.due_day is not None
    assert state.last_day == state.due_day - 15
    own = (*DEFAULT_PARAMETERS[:20], 0.2)
    workspace.change_setting("parameters", list(own))
    assert workspace.history.state(UNIT).stability == pytest.approx(21.5)
    assert workspace.history.verify() == []


@pytest.mark.parametrize("memory", [[1], "x", [1, "a"], [True, 2], [10**400, 1], None])
def test_a_memory_that_is_none_is_passed_over(workspace: Workspace, memory: Any) -> None:
    body = {"due_day": 30, "day": 20, "memory": memory}
    (fact,) = workspace.record(Draft(FactKind.SET_DUE, UNIT, body))
    state = advance(workspace.history.state(UNIT), fact, DEFAULT_PARAMETERS)
    assert (state.due_day, state.stability) == (30, None)


def test_what_was_done_here_since_stands(
    workspace: Workspace, tmp_path: Path, clock: FixedClock
) -> None:
    card = {**REVIEWED[0], "queue": -1, "flags": 3}
    path = package(tmp_path, cards=(card,), log=studied(3))
    take(workspace, path)
    assert workspace.history.state(UNIT).suspended
    clock.advance(days=1)
    workspace.record(Draft(FactKind.SUSPEND, UNIT, {"on": False}))
    workspace.record(Draft(FactKind.FLAG, UNIT, {"flag": 1}))
    take(workspace, path)
    state = workspace.history.state(UNIT)
    assert (state.suspended, state.flag) == (False, 1)


def test_cards_come_in_the_order_of_the_new_ones_and_go_back_in_it(
    workspace: Workspace, tmp_path: Path
) -> None:
    """Ids of notes say nothing of it where a program made them from names."""
    fronts = ("Third", "First", "Second")
    notes = tuple(
        (number, f"guid-{front.lower()}", f"{front}\x1fBack", "")
        for number, front in enumerate(fronts, start=1)
    )
    cards: tuple[dict[str, Any], ...] = (
        {"id": 2, "nid": 1, "due": 3},
        {"id": 3, "nid": 2, "due": 9, "type": 2, "queue": 2, "ivl": 5, "reps": 3,
         "data": '{"pos":1}'},
        {"id": 4, "nid": 3, "due": 2},
    )  # fmt: skip
    take(workspace, package(tmp_path, notes=notes, cards=cards))
    listed = [card.title for card in workspace.library.cards("deck")]
    assert listed == ["First", "Second", "Third"]
    export_decks(workspace, ["deck"], tmp_path / "back.apkg")
    assert [note.front for note in read_foreign(tmp_path / "back.apkg").notes] == listed


def test_pictures_in_a_package_are_told_apart_by_their_content(
    workspace: Workspace, tmp_path: Path
) -> None:
    for number in (1, 2, 3):
        media = workspace.paths.decks / f"d{number}" / "media"
        media.mkdir(parents=True)
        (media / "cat.png").write_bytes(b"\x89PNG %d" % (number % 2))
        (media.parent / "cats.toml").write_text(
            f'[deck]\ntitle = "Cats {number}"\n[[card]]\nfront = "Which? ![c](media/cat.png)"\n'
            f'back = "{number}"\n'
        )
    workspace.refresh_library()
    names = ["cats-1", "cats-2", "cats-3"]
    assert export_decks(workspace, names, tmp_path / "cats.apkg").pictures == 2
    notes = read_foreign(tmp_path / "cats.apkg").notes
    assert len({note.front for note in notes}) == 2
    moved = workspace.paths.decks / "elsewhere"
    (workspace.paths.decks / "d2").rename(moved)
    workspace.refresh_library()
    export_decks(workspace, names, tmp_path / "again.apkg")
    assert [one.front for one in read_foreign(tmp_path / "again.apkg").notes] == [
        one.front for one in notes
    ]


TEXTS = st.text(st.characters(codec="utf-8"), max_size=9) | st.text(
    "\"'\\\n\r\t\x7f# =[]a", max_size=9
)
NOTES = st.lists(
    st.builds(
        Note,
        id=st.from_regex("[a-z]{1,4}", fullmatch=True),
        deck=st.tuples(TEXTS.filter(bool)),
        front=TEXTS,
        back=TEXTS,
        cloze=TEXTS,
        answer=st.sampled_from(["", "", "", "5", "x"]),
        why=TEXTS,
        tags=st.lists(TEXTS, max_size=2).map(tuple),
        sources=st.lists(TEXTS, max_size=1).map(tuple),
        cards=st.sampled_from([(), (Card("rev"),)]),
        fields=st.just({}),
    ),
    max_size=4,
)


@given(NOTES)
@settings(max_examples=25, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
def test_what_a_deck_will_hold_is_what_is_read_of_it(
    workspace: Workspace, notes: list[Note]
) -> None:
    for change in deck_changes(workspace, notes):
        if change.table is None:
            assert any(note.answer for note in notes)
        else:
            assert parse_toml(change.text.encode(), change.path) == (change.table, [])


def test_a_deck_that_an_import_wrote_is_cached_as_it_is_parsed(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_import(workspace, read_foreign(package(tmp_path, log=studied(3))), "x.apkg")
    with monkeypatch.context() as patch:
        patch.setattr(decks, "read_deck", lambda *_, **__: pytest.fail("parsed"))
        carry_out(workspace, plan)
    (change,) = plan.decks
    cached = workspace.library.cache.cards_of_file(str(change.path))
    parsed = read_file(change.path, "deck", own=True)
    assert [(one.id, one.title, one.body) for one in cached] == [
        (row.id, row.title, row.body) for row in parsed.rows
    ]
    assert cached
