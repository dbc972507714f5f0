"""What the buttons say is what an answer records, however late they are looked at."""

from collections.abc import Callable

import pytest

from mlprep.domain.clock import FixedClock
from mlprep.domain.facts import Draft, FactKind
from mlprep.domain.rating import Rating
from mlprep.study.review.session import ReviewSession
from mlprep.study.workspace import Workspace

Meanwhile = Callable[[ReviewSession, FixedClock], None]


def _nothing(_session: ReviewSession, _clock: FixedClock) -> None:
    pass


def _night(_session: ReviewSession, clock: FixedClock) -> None:
    clock.advance(hours=20)


def _other_retention(session: ReviewSession, clock: FixedClock) -> None:
    paths = session.workspace.paths
    with Workspace.open(paths=paths, clock=clock, zone="UTC") as other:
        other.record(Draft(FactKind.SETTING, "desired_retention", {"value": 0.8}))
    assert session.workspace.settings.desired_retention == 0.8


def _mark_and_take_it_back(session: ReviewSession, _clock: FixedClock) -> None:
    session.mark()
    session.undo()


def _look_ahead(session: ReviewSession, _clock: FixedClock) -> None:
    session.look_ahead()


@pytest.mark.parametrize("rating", [Rating.AGAIN, Rating.GOOD])
@pytest.mark.parametrize(
    "meanwhile", [_nothing, _night, _other_retention, _mark_and_take_it_back, _look_ahead]
)
@pytest.mark.parametrize("is_looked_at_before", [True, False])
def test_a_due_day_is_the_one_of_the_button(
    workspace: Workspace,
    clock: FixedClock,
    rating: Rating,
    meanwhile: Meanwhile,
    is_looked_at_before: bool,
) -> None:
    """In relearning the button names minutes, counted from the answer on."""
    for days in (0, 20):
        clock.advance(days=days)
        session = ReviewSession(workspace)
        while session.next() is not None and not days:
            session.answer(Rating.EASY)
    seen = session.showing
    assert seen is not None
    before = dict(seen.labels) if is_looked_at_before else {}
    meanwhile(session, clock)
    showing = session.showing
    assert showing is not None
    assert showing.question.unit == seen.question.unit
    labels = dict(showing.labels)
    assert before in ({}, labels) or meanwhile is _mark_and_take_it_back
    session.answer(rating)
    fact = list(workspace.history.facts_of(showing.question.unit))[-1]
    due_day, due_at, day = (fact.body.get(key) for key in ("due_day", "due_at", "day"))
    if rating is Rating.AGAIN:
        assert isinstance(due_at, int)
        assert labels[rating] == f"{(due_at - fact.at_ms) // 60_000}m"
    else:
        assert isinstance(due_day, int)
        assert isinstance(day, int)
        assert day == workspace.today
        assert labels[rating] in (f"{due_day - day}d", f"{round((due_day - day) / 30, 1):g}mo")
