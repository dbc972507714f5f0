"""What is shown next: learning steps, reviews and new units of one day, kept in memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import ceil
from operator import attrgetter
from typing import NamedTuple

from mlprep.domain.days import MINUTE_MS
from mlprep.domain.ids import CardId, UnitId, card_of
from mlprep.domain.units import UnitState
from mlprep.memory.entries import Entry, Kind
from mlprep.memory.lines import Line, Steps


@dataclass(frozen=True, slots=True)
class Counts:
    """How many units are left, within today's limits."""

    steps: int
    reviews: int
    new: int


class _Answer(NamedTuple):
    """What an answer took from the limits, and the siblings that it sent away."""

    entry: Entry
    spent_ms: int
    apart: tuple[Entry, ...]
    in_new: bool | None
    """Whether it counted as shown from the new line; ``None`` for a step."""

    def is_of(self, entry: Entry) -> bool:
        """Whether this entry was the one answered."""
        return (self.entry.kind, self.entry.due_at_ms) == (entry.kind, entry.due_at_ms)


@dataclass(slots=True, kw_only=True)
class StudyQueue:
    """The day's queue.

    Steps that are due come first, then reviews, the most overdue first, with new units spread
    evenly among them, then steps within the learn-ahead window.  A unit that was just answered
    is not shown twice in a row when another is ready; siblings of one that was answered stay
    away.  ``next`` decides without taking anything out; ``done`` takes out what was answered.
    """

    steps: Iterable[Entry] = ()
    reviews: Iterable[Entry] = ()
    """Reviews in any order, or units to cram in an order of their own."""
    new: Iterable[Entry] = ()
    """New units in the order in which they are to be learnt."""
    learn_ahead_ms: int = 20 * MINUTE_MS
    new_share: float = 0.2
    """New units among those shown, while both are left: 0 last, 1 first."""
    new_left: int = 20
    reviews_left: int = 200
    reviews_beyond: int = 0
    """Reviews that are due but not listed here: they come with another queue, after these."""
    minutes_left: float | None = None
    """Once used up only steps that were begun are shown; ``None``: no limit."""
    new_minutes: float = 0
    """Time of a new unit, its steps included: none is begun that would not end in time."""
    review_minutes: float = 0
    """Time of a review, or of a step: tells how many fit into the minutes."""
    siblings_apart: bool = True
    _front: list[Entry] = field(default_factory=list, init=False)
    _held: Entry | None = field(default=None, init=False)
    """Step of the unit that was answered last: it waits until another was."""
    _answers: dict[UnitId, list[_Answer]] = field(default_factory=dict, init=False)
    _step_heap: Steps = field(init=False)
    _review_line: Line = field(init=False)
    _new_line: Line = field(init=False)
    _families: dict[CardId, list[UnitId]] = field(default_factory=dict, init=False)
    _shown: int = field(default=0, init=False)
    _shown_new: int = field(default=0, init=False)
    _now_ms: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._step_heap = Steps(self.steps)
        by_overdue = sorted(self.reviews, key=attrgetter("overdue"), reverse=True)
        self._review_line = Line(by_overdue)
        self._new_line = Line(list(self.new))
        self.steps = self.reviews = self.new = ()
        for line in self._lines:
            # Of the siblings in the queue at most one, ``card``, goes by the card's own name.
            for unit in [unit for unit in line.units() if "#" in unit]:
                self._families.setdefault(card_of(unit), []).append(unit)

    def next(self, now_ms: int) -> Entry | None:
        """Return the entry to show now, ``None`` when there is none (yet; see ``wait_ms``)."""
        self._now_ms = now_ms
        if self._front:
            return self._front[-1]
        step = self._step_heap.head()
        if step is not None and (step.due_at_ms or 0) <= now_ms:
            return step
        return self._next_main() or self._next_ahead(now_ms)

    def wait_ms(self, now_ms: int) -> int | None:
        """Milliseconds until the next step may be shown (0: now); ``None`` without steps."""
        heads = [entry for entry in (self._step_heap.head(), self._held) if entry is not None]
        if not heads:
            return None
        due = min(entry.due_at_ms or 0 for entry in heads)
        return max(0, due - self.learn_ahead_ms - now_ms)

    def done(self, unit: UnitId, state: UnitState, now_ms: int, spent_ms: int) -> None:
        """Take out a unit that was answered and now is in this state; a step comes again."""
        self._now_ms = now_ms
        taken, in_new = self._take(unit)
        entry = taken or Entry(unit, Kind.REVIEW)
        self._release()
        cram = entry.kind is Kind.CRAM
        apart = () if cram or not self.siblings_apart else self._send_away_siblings(unit)
        answer = _Answer(entry, spent_ms, apart, in_new)
        self._answers.setdefault(unit, []).append(answer)
        self._count(answer, 1)
        away = state.suspended or state.buried_until is not None or cram
        if state.phase.in_steps and state.due_at_ms is not None and not away:
            self._held = Entry(
                unit, Kind.STEP, state.due_at_ms, deck=entry.deck, seconds=entry.seconds
            )

    @property
    def is_short(self) -> bool:
        """Whether all listed reviews are done while others wait for another queue."""
        if len(self._review_line) or self._is_over:
            return False
        return self.reviews_beyond > 0 and self.reviews_left > 0

    def drop(self, units: Iterable[UnitId]) -> None:
        """Take out units that were suspended, buried or deleted."""
        for unit in units:
            self._take(unit)

    def put_back(self, entry: Entry) -> None:
        """Show an entry next: its answer, or what took it out of the queue, was undone.

        Where it is the entry that was answered last of its unit (same kind, same instant), what
        the answer had taken from the limits and the siblings that it had sent away come back.
        """
        self._take(entry.unit)
        answers = self._answers.get(entry.unit)
        if answers and answers[-1].is_of(entry):
            answer = answers.pop()
            self._count(answer, -1)
            for sibling in answer.apart:
                self._restore(sibling.unit)
        self._front.append(entry)

    def counts(self) -> Counts:
        """Count what is left of each kind within the limits, as far as the minutes go."""
        front = [entry.kind for entry in self._front]
        new, steps_in_front = front.count(Kind.NEW), front.count(Kind.STEP)
        steps = steps_in_front + len(self._step_heap) + (self._held is not None)
        reviews = len(front) - new - steps_in_front + self._fitting(self._reviews_to_come, steps)
        return Counts(steps, reviews, new + self._new_fitting(steps + reviews))

    def in_time(self, minutes: float) -> float:
        """No more minutes than are left; once none is, steps that were begun take their time."""
        is_limited = self.minutes_left is not None and not self._is_over
        return min(minutes, self.minutes_left or 0) if is_limited else minutes

    def peek(self, n: int) -> list[Entry]:
        """Return the next entries, the first of them being what ``next`` returned last."""
        due, ahead = self._steps_to_come(n)
        now = [*reversed(self._front), *due]
        return [*now, *self._main_to_come(n - len(now)), *ahead][:n]

    @property
    def _lines(self) -> tuple[Line, Line]:
        return self._review_line, self._new_line

    def _next_main(self) -> Entry | None:
        if self._is_over:
            return None
        review, new = self._open_head(self._review_line), self._open_head(self._new_line)
        if review is None or new is None:
            return review or new
        return new if self._is_turn_of_new(self._shown, self._shown_new) else review

    def _next_ahead(self, now_ms: int) -> Entry | None:
        for step in (self._step_heap.head(), self._held):
            if step is not None and (step.due_at_ms or 0) <= now_ms + self.learn_ahead_ms:
                return step
        return None

    def _main_to_come(self, count: int) -> Iterator[Entry]:
        """Merge reviews and new units: the share of new ones holds from the start on."""
        if count <= 0 or self._is_over:
            return
        reviews = self._open(self._review_line, count)
        new = self._open(self._new_line, count)
        shown, shown_new = self._shown, self._shown_new
        for _ in range(min(count, len(reviews) + len(new))):
            from_new = bool(new) and (not reviews or self._is_turn_of_new(shown, shown_new))
            yield (new if from_new else reviews).pop()
            shown += 1
            shown_new += from_new

    def _is_turn_of_new(self, shown: int, shown_new: int) -> bool:
        """Half a unit early, so that two in ten are the third and the eighth."""
        return shown_new + 0.5 <= self.new_share * (shown + 1)

    def _open_head(self, line: Line) -> Entry | None:
        """First entry of a line, if the limits let it through."""
        return line.head() if self._limit(line) else None

    def _open(self, line: Line, count: int) -> list[Entry]:
        """First entries of a line that the limits let through, the last of them first."""
        return line.first(min(count, self._limit(line)))[::-1]

    @property
    def _reviews_to_come(self) -> int:
        listed = self._within(self._review_line)
        if listed < len(self._review_line) or self._is_over:
            return listed
        return listed + max(0, min(self.reviews_beyond, self.reviews_left - listed))

    def _within(self, line: Line) -> int:
        return 0 if self._is_over else min(len(line), self._limit(line))

    def _limit(self, line: Line) -> int:
        """How many entries of a line today's limits allow, besides those put back."""
        head = line.head()
        if head is None or head.kind not in (Kind.NEW, Kind.REVIEW):
            return len(line)
        left = self.new_left if head.kind is Kind.NEW else self.reviews_left
        if self._front:
            left -= sum(entry.kind is head.kind for entry in self._front)
        return max(0, min(left, self._new_in_time) if head.kind is Kind.NEW else left)

    @property
    def _new_in_time(self) -> int:
        """New units that still fit into the minutes, after the steps that were begun.

        A unit in its steps has half of its time before it, in the mean.
        """
        if self.minutes_left is None or self.new_minutes <= 0:
            return self.new_left
        begun = len(self._step_heap) + (self._held is not None)
        return max(0, round(self.minutes_left / self.new_minutes - begun / 2))

    def _fitting(self, count: int, before: int) -> int:
        """How many of so many reviews can be begun in time, after others and steps."""
        if self.minutes_left is None or self.review_minutes <= 0:
            return count
        return max(0, min(count, ceil(self.minutes_left / self.review_minutes - before)))

    def _new_fitting(self, before: int) -> int:
        """How many new units can, after reviews and steps; a unit to cram is like a review."""
        count, head = self._within(self._new_line), self._new_line.head()
        if head is not None and head.kind is not Kind.NEW:
            return self._fitting(count, before)
        if self.minutes_left is None or self.new_minutes <= 0:
            return count
        left = self.minutes_left - before * self.review_minutes
        return max(0, min(count, round(left / self.new_minutes)))

    @property
    def _is_over(self) -> bool:
        return self.minutes_left is not None and self.minutes_left <= 0

    def _steps_to_come(self, count: int) -> tuple[list[Entry], list[Entry]]:
        steps = self._step_heap.first(count)
        due = [step for step in steps if (step.due_at_ms or 0) <= self._now_ms]
        horizon = self._now_ms + self.learn_ahead_ms
        later = [*steps[len(due) :], *([self._held] if self._held else [])]
        return due, [step for step in later if (step.due_at_ms or 0) <= horizon]

    def _take(self, unit: UnitId) -> tuple[Entry | None, bool | None]:
        """Take a unit out from wherever it stands; and whether that was the new line."""
        found: Entry | None = None
        for index, entry in enumerate(self._front):
            if entry.unit == unit:
                found = self._front.pop(index)
                break
        if self._held is not None and self._held.unit == unit:
            found, self._held = found or self._held, None
        found = found or self._step_heap.take(unit)
        for line in self._lines:
            found = line.take(unit) or found
        in_new = None if found is None or found.kind is Kind.STEP else found.kind is Kind.NEW
        return found, in_new

    def _restore(self, unit: UnitId) -> None:
        for line in self._lines:
            if line.restore(unit):
                return

    def _release(self) -> None:
        """Another unit was answered: the step that was held may be shown."""
        if self._held is not None:
            self._step_heap.add(self._held)
            self._held = None

    def _send_away_siblings(self, unit: UnitId) -> tuple[Entry, ...]:
        card = card_of(unit)
        others = [one for one in (UnitId(card), *self._families.get(card, ())) if one != unit]
        if not others:
            return ()
        taken = [line.take(one) for one in others for line in self._lines]
        return tuple(entry for entry in taken if entry is not None)

    def _count(self, answer: _Answer, sign: int) -> None:
        """Charge an answer to the limits (1), or give it back (-1)."""
        if self.minutes_left is not None:
            self.minutes_left -= sign * answer.spent_ms / MINUTE_MS
        if answer.in_new is None:
            return
        self._shown += sign
        self._shown_new += sign * answer.in_new
        self.new_left -= sign * (answer.entry.kind is Kind.NEW)
        self.reviews_left -= sign * (answer.entry.kind is Kind.REVIEW)
