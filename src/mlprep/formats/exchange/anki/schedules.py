"""What Anki's review log and card rows say of a card's schedule and memory.

Which entries count follows what Anki's own recomputation of FSRS states does: memory begins
with the last group of learning steps; where the log has none of them it was cut off, and the
state after its first review is taken from that entry's interval and ease.
"""

import json
from collections.abc import Sequence
from typing import Final

from mlprep.domain.rating import Rating
from mlprep.formats.exchange.anki.database import (
    DAY_S,
    LEARNING,
    MOST_DAYS,
    CardRow,
    LogRow,
)
from mlprep.formats.exchange.collection import Card, Ease, LogKind, Memory, ReviewLog, Schedule

_RATINGS: Final = {int(rating): rating for rating in Rating}
_FILTERED, _MANUAL, _RESCHEDULED = 3, 4, 5
_NEW, _REVIEW = 0, 2
_SUSPENDED, _BURIED = -1, (-2, -3)
_FOUR_HOURS: Final = 4 * 3600
_FIRST_INSTANT: Final = 1_000_000_000
"""Due numbers from here on are instants in seconds, smaller ones are days."""
_MOST_STEP_S: Final = MOST_DAYS * DAY_S
_FSRS_EASE: Final = 1.1
"""An ease up to here is a difficulty in disguise: FSRS logs it so."""
_USUAL_EASE: Final = 2500
_FLAG_BITS: Final = 7


def first_day(created_s: int, minutes_west: int | None) -> int:
    """Study day that due days count from."""
    if minutes_west is None:
        return round((created_s - _FOUR_HOURS) / DAY_S)
    return (created_s - minutes_west * 60) // DAY_S


def card_from(
    row: CardRow, part: str, answers: Sequence[ReviewLog], rows: Sequence[LogRow],
    start: tuple[int, int],
) -> Card:  # fmt: skip
    """Make the card.

    Its log is in ``answers`` or in ``rows``; ``start`` is the study day and the instant (s) that
    days count from.
    """
    graded = bool(answers) or any(map(_is_graded, rows))
    return Card(
        part,
        answers if answers and row.type == _REVIEW else _log(row, answers, rows, graded=graded),
        _schedule(row, graded, start) if row.type == _REVIEW else None,
        suspended=row.queue == _SUSPENDED,
        buried=row.queue in _BURIED,
        flag=row.flags & _FLAG_BITS,
    )


def _is_graded(row: LogRow) -> bool:
    """Whether it is an answer that moved the schedule."""
    return row.ease in _RATINGS and row.type not in (_MANUAL, _RESCHEDULED) and not _is_cram(row)


def _is_cram(row: LogRow) -> bool:
    return row.type == _FILTERED and row.factor == 0


def _is_reset(row: LogRow) -> bool:
    return row.type == _MANUAL and row.factor == 0


# ------------------------------------------------------------------- the log


def _log(
    card: CardRow, answers: Sequence[ReviewLog], rows: Sequence[LogRow], *, graded: bool
) -> tuple[ReviewLog, ...]:
    if card.type == _NEW and not graded:
        return ()
    log = _with_step(card, list(answers) if answers else _mixed_log(card, rows))
    if card.type == _NEW and log[-1].kind is not LogKind.RESET:
        log.append(ReviewLog(log[-1].at_ms + 1, kind=LogKind.RESET))
    return tuple(log)


def _mixed_log(card: CardRow, rows: Sequence[LogRow]) -> list[ReviewLog]:
    begins, memory = _beginning(card, rows)
    log: list[ReviewLog] = []
    since_reset = False
    for index, row in enumerate(rows):
        if index == begins and memory is None and since_reset:
            log.append(ReviewLog(row.id, kind=LogKind.RESET))
        entry = _entry(row)
        if entry is None:
            continue
        if index == begins and memory is not None:
            entry = entry._replace(memory=memory)
        since_reset = entry.kind is not LogKind.RESET and (since_reset or _is_graded(row))
        log.append(entry)
    return log


