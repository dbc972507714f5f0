"""What is made while the learner reads is never shown once it no longer holds."""

from collections.abc import Callable

import pytest

from mlprep.domain.clock import FixedClock
from mlprep.domain.facts import Draft, FactKind
from mlprep.domain.ids import UnitId
from mlprep.domain.rating import Rating
from mlprep.study.review.session import ReviewSession
from mlprep.study.review.showing import Showing
from mlprep.study.workspace import Workspace

Meanwhile = Callable[[Workspace, UnitId, FixedClock], None]


def _nothing(_workspace: Workspace, _unit: UnitId, _clock: FixedClock) -> None:
    pass


def _an_edit(workspace: Workspace, _unit: UnitId, _clock: FixedClock) -> None:
    for path in workspace.paths.decks.rglob("*.toml"):
        lines = path.read_text(encoding="utf-8").replace("[[card]]", '[[card]]\nwhy = "Mended."')
        path.write_text(lines, encoding="utf-8")
    workspace.refresh_library()


def _other_retention(workspace: Workspace, _unit: UnitId, _clock: FixedClock) -> None:
    workspace.change_setting("desired_retention", 0.75)


def _a_mark(workspace: Workspace, unit: UnitId, _clock: FixedClock) -> None:
    workspace.record(Draft(FactKind.MARK, unit, {"on": True}))


def _a_night(_workspace: Workspace, _unit: UnitId, clock: FixedClock) -> None:
    clock.advance(days=3)


def _seen(showing: Showing | None) -> tuple[object, ...] | None:
    if showing is None:
        return None
    labels = dict(showing.labels)
    return (showing.question, showing.entry.kind, showing.state, showing.reason, labels,
            showing.shown_at_ms, showing.goal)  # fmt: skip


@pytest.mark.parametrize("meanwhile", [_nothing, _an_edit, _other_retention, _a_mark, _a_night])
@pytest.mark.parametrize("reviews", [False, True])
def test_what_was_made_ahead_is_what_would_be_made_now(
    workspace: Workspace, clock: FixedClock, meanwhile: Meanwhile, *, reviews: bool
) -> None:
    session = ReviewSession(workspace)
    session.next()
    if reviews:
        while session.showing is not None:
            session.answer(Rating.EASY)
        clock.advance(days=60)
        session = ReviewSession(workspace)
        session.next()
    session.look_ahead()
    ahead = session._queue.peek(2)[1].unit
    meanwhile(workspace, ahead, clock)
    shown = session.answer(Rating.EASY)
    assert shown is not None
    made = session._presenter.show(shown.entry)
    assert _seen(shown) == _seen(made)
    assert shown.question.card.why == ("Mended." if meanwhile is _an_edit else "")
