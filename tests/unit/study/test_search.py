"""Search terms, alone and together."""

import re

import pytest

from mlprep.domain.clock import FixedClock
from mlprep.domain.rating import Rating
from mlprep.store import library
from mlprep.study.content.search import SearchError, search
from mlprep.study.review.session import ReviewSession
from mlprep.study.upkeep import join_search_index
from mlprep.study.workspace import Workspace

ALL = {
    "small-one",
    "small-two",
    "small-two#rev",
    "small-gaps#c1",
    "small-gaps#c2",
    "small-typed",
    "small-choice",
}


def found(workspace: Workspace, text: str) -> set[str]:
    """Units that a search finds."""
    return {hit.unit for hit in search(workspace, text)}


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("one", {"small-one"}),
        ("On", {"small-one"}),
        ("seven times", {"small-typed"}),
        ('"seven times"', {"small-typed"}),
        ('"times seven"', set()),
        ("42", {"small-typed"}),
        ("second", {"small-gaps#c1", "small-gaps#c2"}),
        ("tag:numbers", {"small-one"}),
        ("tag:NUMBERS", {"small-one"}),
        ("tag:number", set()),
        ("-tag:numbers", ALL - {"small-one"}),
        ("deck:small", ALL),
        ("-deck:small", set()),
        ("-topic:maths", ALL),
        ("deck:Small one", {"small-one"}),
        ("deck:none", set()),
        ("-one deck:small", ALL - {"small-one"}),
        ("is:new", ALL),
        ("-is:new", set()),
        ("is:due", set()),
        ("prop:reps>=1", set()),
        ("flag:0", ALL),
        ("", ALL),
        ("[/b] %", set()),
        ('"unclosed', set()),
        ('"level:3"', set()),
        ("std::sort https://x.org", set()),
        ("answers:", set()),
    ],
)
def test_what_is_found(workspace: Workspace, text: str, units: set[str]) -> None:
    assert found(workspace, text) == units


def test_states_are_searched(workspace: Workspace) -> None:
    session = ReviewSession(workspace)
    showing = session.next()
    assert showing is not None
    unit = showing.question.unit
    session.flag(2)
    session.mark()
    session.answer(Rating.EASY)
    assert found(workspace, "is:review") == {unit}
    assert found(workspace, "flag:2 is:marked is:flagged") == {unit}
    assert found(workspace, "prop:reps=1 prop:stability>1") == {unit}
    assert found(workspace, "prop:due>0") == {unit}
    session.next()
    session.suspend()
    assert len(found(workspace, "is:suspended")) == 1


def test_what_was_forgotten_and_when_cards_were_asked_is_searched(
    workspace: Workspace, clock: FixedClock
) -> None:
    session = ReviewSession(workspace)
    first, second = session.next(), session.answer(Rating.AGAIN)
    assert first is not None
    assert second is not None
    forgot, knew = first.question.unit, second.question.unit
    session.answer(Rating.EASY)
    assert found(workspace, "is:forgotten") == {forgot}
    assert found(workspace, "-is:forgotten is:review") == {knew}
    assert found(workspace, "prop:seen=0 prop:met<1") == {forgot, knew}
    clock.advance(days=1)
    assert found(workspace, "is:forgotten prop:seen=1") == {forgot}
    session.rebuild(forgot)
    session.next()
    session.answer(Rating.GOOD)
    assert found(workspace, "is:forgotten") == set()
    assert found(workspace, "prop:seen=0 prop:met=1") == {forgot}
    session.undo()
    assert found(workspace, "is:forgotten") == {forgot}


@pytest.mark.parametrize("text", ["is:hungry", "prop:weight>3", "prop:reps", "flag:red", "flag:9"])
def test_terms_that_are_not_understood_say_so(workspace: Workspace, text: str) -> None:
    with pytest.raises(SearchError, match=text.partition(":")[0]):
        search(workspace, text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("level:3", "level: is not known; there are deck:, topic:, tag:, is:, prop:, flag:"),
        ("-level:3 one", "level: is not known"),
        ("tags:numbers", "tags: is not known; did you mean `tag:`?"),
        ("Deck:small", "Deck: is not known; did you mean `deck:`?"),
    ],
)
def test_what_looks_like_a_term_and_is_none_is_not_sought_as_words(
    workspace: Workspace, text: str, told: str
) -> None:
    with pytest.raises(SearchError, match=re.escape(told)):
        search(workspace, text)


def test_the_limit_holds(workspace: Workspace) -> None:
    assert len(search(workspace, "deck:small", limit=2)) == 2


@pytest.mark.parametrize("few", [0, 1000])
def test_many_rows_and_few_are_found_in_the_same_order(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    everything = [hit.unit for hit in search(workspace, "deck:small")]
    monkeypatch.setattr("mlprep.study.content.search._FEW", few)
    words = [hit.unit for hit in search(workspace, "s")]
    assert set(words) > {"small-typed"}
    assert words == [unit for unit in everything if unit in words]
    assert [hit.unit for hit in search(workspace, "s", limit=1)] == words[:1]
    assert found(workspace, "-s") == set(everything) - set(words)
    assert [hit.unit for hit in search(workspace, "is:new deck:small")] == everything
    assert [hit.unit for hit in search(workspace, "is:new s")] == words


def test_an_index_in_several_parts_is_joined_and_finds_the_same(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "FEW_PARTS", 1)

    def parts() -> int:
        db = workspace.library.cache._db
        return int(db.execute("SELECT count(DISTINCT segid) FROM texts_idx").fetchone()[0])

    for number in range(3):
        path = workspace.paths.decks / f"part-{number}.toml"
        card = f'[[card]]\nfront = "Part {number}?"\nback = "Joined."\n'
        path.write_text(f'[deck]\ntitle = "Part {number}"\n{card}', encoding="utf-8")
        workspace.refresh_library()
    before, found = parts(), [hit.title for hit in search(workspace, "joined")]
    join_search_index(workspace)
    assert before > parts() == 1
    assert [hit.title for hit in search(workspace, "joined")] == found
    assert len(found) == 3
