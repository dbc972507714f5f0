"""What is due, what is new, and how much of it stands in which deck."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from mlprep.domain.ids import CardId, DeckId, TopicId, UnitId, card_of
from mlprep.domain.units import UnitState
from mlprep.store.engine import Engine
from mlprep.store.lanes import STUDIED_FAMILIES
from mlprep.store.rows import PHASES, STATE_COLUMNS, state_of
from mlprep.store.values import (
    DeckCounts,
    DueReview,
    DueStep,
    Placement,
    StudiedUnit,
)

# A card is hidden for the rest of the day once one of its siblings was reviewed; the first line
# settles nearly every row, the second lets the reviewed unit itself through.
_NO_SIBLING = f"""
(u.card NOT IN ({STUDIED_FAMILIES})
 OR (u.last_day = :today AND NOT EXISTS (SELECT 1 FROM units AS s
     WHERE s.siblings = 1 AND s.last_day = :today AND s.card = u.card AND s.id <> u.id)))
"""  # noqa: S608  # constant
_UNKNOWN_MEMORY = 1e6
"""Overdue figure of a unit that was set due before its first review: it comes first."""
_NOT_BURIED = "(u.buried_until IS NULL OR u.buried_until <= :today)"
_DUE = f"""
SELECT u.id, u.card, u.deck,
  coalesce((:today - u.last_day) / (u.stability * coalesce(f.factor, :factor)), {_UNKNOWN_MEMORY})
    AS overdue, u.stability, u.last_day, u.due_day
FROM units AS u LEFT JOIN temp.deck_factors AS f ON f.deck = u.deck
WHERE u.phase = 2 AND u.placed = 1 AND u.suspended = 0 AND u.deck IN ({{decks}})
  AND u.due_day <= :today AND {_NOT_BURIED} AND {_NO_SIBLING}
"""  # noqa: S608  # constants
# The topic is looked up for the few that are listed, so that the index covers all that are due.
_WITH_TOPIC = """
SELECT d.id, d.card, d.deck, t.topic, d.overdue, d.stability, d.last_day, d.due_day
FROM ({due}) AS d JOIN units AS t ON t.id = d.id
"""
_SLACK = 64
"""Rows read beyond the limit, so that ties at its edge seldom need a second look."""
_MOST_OVERDUE = _WITH_TOPIC.format(due=f"{_DUE} ORDER BY overdue DESC LIMIT :limit")
_AS_OVERDUE = _WITH_TOPIC.format(due=f"{_DUE} AND overdue = :overdue")
_STEPS = """
SELECT u.id, u.card, u.deck, u.topic, u.due_at, u.phase FROM units AS u
WHERE u.phase IN (1, 3) AND u.placed = 1 AND u.suspended = 0 AND u.due_at <= :until
  AND {awake} AND u.deck IN ({decks})
