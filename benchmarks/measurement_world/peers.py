"""What a learner could use instead: a fixed form, six adaptive tests, catsim in one dimension."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

import numpy as np
from benchmarks.measurement_world.data import backgrounds, hierarchy
from benchmarks.measurement_world.world import TOPICS, Bank, Person

from mlprep.assessment.arrays import Floats
from mlprep.assessment.model import ItemSpec, Learner, Outcome
from mlprep.assessment.prior import Prior, build_prior

GRID = np.linspace(-4.5, 5.5, 81)


@dataclass(frozen=True)
class Areas:
    """Estimates of the areas; a peer says nothing of single topics."""

    mean: Floats
    sd: Floats


def fixed_form(bank: Bank, questions: int) -> list[ItemSpec]:
    """Questions spread evenly over areas, topics and levels, the same for everybody."""
    areas = sorted({topic.split("-")[0] for topic in TOPICS})
    form: list[ItemSpec] = []
    for number in range(questions):
        area = areas[number % len(areas)]
        turn = number // len(areas)
        topics = [topic for topic in TOPICS if topic.startswith(area)]
        wanted = [item for item in bank.items if item.topic == topics[turn * 3 % len(topics)]]
        form.append(wanted[(turn * 5 + 7) % len(wanted)])
    return form


def percent_correct(person: Person, bank: Bank, prior: Prior, questions: int) -> Floats:
    """Share right per area on the fixed form."""
    hits: list[list[bool]] = [[] for _ in prior.areas]
    for item in fixed_form(bank, questions):
        area = prior.area_of[TOPICS.index(item.topic)]
        hits[area].append(person.answer(bank, item) is Outcome.RIGHT)
    return np.array([np.mean(one) for one in hits])


def calibrated(shares: Floats, truth: Floats) -> Floats:
    """Percent correct as ability, by the best straight line in this very sample (a present)."""
    slope, intercept = np.polyfit(shares.ravel(), truth.ravel(), 1)
    found: Floats = slope * shares + intercept
    return found


def population() -> tuple[Floats, Floats]:
    """Mean and standard deviation of each area over everybody: what a general test knows."""
    priors = [build_prior(Learner(hierarchy(), one.levels)) for one in backgrounds().values()]
    means = np.array([prior.membership @ prior.mean for prior in priors])
    within = np.mean([np.diag(p.membership @ p.covariance @ p.membership.T) for p in priors], 0)
    sd: Floats = np.sqrt(means.var(axis=0) + within)
    return means.mean(axis=0), sd


class SixTests:
    """One adaptive test per area (Lord 1980): expected a posteriori, most informative item.

    Knows the authored difficulties and the guessing floor; an "I don't know" is a wrong answer.
    """

    def __init__(self, bank: Bank, prior: Prior) -> None:
        self.bank, self.prior = bank, prior
        b = np.array([item.b for item in bank.items])
        self.c = np.array([item.c for item in bank.items])
        logistic = 1 / (1 + np.exp(-1.2 * (GRID[None, :] - b[:, None])))
        self.right = self.c[:, None] + (1 - self.c[:, None]) * logistic
        slope = 1.2 * (1 - self.c[:, None]) * logistic * (1 - logistic)
        self.information = slope**2 / (self.right * (1 - self.right))
        self.area = prior.area_of[[TOPICS.index(item.topic) for item in bank.items]]
        self.start = population()

    def run(self, person: Person, marks: Sequence[int]) -> dict[int, Areas]:
        mean, sd = self.start
        log_q = -0.5 * ((GRID[None, :] - mean[:, None]) / sd[:, None]) ** 2
        free = np.ones(len(self.area), dtype=np.bool_)
        found = {}
        for number in range(max(marks)):
            area = number % len(mean)
            estimate, _ = _moments(log_q[area])
            column = int(np.argmin(np.abs(GRID - estimate)))
            worth = np.where(free & (self.area == area), self.information[:, column], -1.0)
            row = int(worth.argmax())
            free[row] = False
            hit = person.answer(self.bank, self.bank.items[row]) is Outcome.RIGHT
            log_q[area] += np.log(self.right[row] if hit else 1 - self.right[row])
            if number + 1 in marks:
                pairs = [_moments(one) for one in log_q]
                found[number + 1] = Areas(*(np.array(part) for part in zip(*pairs, strict=True)))
        return found


def _moments(log_q: Floats) -> tuple[float, float]:
    q = np.exp(log_q - log_q.max())
    q /= q.sum()
    mean = float(q @ GRID)
    return mean, float(np.sqrt(q @ (GRID - mean) ** 2))


class Catsim:
    """The catsim package's adaptive test on one area, with its own choice and estimate.

    ``ImportError`` where catsim is not installed.
    """

    def __init__(self, bank: Bank, area: str) -> None:
        estimation, tables, selection = (
            import_module(f"catsim.{name}") for name in ("estimation", "item_bank", "selection")
        )
        self.bank = bank
        self.items = [item for item in bank.items if item.topic.split("-")[0] == area]
        rows = [[1.2, item.b, item.c, 1.0] for item in self.items]
        self.table = tables.ItemBank(np.array(rows))
        self.selector = selection.MaxInfoSelector()
        self.estimator = estimation.NumericalSearchEstimator()

    def run(self, person: Person, questions: int, start: float) -> float:
        asked: list[int] = []
        hits: list[bool] = []
        theta = start
        for _ in range(questions):
            row = self.selector.select(
                item_bank=self.table, administered_items=asked, est_theta=theta
            )
            asked.append(int(row))
            item = self.items[asked[-1]]
            hits.append(person.answer(self.bank, item) is Outcome.RIGHT)
            theta = float(
                self.estimator.estimate(
                    item_bank=self.table,
                    administered_items=asked,
                    response_vector=hits,
                    est_theta=theta,
                )
            )
        return float(np.clip(theta, -4.0, 5.0))
