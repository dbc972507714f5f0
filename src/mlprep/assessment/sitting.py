"""One sitting: a state machine that asks, takes answers, and can be left and resumed anywhere."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mlprep.assessment.aiming import make_aim
from mlprep.assessment.arrays import Floats
from mlprep.assessment.bank import Bank
from mlprep.assessment.belief import Belief, updated
from mlprep.assessment.capture import expected_capture
from mlprep.assessment.evidence import blocked_items, counted, is_note_due, is_rapid
from mlprep.assessment.model import Exposure, ItemSpec, Learner, Outcome, PastSitting, Response
from mlprep.assessment.posterior import QUICK as QUICK_TOLERANCE
from mlprep.assessment.posterior import ability_grid
from mlprep.assessment.response import gather, guessing_habit, knowing, probability_right
from mlprep.assessment.selection import Aim, Candidates, draw, score_items
from mlprep.assessment.stopping import EARLY, STANDARD, Length, Precision, stop_reason
from mlprep.assessment.timeline import build_timeline

_UNKNOWN = "unknown"
"""Placeholder until the reason to stop is worked out."""


@dataclass(frozen=True, slots=True)
class SittingState:
    """All that must be kept of a sitting; replaying it gives the same sitting."""

    seed: int
    day: float
    length: Length = STANDARD
    focus: tuple[str, ...] = ()
    """Areas or topics; empty: all."""
    responses: tuple[Response, ...] = ()
    """In the order of answering, rapid guesses included."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an answer."""

    counts: bool
    """False for a rapid guess, which is dropped and frees its item."""
    note_due: bool
    """Whether to remind the learner, once, to read before answering."""
    chance: float
    """Of a right answer, as predicted before it was given."""


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """What stays the same during a sitting."""

    bank: Bank
    aim: Aim
    blocked: frozenset[str]
    start: Belief
    """From everything before the sitting, today."""
    grid: Floats
    earlier: tuple[Response, ...]
    """Answers of earlier sittings, which speak of the guessing habit too."""
    place: Mapping[str, int]
    """Position of each topic."""


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    """Everything derived from the answers so far."""

    belief: Belief
    habit: float
    candidates: Candidates
    """Items that may be asked next; none where the bank is exhausted."""