ORDER BY u.due_at, u.id
"""
_PLACE = "deck, topic, position, priority, level, siblings"
_ALL_DECKS = "SELECT deck FROM deck_totals"


def place_units(engine: Engine, placements: Iterable[Placement], *, replace: bool) -> None:
    """Mirror where units stand in the library; what has left it keeps its history.

    With ``replace`` the placements are the whole library, otherwise they are added to it.  Only
    what has changed is written, so that a start with an unchanged library writes nothing.
    """
    query = f"SELECT id, card, {_PLACE} FROM units WHERE placed = 1"  # noqa: S608  # constant
    present = {row[0]: row for row in engine.connection.execute(query)}
    wanted = _wanted(engine, placements)
    gone = [(unit,) for unit in present.keys() - wanted.keys()] if replace else []
    changed = [row for unit, row in wanted.items() if present.get(unit) != row]
    if not gone and not changed:
        return
    from mlprep.store.states import recount_decks

    engine.connection.executemany("UPDATE units SET placed = 0 WHERE id = ?", gone)
    engine.connection.executemany(
        f"INSERT INTO units (id, card, {_PLACE}, placed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)"  # noqa: S608
        " ON CONFLICT (id) DO UPDATE SET placed = 1, deck = excluded.deck,"
        " topic = excluded.topic, position = excluded.position,"
        " priority = excluded.priority, level = excluded.level, siblings = excluded.siblings",
        changed,
    )
    engine.connection.execute("DELETE FROM units WHERE placed = 0 AND seen_number IS NULL")
    recount_decks(engine)


def _wanted(engine: Engine, placements: Iterable[Placement]) -> dict[int, tuple[int | None, ...]]:
    """Make the row of each unit; whether its card has others stands at the end."""
    wanted = list(placements)
    numbers = _numbers(engine, wanted)
    rows = [
        (
            *(numbers[one.unit], numbers[one.card], numbers[one.deck]),
            None if one.topic is None else numbers[one.topic],
            *(one.position, one.priority, one.level),
        )
        for one in wanted
    ]
    units = Counter(row[1] for row in rows)
    return {row[0]: (*row, int(units[row[1]] > 1)) for row in rows}


def _numbers(engine: Engine, placements: Sequence[Placement]) -> dict[str, int]:
    """Give what placements name its numbers, all of it at once."""
    named = ((one.topic, one.deck, one.unit, one.card) for one in placements)
    texts = [text for text in dict.fromkeys(chain.from_iterable(named)) if text is not None]
    engine.names.learn(texts)
    return {text: engine.names.number(text) for text in texts}


def read_states(engine: Engine, units: Iterable[UnitId]) -> dict[UnitId, UnitState]:
    """Read the states of units, fresh ones where nothing is known."""
    wanted = list(units)
    if len(wanted) <= _FEW:
        query = f"SELECT {STATE_COLUMNS} FROM units WHERE id = ?"  # noqa: S608  # constant
        found = {}
        for unit in wanted:
            row = engine.connection.execute(query, (engine.names.find(unit),)).fetchone()
            found[unit] = UnitState(unit) if row is None else state_of(unit, row)
        return found
    query = (
        f"SELECT name, {STATE_COLUMNS} FROM names JOIN units USING (id)"  # noqa: S608  # constant
        " WHERE name IN (SELECT value FROM json_each(?))"
    )
    rows = engine.connection.execute(query, (json.dumps(wanted),))
    known = {row[0]: state_of(row[0], row[1:]) for row in rows}
    return {unit: known.get(unit) or UnitState(unit) for unit in wanted}


_FEW = 8
"""Units up to which each is read by itself."""


def due_reviews(
    engine: Engine,
    today: int,
    decks: Collection[str] | None,
    limit: int | None,
    factors: tuple[Mapping[str, float], float],
) -> list[DueReview]:
    """List units in review that are due, the relatively most overdue first, ties by id."""
    _set_factors(engine, factors[0])
    among, values = _decks(engine, decks)
    values |= {"today": today, "factor": factors[1]}
    run, beyond = engine.connection.execute, -1 if limit is None else limit + _SLACK
    query = _MOST_OVERDUE.format(decks=among)
    rows = run(query, values | {"limit": beyond}).fetchall()
    found = sorted((_due_review(engine, row) for row in rows), key=_urgency)
    if limit and len(found) == beyond and found[-1].overdue == (edge := found[limit - 1].overdue):
        # Which of those level at the edge came was up to the sorter: take all, cut by id.
        level = run(_AS_OVERDUE.format(decks=among), values | {"overdue": edge})
        found = [one for one in found if one.overdue > edge]
        found += sorted((_due_review(engine, row) for row in level), key=_urgency)
    return found[:limit]


def _urgency(one: DueReview) -> tuple[float, str]:
    return (-one.overdue, one.unit)


def _due_review(engine: Engine, row: Sequence[Any]) -> DueReview:
    return DueReview(*_place_of(engine, row), *row[4:])


def due_steps(
    engine: Engine, until_ms: int, today: int, decks: Collection[str] | None
) -> list[DueStep]:
    """List units whose step is due by an instant, the earliest first."""
    among, values = _decks(engine, decks)
    query = _STEPS.format(decks=among, awake=_NOT_BURIED)
    rows = engine.connection.execute(query, values | {"until": until_ms, "today": today})
    return [DueStep(*_place_of(engine, row), row[4], PHASES[row[5]]) for row in rows]


def _place_of(engine: Engine, row: Sequence[Any]) -> tuple[UnitId, CardId, DeckId, TopicId | None]:
    """Name what the first four columns of a row number: unit, card, deck and topic."""
    text = engine.names.text
    topic = None if row[3] is None else TopicId(text(row[3]))
    return UnitId(text(row[0])), CardId(text(row[1])), DeckId(text(row[2])), topic


_STUDIED = """
SELECT name, deck, topic, stability, last_day FROM units JOIN names USING (id)
WHERE placed = 1 AND suspended = 0 AND stability IS NOT NULL AND last_day IS NOT NULL
  AND (:today IS NULL OR buried_until IS NULL OR buried_until <= :today)
