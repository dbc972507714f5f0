"""The columns that statistics look back on: every review that counts, and every memory."""

from typing import NamedTuple

from mlprep.store.engine import Engine
from mlprep.store.explain import Guard
from mlprep.store.rows import LIVING
from mlprep.store.sources import UNIT, follow

_REVIEWS = f"""
SELECT json_group_array(unit), json_group_array(at_ms), json_group_array(day),
  json_group_array(rating), json_group_array(in_steps)
FROM (
  SELECT {{unit}} AS unit, at_ms, coalesce(day, 0) AS day, coalesce(rating, 0) AS rating,
    due_day IS NULL AS in_steps
  FROM facts WHERE kind IN ('review', 'reset') AND cram = 0
    AND {LIVING})
"""  # noqa: S608  # constant
_MEMORIES = """
SELECT json_group_array(id), json_group_array(stability), json_group_array(difficulty),
  json_group_array(last_day), json_group_array(placed AND NOT suspended)
FROM units WHERE stability IS NOT NULL AND last_day IS NOT NULL
"""


class ReviewColumns(NamedTuple):
    """Reviews that count and resets, each column a JSON array of whole numbers.

    Those of a device come in the order in which it recorded them.
    """

    units: str
    instants: str
    """Milliseconds since 1970-01-01 UTC."""
    days: str
    ratings: str
    """1 to 4; 0 is a reset."""
    in_steps: str
    """1 where the answer led to a step of the same day, else 0."""


class StoredMemories(NamedTuple):
    """What every unit is known to remember, each column a JSON array of numbers."""

    units: str
    stability: str
    difficulty: str
    last_days: str
    studied: str
    """1 where the unit is in the library and not suspended, else 0."""


class LookBack:
    """Reads an open history as a whole, for statistics."""

    def __init__(self, engine: Engine, guard: Guard) -> None:
        self._engine = engine
        self._guard = guard

    def reviews(self) -> ReviewColumns:
        """Read all reviews that count; those of an edited card's earlier ids count for it."""
        with self._guard:
            query = _REVIEWS.format(unit=UNIT if follow(self._engine) else "subject")
            return ReviewColumns(*self._engine.connection.execute(query).fetchone())

    def memories(self) -> StoredMemories:
        """Read the memories of all units that have one."""
        with self._guard:
            return StoredMemories(*self._engine.connection.execute(_MEMORIES).fetchone())
