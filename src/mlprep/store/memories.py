"""Deriving the memory states of all units anew, after a change of the model's parameters.

Nothing but stability and difficulty depends on the parameters, so the rest of a unit's state
stays as it is.
"""

from collections.abc import Iterable, Iterator

from mlprep.domain.ids import UnitId, card_of
from mlprep.store.engine import Engine
from mlprep.store.folding import Folder
from mlprep.store.stretches import moves_of
from mlprep.store.values import PackedMoves, ReplayPacked

# From one device to the next by a seek each, for there are a few devices and a million facts.
_DEVICES = """
WITH RECURSIVE devices (id) AS (
  SELECT min(device) FROM facts
  UNION ALL
  SELECT (SELECT min(device) FROM facts WHERE device > id) FROM devices WHERE id IS NOT NULL)
SELECT id FROM devices JOIN names USING (id) ORDER BY name
"""
_VOIDED = "SELECT action FROM voided WHERE device = ?"
_WRITE = "UPDATE units SET stability = ?, difficulty = ? WHERE id = ?"


def renew_memories(engine: Engine, replay: ReplayPacked) -> None:
    """Work out stability and difficulty of every unit under the parameters of now."""
    apart = _related(engine)
    found = replay(_log(engine, apart), engine.parameters())
    usual = [(stability, difficulty, unit) for unit, stability, difficulty in found]
    if apart:
        usual = [one for one in usual if one[2] not in apart]
    engine.connection.executemany(_WRITE, usual)
    engine.connection.executemany(_WRITE, _folded(engine, apart))


def _log(engine: Engine, apart: set[int]) -> Iterator[PackedMoves]:
    """Go through the log device by device, in the order of their names; note unusual units."""
    run = engine.connection.execute
    for (device,) in run(_DEVICES).fetchall():
        voided = {action for (action,) in run(_VOIDED, (device,))}
        packed = []
        for moves, unusual in moves_of(engine, device):
            packed.append(moves)
            apart.update(unit for unit, action in unusual if action not in voided)
        yield b"".join(packed), voided


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
