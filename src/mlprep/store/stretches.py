"""What moves memories, packed: of a million facts as rows, reading would take most of the time.

The log of a device is cut into stretches of so many running numbers.  Facts never change and
never go, so a stretch of which no number is missing says the same for ever: it is packed once.
Facts of voided actions are among the moves, for what is voided may change.
"""

import json
from collections.abc import Iterator
from itertools import starmap
from struct import Struct

from mlprep.store.engine import Engine

LENGTH = 4096
"""Running numbers of a stretch; the last one, not full yet, is read as rows each time."""
_MOVE = Struct("<IIiq")
"""What ``PackedMoves`` says of a move."""
_MOST, _LAST = 2**32 - 1, 2**63 - 1
"""The greatest action that can be packed, and the greatest running number."""

_UNUSUAL = """
body IS NOT NULL
AND EXISTS (SELECT 1 FROM json_each(body) WHERE key IN ('cram', 'due_day', 'due_at', 'step'))
"""
_BROUGHT = "json_type(body, '$.memory') IS NOT NULL"
# What moves a memory: reviews with a due day or a due instant, cramming aside, and resets.  A
# value that did not fit its column stands in the body, and a due day may bring a memory from
# another program; how they count is the fold's to say.
_ROWS = f"""
SELECT subject, action, 8 * coalesce(day, 0) + coalesce(rating, 0) AS move, at_ms,
  action > {_MOST} OR CASE WHEN rating IS NULL THEN kind = 'set-due' ELSE {_UNUSUAL} END AS unusual
FROM facts WHERE device = ? AND number BETWEEN ? AND ?
AND CASE WHEN rating IS NULL THEN kind = 'reset' OR (kind = 'set-due' AND {_BROUGHT})
  ELSE (cram = 0 AND (due_day IS NULL) <> (due_at IS NULL)) OR ({_UNUSUAL}) END
ORDER BY number
"""  # noqa: S608  # constants
# As columns, which SQLite writes in half the time in which it gives row after row.
_WRITTEN = f"""
SELECT json_group_array(subject) FILTER (WHERE NOT unusual),
  json_group_array(action) FILTER (WHERE NOT unusual),
  json_group_array(move) FILTER (WHERE NOT unusual),
  json_group_array(at_ms) FILTER (WHERE NOT unusual),
  json_group_array(json_array(subject, action)) FILTER (WHERE unusual)
FROM ({_ROWS})
"""  # noqa: S608  # constants
_STORED = "SELECT first, moves, unusual FROM stretches WHERE device = ? ORDER BY first"
_NEXT = "SELECT min(number) FROM facts WHERE device = ? AND number > ?"
_COUNT = "SELECT count(*) FROM facts WHERE device = ? AND number BETWEEN ? AND ?"
_STORE = "INSERT INTO stretches (device, first, moves, unusual) VALUES (?, ?, ?, ?)"
_Unusual = list[list[int]]


def moves_of(engine: Engine, device: int) -> Iterator[tuple[bytes, _Unusual]]:
    """Give the packed moves of a device, by running number, and pack for ever what is full.

    With each comes which units need the fold, by number, and the action that says so.
    """
    run = engine.connection.execute
    stored = {first: found for first, *found in run(_STORED, (device,))}
    number = run(_NEXT, (device, 0)).fetchone()[0]
    while number is not None:
        first = number - (number - 1) % LENGTH
        last = min(first + LENGTH - 1, _LAST)
        if first in stored:
            packed, unusual = stored[first]
            yield packed, json.loads(unusual)
        else:
            yield _packed(engine, (device, first, last))
        number = run(_NEXT, (device, last)).fetchone()[0]


def _packed(engine: Engine, span: tuple[int, int, int]) -> tuple[bytes, _Unusual]:
    run = engine.connection.execute
    *columns, unusual = run(_WRITTEN, span).fetchone()
    packed = b"".join(starmap(_MOVE.pack, zip(*map(json.loads, columns), strict=True)))
    if run(_COUNT, span).fetchone()[0] == LENGTH:
        run(_STORE, (*span[:2], packed, unusual))
    return packed, json.loads(unusual)
