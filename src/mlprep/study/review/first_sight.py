"""What the first answer to a typed or choice card shows, given before its back was ever seen.

Only such an answer is evidence of ability: later ones show what was taught, and a card that the
learner grades shows what they think.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mlprep.domain.cards import Choices
from mlprep.domain.facts import FactKind, FirstSight
from mlprep.domain.units import Phase, UnitState
from mlprep.study.review.question import Question

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


def first_sight(
    workspace: "Workspace",
    question: Question,
    state: UnitState,
    typed: str,
    picked: Iterable[int] = (),
) -> FirstSight | None:
    """Read an answer as evidence; None where it is none.

    Needed are a topic and a level, something typed or picked, and a card of which no part was
    answered before, undone and forgotten answers included.
    """
    card, shown = question.card, tuple(picked)
    answered = bool(typed.strip()) if question.is_typed else question.is_choice and bool(shown)
    if not answered or card.topic is None or card.level is None:
        return None
    if state.phase is not Phase.NEW or _was_seen(workspace, question):
        return None
    if question.is_typed:
        return FirstSight(question.typed_right(typed), card.topic, card.level)
    right = question.picked_right(shown)
    return FirstSight(right, card.topic, card.level, chance_of(card.choices))


def _was_seen(workspace: "Workspace", question: Question) -> bool:
    """Whether a part of the card was answered, or asked for after its question's explanation."""
    history = workspace.history
    return any(
        history.latest(FactKind.PIN, unit) is not None
        or any(fact.kind is FactKind.REVIEW for fact in history.facts_of(unit, include_voided=True))
        for unit in question.card.units
    )


def chance_of(choices: Choices | None) -> float:
    """Chance of guessing right: one of m options, or one set of 2^m - 1."""
    if choices is None:
        return 0.0
    count = len(choices.options)
    return 1 / (2**count - 1) if len(choices.keys) > 1 else 1 / count
