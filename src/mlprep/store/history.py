"""The learner's history: facts that only grow, and the state that follows from them."""

import contextlib
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from mlprep.domain.clock import Clock
from mlprep.domain.facts import Draft, Fact, FactKind, Json
from mlprep.domain.ids import CardId, DeviceId, UnitId
from mlprep.domain.units import UnitState
from mlprep.store import presence, queries, queues, statistics
from mlprep.store.connection import connect
from mlprep.store.engine import Engine
from mlprep.store.explain import Guard
from mlprep.store.identity import device_of, machine_name
from mlprep.store.rows import Names
from mlprep.store.values import (
    Advance,
    Bulk,
    DaySummary,
    DeckCounts,
    DueReview,
    DueStep,
    Parameters,
    Placement,
    StudiedUnit,
    Undone,
)

if TYPE_CHECKING:
    from mlprep.store.forecasts import StandingNow
    from mlprep.store.lanes import Lanes
    from mlprep.store.streams import Streams
    from mlprep.store.topics import StudySpell, TopicCounts
    from mlprep.store.unit_search import StateTest

# Writing, undoing and rebuilding are imported where they are used: `mlprep today` does without.
_MAP_BYTES = 256 * 2**20


class History:
    """One open history; open it with ``History.open`` and close it, or use ``with``.

    Every method that writes returns after its transaction was synced to the disk.  Errors are
    ``HistoryError`` with a sentence for the person.  May be used from several threads.
    """

    def __init__(self, path: Path, engine: Engine, guard: Guard) -> None:
        self.path = path
        self._engine = engine
        self._guard = guard
        self._note = presence.announce(path)

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
            except BaseException:
                connection.close()
                raise
            names = Names(connection)
            engine = Engine(connection, names, clock, advance, default_parameters, device, bulk)
            return cls(path, engine, guard)

    def close(self) -> None:
        """Close the file; closing twice is harmless."""
        with self._guard:
            self._engine.connection.close()
        presence.withdraw(self._note)

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

    def record(self, drafts: Sequence[Draft]) -> list[Fact]:
        """Record one action, durably and as a whole; it clears what could be redone."""
        from mlprep.store.recording import record_action

        if not drafts:
            return []
        with self._writing(keep=True) as engine:
            facts = record_action(engine, drafts)
            if not engine.known.redo_is_empty:
                engine.connection.execute("DELETE FROM redo")
                engine.known.redo_is_empty = True
        return facts

    def record_past(self, dated: Sequence[tuple[int, Draft]]) -> list[Fact]:
        """Record what was done in another program, each draft at its instant, as one action.

        Undo takes all of it back at once.
        """
        from mlprep.store.recording import record_past

        if not dated:
            return []
        with self._writing() as engine:
            facts = record_past(engine, dated)
            engine.connection.execute("DELETE FROM redo")
        return facts

    def merge(self, facts: Iterable[Fact]) -> int:
        """Take over facts from elsewhere in any order; return how many were new."""
        from mlprep.store.recording import merge_facts

        with self._writing() as engine:
            return merge_facts(engine, facts)

    def undo(self) -> Undone | None:
        """Take this device's newest action back; ``None`` where nothing is left to undo."""
        from mlprep.store import undoing

        with self._writing(keep=True) as engine:
            return undoing.undo_action(engine)

    def redo(self) -> Undone | None:
        """Bring back what undo took last; ``None`` once something new was recorded."""
        from mlprep.store import undoing

        with self._writing(keep=True) as engine:
            return undoing.redo_action(engine)

    def undo_label(self) -> str | None:
        """Name what undo would take back."""
        from mlprep.store import undoing

        with self._guard:
            facts = undoing.next_undo(self._engine)
            return undoing.label_of(facts) if facts else None

    def redo_label(self) -> str | None:
        """Name what redo would bring back."""
        from mlprep.store import undoing

        with self._guard:
            facts = undoing.next_redo(self._engine)
            return undoing.label_of(facts) if facts else None

    # Reading facts and states

    def state(self, unit: UnitId) -> UnitState:
        """Read the state of a unit, a fresh one where nothing is known of it."""
        with self._guard:
            self._engine.notice()
            return self._engine.known_unit(unit).state

    def states(self, units: Iterable[UnitId]) -> dict[UnitId, UnitState]:
        """Read the states of several units."""
        with self._guard:
            return queues.read_states(self._engine, units)

    def with_facts(self, units: Iterable[UnitId]) -> set[UnitId]:
        """Tell for which of these units, or their relatives, there may be facts that hold."""
        with self._guard:
            return queries.with_facts(self._engine, units)

    def facts_of(self, unit: UnitId, *, include_voided: bool = False) -> list[Fact]:
        """List the facts that count for a unit, in their order."""
        with self._guard:
            return queries.facts_of(self._engine, unit, include_voided=include_voided)

    def facts(
        self, *, kinds: Collection[FactKind] | None = None, include_voided: bool = False
    ) -> Iterator[Fact]:
        """Go through all facts in their total order, or through those of some kinds."""
        if kinds is None or FactKind.REVIEW in kinds:
            return queries.many_in_order(self.path, kinds, include_voided=include_voided)
        with self._guard:
            few = queries.few_in_order(self._engine, kinds, include_voided=include_voided)
            return iter(few)

    def latest(self, kind: FactKind, subject: str) -> Fact | None:
        """Find the newest fact of a kind on a subject that was not voided."""
        with self._guard:
            return queries.latest(self._engine, kind, subject)

    @property
    def streams(self) -> "Streams":
        """The facts as each device recorded them, by running number."""
        from mlprep.store.streams import Streams

        return Streams(self._engine, self._guard)

    def settings(self) -> dict[str, Json]:
        """Read the study settings that were ever chosen; the later choice wins."""
        with self._guard:
            return queries.settings(self._engine)

    # What to study

    def place(self, placements: Iterable[Placement], *, replace: bool = True) -> None:
        """Mirror where units stand in the library, all of it or (``replace=False``) some more."""
        with self._writing() as engine:
            queues.place_units(engine, placements, replace=replace)

    def due_reviews(
        self,
        today: int,
        *,
        decks: Collection[str] | None = None,
        limit: int | None = None,
        factors: Mapping[str, float],
        default_factor: float = 1.0,
    ) -> list[DueReview]:
        """List due units in review, relatively most overdue first.

        ``factors`` multiply a deck's stability: the interval per day of stability that its
        desired retention gives.  Left out are units whose sibling was reviewed today; of two
        siblings that are both due, both are listed.
        """
        with self._guard:
            weights = (factors, default_factor)
            return queues.due_reviews(self._engine, today, decks, limit, weights)

    def due_steps(self, *, until_ms: int, decks: Collection[str] | None = None) -> list[DueStep]:
        """List units whose (re)learning step is due by an instant, the earliest first."""
        with self._guard:
            return queues.due_steps(self._engine, until_ms, decks)

    def studied_units(self) -> list[StudiedUnit]:
        """List every unit of the library that was reviewed before and is not suspended."""
        with self._guard:
            return queues.studied_units(self._engine)

    @property
    def lanes(self) -> "Lanes":
        """What new cards are drawn from, and how far the begun ones are."""
        from mlprep.store.lanes import Lanes

        return Lanes(self._engine, self._guard)

    def matching_units(
        self,
        tests: "Sequence[StateTest]",
        today: int,
        *,
        decks: Collection[str] | None = None,
        among: Iterable[UnitId] | None = None,
        limit: int = -1,
    ) -> dict[UnitId, UnitState]:
        """Find units of the library that pass all tests, in no order, at most ``limit``."""
        from mlprep.store import unit_search

        with self._guard:
            return unit_search.matching_units(
                self._engine, tests, today, decks=decks, among=among, limit=limit
            )

    def has_history(self, card: CardId) -> bool:
        """Tell whether a unit of the card was ever reviewed."""
        with self._guard:
            return queues.has_history(self._engine, card)

    def deck_counts(self, today: int, now_ms: int) -> dict[str, DeckCounts]:
        """Count what each deck holds and what of it is due."""
        with self._guard:
            return queues.deck_counts(self._engine, today, now_ms)

    # Figures

    def due_load(self, start_day: int, end_day: int) -> dict[int, int]:
        """Count the reviews due on each day from start to end, both included."""
        with self._guard:
            return queues.due_load(self._engine, start_day, end_day)

    def day_summary(self, day: int) -> DaySummary:
        """Sum up one study day."""
        with self._guard:
            return statistics.day_summary(self._engine, day)

    def days_studied(self, start: int, end: int) -> list[DaySummary]:
        """Sum up each day with reviews from start to end, both included."""
        with self._guard:
            return statistics.days_studied(self._engine, start, end)

    def true_retention(self, start: int, end: int) -> tuple[int, int]:
        """Count (recalled, asked) on the first reviews of a day of units in review."""
        with self._guard:
            return statistics.true_retention(self._engine, start, end)

    def seconds_per_review(self, today: int, days: int = 30) -> float | None:
        """Mean seconds of a review over the last days; ``None`` without reviews."""
        with self._guard:
            return statistics.seconds_per_review(self._engine, today, days)

    def topic_counts(self, stable_days: float) -> "dict[str, TopicCounts]":
        """Count the units of every topic, and those more stable than so many days."""
        from mlprep.store import topics

        with self._guard:
            return topics.topic_counts(self._engine, stable_days)

    def study_spells(self, since_ms: int) -> "list[StudySpell]":
        """List when each topic was reviewed since an instant, day by day."""
        from mlprep.store import topics

        with self._guard:
            return topics.study_spells(self._engine, since_ms)

    def first_sights(self) -> list[Fact]:
        """List the reviews that were a first answer to a typed or choice card."""
        from mlprep.store import topics

        with self._guard:
            return topics.first_sights(self._engine)

    def standing_now(self, today: int, since: int) -> "StandingNow":
        """List what a forecast starts from, with the answers since a study day."""
        from mlprep.store import forecasts

        with self._guard:
            return forecasts.standing_now(self._engine, today, since)

    # Notes that belong to this file alone and are no facts

    def note(self, key: str) -> str:
        """Read a note kept in this file; empty where there is none."""
        with self._guard:
            return queries.note(self._engine, key)

    def set_note(self, key: str, value: str) -> None:
        """Keep a note in this file, for instance which version of the library it mirrors."""
        with self._writing(keep=True) as engine:
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
        connect_again = sqlite3.connect(self.path, isolation_level=None)
        with Guard(self.path), contextlib.closing(connect_again) as other:
            other.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def warm(self) -> None:
        """Make the next answers quicker, at a cost that the first frame should not pay."""
        with self._guard:
            self._engine.connection.execute(f"PRAGMA mmap_size = {_MAP_BYTES}")

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

        with self._writing() as engine:
            rebuilding.replace_state(engine)

    @contextmanager
    def _writing(self, *, keep: bool = False) -> Iterator[Engine]:
        """Write in one transaction; ``keep`` where the work itself tells what it changes."""
        engine = self._engine
        with self._guard, engine.transaction():
            if not keep:
                engine.known.clear()
            yield engine
            if not keep:
                engine.known.clear()
