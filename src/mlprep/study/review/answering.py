"""What an answer records: the outcome that its button promised, and the facts that follow."""

from dataclasses import replace
from typing import TYPE_CHECKING

from mlprep.domain.cards import Card
from mlprep.domain.facts import Draft, FactKind, Review
from mlprep.domain.rating import Rating
from mlprep.domain.units import UnitState
from mlprep.memory.scheduler import Outcome, is_leech
from mlprep.study.review.presenting import Presenter
from mlprep.study.review.showing import Showing
from mlprep.text.counting import counted

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


def decided(presenter: Presenter, showing: Showing, rating: Rating, now_ms: int) -> Outcome:
    """Take what the button promised; steps and days are counted from the answer on."""
    promised = showing.preview.outcomes[rating]
    if promised.today == presenter.today:
        return promised if promised.days is not None else replace(promised, now_ms=now_ms)
    goal = presenter.goal(showing.question.card)
    outcome = presenter.possible(showing.state, goal, now_ms)[rating]
    if promised.days is None:
        return outcome
    return replace(outcome, days=promised.days, due_in_ms=None)


def answer_drafts(
    workspace: "Workspace", showing: Showing, outcome: Outcome, review: Review, *, cram: bool
) -> list[Draft]:
    """Say what is recorded of an answer: the review, and what a leech calls for."""
    label = f'{outcome.rating.label} on "{showing.question.title}"'
    if cram:
        crammed = review._replace(due_day=None, due_at_ms=None, step=0, cram=True)
        return [crammed.draft(label)]
    drafts = [review.draft(label)]
    if outcome.rating is Rating.AGAIN and _makes_leech(workspace, showing.state, outcome.state):
        suspends = workspace.known_settings.leech_action == "suspend"
        kind = FactKind.SUSPEND if suspends else FactKind.MARK
        drafts.append(Draft(kind, showing.state.unit, {"on": True}))
    return drafts


def leech_news(showing: Showing, drafts: list[Draft]) -> str:
    """Say what an answer did to a card that it made a leech; empty where it made none."""
    what = {FactKind.SUSPEND: "Suspended", FactKind.MARK: "Marked"}.get(drafts[-1].kind)
    if what is None:
        return ""
    lapses = counted(showing.state.lapses + 1, "time")
    return f'{what} as a leech, forgotten {lapses}: "{showing.question.title}"'


def _makes_leech(workspace: "Workspace", before: UnitState, after: UnitState) -> bool:
    threshold = workspace.known_settings.leech_threshold
    return after.lapses > before.lapses and is_leech(after.lapses, threshold)


def moves_after_edit(workspace: "Workspace", card: Card) -> list[Draft]:
    """Say where the answer goes if the card was edited while it was on show."""
    if workspace.library.card(card.id) is not None:
        return []
    from mlprep.study.content.recognition import follow_gone

    return follow_gone(workspace, card)
