"""What a forecast starts from: all memories, all new units, and how the learner has answered."""

from collections.abc import Mapping
from typing import NamedTuple

from mlprep.domain.days import DAY_MS
from mlprep.store.engine import Engine
from mlprep.store.lanes import recalled
from mlprep.store.rows import LIVING_F, OF_SUBJECT
from mlprep.store.sources import SOURCES, follow

_MEMORIES = """
SELECT deck, topic, coalesce(level, 0), stability, difficulty, last_day,
  max(CASE WHEN phase = 2 AND due_day IS NOT NULL THEN due_day ELSE :today END,
      coalesce(buried_until, 0)),
  {recalled}, coalesce(first_day, last_day)
FROM units
WHERE placed = 1 AND suspended = 0 AND phase > 0 AND stability IS NOT NULL
  AND last_day IS NOT NULL
ORDER BY id
"""
_NEW = """
SELECT id, deck, topic, coalesce(level, 0), priority, position
FROM units WHERE phase = 0 AND placed = 1 AND suspended = 0 ORDER BY id
"""
# Of each unit and day: all the time that it took, and the first grade (a bare column of ``min``).
_ANSWERS = f"""
SELECT is_first, rating, count(*), sum(ms) FROM (
  SELECT f.day = u.first_day AS is_first, f.rating, sum(f.ms) AS ms, min(f.at_ms)
  FROM units AS u JOIN {{facts}}
  WHERE u.last_day >= :since AND f.kind = 'review' AND f.cram = 0
    AND f.day >= :since AND f.at_ms >= :since_ms
    AND {LIVING_F}
  GROUP BY u.id, f.day)
GROUP BY is_first, rating
"""  # noqa: S608  # constant
_GRADES = 4


class MemoryNow(NamedTuple):
    """A unit that was studied before."""

    deck: str
    topic: str | None
    level: int
    """0 for a card that names none."""
    stability: float
    difficulty: float
    last_day: int
    due_day: int
    """Today for one in its steps."""
    recalled: int
    """1 where it was recalled on its last day, and that came after its first, else 0."""
    first_day: int


class NewNow(NamedTuple):
    """A unit that was never studied."""

    unit: str
    deck: str
    topic: str | None
    level: int
    priority: int
    position: int


class Answers(NamedTuple):
    """How units were answered: by the first grade of a unit's day, all four of them."""

    counts: tuple[int, ...] = (0,) * _GRADES
    ms: tuple[int, ...] = (0,) * _GRADES
    """All the time of those days, steps included."""

    @property
    def total(self) -> int:
        """Units and days."""
        return sum(self.counts)


class StandingNow(NamedTuple):
    """Where the learner stands today."""

    memories: list[MemoryNow]
    """Every studied unit that is not suspended."""
    new: list[NewNow]
    """Every new one, all parts of a card."""
    first_days: Answers
    """How units were answered on the day on which they were met."""
    later_days: Answers


def standing_now(engine: Engine, today: int, since: int) -> StandingNow:
    """List all units of the library that may be studied, and the answers since a study day."""
    text, run = engine.names.text, engine.connection.execute

    def name(number: int | None) -> str | None:
        return None if number is None else text(number)

    memories_query = _MEMORIES.format(recalled=recalled(engine))
    memories = [
        MemoryNow(text(deck), name(topic), *rest)
        for deck, topic, *rest in run(memories_query, {"today": today})
    ]
    new = [
        NewNow(text(unit), text(deck), name(topic), *rest) for unit, deck, topic, *rest in run(_NEW)
    ]
    return StandingNow(memories, new, *_answers_since(engine, since))


def _answers_since(engine: Engine, since: int) -> tuple[Answers, Answers]:
    values = {"since": since, "since_ms": (since - 1) * DAY_MS}
    own = SOURCES if follow(engine) else f"facts AS f ON f.{OF_SUBJECT} AND f.subject = u.id"
    rows = engine.connection.execute(_ANSWERS.format(facts=own), values).fetchall()
    found = {(bool(first), rating): (count, ms) for first, rating, count, ms in rows}
    return _answers(found, first=True), _answers(found, first=False)


def _answers(found: Mapping[tuple[bool, int], tuple[int, int]], *, first: bool) -> Answers:
    each = [found.get((first, grade), (0, 0)) for grade in range(1, _GRADES + 1)]
    return Answers(tuple(count for count, _ in each), tuple(ms for _, ms in each))
