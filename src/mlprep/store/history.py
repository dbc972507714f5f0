"""The learner's history: facts that only grow, and the state that follows from them."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from mlprep.domain.clock import Clock
from mlprep.domain.facts import Draft, Fact
from mlprep.domain.ids import DeviceId
from mlprep.store import presence, queries, queues
from mlprep.store.connection import connect, grow_log
from mlprep.store.engine import Engine, Transaction
from mlprep.store.errors import HistoryMoved
from mlprep.store.explain import Guard
from mlprep.store.identity import device_of, keep_count, machine_name
from mlprep.store.reader import Reader
from mlprep.store.rows import FORGET_REDO, Names
from mlprep.store.values import (
    Advance,
    Bulk,
    Parameters,
    Placement,
    Undone,
)

if TYPE_CHECKING:
    from mlprep.domain.past import Past

# Writing, undoing and rebuilding are imported where they are used: `mlprep today` does without.
_MAP_BYTES = 256 * 2**20


class History(Reader):
    """One open history; open it with ``History.open`` and close it, or use ``with``.

    Every method that writes returns after its transaction was synced to the disk.  Errors are
    ``HistoryError`` with a sentence for the person.  May be used from several threads.
    """

    def __init__(self, path: Path, engine: Engine, guard: Guard) -> None:
        super().__init__(path, engine, guard)
        self._announced = presence.announce(path)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        clock: Clock,
        advance: Advance,
        default_parameters: Parameters,
        bulk: Bulk | None = None,
        machine: str | None = None,
        create: bool = True,
    ) -> Self:
        """Open the history at a path, begin one where there is none and ``create`` is true.

        ``advance`` folds one fact into the state of its unit; ``bulk`` folds many units at once,
        where there are many or a change of parameters asks for all memories; ``machine``
        names this computer, which together with the file decides under which device id facts
        are recorded.
        """
        guard = Guard(path)
        with guard:
            connection = connect(path, create=create, now_ms=clock.now_ms())
            try:
                device = device_of(connection, path, machine or machine_name())
                names = Names(connection)
                engine = Engine(connection, names, clock, advance, default_parameters, device, bulk)
                return cls(path, engine, guard)
            except BaseException:
                connection.close()
                raise

    def close(self) -> None:
        """Close the file; closing twice is harmless."""
        with self._guard:
            keep_count(self._engine.connection, self.path, self.device)
            self._engine.connection.close()
        presence.withdraw(self._announced)
        self._announced = None

    def __enter__(self) -> Self:
        """Return the history itself."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the history."""
        self.close()

    @property
    def device(self) -> DeviceId:
        """Id under which this file records."""
        return self._engine.device

    # Recording

    def record(self, drafts: Sequence[Draft], *, seen: int | None = None) -> list[Fact]:
        """Record one action, durably and as a whole; it clears what could be redone.

        Given the version that was ``seen`` (see ``data_version``), it raises ``HistoryMoved``
        and records nothing where another program has written since.
        """
        if not drafts:
            return []
        record_action = self._record_action  # loaded before others have to wait
        with self._guard, Transaction(self._engine, keep=True) as engine:
            if seen is not None and seen != engine.known.version:
                raise HistoryMoved("Another program has written the history; nothing was recorded.")
            facts = record_action(engine, drafts)
            if not engine.known.redo_is_empty:
                engine.connection.execute(FORGET_REDO)
                engine.known.redo_is_empty = True
        return facts

    # Loaded when first used, and then at hand: even a module that is loaded takes a while to find.

    @cached_property
    def _record_action(self) -> Callable[[Engine, Sequence[Draft]], list[Fact]]:
        from mlprep.store.recording import record_action

        return record_action

    @cached_property
    def _undo_action(self) -> Callable[[Engine], Undone | None]:
        from mlprep.store.undoing import undo_action

        return undo_action

    def record_past(self, dated: "Sequence[Past]", label: str, *, parameters: str) -> None:
        """Record what was done in another program, each at its instant, as one action.

        Undo takes all of it back at once, and calls it by the label.  ``parameters`` names the
        set with which the due days of plain reviews were chosen.
        """
        from mlprep.store.past import record_past

        if not dated:
            return
        with self._guard, Transaction(self._engine) as engine:
            record_past(engine, dated, label, parameters)
            engine.connection.execute(FORGET_REDO)

    def merge(self, facts: Iterable[Fact]) -> int:
        """Take over facts from elsewhere in any order; return how many were new."""
        from mlprep.store.recording import merge_facts

        with self._guard, Transaction(self._engine) as engine:
            return merge_facts(engine, facts)

    def undo(self) -> Undone | None:
        """Take this device's newest action back; ``None`` where nothing is left to undo."""
        undo_action = self._undo_action  # loaded before others have to wait
        with self._guard, Transaction(self._engine, keep=True) as engine:
            return undo_action(engine)

    def redo(self) -> Undone | None:
        """Bring back what undo took last; ``None`` once something new was recorded."""
        from mlprep.store.undoing import redo_action

        with self._guard, Transaction(self._engine, keep=True) as engine:
            return redo_action(engine)

    def undo_label(self) -> str | None:
        """Name what undo would take back."""
        from mlprep.store import undoing

        with self._guard:
            self._engine.notice()
            facts = undoing.next_undo(self._engine, undoing.FOR_LABEL)
            return undoing.label_of(facts) if facts else None

    def large_undo(self) -> str | None:
        """Name what undo would take back where it is large, as an import is; else ``None``."""
        from mlprep.store import undoing

        with self._guard:
            self._engine.notice()
            facts = undoing.next_undo(self._engine, undoing.LARGE)
            return undoing.label_of(facts) if len(facts) == undoing.LARGE else None

    # What to study

    def place(self, placements: Iterable[Placement], *, replace: bool = True) -> None:
        """Mirror where units stand in the library, all of it or (``replace=False``) some more."""
        with self._guard, Transaction(self._engine) as engine:
            queues.place_units(engine, placements, replace=replace)

    # Notes that belong to this file alone and are no facts

    def note(self, key: str) -> str:
        """Read a note kept in this file; empty where there is none."""
        with self._guard:
            return queries.note(self._engine, key)

    def set_note(self, key: str, value: str) -> None:
        """Keep a note in this file, for instance which version of the library it mirrors."""
        with self._guard, Transaction(self._engine, keep=True) as engine:
            queries.set_note(engine, key, value)

    # Upkeep

    def data_version(self) -> int:
        """Return a number that changes when another program has written."""
        with self._guard:
            return self._engine.notice()

    @property
    def noticed_version(self) -> int:
        """What ``data_version`` returned last; every write looks too."""
        return self._engine.known.version

    def checkpoint(self) -> None:
        """Move the log into the file as far as nobody is hindered; for idle time, any thread."""
        address = f"{self.path.absolute().as_uri()}?mode=rw"  # a file that is gone is not made anew
        with (
            Guard(self.path),
            contextlib.closing(sqlite3.connect(address, isolation_level=None, uri=True)) as other,
        ):
            other.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def warm(self) -> None:
        """Make the next answers quicker, at a cost that the first frame should not pay."""
        with self._guard:
            self._engine.connection.execute(f"PRAGMA mmap_size = {_MAP_BYTES}")
            grow_log(self._engine.connection)

    def pragmas(self) -> dict[str, int | str]:
        """Read how this connection keeps what it writes."""
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        with self._guard:
            run = self._engine.connection.execute
            return {name: run(f"PRAGMA {name}").fetchone()[0] for name in names}

    def digest(self) -> str:
        """Take the sha256 of all derived state; equal facts give equal digests."""
        from mlprep.store import rebuilding

        with self._guard, self._engine.snapshot():
            return rebuilding.digest_of(self._engine)

    def rebuild(self) -> str:
        """Derive everything from the facts alone, beside what is stored; return its digest."""
        from mlprep.store import rebuilding

        with (
            self._guard,
            self._engine.snapshot(),
            rebuilding.rebuilt(self._engine),
        ):
            return rebuilding.digest_of(self._engine, "temp")

    def verify(self) -> list[str]:
        """Say in words where stored state and facts disagree; empty where they agree."""
        from mlprep.store import rebuilding

        with self._guard, self._engine.snapshot():
            return rebuilding.differences(self._engine)

    def repair(self) -> None:
        """Put what the facts say in the place of the stored state."""
        from mlprep.store import rebuilding

        with self._guard, Transaction(self._engine) as engine:
            rebuilding.replace_state(engine)
            engine.connection.execute("DELETE FROM stretches")
