"""The facts as each device recorded them: by device and running number."""

from collections.abc import Iterator
from typing import NamedTuple

from mlprep.domain.facts import Fact
from mlprep.domain.ids import DeviceId
from mlprep.store.engine import Engine
from mlprep.store.explain import Guard
from mlprep.store.rows import FACT_COLUMNS, fact_of

# From one device to the next by a seek each, for there are a few devices and a million facts.
_NEXT_DEVICE = "SELECT device FROM facts WHERE device > ? ORDER BY device LIMIT 1"
_LAST = "SELECT max(number) FROM facts WHERE device = ?"
_COUNT = "SELECT count(*) FROM facts WHERE device = ?"
_SPAN = f"SELECT {FACT_COLUMNS} FROM facts WHERE device = ? AND number BETWEEN ? AND ?"  # noqa: S608  # constant
_NEXT_NUMBER = "SELECT min(number) FROM facts WHERE device = ? AND number > ?"


class Stream(NamedTuple):
    """What is here of a device."""

    facts: int
    last: int
    """The greatest of its running numbers; larger than ``facts`` where some are missing."""


class Streams:
    """Reads facts by device and number; what is voided is among them."""

    def __init__(self, engine: Engine, guard: Guard) -> None:
        self._engine = engine
        self._guard = guard

    def lasts(self) -> dict[DeviceId, int]:
        """Tell the greatest running number of every device."""
        with self._guard:
            return {DeviceId(self._engine.names.text(one)): self._last(one) for one in self._all()}

    def summary(self) -> dict[DeviceId, Stream]:
        """Count the facts of every device."""
        with self._guard:
            run, text = self._engine.connection.execute, self._engine.names.text
            return {
                DeviceId(text(one)): Stream(run(_COUNT, (one,)).fetchone()[0], self._last(one))
                for one in self._all()
            }

    def read(self, device: DeviceId, first: int, last: int) -> list[Fact]:
        """Read the facts of a device from one number to another, both included."""
        with self._guard:
            number = self._engine.names.find(device)
            if number is None:
                return []
            rows = self._engine.connection.execute(_SPAN, (number, first, last)).fetchall()
            return [fact_of(row, self._engine.names) for row in rows]

    def next_number(self, device: DeviceId, after: int) -> int | None:
        """Find the first running number of a device behind another one."""
        with self._guard:
            number = self._engine.names.find(device)
            found = self._engine.connection.execute(_NEXT_NUMBER, (number, after)).fetchone()[0]
            return None if found is None else int(found)

    def _all(self) -> Iterator[int]:
        found = self._engine.connection.execute(_NEXT_DEVICE, (0,)).fetchone()
        while found is not None:
            yield int(found[0])
            found = self._engine.connection.execute(_NEXT_DEVICE, found).fetchone()

    def _last(self, device: int) -> int:
        return int(self._engine.connection.execute(_LAST, (device,)).fetchone()[0])
