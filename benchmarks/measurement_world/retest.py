"""Goal 4: who is said to have improved, of those who have and of those who have not."""

from collections import defaultdict
from dataclasses import dataclass, field, replace

import numpy as np
from benchmarks.measurement_world.accuracy import PEOPLE_PER_BANK
from benchmarks.measurement_world.world import (
    TOPICS,
    Bank,
    Person,
    Settings,
    make_bank,
    make_person,
)

from mlprep.assessment.change import STUDIED_AVERAGE, compare, reliable_change
from mlprep.assessment.model import Exposure, Learner, Outcome, PastSitting, Studied
from mlprep.assessment.prior import Prior, build_prior
from mlprep.assessment.sitting import Sitting
from mlprep.assessment.stopping import Length
from mlprep.assessment.timeline import build_timeline

APART = 90.0
"""Days between the two sittings."""
STUDIED_AREAS = 4


@dataclass
class Flags:
    """Who was flagged "improved", per way of deciding."""

    ours: list[bool] = field(default_factory=list)
    average: list[bool] = field(default_factory=list)
    score_up: list[bool] = field(default_factory=list)
    percent_z: list[bool] = field(default_factory=list)
    rci: list[bool] = field(default_factory=list)
    covered: list[bool] = field(default_factory=list)


def _sit(
    person: Person, learner: Learner, bank: Bank, day: float, questions: int, seen: list[Exposure]
) -> PastSitting:
    length = Length("retest", questions, minimum=questions)
    sitting = Sitting.begin(learner, bank.items, seed=7, today=day, length=length, exposures=seen)
    while (item := sitting.next_item()) is not None:
        sitting.answer(person.answer(bank, item))
        seen.append(Exposure(item.id, day, explained=True))
    return sitting.past()


def gained(person: Person, prior: Prior, areas: list[int], gain: float) -> Person:
    """The person after study: topics of these areas better by ``gain``, not all by the same."""
    rng = np.random.default_rng(int(person.luck[0, 0] * 1e9))
    studied = np.isin(prior.area_of, areas)
    noise = rng.normal(0, 0.3, len(TOPICS)) if gain else np.zeros(len(TOPICS))
    for area in areas:
        inside = prior.area_of == area
        noise[inside] -= noise[inside].mean()
    return replace(person, theta=person.theta + studied * (gain + noise))


def retest(
    people_count: int, seed: int, questions: int, gain: float, *, studied: bool = True
) -> Flags:
    """Two sittings, three months apart, four areas studied in between (or none)."""
    root, settings, flags = np.random.default_rng(seed), Settings(), Flags()
    for number in range(people_count):
        if number % PEOPLE_PER_BANK == 0:
            bank = make_bank(root, settings)
        person = make_person(root, settings)
        prior = build_prior(person.learner)
        areas = sorted(root.choice(len(prior.areas), STUDIED_AREAS, replace=False).tolist())
        _one(flags, person, bank, prior, areas, (questions, gain), studied=studied)
    return flags


def _one(
    flags: Flags,
    person: Person,
    bank: Bank,
    prior: Prior,
    areas: list[int],
    plan: tuple[int, float],
    *,
    studied: bool,
) -> None:
    questions, gain = plan
    seen: list[Exposure] = []
    first = _sit(person, person.learner, bank, 0.0, questions, seen)
    topics = tuple(np.array(TOPICS)[np.isin(prior.area_of, areas)].tolist())
    study = (Studied(1.0, topics),) if studied else ()
    learner = replace(person.learner, sittings=(first,), studied=study)
    later = gained(person, prior, areas, gain)
    second = _sit(later, learner, bank, APART, questions, seen)
    learner = replace(learner, sittings=(first, second))
    line = build_timeline(learner, APART)
    changes = {change.name: change for change in compare(line, 0, 1)}
    truth = prior.membership @ (later.theta - person.theta) / 0.8
    if STUDIED_AVERAGE in changes:
        flags.average.append(changes[STUDIED_AVERAGE].improved)
    for area in areas if studied else range(len(prior.areas)):
        change = changes[prior.areas[area]]
        flags.ours.append(change.improved)
        flags.covered.append(bool(change.low <= truth[area] <= change.high))
    _classical(flags, (first, second), prior, areas if studied else list(range(len(prior.areas))))
    _index(flags, replace(learner, studied=()), (first, second), prior, areas)


def _classical(
    flags: Flags, sittings: tuple[PastSitting, PastSitting], prior: Prior, areas: list[int]
) -> None:
    """Percent correct: higher at all, and higher by 1.645 standard errors."""
    hits: list[dict[int, list[bool]]] = []
    for sitting in sittings:
        found: dict[int, list[bool]] = defaultdict(list)
        for response in sitting.responses:
            area = int(prior.area_of[TOPICS.index(response.item.topic)])
            found[area].append(response.outcome is Outcome.RIGHT)
        hits.append(found)
    for area in areas:
        (one, n), (two, m) = (
            (float(np.mean(part[area])), len(part[area])) if part[area] else (0.5, 1)
            for part in hits
        )
        error = (max(one * (1 - one), 0.01) / n + max(two * (1 - two), 0.01) / m) ** 0.5
        flags.score_up.append(two > one)
        flags.percent_z.append((two - one) / error > 1.645)


def _index(
    flags: Flags,
    learner: Learner,
    sittings: tuple[PastSitting, PastSitting],
    prior: Prior,
    areas: list[int],
) -> None:
    """Reliable change index from two profiles that know nothing of each other."""
    pairs = []
    for sitting in sittings:
        line = build_timeline(replace(learner, sittings=(sitting,)), sitting.day)
        belief, member = line.belief(), prior.membership
        sd = np.sqrt(np.diag(member @ belief.theta_covariance @ member.T))
        pairs.append((member @ belief.theta, sd))
    (before, sd_before), (after, sd_after) = pairs
    for area in areas:
        means = (float(before[area]), float(after[area]))
        spreads = (float(sd_before[area]), float(sd_after[area]))
        flags.rci.append(reliable_change(means, spreads) > 1.645)
