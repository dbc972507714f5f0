"""Deriving the memory states of all units anew, after a change of the model's parameters.

Nothing but stability and difficulty depends on the parameters, so the rest of a unit's state
stays as it is.
"""

import json
from collections.abc import Iterable, Iterator

from mlprep.domain.ids import UnitId, card_of
from mlprep.store.engine import Engine
from mlprep.store.folding import Folder
from mlprep.store.values import MemoryColumns, ReplayWritten

_LIVING = """
 AND NOT EXISTS (SELECT 1 FROM voided
  WHERE voided.device = facts.device AND voided.action = facts.action)
"""
_UNUSUAL = """
body IS NOT NULL
AND EXISTS (SELECT 1 FROM json_each(body) WHERE key IN ('cram', 'due_day', 'due_at', 'step'))
"""
_BROUGHT = "json_type(body, '$.memory') IS NOT NULL"
# What moves a memory: reviews with a due day or a due instant, cramming aside, and resets.  A
# value that did not fit its column stands in the body, and a due day may bring a memory from
# another program; how they count is the fold's to say.
_ROWS = f"""
SELECT subject, at_ms, coalesce(day, 0) AS day, coalesce(rating, 0) AS rating,
  CASE WHEN rating IS NULL THEN kind = 'set-due' ELSE {_UNUSUAL} END AS unusual
FROM facts WHERE device = ?
AND CASE WHEN rating IS NULL THEN kind = 'reset' OR (kind = 'set-due' AND {_BROUGHT})
  ELSE (cram = 0 AND (due_day IS NULL) <> (due_at IS NULL)) OR ({_UNUSUAL}) END
"""  # noqa: S608  # constants
_WRITTEN = """
SELECT json_group_array(subject), json_group_array(at_ms), json_group_array(day),
  json_group_array(rating), json_group_array(DISTINCT subject) FILTER (WHERE unusual)
FROM ({rows} ORDER BY number)
"""
_DEVICES = """
SELECT id FROM names WHERE EXISTS (SELECT 1 FROM facts WHERE device = id) ORDER BY name
"""
_WRITE = "UPDATE units SET stability = ?, difficulty = ? WHERE id = ?"


def renew_memories(engine: Engine, replay: ReplayWritten) -> None:
    """Work out stability and difficulty of every unit under the parameters of now."""
    apart = _related(engine)
    found = list(replay(_columns(engine, apart), engine.parameters()))
    usual = ((one[1], one[2], one[0]) for one in found if one[0] not in apart)
    engine.connection.executemany(_WRITE, usual)
    engine.connection.executemany(_WRITE, _folded(engine, apart))


def _columns(engine: Engine, apart: set[int]) -> Iterator[MemoryColumns]:
    """Go through the log device by device, in the order of their names; note unusual units."""
    run = engine.connection.execute
    any_voided = run("SELECT EXISTS (SELECT 1 FROM voided)").fetchone()[0]
    query = _WRITTEN.format(rows=f"{_ROWS}{_LIVING if any_voided else ''}")
    for (device,) in run(_DEVICES).fetchall():
        *columns, unusual = run(query, (device,)).fetchone()
        apart.update(json.loads(unusual))
        units, instants, days, ratings = columns
        yield units, instants, days, ratings


def _related(engine: Engine) -> set[int]:
    """Find the units, by number, whose facts may count for one another."""
    kin = engine.lineage().kin
    if not kin:
        return set()
    # Those without a memory too: what they were asked may count for another card by now.
    query = "SELECT id, name FROM units JOIN names USING (id) WHERE seen_number IS NOT NULL"
    rows = engine.connection.execute(query)
    return {number for number, name in rows if card_of(UnitId(name)) in kin}


def _folded(
    engine: Engine, units: Iterable[int]
) -> Iterator[tuple[float | None, float | None, int]]:
    """Fold units fact by fact."""
    from mlprep.store.queries import facts_of

    folder = Folder(engine.advance, engine.parameters(), share=False)
    for number in sorted(units):
        unit = UnitId(engine.names.text(number))
        state = folder.last_state(unit, facts_of(engine, unit, include_voided=False))
        yield state.stability, state.difficulty, number
