"""What org-fc knows of the reviews of a card: its review data drawer and its history file.

The history (``org-fc-reviews.tsv``) has ten columns: instant, file, card id, position, ease,
box and interval before the review, rating, seconds, algorithm.  An interval is thus found in
the *next* review; FSRS leaves it empty.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from mlprep.domain.days import DAY_MS
from mlprep.domain.rating import Rating
from mlprep.formats.exchange.collection import Ease, LogKind, Memory, ReviewLog
from mlprep.formats.exchange.schedules import MOST_DAYS, instant_ms

_COLUMNS: Final = 9
_SAME_DAY: Final = 0.5
_RATINGS: Final = {rating.name.lower(): rating for rating in Rating}
_RULE: Final = re.compile(r"\|[-+|]*\|?[ \t]*$")
_MOST_SECONDS: Final = 86_400.0


class Reviewed(NamedTuple):
    """One line of the history."""

    at_ms: int
    rating: Rating
    seconds: float
    interval: float | None
    """Days before this review; ``None`` where it is not said."""


History = Mapping[tuple[str, str], Sequence[Reviewed]]
"""Card id and position to reviews, oldest first."""


def read_history(lines: Iterable[str]) -> tuple[History, int]:
    """Read a history file; also count the lines that cannot be read."""
    found: defaultdict[tuple[str, str], list[Reviewed]] = defaultdict(list)
    bad = 0
    for line in lines:
        cells = line.split("\t")
        at_ms = instant_ms(cells[0])
        rating = _RATINGS.get(cells[7].strip()) if len(cells) >= _COLUMNS else None
        if at_ms is None or rating is None:
            bad += bool(line.strip())
            continue
        seconds = min(max(number(cells[8]) or 0.0, 0.0), _MOST_SECONDS)
        key = cells[2].strip(), cells[3].strip()
        found[key].append(Reviewed(at_ms, rating, seconds, number(cells[6])))
    for reviews in found.values():
        reviews.sort()
    return found, bad


def number(text: str) -> float | None:
    """Read a finite number; ``None`` where it is none."""
    plain = text.strip()
    if not re.fullmatch(r"-?[0-9]{1,12}(?:\.[0-9]{1,12})?", plain):
        return None
    return float(plain)


def positions(drawer: Sequence[str]) -> Iterator[dict[str, str]]:
    """Give the rows of a review data drawer, by the names of its columns."""
    names: list[str] = []
    for line in drawer:
        row = line.strip()
        if not row.startswith("|") or _RULE.fullmatch(row):
            continue
        cells = [one.strip() for one in row.strip("|").split("|")]
        if not names:
            names = cells
        elif len(cells) == len(names):
            yield dict(zip(names, cells, strict=True))


def log_of(reviews: Sequence[Reviewed], row: Mapping[str, str]) -> tuple[ReviewLog, ...]:
    """Make the log of one position from its history, or else from its row of review data."""
    due_ms = instant_ms(row.get("due", ""))
    if not reviews:
        return _from_row(row, due_ms)
    last = reviews[-1]
    due_days = None if due_ms is None else (due_ms - last.at_ms) / DAY_MS
    log = [_entry(one, _chosen(one, after)) for one, after in pairwise(reviews)]
    return (*log, _entry(last, due_days if due_days is not None else 0.0))


def _chosen(one: Reviewed, after: Reviewed) -> float:
    """Interval in days that a review chose; the time to the next one where it is not said."""
    return after.interval if after.interval is not None else (after.at_ms - one.at_ms) / DAY_MS


def _entry(one: Reviewed, days: float) -> ReviewLog:
    days = min(max(days, 0.0), float(MOST_DAYS))
    duration = int(one.seconds * 1000)
    if days < _SAME_DAY:
        return ReviewLog(one.at_ms, one.rating, duration, step_ms=int(days * DAY_MS))
    return ReviewLog(one.at_ms, one.rating, duration, days=round(days))


def _from_row(row: Mapping[str, str], due_ms: int | None) -> tuple[ReviewLog, ...]:
    if due_ms is None:
        return ()
    stability, difficulty = number(row.get("stability", "")), number(row.get("difficulty", ""))
    reviewed = instant_ms(row.get("last-review", ""))
    if stability and difficulty and reviewed is not None:
        days = round(min(max((due_ms - reviewed) / DAY_MS, 0), MOST_DAYS))
        memory = Memory(max(stability, 0.001), min(max(difficulty, 1.0), 10.0))
        return (ReviewLog(reviewed, days=days, kind=LogKind.SET_DUE, memory=memory),)
    ease, interval = number(row.get("ease", "")), number(row.get("interval", ""))
    if not ease or not interval or interval < _SAME_DAY:
        return ()
    known, days = Ease(max(ease, 1.3), interval), min(round(interval), MOST_DAYS, due_ms // DAY_MS)
    return (ReviewLog(due_ms - days * DAY_MS, days=days, kind=LogKind.SET_DUE, memory=known),)
