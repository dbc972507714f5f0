"""Recording in bulk what was done elsewhere, each fact at its own instant."""

from collections.abc import Sequence
from operator import itemgetter
from typing import TypeAlias

from mlprep.domain.facts import Draft, Event, Fact, Past, PlainReview
from mlprep.domain.figures import Totals
from mlprep.domain.ids import UnitId, card_of
from mlprep.store.engine import Engine
from mlprep.store.folding import Events, fold_many
from mlprep.store.queries import with_facts
from mlprep.store.recording import absorb, last_number
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
    now = engine.clock.now_ms()
    ordered = sorted(dated, key=_instant)
    if ordered and ordered[-1][0] > now:
        ordered = [_not_after(now, one) for one in ordered]
    coming = _Coming(engine, label, parameters)
    coming.take(ordered)
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
        self.first = last_number(engine)[0] + 1
        self.fresh: set[UnitId] = set()
        self.reviews: list[_ReviewRow] = []
        """Plain reviews of fresh units, as rows."""
        self.facts: list[Fact] = []
        """All else of fresh units."""
        self.others: list[Fact] = []
        self.events: dict[UnitId, list[Event]] = {}
        self.newest: dict[UnitId, int] = {}
        """Number of each fresh unit's last event."""

    def take(self, ordered: Sequence[Past]) -> None:
        """Give numbers to what comes, in its order."""
        engine = self.engine
        units = {unit for one in ordered if (unit := _unit_of(one)) is not None}
        self.fresh = units - with_facts(engine, units)
        engine.names.learn(sorted({*self.fresh, *map(card_of, self.fresh)}))
        number_of = {unit: engine.names.number(unit) for unit in self.fresh}
        fresh, first = self.fresh, self.first
        for number, one in enumerate(ordered, start=first):
            # The first fact carries what undo will call the action, so it is written whole.
            if isinstance(one, PlainReview) and one.unit in fresh and number > first:
                at_ms, unit, day, rating, ms, due_day, due_at, step = one
                self.reviews.append(
                    (number, at_ms, number_of[unit], day, rating, ms, due_day, due_at,
                     None if due_at is None else step)
                )  # fmt: skip
                self.events.setdefault(unit, []).append(one)
                self.newest[unit] = number
            else:
                self._take_fact(self._fact(one, number))

    def _fact(self, one: Past, number: int) -> Fact:
        if isinstance(one, PlainReview):
            at_ms, draft = one.at_ms, one.draft(self.parameters)
        else:
            at_ms, draft = one
        label = self.label if number == self.first else ""
        return Fact(self.engine.device, number, at_ms, draft.kind, draft.subject, draft.body,
                    self.first, label)  # fmt: skip

    def _take_fact(self, fact: Fact) -> None:
        unit = UnitId(fact.subject)
        if fact.kind not in UNIT_KINDS or unit not in self.fresh:
            self.others.append(fact)
            return
        self.facts.append(fact)
        self.events.setdefault(unit, []).append(fact)
        self.newest[unit] = fact.number

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
        whole = {
            unit: Events(events, (events[-1].at_ms, engine.device, self.newest[unit]))
            for unit, events in self.events.items()
        }
        totals = Totals()
        write_fresh(engine, list(fold_many(engine, whole, engine.parameters(), totals)))
        for day, sums in totals.items():
            add_to_day(engine, day, sums)


def _unit_of(one: Past) -> UnitId | None:
    if isinstance(one, PlainReview):
        return one.unit
    draft: Draft = one[1]
    return UnitId(draft.subject) if draft.kind in UNIT_KINDS else None