class Sitting:
    """An adaptive test of one learner; ``begin`` a new one or ``resume`` a stored state.

    What is asked next depends on nothing but the learner, the bank, the exposures and the
    state, so that an interrupted sitting goes on as if it had not been.
    """

    def __init__(self, learner: Learner, state: SittingState, ground: _Ground) -> None:
        self.learner = learner
        self.state = state
        self._ground = ground
        self._known: _View | None = None
        self._reason: str | None = _UNKNOWN

    @classmethod
    def begin(
        cls,
        learner: Learner,
        items: Sequence[ItemSpec],
        *,
        seed: int,
        today: float,
        length: Length = STANDARD,
        focus: Collection[str] = (),
        exposures: Sequence[Exposure] = (),
    ) -> "Sitting":
        """Open a sitting; ``seed`` decides between items that are nearly as good.

        ``learner.sittings`` holds the sittings before this one and ``exposures`` the showings
        before it.  ``focus`` names areas or topics; empty means all.
        """
        state = SittingState(seed, today, length, tuple(sorted(focus)))
        return cls.resume(learner, items, state, exposures=exposures)

    @classmethod
    def resume(
        cls,
        learner: Learner,
        items: Sequence[ItemSpec],
        state: SittingState,
        *,
        exposures: Sequence[Exposure] = (),
    ) -> "Sitting":
        """Take up a sitting where its state was left; the other arguments as for ``begin``."""
        line = build_timeline(learner, state.day)
        start = line.belief()
        grid = ability_grid(start.phi, start.phi_covariance)
        aim = make_aim(line.prior, learner.target, state.focus)
        ground = _Ground(
            bank=Bank(items, line.prior, aim, grid),
            aim=aim,
            blocked=blocked_items(exposures, state.day),
            start=start,
            grid=grid,
            earlier=tuple(one for block in line.blocks for one in block.responses),
            place={topic: index for index, topic in enumerate(line.prior.topics)},
        )
        return cls(learner, state, ground)

    def next_item(self) -> ItemSpec | None:
        """Item to ask now, the same until it is answered; ``None`` when the sitting is over."""
        if self.stopped is not None:
            return None
        view, bank = self._view, self._ground.bank
        chosen = draw(view.candidates.scores, self.state.seed, len(self.state.responses))
        return bank.items[int(view.candidates.rows[chosen])]

    def answer(
        self,
        outcome: Outcome,
        seconds: float | None = None,
        *,
        sure: bool | None = None,
        at: float | None = None,
    ) -> Taken:
        """Take the answer to ``next_item()``; ``ValueError`` where the sitting is over."""
        item = self.next_item()
        if item is None:
            raise ValueError("The sitting is over: extend it before answering further questions.")
        response = Response(item, outcome, seconds, sure, at)
        chance = self.chance(item)
        self.rewind(replace(self.state, responses=(*self.state.responses, response)))
        return Taken(not is_rapid(response), is_note_due(self.state.responses), chance)

    def extend(self, length: Length) -> None:
        """Go on to a longer length; what has been answered stays.

        Where the sitting has ended early the wish for more goes first: the new length is
        then asked in full.
        """
        if self.stopped in EARLY:
            length = replace(length, minimum=length.maximum)
        self.rewind(replace(self.state, length=length))

    def rewind(self, state: SittingState) -> None:
        """Go to another state of the same sitting."""
        self.state = state
        self._known, self._reason = None, _UNKNOWN

    @property
    def stopped(self) -> str | None:
        """Why there is no next question (see ``stop_reason``), or ``None``."""
        if self._reason == _UNKNOWN:
            self._reason = self._stop_reason()
        return self._reason

    def _stop_reason(self) -> str | None:
        precision = Precision(len(self.answers), self._area_sd(), 0.0)
        enough = precision.answered >= self.state.length.minimum
        if enough and precision.area_sd <= self.state.length.area_sd:
            precision = self.precision
        scores = self._view.candidates.scores
        best = float(scores.max()) if len(scores) else None
        return stop_reason(self.state.length, precision, best)

    @property
    def answers(self) -> tuple[Response, ...]:
        """Answers that count."""
        return counted(self.state.responses)

    @property
    def precision(self) -> Precision:
        """How sure the engine is, to be shown instead of right or wrong."""
        belief, aim = self._view.belief, self._ground.aim
        capture = 1.0
        if aim.weight.any():
            capture = expected_capture(belief, aim.target, aim.weight)
        return Precision(len(self.answers), self._area_sd(), capture)

    def _area_sd(self) -> float:
        belief, aim = self._view.belief, self._ground.aim
        areas = aim.area_mean @ belief.theta_covariance @ aim.area_mean.T
        return float(np.sqrt(np.diag(areas))[aim.area_weight > 0].max(initial=0.0))

    def chance(self, item: ItemSpec) -> float:
        """Predicted chance that the learner answers an item right, now."""
        view, ground = self._view, self._ground
        topic = ground.place[item.topic]
        normal = np.exp(
            -0.5 * (ground.grid - view.belief.phi[topic]) ** 2 / view.belief.phi_variance[topic]
        )
        right = probability_right(knowing([item], ground.grid), np.array([item.c]), view.habit)
        return float(right[0] @ normal / normal.sum())

    def past(self) -> PastSitting:
        """Return the sitting as history, for a profile or for the next sitting."""
        return PastSitting(self.state.day, self.state.responses)

    @property
    def _view(self) -> _View:
        if self._known is None:
            self._known = self._look()
        return self._known

    def _look(self) -> _View:
        ground, asked = self._ground, self.answers
        habit = guessing_habit((*ground.earlier, *asked))
        placed = [(ground.place[one.item.topic], one) for one in asked]
        evidence = gather(placed, ground.grid, habit)
        belief, marginals = updated(ground.start, evidence, ground.grid, QUICK_TOLERANCE)
        rows = ground.bank.allowed(asked, ground.blocked, self._last, self.state.length.maximum)
        if not len(rows):
            return _View(belief, habit, Candidates(rows, np.zeros(0)))
        rows = ground.bank.promising(rows, belief.phi, habit)
        found = score_items(
            belief,
            marginals,
            ground.grid,
            ground.bank.right_moments(rows, marginals, habit),
            ground.bank.topic[rows],
            ground.aim,
        )
        rows, scores = rows[found.rows], found.scores
        if self.state.length.by_minutes:
            scores = scores / ground.bank.minutes[rows]
        return _View(belief, habit, Candidates(rows, scores))

    @property
    def _last(self) -> str:
        return self.state.responses[-1].item.id if self.state.responses else ""
