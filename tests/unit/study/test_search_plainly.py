"""Searches by index find the units, in the order, that a plain look at each of them finds."""

import operator
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep.domain.clock import FixedClock
from mlprep.domain.facts import Draft, FactKind, Json
from mlprep.domain.ids import CardId, UnitId, unit_id
from mlprep.domain.units import Phase, UnitState
from mlprep.store.paths import paths_below
from mlprep.study.content import library as library_module
from mlprep.study.content.library import roots_of
from mlprep.study.content.search import search
from mlprep.study.review import browsing
from mlprep.study.workspace import Workspace

NOON = 1_790_000_000_000
MANY = " ".join(f"gradual{number:02}" for number in range(20))
FRONTS = (
    "Which gradient does the layer keep?",
    "What of layers and gradients?",
    f"All of {MANY}?",
    "Gradé, naïve or plain, the layer c++11",
    "Seven times six: layer norm",
    "Nothing of the kind",
)
DECKS = ("left", "right", "right-more")
TAGS: tuple[list[str], ...] = (["sums"], ["sums/deep", "x-y"], ["other"], [], ["Sums::far::off"])
TITLES = {"left": "Deck left", "right": "Bébé::Right", "right-more": "Bébé::Right::More"}


class Seen(NamedTuple):
    """One unit with all that a search can ask of it."""

    unit: UnitId
    deck: str
    words: str
    tags: list[str]
    state: UnitState


def _deck(name: str, number: int) -> str:
    lines = ["[deck]", f'id = "{name}"', f'title = "{TITLES[name]}"']
    for place in range(10):
        text = FRONTS[(place + number) % len(FRONTS)]
        lines += ["[[card]]", f'id = "{name}-{place}"', f'front = "{text}"', f'back = "b{place}"']
        lines += [f"tags = {TAGS[place % len(TAGS)]}", f"reverse = {str(place == 1).lower()}"]
    return "\n".join(lines)


def _study(opened: Workspace, units: list[UnitId]) -> None:
    """Leave units in every state that a search can name."""
    today = opened.today
    for number, unit in enumerate(units):
        days = number % 7 - 3
        if number % 3:
            body: dict[str, Json] = {"day": today - 9, "rating": 1 + number % 4, "ms": 900}
            body |= {"due_at": NOON, "step": 0} if number % 4 == 1 else {"due_day": today + days}
            opened.record(*[Draft(FactKind.REVIEW, unit, body)] * (1 + number % 2))
    browsing.suspend(opened, units[1::5], on=True)
    browsing.suspend(opened, units[1::10], on=False)
    browsing.bury(opened, units[1::7], on=True)
    browsing.mark(opened, units[1::4], on=True)
    browsing.flag(opened, units[2::6], 2)
    browsing.flag(opened, units[3::6], 3)
    browsing.set_due(opened, units[1::13], 0)
    browsing.reset(opened, units[1::17])


@pytest.fixture(scope="module", params=[False, True], ids=["as it was", "renamed"])
def opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workspace]:
    """Open a library of three decks, studied; in one of two, a card counts for a renamed one."""
    paths = paths_below(tmp_path_factory.mktemp("searched"))
    paths.decks.mkdir(parents=True)
    for number, name in enumerate(DECKS):
        (paths.decks / f"{name}.toml").write_text(_deck(name, number), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            library_module,
            "roots_of",
            lambda paths, extra=(): [r for r in roots_of(paths, extra) if r.own],
        )
        with Workspace.open(paths=paths, clock=FixedClock(NOON), zone="UTC") as workspace:
            workspace.refresh_library()
            workspace.change_setting("leech_threshold", LEECH)
            units = [unit_id(CardId(card), part) for card, part in _all(workspace)]
            if request.param:
                old = UnitId("left-old")
                for act in (browsing.suspend, browsing.mark):
                    act(workspace, [old], on=True)
                workspace.record(Draft(FactKind.REIDENTIFY, "left-old", {"to": "left-3"}))
                assert workspace.history.state(UnitId("left-3")).suspended
            _study(workspace, units)
            yield workspace


def _all(workspace: Workspace) -> Iterator[tuple[str, str]]:
    for row in workspace.library.cache.active_rows():
        for part in row[6].split(" ") if row[6] else [""]:
            yield row[0], part


def _seen(workspace: Workspace) -> list[Seen]:
    """Look at every unit, in library order."""
    found = []
    for card, part in _all(workspace):
        deck, _, place = card.rpartition("-")
        front = FRONTS[(int(place) + DECKS.index(deck)) % len(FRONTS)]
        tags = TAGS[int(place) % len(TAGS)]
        words = re.sub("[^a-z0-9]+", " ", _plain(f"{front}|b{place}|{' '.join(tags)}"))
        unit = unit_id(CardId(card), part)
        found.append(Seen(unit, deck, f" {words}", tags, workspace.history.state(unit)))
    return found


def _plain(text: str) -> str:
    return text.lower().replace("é", "e").replace("ï", "i").replace("|", " | ")


