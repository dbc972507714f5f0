"""Finding review units by their state."""

import json
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from mlprep.domain.facts import FactKind
from mlprep.domain.ids import UnitId
from mlprep.domain.units import UnitState
from mlprep.store.engine import Engine
from mlprep.store.lanes import forgotten
from mlprep.store.rows import RARE, STATE_COLUMNS, state_of

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
    "forgotten": "last_day IS NOT NULL AND {forgotten}",
}
"""Conditions by the names that a search knows them by; ``forgotten`` is what was answered Again
on the last day on which it was asked."""
FIGURES = {
    "stability": "stability",
    "s": "stability",
    "difficulty": "difficulty",
    "d": "difficulty",
    "reps": "reps",
    "lapses": "lapses",
    "ivl": "interval_days",
    "due": "due_day - :today",
    "seen": ":today - last_day",
    "met": ":today - first_day",
    "flag": "flag",
}
"""Figures to compare, by name; ``due`` counts days from today, ``seen`` and ``met`` those since the
last answer and the first."""
COMPARISONS = ("<=", ">=", "!=", "<", ">", "=")


class StateTest(NamedTuple):
    """A condition on the state of a unit: a named one, or a comparison of a figure."""

    name: str
    comparison: str = ""
    limit: float = 0.0
    negated: bool = False


# Disjoint conditions that make up a named one, each with an index that holds what it describes.
_STUDIED = "suspended = 0 AND phase"
_SET_ASIDE = "suspended = 1 AND {subjects} AND phase"
_INDEXED = {
    "new": (f"{_STUDIED} = 0", f"{_SET_ASIDE} = 0"),
    "learn": (f"{_STUDIED} IN (1, 3)", f"{_SET_ASIDE} IN (1, 3)"),
    "review": (f"{_STUDIED} = 2", f"{_SET_ASIDE} = 2"),
    "due": (
        f"{_STUDIED} IN (1, 3) AND {_NOT_AWAY}",
        f"{_STUDIED} = 2 AND due_day <= :today AND {_NOT_AWAY}",
    ),
    "suspended": ("suspended = 1 AND {subjects}",),
    "buried": ("buried_until > :today",),
    "marked": ("marked = 1 AND {subjects}",),
    "flagged": ("flag > 0 AND {subjects}",),
}
_ACTED_ON = f"id IN (SELECT subject FROM facts WHERE {RARE} AND kind = '{{kind}}')"  # noqa: S608
_KINDS = {"marked": FactKind.MARK, "flagged": FactKind.FLAG}
_BY_NUMBER = (
    f"SELECT name, {STATE_COLUMNS} FROM units JOIN names USING (id)"  # noqa: S608  # constant
    " WHERE id IN (SELECT value FROM json_each(?))"
)
_BY_NAME = (
    f"SELECT name, {STATE_COLUMNS} FROM names JOIN units USING (id)"  # noqa: S608  # constant
    " WHERE name IN (SELECT value FROM json_each(:units)) AND placed = 1"
)


def few_matching(
    engine: Engine,
    tests: Sequence[StateTest],
    today: int,
    *,
    decks: Collection[str] | None = None,
    most: int,
) -> dict[UnitId, UnitState] | None:
    """Find the units of the library that pass all tests, in no order; None where they are many."""
    query, values = _query("id", engine, tests, today, decks)
    found = [row[0] for row in engine.connection.execute(f"{query} LIMIT {most + 1:d}", values)]
    if len(found) > most:
        return None
    rows = engine.connection.execute(_BY_NUMBER, (json.dumps(found),))
    return {row[0]: state_of(row[0], row[1:]) for row in rows}


def matching_cards(
    engine: Engine,
    tests: Sequence[StateTest],
    today: int,
    *,
    decks: Collection[str] | None = None,
) -> set[str]:
    """Find the cards with a unit in the library that passes all tests."""
    query, values = _query("card", engine, tests, today, decks)
    rows = engine.connection.execute(f"SELECT name FROM names WHERE id IN ({query})", values)  # noqa: S608  # words of our own
    return {row[0] for row in rows}


def _query(
    column: str,
    engine: Engine,
    tests: Sequence[StateTest],
    today: int,
    decks: Collection[str] | None,
) -> tuple[str, dict[str, object]]:
    """Ask for a column of the units of the library that pass all tests."""
    terms, values = _terms(engine, tests, today)
    among = "SELECT deck FROM deck_totals"
    if decks is not None:
        among = "SELECT value FROM json_each(:decks)"
        values["decks"] = json.dumps([engine.names.find(deck) for deck in decks])
    terms.append(f"deck IN ({among})")
    queries = [
        f"SELECT {column} FROM units WHERE {' AND '.join(['placed = 1', arm, *terms])}"  # noqa: S608  # words of our own
        for arm in _arms(engine, tests)
    ]
    return " UNION ALL ".join(queries), values


def matching_among(
    engine: Engine, tests: Sequence[StateTest], today: int, units: Iterable[UnitId]
) -> dict[UnitId, UnitState]:
    """Read the states of those of the units that are in the library and pass all tests."""
    terms, values = _terms(engine, tests, today)
    values["units"] = json.dumps(list(units))
    rows = engine.connection.execute(" AND ".join([_BY_NAME, *terms]), values)
    return {row[0]: state_of(row[0], row[1:]) for row in rows}


def _terms(
    engine: Engine, tests: Sequence[StateTest], today: int
) -> tuple[list[str], dict[str, object]]:
    """Write all tests in SQL, with the values that they refer to."""
    values: dict[str, object] = {f"limit{n}": test.limit for n, test in enumerate(tests)}
    return [_condition(engine, test, n) for n, test in enumerate(tests)], values | {"today": today}


def _arms(engine: Engine, tests: Sequence[StateTest]) -> Sequence[str]:
    """Give conditions, one of which holds for each unit that passes, and that an index serves.

    Who was suspended, marked or flagged is known by the facts about it, unless cards that were
    renamed count for others.
    """
    names = [one.name for one in tests if not (one.comparison or one.negated)]
    named = next((name for name in names if name in _INDEXED), None)
    if named is None:
        return ["true"]
    if FactKind.REIDENTIFY in engine.kinds():
        subjects = "true"
    else:
        subjects = _ACTED_ON.format(kind=_KINDS.get(named, FactKind.SUSPEND).value)
    return [arm.format(subjects=subjects) for arm in _INDEXED[named]]


def _condition(engine: Engine, test: StateTest, number: int) -> str:
    """Write a test in SQL; a unit without the figure fails the test and passes its opposite."""
    if not test.comparison:
        condition = STATES[test.name]
        if test.name == "forgotten":
            condition = condition.format(forgotten=forgotten(engine))
    elif test.comparison in COMPARISONS:
        condition = f"{FIGURES[test.name]} {test.comparison} :limit{number}"
    else:
        raise ValueError(f"{test.comparison!r} compares nothing")
    return f"NOT coalesce(({condition}), 0)" if test.negated else f"({condition})"