def _beginning(card: CardRow, rows: Sequence[LogRow]) -> tuple[int, Memory | Ease | None]:
    """Index of the entry that memory begins with; the memory after it where the log is cut."""
    learning = first = -1
    for index in range(len(rows) - 1, -1, -1):
        row = rows[index]
        if _is_cram(row):
            continue
        graded = row.ease in _RATINGS
        first = index if graded else first
        if graded and row.type == LEARNING:
            learning = index
        elif learning >= 0 or _is_reset(row):
            break
    if learning >= 0 or first < 0:
        return learning, None
    if sum(map(_is_graded, rows[first:])) == 1:
        return first, _memory_now(card)
    oldest = next(row for row in rows if row.ease in _RATINGS)
    return first, _memory(oldest.factor or _USUAL_EASE, max(oldest.ivl, 1))


def _memory(factor: int, interval: int) -> Memory | Ease:
    ease = factor / 1000
    if ease <= _FSRS_EASE:
        return Memory(float(interval), min(max((ease - 0.1) * 9 + 1, 1.0), 10.0))
    return Ease(ease, float(interval))


def _memory_now(card: CardRow) -> Memory | Ease | None:
    """Give what the card's row says of its memory."""
    data = _data(card)
    stability, difficulty = data.get("s"), data.get("d")
    if isinstance(stability, int | float) and isinstance(difficulty, int | float):
        return Memory(float(stability), float(difficulty))
    return _memory(card.factor or _USUAL_EASE, card.ivl) if card.ivl > 0 else None


def position(card: CardRow) -> int | None:
    """Give its place among the new cards, also of one that is new no more; None if not told."""
    if card.type == _NEW:
        return card.odue if card.odid else card.due
    told = _data(card).get("pos")
    return told if isinstance(told, int) else None


def _data(card: CardRow) -> dict[str, object]:
    try:
        found = json.loads(card.data or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _entry(row: LogRow) -> ReviewLog | None:
    if _is_reset(row):
        return ReviewLog(row.id, kind=LogKind.RESET)
    if row.type in (_MANUAL, _RESCHEDULED):
        return ReviewLog(row.id, days=min(max(row.ivl, 0), MOST_DAYS), kind=LogKind.SET_DUE)
    rating = _RATINGS.get(row.ease)
    if rating is None:
        return None
    if _is_cram(row):
        return ReviewLog(row.id, rating, max(0, row.time), kind=LogKind.CRAM)
    return _answer(row)


def _answer(row: LogRow) -> ReviewLog:
    """Take an answer that moved the schedule."""
    at_ms, _, ease, interval, _, time, _ = row
    duration = max(0, time)
    if interval > 0:
        return ReviewLog(at_ms, _RATINGS[ease], duration, min(interval, MOST_DAYS))
    return ReviewLog(at_ms, _RATINGS[ease], duration, None, min(-interval, _MOST_STEP_S) * 1000)


def _with_step(card: CardRow, log: list[ReviewLog]) -> list[ReviewLog]:
    """Let the last review of a card in steps lead to the instant at which Anki shows it."""
    if card.type in (_NEW, _REVIEW):
        return log
    last = next((at for at, one in reversed(list(enumerate(log))) if one.rating), -1)
    if last < 0 or log[last].step_ms is None:
        return log
    left = card.left % 1000 if card.left > 0 else 0
    log[last] = log[last]._replace(steps_left=left)
    if card.due >= _FIRST_INSTANT:
        log[last] = log[last]._replace(step_ms=max(0, card.due * 1000 - log[last].at_ms))
    return log


# --------------------------------------------------------------- the card's row


def _schedule(card: CardRow, has_log: bool, start: tuple[int, int]) -> Schedule:
    day, created_s = start
    due = card.odue if card.odid and card.odue else card.due
    if due >= _FIRST_INSTANT:
        due = (due - created_s) // DAY_S
    due_day = day + min(max(due, -MOST_DAYS), MOST_DAYS)
    if has_log:
        return Schedule(due_day)
    reviewed = _data(card).get("lrt")
    last = due_day - min(max(card.ivl, 0), MOST_DAYS)
    if isinstance(reviewed, int | float) and abs(reviewed - created_s) < MOST_DAYS * DAY_S:
        last = day + int((reviewed - created_s) // DAY_S)
    return Schedule(due_day, _memory_now(card), last)
