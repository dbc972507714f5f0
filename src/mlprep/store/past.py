"""Recording in bulk what was done elsewhere, each fact at its own instant."""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import TypeAlias

from mlprep.domain.facts import Event, Fact, Past, PlainReview
from mlprep.domain.figures import Totals
from mlprep.domain.ids import UnitId, card_of
from mlprep.store.engine import Engine
from mlprep.store.folding import Events, fold_many
from mlprep.store.queries import with_facts
from mlprep.store.recording import absorb, keep_latest, last_number
from mlprep.store.rows import INSERT_FACT, UNIT_KINDS, fact_row
from mlprep.store.states import add_to_day, write_fresh

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
    if dated and max(map(_instant, dated)) > now:
        dated = [_not_after(now, one) for one in dated]
    coming = _Coming(engine, label, parameters)
    coming.take(dated)
    coming.write()


def _not_after(now_ms: int, one: Past) -> Past:
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
            self._take_fresh(unit, sorted(of_unit.pop(unit), key=_instant))
        rest = sorted((one for events in of_unit.values() for one in events), key=_instant)
        self.others += map(self._fact, rest)

    def _take_fresh(self, unit: UnitId, ordered: Iterable[Past]) -> None:
        subject = self.engine.names.number(unit)
        events: list[Event] = []
        for one in ordered:
            # The first fact carries what undo will call the action, so it is written whole.
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
        self.events[unit] = Events(events, (events[-1].at_ms, self.engine.device, self.number))

    def _fact(self, one: Past) -> Fact:
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
        insert = _INSERT_REVIEW.format(
            device=number(engine.device), action=self.first, parameters=number(self.parameters)
        )
        engine.connection.executemany(insert, self.reviews)
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


def _by_unit(dated: Iterable[Past]) -> dict[UnitId | None, list[Past]]:
    """Gather what is said of each unit; under ``None`` what is said of no unit."""
    found: dict[UnitId | None, list[Past]] = {}
    for one in dated:
        if isinstance(one, PlainReview):
            unit: UnitId | None = one.unit
        else:
            unit = UnitId(one[1].subject) if one[1].kind in UNIT_KINDS else None
        if unit in found:
            found[unit].append(one)
        else:
            found[unit] = [one]
    return found
