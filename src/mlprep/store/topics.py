"""What reviews say of topics: how well they are remembered, when they were studied."""

from typing import NamedTuple

from mlprep.domain.facts import Fact
from mlprep.store.engine import Engine
from mlprep.store.lanes import recalled
from mlprep.store.rows import FACT_COLUMNS, LIVING, fact_of
from mlprep.store.sources import UNIT, follow

_COUNTS = """
SELECT topic, count(*), sum(stability IS NOT NULL), sum(reps), sum(lapses)
FROM units WHERE placed = 1 AND suspended = 0 AND topic IS NOT NULL GROUP BY topic
"""
_LEVELS = """
SELECT topic, coalesce(level, 0), count(*), sum(stability IS NOT NULL), sum({recalled}),
  sum(stability > :days)
FROM units WHERE placed = 1 AND suspended = 0 AND topic IS NOT NULL GROUP BY topic, level
"""
_MEMORIES = """
SELECT topic, stability, last_day FROM units
WHERE topic IS NOT NULL AND placed = 1 AND suspended = 0
  AND stability IS NOT NULL AND last_day IS NOT NULL
"""
_STUDIED = f"""
SELECT u.topic, min(facts.at_ms), max(facts.at_ms)
FROM facts JOIN units AS u ON u.id = {{unit}}
WHERE facts.kind = 'review' AND facts.cram = 0 AND facts.at_ms >= ? AND u.topic IS NOT NULL
  AND {LIVING}
GROUP BY u.topic, facts.day ORDER BY 2, 1
"""  # noqa: S608  # constants
_FIRST_SIGHTS = f"""
SELECT {FACT_COLUMNS} FROM facts
WHERE kind = 'review' AND body IS NOT NULL AND json_type(body, '$.first_sight') = 'object'
  AND {LIVING}
ORDER BY at_ms, (SELECT name FROM names WHERE id = device), number
"""  # noqa: S608  # constants


class TopicCounts(NamedTuple):
    """The review units of one topic that are not suspended."""

    units: int
    introduced: int
    reviews: int
    lapses: int


class LevelCounts(NamedTuple):
    """The review units of one level of a topic that are not suspended."""

    topic: str
    level: int
    """0 for cards that name none."""
    units: int
    introduced: int
    held: int
    """Units answered right, the last time, on a later day than their first."""
    stable: int
    """Units whose stability exceeds the days asked about."""


class TopicMemory(NamedTuple):
    """The memory of one review unit, by its topic."""

    topic: str
    stability: float
    last_day: int


class StudySpell(NamedTuple):
    """One study day's reviews of a topic: the first and the last instant (ms)."""

    topic: str
    first_ms: int
    last_ms: int


def topic_counts(engine: Engine) -> dict[str, TopicCounts]:
    """Count the units of every topic."""
    rows = engine.connection.execute(_COUNTS)
    return {engine.names.text(topic): TopicCounts(*counts) for topic, *counts in rows}


def level_counts(engine: Engine, stable_days: float) -> list[LevelCounts]:
    """Count the units of every level of every topic."""
    query = _LEVELS.format(recalled=recalled(engine))
    return [
        LevelCounts(engine.names.text(topic), level, units, introduced, held, stable or 0)
        for topic, level, units, introduced, held, stable in engine.connection.execute(
            query, {"days": stable_days}
        )
    ]


def topic_memories(engine: Engine) -> list[TopicMemory]:
    """List the memories of all units of topics that are not suspended."""
    rows = engine.connection.execute(_MEMORIES)
    return [TopicMemory(engine.names.text(topic), *rest) for topic, *rest in rows]


def study_spells(engine: Engine, since_ms: int) -> list[StudySpell]:
    """List when each topic was reviewed since an instant, day by day."""
    query = _STUDIED.format(unit=UNIT if follow(engine) else "facts.subject")
    rows = engine.connection.execute(query, (since_ms,)).fetchall()
    return [StudySpell(engine.names.text(topic), first, last) for topic, first, last in rows]


def first_sights(engine: Engine) -> list[Fact]:
    """List the reviews that were a first answer to a typed or choice card, in their order."""
    return [fact_of(row, engine.names) for row in engine.connection.execute(_FIRST_SIGHTS)]
