"""Recording in bulk what was done elsewhere, each fact at its own instant."""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, TypeAlias

from mlprep.domain.facts import Event, Fact, PlainReview
from mlprep.domain.figures import Totals
from mlprep.domain.ids import UnitId, card_of
from mlprep.domain.past import Past, ReviewRun, SinglePast, apart
from mlprep.store.engine import Engine
from mlprep.store.folding import Events, fold_many
from mlprep.store.queries import with_facts
from mlprep.store.recording import absorb, keep_latest, last_number
from mlprep.store.rows import INSERT_FACT, UNIT_KINDS, fact_row
from mlprep.store.states import add_to_day, write_fresh

if TYPE_CHECKING:
    from mlprep.store.values import NumberedRun

# What all reviews of an import share stands in the statement: binding it would take most time.
_INSERT_REVIEW = """
INSERT INTO facts (device, action, parameters, kind, label, cram,
  number, at_ms, subject, day, rating, ms, due_day, due_at, step)
VALUES ({device}, {action}, {parameters}, 'review', '', 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_instant = itemgetter(0)
_ReviewRow: TypeAlias = tuple[int | None, ...]


def record_past(engine: Engine, dated: Sequence[Past], label: str, parameters: str) -> None:
    """Record what happened elsewhere as one action of this device.

    Instants later than now count as now; ``parameters`` names the set that chose the due days
    of plain reviews.  Units that have no facts yet are folded from what comes, without a look
    at the rest of the history.
    """
    keep_latest(engine)
    now = engine.clock.now_ms()
    if any(_end(one) > now for one in dated):
        dated = [_not_after(now, one) for one in apart(dated)]
    coming = _Coming(engine, label, parameters)
    coming.take(dated)
    coming.write()


def _end(one: Past) -> int:
    return one.last_ms if isinstance(one, ReviewRun) else one[0]


def _not_after(now_ms: int, one: SinglePast) -> Past:
    if one[0] <= now_ms:
        return one
    return one._replace(at_ms=now_ms) if isinstance(one, PlainReview) else (now_ms, one[1])


class _Coming:
    """Facts that are about to be recorded, those of units without any apart."""

    def __init__(self, engine: Engine, label: str, parameters: str) -> None:
        self.engine = engine
        self.label = label
        self.parameters = parameters
        self.number = last_number(engine)[0]
        """Of the fact that was taken last."""
        self.first = self.number + 1
        self.reviews: list[_ReviewRow] = []
        """Plain reviews of fresh units, as rows."""
        self.runs: list[NumberedRun] = []
        """Those that come in runs."""
        self.facts: list[Fact] = []
        """All else of fresh units."""
        self.others: list[Fact] = []
        self.events: dict[UnitId, Events] = {}

    def take(self, dated: Iterable[Past]) -> None:
        """Give numbers to what comes, unit by unit: so their indexes are filled in order."""
        engine, of_unit = self.engine, _by_unit(dated)
        units = {unit for unit in of_unit if unit is not None}
        fresh = sorted(units - with_facts(engine, units))
        engine.names.learn(sorted({*fresh, *map(card_of, fresh)}))
        for unit in fresh:
            self._take_fresh(unit, of_unit.pop(unit))
        rest = sorted(apart(one for past in of_unit.values() for one in past), key=_instant)
        self.others += map(self._fact, rest)

    def _take_fresh(self, unit: UnitId, past: Sequence[Past]) -> None:
        subject = self.engine.names.number(unit)
        events: list[Event] = []
        # The first fact carries what undo will call the action, so it is written whole.
        run = _leading_run(past) if self.number >= self.first else None
        if run is not None:
            self.runs.append((self.number + 1, subject, run))
            self.number += run.size
            past = past[1:]
        for one in sorted(apart(past), key=_instant):
            if isinstance(one, PlainReview) and self.number >= self.first:
                self.number += 1
                at_ms, _, day, rating, ms, due_day, due_at, step = one
                self.reviews.append(
                    (self.number, at_ms, subject, day, rating, ms, due_day, due_at,
                     None if due_at is None else step)
                )  # fmt: skip
                events.append(one)
            else:
                fact = self._fact(one)
                self.facts.append(fact)
                events.append(fact)
        last_ms = events[-1].at_ms if events or run is None else run.last_ms
        self.events[unit] = Events(events, (last_ms, self.engine.device, self.number), run)

    def _fact(self, one: SinglePast) -> Fact:
        if isinstance(one, PlainReview):
            at_ms, draft = one.at_ms, one.draft(self.parameters)
        else:
            at_ms, draft = one
        self.number += 1
        label = self.label if self.number == self.first else ""
        return Fact(self.engine.device, self.number, at_ms, draft.kind, draft.subject, draft.body,
                    self.first, label)  # fmt: skip

    def write(self) -> None:
        """Write what was taken, and what follows from it."""
        engine, number = self.engine, self.engine.names.number
        shared = {
            "device": number(engine.device),
            "action": self.first,
            "parameters": number(self.parameters),
        }
        engine.connection.executemany(_INSERT_REVIEW.format(**shared), self.reviews)
        if self.runs:
            from mlprep.store.runs import insert_runs

            insert_runs(engine.connection, self.runs, shared)
        rows = (fact_row(fact, engine.names) for fact in self.facts)
        engine.connection.executemany(INSERT_FACT, rows)
        self._derive()
        if self.others:
            absorb(engine, self.others)

    def _derive(self) -> None:
        """Fold the units that had no facts."""
        engine = self.engine
        totals = Totals()
        write_fresh(engine, list(fold_many(engine, self.events, engine.parameters(), totals)))
        for day, sums in totals.items():
            add_to_day(engine, day, sums)


def _leading_run(past: Sequence[Past]) -> ReviewRun | None:
    """Give the run that stands before all else of a unit and leaves its memory to the fold."""
    run, *rest = past
    if not isinstance(run, ReviewRun):
        return None
    is_first = all(one[0] >= run.last_ms and _leaves_memory(one) for one in rest)
    return run if is_first else None


def _leaves_memory(one: Past) -> bool:
    if isinstance(one, PlainReview):
        return True
    return not isinstance(one, ReviewRun) and "memory" not in one[1].body


def _by_unit(dated: Iterable[Past]) -> dict[UnitId | None, list[Past]]:
    """Gather what is said of each unit; under ``None`` what is said of no unit."""
    found: dict[UnitId | None, list[Past]] = {}
    for one in dated:
        if isinstance(one, PlainReview | ReviewRun):
            unit: UnitId | None = one.unit
        else:
            unit = UnitId(one[1].subject) if one[1].kind in UNIT_KINDS else None
        if unit in found:
            found[unit].append(one)
        else:
            found[unit] = [one]
    return found
