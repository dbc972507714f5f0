"""A proposal: parameters fitted to the learner's reviews, and how well they forecast.

They are judged by the latest fifth of the reviews, with a fit to the others; what is proposed is
then fitted to all of them.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from mlprep.domain.days import date_of
from mlprep.domain.rating import Rating
from mlprep.memory.model import interval_days, next_memory, sound_parameters
from mlprep.study.optimiser.sets import PUBLISHED, ParameterSet, fit_name, in_use

if TYPE_CHECKING:
    from mlprep.memory.training import Gain, Training
    from mlprep.study.workspace import Workspace

FEWEST = 100
"""Reviews that a fit takes at least."""
_JUDGING = 0.2
GOODS = 6
"""Answers of which intervals are shown."""


class Score(NamedTuple):
    """How well a set forecast the reviews by which the fit is judged."""

    set: ParameterSet
    log_loss: float
    """Mean, in nats: lower is better."""
    expected: float
    """Share that it expected to be recalled, 0-1."""


class Judgement(NamedTuple):
    """What the latest reviews say of a fit to the earlier ones."""

    reviews: int
    recalled: float
    """Share of them, 0-1."""
    scores: tuple[Score, ...]
    """Of the published set, of the one in use where it is another, and of the fit."""
    against: ParameterSet
    """What the fit is held against: the set in use, or the published one where that is the fit."""
    seen: int
    """Of the reviews, those to which that set was fitted."""
    gain: "Gain"
    """Log loss that the fit saves against it."""


class Proposal(NamedTuple):
    """What a fit came to."""

    present: ParameterSet
    reviews: int
    """Reviews that a fit can use: on a later day than the one before."""
    left_out: int
    """Reviews of cards whose memory another program brought."""
    weight: float
    """How much of the fit counts, 0-1; the rest is drawn to the published set."""
    fit: ParameterSet | None
    """``None`` where there are too few."""
    judgement: Judgement | None
    good_days: tuple[tuple[int, ...], ...]
    """Days between answers that are all Good: with the set in use, and with the fit."""

    @property
    def offered(self) -> ParameterSet | None:
        """The fit, where there is one that is not in use already."""
        is_news = self.fit is not None and self.fit.parameters != self.present.parameters
        return self.fit if is_news else None


def propose(workspace: "Workspace") -> Proposal:
    """Fit the parameters to all reviews that count.  Raises ``FitError``."""
    from mlprep.memory.training import weight

    items, present = _items(workspace), in_use(workspace.settings)
    count = len(items.asks)
    if count < FEWEST:
        return Proposal(present, count, items.left_out, 0.0, None, None, ())
    early = count - int(count * _JUDGING)
    judged, final = _fits(items, (early, count))
    fit = ParameterSet(fit_name(date_of(workspace.today), count), final)
    against = PUBLISHED if present.parameters == final else present
    aim = workspace.settings.desired_retention
    return Proposal(
        present,
        count,
        items.left_out,
        weight(count),
        fit,
        _judged(items, early, against, fit._replace(parameters=judged)),
        (good_days(present.parameters, aim), good_days(fit.parameters, aim)),
    )


def _items(workspace: "Workspace") -> "Training":
    from mlprep.memory.log import memories, read_log
    from mlprep.memory.training import training

    look_back, parameters = workspace.history.look_back, workspace.parameters
    known = memories(look_back.memories(), workspace.today, parameters)
    return training(read_log(look_back.reviews()), known, parameters)


def _fits(items: "Training", sizes: Sequence[int]) -> list[tuple[float, ...]]:
    """Fit to so many of the earliest items each."""
    from mlprep.memory.training import blended, task
    from mlprep.study.optimiser.process import FitError, fitted

    try:
        found = fitted(task(items, sizes))
        return [blended(fit, size) for fit, size in zip(found, sizes, strict=True)]
    except ValueError as fault:
        raise FitError(f"The fit came to no result ({fault}); nothing changed.") from fault


def _judged(items: "Training", early: int, against: ParameterSet, fit: ParameterSet) -> Judgement:
    """Let sets forecast the items after the first so many."""
    from mlprep.memory.training import expected, gain, losses

    recalled = items.recalled[early:]
    scores, series = [], {}
    for one in dict.fromkeys((PUBLISHED, against, fit)):
        chances = expected(items, one.parameters)[early:]
        series[one] = losses(chances, recalled)
        scores.append(Score(one, float(series[one].mean()), float(chances.mean())))
    seen = max(0, min(against.fitted_to, len(items.asks)) - early)
    saved = gain(series[against], series[fit])
    return Judgement(len(recalled), float(recalled.mean()), tuple(scores), against, seen, saved)


def good_days(parameters: Sequence[float], aim: float) -> tuple[int, ...]:
    """Days between answers of a card that is always answered Good, each when it falls due."""
    used = sound_parameters(tuple(parameters))
    memory: tuple[float | None, float | None] = (None, None)
    days: list[int] = []
    for _ in range(GOODS):
        memory = next_memory(*memory, days[-1] if days else None, Rating.GOOD, used)
        days.append(max(1, round(interval_days(memory[0] or 0.0, aim, used))))
    return tuple(days)