def _named(state: UnitState, name: str, today: int) -> bool:
    away = state.suspended or state.is_buried(today)
    in_review = state.phase is Phase.REVIEW
    due = state.phase.in_steps or (in_review and (state.due_day or 0) <= today)
    return {
        "new": state.phase is Phase.NEW,
        "learn": state.phase.in_steps,
        "review": in_review,
        "due": due and not away,
        "suspended": state.suspended,
        "buried": state.is_buried(today),
        "marked": state.marked,
        "flagged": state.flag > 0,
        "leech": state.lapses >= LEECH,
    }[name]


LEECH = 1
COMPARED: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    "<=": operator.le,
    "!=": operator.ne,
}


def _figure(state: UnitState, name: str, today: int) -> float | None:
    if name == "due":
        return None if state.due_day is None else state.due_day - today
    return {"reps": state.reps, "lapses": state.lapses, "stability": state.stability}[name]


def passes(seen: Seen, term: str, today: int) -> bool:
    """Whether a unit is what one term of a search asks for."""
    if term.startswith("-"):
        return not passes(seen, term[1:], today)
    name, colon, value = term.partition(":")
    if not colon:
        return f" {re.sub('[^a-z0-9]+', ' ', _plain(term.strip(chr(34))))}" in seen.words
    if name == "deck":
        title, value = _levelled(TITLES[seen.deck]), _levelled(value).rstrip("*")
        return seen.deck.startswith(value) or title.startswith(value)
    if name == "tag":
        return _bears([*map(_levelled, seen.tags)], _levelled(value))
    if name == "is":
        return _named(seen.state, value, today)
    if name == "flag":
        return seen.state.flag == int(value)
    figure, sign, limit = re.split("([<>!=]+)", value)
    held = _figure(seen.state, figure, today)
    return held is not None and COMPARED[sign](held, float(limit))


def _levelled(name: str) -> str:
    return "/".join(_plain(name).split("::"))


def _bears(tags: list[str], value: str) -> bool:
    if value.endswith("*"):
        return any(tag.startswith(value[:-1]) for tag in tags)
    return any(tag == value or tag.startswith(f"{value}/") for tag in tags)


STATES = ("new", "learn", "review", "due", "suspended", "buried", "marked", "flagged", "leech")
WORDS = "gradient grad gradual layer lay LAYERS naive c++1 seven b3 absent sums x-y deep"
PLACES = (
    "deck:left deck:right deck:none deck:bebe deck:BÉBÉ/right deck:bébé::* deck:Bebe::Right::M*"
    " deck:* tag:sums tag:other tag:x-y tag:sums::far tag:sums/far tag:sum tag:sum* tag:sums/*"
    " tag:sums::* tag:SUMS::far::off tag:sums/deep tag:*"
)
_words = st.sampled_from([*WORDS.split(" "), '"times six"', '"layer c++11"', '"six times"'])
_named_tests = st.sampled_from([f"is:{name}" for name in STATES])
_figures = st.tuples(
    st.sampled_from(["reps", "lapses", "stability", "due"]),
    st.sampled_from(sorted(COMPARED)),
    st.integers(-2, 3),
).map(lambda drawn: f"prop:{drawn[0]}{drawn[1]}{drawn[2]}")
_tests = _named_tests | _figures | st.sampled_from(["flag:0", "flag:2"])
_places = st.sampled_from(PLACES.split(" "))
_unquoted = _words.filter(lambda word: '"' not in word)
_negated = st.one_of(_unquoted, _tests, _places).map("-{}".format)
_terms = st.lists(st.one_of(_words, _tests, _places, _negated), max_size=4)


def check(opened: Workspace, *terms: str) -> None:
    """Compare a search, whichever way it begins, with a look at every unit."""
    wanted = [
        (seen.unit, seen.state)
        for seen in _seen(opened)
        if all(passes(seen, term, opened.today) for term in terms)
    ]
    module = "mlprep.study.content.search"
    for few, page, patience in ((0, 500, 8), (3, 2, 8), (3, 2, 1), (2000, 500, 8)):
        sizes: dict[str, Any] = {"_FEW": few, "PAGE": page, "_PATIENCE": patience}
        with mock.patch.multiple(module, **sizes):
            found = search(opened, " ".join(terms))
            assert [(hit.unit, hit.state) for hit in found] == wanted
            assert search(opened, " ".join(terms), limit=3) == found[:3]


@given(terms=_terms)
def test_searches_find_what_a_plain_look_at_every_unit_finds(
    opened: Workspace, terms: list[str]
) -> None:
    check(opened, *terms)


@pytest.mark.parametrize("beside", [(), ("deck:right",), ("layer",), ("tag:sums", "-seven")])
@pytest.mark.parametrize("name", STATES)
def test_every_state_is_found_by_itself_and_beside_other_terms(
    opened: Workspace, name: str, beside: tuple[str, ...]
) -> None:
    check(opened, f"is:{name}", *beside)
    check(opened, f"-is:{name}", *beside)
