"""Everything that is known of one card: its state, its history and its forgetting curve."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlprep.domain.cards import Card, Deck
from mlprep.domain.days import date_of
from mlprep.domain.facts import FactKind
from mlprep.domain.ids import UnitId, card_of
from mlprep.domain.rating import Rating
from mlprep.domain.units import UnitState
from mlprep.memory.model import retrievability
from mlprep.text.counting import counted

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

CURVE_POINTS = 60


@dataclass(frozen=True, slots=True)
class LoggedReview:
    """One line of a card's review log."""

    date: str
    rating: Rating
    seconds: float
    due: str
    """The day or delay that was chosen; ``cram`` where nothing was."""
    typed: str


@dataclass(frozen=True, slots=True)
class CardInfo:
    """What the card-info view shows."""

    unit: UnitId
    card: Card | None
    deck: Deck | None
    state: UnitState
    today: int
    """The study day of the look."""
    recall: float | None
    """Forecast probability of recall today."""
    curve: tuple[float, ...]
    """Recall from the last review on, in equal steps over ``curve_days``; empty when new."""
    curve_days: int
    log: tuple[LoggedReview, ...]


def card_info(workspace: "Workspace", unit: UnitId) -> CardInfo:
    """Look up everything about a review unit."""
    state = workspace.history.state(unit)
    card = workspace.library.card(card_of(unit))
    days = _curve_days(state)
    return CardInfo(
        unit=unit,
        card=card,
        deck=workspace.library.decks.get(card.deck) if card else None,
        state=state,
        today=workspace.today,
        recall=recall_on(workspace, state, workspace.today),
        curve=_curve(workspace, state, days),
        curve_days=days,
        log=tuple(_log(workspace, unit)),
    )


def info_rows(info: CardInfo) -> list[tuple[str, str]]:
    """Say what is known of a unit: names and values, as a person reads them."""
    state, card = info.state, info.card
    rows = [("deck", info.deck.title if info.deck else "none"), ("id", str(info.unit))]
    if card:
        rows += [("file", f"{card.path}, line {card.line}")]
        rows += [("tags", ", ".join(card.tags))] if card.tags else []
        rows += [("level", str(card.level))] if card.level else []
    rows += [
        ("phase", state.phase.value),
        ("reviews", f"{state.reps}, {counted(state.lapses, 'lapse')}"),
    ]
    if state.stability is not None and state.difficulty is not None:
        rows += [
            ("stability", f"{state.stability:.1f} days (recall falls to 90% in that time)"),
            ("difficulty", f"{state.difficulty:.1f} of 10"),
        ]
    if info.recall is not None:
        rows += [("recall", f"about {info.recall:.0%} today")]
    if state.interval_days:
        rows += [("interval", counted(state.interval_days, "day"))]
    if state.due_day is not None:
        rows += [("due", date_of(state.due_day).isoformat())]
    return [*rows, *_signs(state, info.today)]


def _signs(state: UnitState, today: int) -> list[tuple[str, str]]:
    """Say what the learner, or a leech, has put on a unit."""
    until = state.buried_until
    signs = [
        *(["suspended"] if state.suspended else []),
        *([f"buried until {date_of(until).isoformat()}"] if until and until > today else []),
        *(["marked"] if state.marked else []),
        *([f"flag {state.flag}"] if state.flag else []),
    ]
    return [("set", ", ".join(signs))] if signs else []


def log_line(review: LoggedReview) -> str:
    """Say one review of the log in a line."""
    told = f"{review.date}  {review.rating.label:<6}{review.seconds:>5.0f} s  then {review.due}"
    return f"{told}  typed: {review.typed}" if review.typed else told


def recall_on(workspace: "Workspace", state: UnitState, day: int) -> float | None:
    """Forecast the probability of recall on a study day; None for a card without memory."""
    if state.stability is None or state.last_day is None:
        return None
    return retrievability(state.stability, max(0, day - state.last_day), workspace.parameters)


def _curve_days(state: UnitState) -> int:
    if state.stability is None:
        return 0
    return max(7, round(2 * max(state.stability, state.interval_days)))


def _curve(workspace: "Workspace", state: UnitState, days: int) -> tuple[float, ...]:
    stability = state.stability
    if stability is None:
        return ()
    parameters = workspace.parameters
    return tuple(
        retrievability(stability, days * point / (CURVE_POINTS - 1), parameters)
        for point in range(CURVE_POINTS)
    )


def _log(workspace: "Workspace", unit: UnitId) -> list[LoggedReview]:
    rows = []
    for fact in workspace.history.facts_of(unit):
        body = fact.body
        rating, day = body.get("rating"), body.get("day")
        if fact.kind is FactKind.REVIEW and isinstance(rating, int) and isinstance(day, int):
            ms, due_day, due_at = body.get("ms"), body.get("due_day"), body.get("due_at")
            rows.append(
                LoggedReview(
                    date_of(day).isoformat(),
                    Rating(rating),
                    ms / 1000 if isinstance(ms, int) else 0.0,
                    _due(due_day, due_at, fact.at_ms),
                    str(body.get("typed") or ""),
                )
            )
    return rows


def _due(due_day: object, due_at: object, at_ms: int) -> str:
    if isinstance(due_day, int):
        return date_of(due_day).isoformat()
    if isinstance(due_at, int):
        return f"{max(0, due_at - at_ms) // 60_000} min"
    return "cram"