"""


def studied_units(engine: Engine, awake_on: int | None) -> list[StudiedUnit]:
    """List all units in the library that were reviewed before and are not suspended.

    With a study day none that is put off on that day.
    """
    text = engine.names.text
    return [
        StudiedUnit(
            UnitId(name),
            card_of(UnitId(name)),
            DeckId(text(deck)),
            None if topic is None else TopicId(text(topic)),
            stability,
            last_day,
        )
        for name, deck, topic, stability, last_day in engine.connection.execute(
            _STUDIED, {"today": awake_on}
        )
    ]


def has_history(engine: Engine, card: CardId) -> bool:
    """Tell whether any fact that holds speaks of a unit of the card."""
    number = engine.names.find(card)
    query = "SELECT 1 FROM units WHERE card = ? AND seen_number IS NOT NULL LIMIT 1"
    return engine.connection.execute(query, (number,)).fetchone() is not None


def reviews_of_card(engine: Engine, card: CardId) -> int:
    """Count the reviews of all units of a card, since each was last made new."""
    query = "SELECT coalesce(sum(reps), 0) FROM units WHERE card = ?"
    return int(engine.connection.execute(query, (engine.names.find(card),)).fetchone()[0])


def was_studied(engine: Engine, card: CardId) -> bool:
    """Tell whether a unit of the card was learned, here or elsewhere, since it was made new."""
    number = engine.names.find(card)
    query = "SELECT 1 FROM units WHERE card = ? AND stability IS NOT NULL LIMIT 1"
    return engine.connection.execute(query, (number,)).fetchone() is not None


# Deck by deck, as the index of what is due goes; those few that are put off count too.
_COUNT_DUE = """
SELECT t.deck, (SELECT count(*) FROM units AS u WHERE u.deck = t.deck AND u.phase = 2
  AND u.placed = 1 AND u.suspended = 0 AND u.due_day <= :today)
FROM deck_totals AS t
"""
_LOAD = f"""
SELECT due_day, sum(units) FROM (
  SELECT due_day, count(*) AS units FROM units
  WHERE deck IN ({_ALL_DECKS}) AND phase = 2 AND placed = 1 AND suspended = 0
    AND due_day BETWEEN ? AND ?
  GROUP BY deck, due_day)
GROUP BY due_day
"""  # noqa: S608  # constant
_TOTALS = "SELECT deck, new, total, suspended FROM deck_totals"
_COUNT_STEPS = f"""
SELECT u.deck, count(*) FROM units AS u WHERE u.phase IN (1, 3) AND u.placed = 1
  AND u.suspended = 0 AND u.due_at <= :now AND {_NOT_BURIED} GROUP BY u.deck
"""  # noqa: S608  # constant
# Plus signs make SQLite come by the few units buried or studied, not by the many due or new.
_COUNT_BURIED = """
SELECT deck, sum(phase = 0), sum(phase = 2 AND due_day <= :today) FROM units
WHERE buried_until > :today AND buried_until IS NOT NULL AND +placed = 1 AND +suspended = 0
GROUP BY deck
"""
_COUNT_HIDDEN = f"""
SELECT u.deck, count(*) FROM units AS u
WHERE u.card IN ({STUDIED_FAMILIES})
  AND +u.phase = 2 AND +u.placed = 1 AND +u.suspended = 0 AND +u.due_day <= :today
  AND {_NOT_BURIED} AND NOT {_NO_SIBLING}
GROUP BY u.deck
"""  # noqa: S608  # constants
_NONE = (0, 0)


def deck_counts(engine: Engine, today: int, now_ms: int) -> dict[str, DeckCounts]:
    """Count each deck: the totals are kept, what is due is counted in its index."""
    run, day = engine.connection.execute, {"today": today}
    steps = dict(run(_COUNT_STEPS, day | {"now": now_ms}).fetchall())
    buried = {deck: (new, due) for deck, new, due in run(_COUNT_BURIED, day)}
    hidden = dict(run(_COUNT_HIDDEN, day).fetchall())
    due = dict(run(_COUNT_DUE, day).fetchall())
    return {
        engine.names.text(deck): DeckCounts(
            new=new - buried.get(deck, _NONE)[0],
            steps=steps.get(deck, 0),
            reviews=due.get(deck, 0) - buried.get(deck, _NONE)[1] - hidden.get(deck, 0),
            total=total,
            suspended=suspended,
        )
        for deck, new, total, suspended in run(_TOTALS)
    }


def due_load(engine: Engine, start_day: int, end_day: int) -> dict[int, int]:
    """Count the reviews due on each of the days from start to end, both included."""
    return dict(engine.connection.execute(_LOAD, (start_day, end_day)).fetchall())


def _decks(engine: Engine, decks: Collection[str] | None) -> tuple[str, dict[str, Any]]:
    """Say in SQL which decks are meant, with the values that the words refer to."""
    if decks is None:
        return _ALL_DECKS, {}
    numbers = [number for deck in decks if (number := engine.names.find(deck)) is not None]
    values = {f"deck{index}": number for index, number in enumerate(numbers)}
    return ", ".join(f":{name}" for name in values), values


def _set_factors(engine: Engine, factors: Mapping[str, float]) -> None:
    """Lay out by what each deck's stability is multiplied, for the queue to look up."""
    run, find = engine.connection.execute, engine.names.find
    run("CREATE TEMP TABLE IF NOT EXISTS deck_factors (deck INTEGER PRIMARY KEY, factor REAL)")
    run("DELETE FROM temp.deck_factors")
    known = [(number, one) for deck, one in factors.items() if (number := find(deck)) is not None]
    engine.connection.executemany("INSERT INTO temp.deck_factors VALUES (?, ?)", known)
