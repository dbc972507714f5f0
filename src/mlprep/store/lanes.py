"""What new cards are drawn from: those that wait, and how far the begun ones are, by lane.

A lane is a topic's level in a deck; each question is one query over the whole library.
"""

import json
from collections.abc import Iterable
from typing import NamedTuple

from mlprep.domain.ids import CardId, DeckId, TopicId, UnitId
from mlprep.store.engine import Engine
from mlprep.store.explain import Guard
from mlprep.store.rows import LIVING_F, OF_SUBJECT
from mlprep.store.sources import FACTS, follow
from mlprep.store.values import NewUnit

STUDIED_FAMILIES = "SELECT card FROM units WHERE siblings = 1 AND last_day = :today"
"""Cards of several units of which one was reviewed today: the others stay away."""
# Both are read from ``units_new`` alone; the parts of a card stand beside each other in it.
_OPEN = f"""phase = 0 AND placed = 1 AND suspended = 0
  AND (buried_until IS NULL OR buried_until <= :today)
  AND card NOT IN ({STUDIED_FAMILIES})"""
_COUNT = f"""
SELECT deck, topic, level, count(DISTINCT card) FROM units INDEXED BY units_new
WHERE {_OPEN} GROUP BY deck, topic, level
"""  # noqa: S608  # constants
_FIRST = f"""
SELECT id, card, position, priority FROM units INDEXED BY units_new
WHERE {_OPEN} AND deck = :deck AND topic IS :topic AND level IS :level
ORDER BY priority, position, card
"""  # noqa: S608  # constants
# Answered right on the last day, which came after the first; what was forgotten on it and then
# relearned in steps was not recalled.
_RECALLED = "(phase = 2 AND last_day > first_day AND (lapses = 0 OR NOT {forgotten}))"
_FORGOTTEN = f"""EXISTS (
  SELECT 1 FROM {{facts}}
  AND f.at_ms >= (units.last_day - 1) * 86400000
  AND f.kind = 'review' AND f.day = units.last_day AND f.rating = 1 AND f.cram = 0
  AND {LIVING_F})"""  # noqa: S608  # constant
_BEGUN = """
SELECT deck, topic, level, count(*), sum({recalled}), sum(first_day > :since)
FROM units
WHERE placed = 1 AND suspended = 0 AND stability IS NOT NULL AND first_day < :today
GROUP BY deck, topic, level
"""
_BEGUN_TODAY = """
SELECT deck, topic, level, count(*) FROM units
WHERE first_day = :today AND +last_day = :today AND +placed = 1 AND +suspended = 0
GROUP BY deck, topic, level
"""


def recalled(engine: Engine) -> str:
    """Write in SQL whether a row of ``units`` was recalled on its last day."""
    return _RECALLED.format(forgotten=forgotten(engine))


def forgotten(engine: Engine) -> str:
    """Write in SQL whether a row of ``units`` was answered Again on its last day."""
    own = f"facts AS f WHERE f.{OF_SUBJECT} AND f.subject = units.id"
    if follow(engine):
        own = f"{FACTS.format(unit='units.id')} WHERE true"
    return _FORGOTTEN.format(facts=own)


class Lane(NamedTuple):
    """A topic's level in a deck."""

    deck: DeckId
    topic: TopicId | None
    level: int | None


class LaneProgress(NamedTuple):
    """How far the units of a topic's level in a deck are."""

    deck: DeckId
    topic: TopicId | None
    level: int | None
    introduced: int
    recalled: int = 0
    """Those answered right, the last time that they were asked, on a later day."""
    recent: int = 0
    """Introduced lately."""


class Lanes:
    """The questions about lanes to one open history."""

    def __init__(self, engine: Engine, guard: Guard) -> None:
        self._engine = engine
        self._guard = guard

    def waiting(self, today: int) -> dict[Lane, int]:
        """Count the cards that may be introduced, by lane."""
        with self._guard:
            return _waiting(self._engine, today)

    def first(self, lane: Lane, today: int, count: int | None = None) -> list[NewUnit]:
        """List the first cards to introduce of a lane, must-know first; of each its first part."""
        with self._guard:
            return _first(self._engine, lane, today, count)

    def still_new(self, units: Iterable[str], today: int) -> list[NewUnit]:
        """Keep those of the units, in their order, that may be introduced today still."""
        with self._guard:
            return _still_new(self._engine, units, today)

    def progress(self, today: int, window: int) -> list[LaneProgress]:
        """Count what was begun before today, with what was begun in the last days among it."""
        values = {"today": today, "since": today - window}
        with self._guard:
            query = _BEGUN.format(recalled=recalled(self._engine))
            rows = self._engine.connection.execute(query, values).fetchall()
            return [_lane(self._engine, *row) for row in rows]

    def begun_today(self, today: int) -> list[LaneProgress]:
        """Count what was begun today."""
        with self._guard:
            rows = self._engine.connection.execute(_BEGUN_TODAY, {"today": today}).fetchall()
            return [_lane(self._engine, *row, 0, row[3]) for row in rows]


def _waiting(engine: Engine, today: int) -> dict[Lane, int]:
    rows = engine.connection.execute(_COUNT, {"today": today}).fetchall()
    return {_named(engine, *row[:3]): row[3] for row in rows}


def _first(engine: Engine, lane: Lane, today: int, count: int | None) -> list[NewUnit]:
    find, text = engine.names.find, engine.names.text
    values = {"today": today, "deck": find(lane.deck), "level": lane.level}
    values["topic"] = None if lane.topic is None else find(lane.topic)
    found: dict[int, NewUnit] = {}
    for unit, card, position, priority in engine.connection.execute(_FIRST, values):
        if card not in found and count is not None and len(found) >= count:
            break
        one = NewUnit(
            UnitId(text(unit)), CardId(text(card)), lane.deck, lane.topic, position, priority,
            lane.level,
        )  # fmt: skip
        found[card] = min(one, found.get(card, one), key=lambda each: _part(each.unit))
    return list(found.values())


def _named(engine: Engine, deck: int, topic: int | None, level: int | None) -> Lane:
    text = engine.names.text
    return Lane(DeckId(text(deck)), None if topic is None else TopicId(text(topic)), level)


def _part(unit: str) -> tuple[int, str]:
    """Order the parts of a card as they are numbered."""
    return (len(unit), unit)


def _lane(
    engine: Engine, deck: int, topic: int | None, level: int | None, *counts: int
) -> LaneProgress:
    return LaneProgress(*_named(engine, deck, topic, level), *counts)


_STILL_NEW = f"""
SELECT j.value, u.card, u.deck, u.topic, u.position, u.priority, u.level
FROM json_each(:units) AS j JOIN names AS n ON n.name = j.value JOIN units AS u ON u.id = n.id
WHERE u.phase = 0 AND u.placed = 1 AND u.suspended = 0
  AND (u.buried_until IS NULL OR u.buried_until <= :today)
  AND u.card NOT IN ({STUDIED_FAMILIES})
ORDER BY j.key
"""  # noqa: S608  # constant


def _still_new(engine: Engine, units: Iterable[str], today: int) -> list[NewUnit]:
    text = engine.names.text
    values = {"units": json.dumps(list(units)), "today": today}
    return [
        NewUnit(
            UnitId(row[0]),
            CardId(text(row[1])),
            DeckId(text(row[2])),
            None if row[3] is None else TopicId(text(row[3])),
            *row[4:],
        )
        for row in engine.connection.execute(_STILL_NEW, values)
    ]
