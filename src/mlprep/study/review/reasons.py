"""Why a card is here, in a sentence made of the numbers that put it there."""

from typing import TYPE_CHECKING

from mlprep.domain.cards import Card
from mlprep.domain.days import date_of
from mlprep.domain.units import Phase, UnitState
from mlprep.memory.entries import Entry, Kind
from mlprep.study.review.new_cards import is_guide

if TYPE_CHECKING:
    from mlprep.study.plan.priorities import TopicPlan
    from mlprep.study.workspace import Workspace


def reason(
    entry: Entry,
    state: UnitState,
    card: Card,
    *,
    recall: float | None,
    goal: float,
    today: int,
    gap: str = "",
) -> str:
    """Say why a card is asked now.

    ``recall`` is the forecast probability of recall, ``gap`` why a new card was drawn.
    """
    if entry.kind is Kind.CRAM:
        return "Cramming: this answer is logged and leaves the schedule alone."
    if entry.kind is Kind.NEW:
        return _new(card, gap)
    if state.phase is Phase.RELEARNING:
        return f"You forgot it {_ago(state, today)}; it is shown again until it sticks."
    if state.phase is Phase.LEARNING:
        return f"Still learning: step {state.step + 1} since you met it {_ago(state, today)}."
    return _review(state, recall, goal, today)


def source_note(card: Card, today: int) -> str:
    """Say that a card's source was to be checked before today; else nothing."""
    if card.review_by and card.review_by < date_of(today).isoformat():
        return f" Its source was to be checked by {card.review_by}."
    return ""


def why_drawn(workspace: "Workspace", plan: "TopicPlan", card: Card) -> str:
    """Say why a new card was drawn: the place of its topic in the plan, or whose deck it is."""
    found = plan.reason(card.topic)
    if found or (card.topic and not plan.has_role):
        return found
    library = workspace.library
    title = library.deck_titles.get(card.deck, card.deck)
    if is_guide(library.wholly_own_decks, card.deck, card.topic):
        return why_guided(title)
    if card.deck in library.wholly_own_decks:
        return why_mine(title)
    if not plan.has_role:
        return ""
    return f"From the deck {title}, beyond what your role asks for."


def why_guided(title: str) -> str:
    """Say why a deck came that is shipped and about no topic."""
    return f"{title}: for everyone who begins."


def why_mine(title: str) -> str:
    """Say why a card came of a deck that the learner wrote, about no topic of the plan."""
    return f"{title}: a deck of your own; a third of a day's new cards is kept for such decks."


def _new(card: Card, gap: str) -> str:
    level = f", level {card.level}" if card.level else ""
    priority = {1: ", must-know", 3: ", nice to know"}.get(card.priority, "")
    if gap:
        return f"{gap} New to you{level}{priority}."
    return f"New to you{level}{priority}; within today's limit of new cards."


def _ago(state: UnitState, today: int) -> str:
    days = today - (state.last_day if state.last_day is not None else today)
    return "today" if days <= 0 else "yesterday" if days == 1 else f"{days} days ago"


def _review(state: UnitState, recall: float | None, goal: float, today: int) -> str:
    if recall is None or state.last_day is None:
        return "You set this card due."
    late = today - (state.due_day if state.due_day is not None else today)
    overdue = f", {late} day{'s' * (late != 1)} late" if late > 0 else ""
    return (
        f"Recall has faded to about {recall:.0%} since you saw it {_ago(state, today)}"
        f" (you aim for {goal:.0%}){overdue}."
    )
