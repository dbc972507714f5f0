"""Finding review units by their state."""

import json
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from mlprep.domain.ids import UnitId
from mlprep.domain.units import UnitState
from mlprep.store.engine import Engine
from mlprep.store.rows import STATE_COLUMNS, state_of

LEECH_LAPSES = 8
_NOT_AWAY = "suspended = 0 AND (buried_until IS NULL OR buried_until <= :today)"
STATES = {
    "new": "phase = 0",
    "learn": "phase IN (1, 3)",
    "review": "phase = 2",
    "due": f"(phase IN (1, 3) OR phase = 2 AND due_day <= :today) AND {_NOT_AWAY}",
    "suspended": "suspended = 1",
    "buried": "buried_until > :today",
    "marked": "marked = 1",
    "flagged": "flag > 0",
    "leech": f"lapses >= {LEECH_LAPSES}",
}
"""Conditions by the names that a search knows them by."""
FIGURES = {
    "stability": "stability",
    "s": "stability",
    "difficulty": "difficulty",
    "d": "difficulty",
    "reps": "reps",
    "lapses": "lapses",
    "ivl": "interval_days",
    "due": "due_day - :today",
    "flag": "flag",
}
"""Figures to compare, by name; ``due`` counts days from today."""
COMPARISONS = ("<=", ">=", "!=", "<", ">", "=")


class StateTest(NamedTuple):
    """A condition on the state of a unit: a named one, or a comparison of a figure."""

    name: str
    comparison: str = ""
    limit: float = 0.0
    negated: bool = False


def matching_units(
    engine: Engine,
    tests: Sequence[StateTest],
    today: int,
    *,
    decks: Collection[str] | None = None,
    among: Iterable[UnitId] | None = None,
    limit: int = -1,
) -> dict[UnitId, UnitState]:
    """Find units of the library that pass all tests, in no order, at most ``limit`` of them."""
    conditions = [_condition(test, number) for number, test in enumerate(tests)]
    values: dict[str, object] = {f"limit{n}": test.limit for n, test in enumerate(tests)}
    values |= {"today": today, "most": limit}
    if decks is not None:
        conditions.append("deck IN (SELECT value FROM json_each(:decks))")
        values["decks"] = json.dumps([engine.names.find(deck) for deck in decks])
    if among is not None:
        conditions.append("name IN (SELECT value FROM json_each(:units))")
        values["units"] = json.dumps(list(among))
    rows = engine.connection.execute(
        f"SELECT name, {STATE_COLUMNS} FROM units JOIN names USING (id)"  # noqa: S608  # words of our own
        f" WHERE placed = 1 AND {' AND '.join(conditions or ['true'])} LIMIT :most",
        values,
    )
    return {UnitId(row[0]): state_of(UnitId(row[0]), row[1:]) for row in rows}


def _condition(test: StateTest, number: int) -> str:
    """Write a test in SQL; a unit without the figure fails the test and passes its opposite."""
    if not test.comparison:
        condition = STATES[test.name]
    elif test.comparison in COMPARISONS:
        condition = f"{FIGURES[test.name]} {test.comparison} :limit{number}"
    else:
        raise ValueError(f"{test.comparison!r} compares nothing")
    return f"NOT coalesce(({condition}), 0)" if test.negated else f"({condition})"
