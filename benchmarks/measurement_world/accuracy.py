"""Goals 1 to 3: areas, named gaps and intervals, ours and the peers' on the same people."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from time import perf_counter

import numpy as np
from benchmarks.measurement_world.peers import Catsim, SixTests, calibrated, percent_correct
from benchmarks.measurement_world.world import (
    Bank,
    Person,
    Settings,
    make_bank,
    make_person,
)

from mlprep.assessment.aiming import make_aim
from mlprep.assessment.arrays import Floats, Ints
from mlprep.assessment.belief import Belief
from mlprep.assessment.capture import expected_capture, named_topics, weighted_gaps
from mlprep.assessment.prior import Prior, build_prior
from mlprep.assessment.selection import Aim
from mlprep.assessment.sitting import Sitting
from mlprep.assessment.stopping import Length
from mlprep.assessment.timeline import build_timeline

Z_90 = 1.645
PEOPLE_PER_BANK = 10


@dataclass
class Tally:
    """What is collected over people."""

    error: list[Floats] = field(default_factory=list)
    """Of each area."""
    area_cover: list[float] = field(default_factory=list)
    topic_cover: list[float] = field(default_factory=list)
    precision: list[float] = field(default_factory=list)
    capture: list[float] = field(default_factory=list)
    promise: list[float] = field(default_factory=list)
    minutes: list[float] = field(default_factory=list)

    @property
    def rmse(self) -> float:
        return float(np.sqrt(np.mean(np.square(self.error))))

    @property
    def rmse_error(self) -> float:
        """Standard error of the RMSE, over people (delta method)."""
        squares = np.square(self.error).mean(axis=1)
        return float(squares.std() / len(squares) ** 0.5 / (2 * self.rmse))

    def name_gaps(self, named: Ints, gaps: Floats) -> None:
        """Compare the named topics with the largest weighted gaps."""
        top = np.argsort(-gaps, kind="stable")[:3]
        self.precision.append(len(set(named.tolist()) & set(top.tolist())) / 3)
        total = float(gaps[top].sum())
        self.capture.append(float(gaps[named].sum()) / total if total > 0 else 1.0)


Tallies = dict[tuple[str, int], Tally]


def judge_ours(tally: Tally, person: Person, belief: Belief, aim: Aim, prior: Prior) -> None:
    member = prior.membership
    error = member @ (belief.theta - person.theta)
    sd = np.sqrt(np.diag(member @ belief.theta_covariance @ member.T))
    tally.error.append(error)
    tally.area_cover.append(float((np.abs(error) < Z_90 * sd).mean()))
    off = np.abs(belief.theta - person.theta)
    tally.topic_cover.append(float((off < Z_90 * belief.theta_sd).mean()))
    named = named_topics(weighted_gaps(belief, aim.target, aim.weight))
    tally.name_gaps(named, true_gaps(person, aim))
    tally.promise.append(expected_capture(belief, aim.target, aim.weight))


def true_gaps(person: Person, aim: Aim) -> Floats:
    gaps: Floats = aim.weight * np.maximum(aim.target - person.theta, 0.0)
    return gaps


def run_ours(
    tallies: Tallies,
    person: Person,
    bank: Bank,
    marks: tuple[int, ...],
    *,
    name: str = "ours",
    by_minutes: bool = False,
) -> None:
    length = Length(name, max(marks), minimum=max(marks), by_minutes=by_minutes)
    sitting = Sitting.begin(person.learner, bank.items, seed=1, today=0.0, length=length)
    while (item := sitting.next_item()) is not None:
        sitting.answer(person.answer(bank, item))
        count = len(sitting.answers)
        if count in marks:
            learner = replace(person.learner, sittings=(sitting.past(),))
            line = build_timeline(learner, 0.0)
            tally = tallies[name, count]
            judge_ours(
                tally, person, line.belief(), make_aim(line.prior, learner.target), line.prior
            )
            seconds = sum(answer.item.expected_seconds for answer in sitting.answers)
            tally.minutes.append(seconds / 60)


def run_six(tallies: Tallies, person: Person, six: SixTests, marks: tuple[int, ...]) -> None:
    prior = six.prior
    aim = make_aim(prior, person.learner.target)
    for count, areas in six.run(person, marks).items():
        tally = tallies["six adaptive tests", count]
        error = areas.mean - prior.membership @ person.theta
        tally.error.append(error)
        tally.area_cover.append(float((np.abs(error) < Z_90 * areas.sd).mean()))
        topic, sd = areas.mean[prior.area_of], areas.sd[prior.area_of]
        tally.topic_cover.append(float((np.abs(topic - person.theta) < Z_90 * sd).mean()))
        gaps = aim.weight * np.maximum(aim.target - topic, 0.0)
        tally.name_gaps(named_topics(gaps), true_gaps(person, aim))


def finish_percent(
    tallies: Tallies, people: list[Person], shares: dict[int, list[Floats]], prior: Prior
) -> None:
    truth = np.array([prior.membership @ person.theta for person in people])
    for count, found in shares.items():
        estimates = calibrated(np.array(found), truth)
        tally = tallies["percent correct", count]
        for person, estimate in zip(people, estimates, strict=True):
            aim = make_aim(prior, person.learner.target)
            tally.error.append(estimate - prior.membership @ person.theta)
            gaps = aim.weight * np.maximum(aim.target - estimate[prior.area_of], 0.0)
            tally.name_gaps(named_topics(gaps), true_gaps(person, aim))


def accuracy(people_count: int, seed: int, marks: tuple[int, ...] = (20, 45)) -> Tallies:
    """Everybody through all tests; backgrounds and roles drawn at random."""
    tallies: Tallies = defaultdict(Tally)
    settings, root = Settings(), np.random.default_rng(seed)
    people: list[Person] = []
    shares: dict[int, list[Floats]] = {count: [] for count in marks}
    for number in range(people_count):
        if number % PEOPLE_PER_BANK == 0:
            bank = make_bank(root, settings)
        person = make_person(root, settings)
        prior = build_prior(person.learner)
        if number % PEOPLE_PER_BANK == 0:
            six = SixTests(bank, prior)
        run_ours(tallies, person, bank, marks)
        run_ours(tallies, person, bank, (20,), name="ours, by minutes", by_minutes=True)
        unrated = replace(person, learner=replace(person.learner, ratings=None))
        run_ours(tallies, unrated, bank, marks, name="ours, no self-ratings")
        run_six(tallies, person, six, marks)
        for count in marks:
            shares[count].append(percent_correct(person, bank, prior, count))
        people.append(person)
    finish_percent(tallies, people, shares, prior)
    return tallies


@dataclass(frozen=True)
class Coverage:
    """Share of 90 % intervals that hold the truth, of areas and of topics."""

    group: str
    people: int
    areas: float
    topics: float
    area_error: float
    topic_error: float
    """Standard errors (over people)."""


def coverage(
    people_count: int, seed: int, questions: int, settings: Settings, *, groups: bool = True
) -> list[Coverage]:
    """Coverage over all people and per background and role, which take turns."""
    from benchmarks.measurement_world.data import backgrounds, roles

    pairs = [(one, other) for one in backgrounds() for other in roles()]
    root = np.random.default_rng(seed)
    found: dict[str, Tally] = defaultdict(Tally)
    for number in range(people_count):
        if number % PEOPLE_PER_BANK == 0:
            bank = make_bank(root, settings)
        background, role = pairs[number % len(pairs)]
        person = make_person(root, settings, background=background, role=role)
        tallies: Tallies = defaultdict(Tally)
        run_ours(tallies, person, bank, (questions,))
        tally = tallies["ours", questions]
        for group in ("all", f"background {background}", f"role {role}")[: 3 if groups else 1]:
            found[group].area_cover += tally.area_cover
            found[group].topic_cover += tally.topic_cover
    return [_cover(group, tally) for group, tally in sorted(found.items())]


def _cover(group: str, tally: Tally) -> Coverage:
    count = len(tally.area_cover)
    errors = [float(np.std(one)) / count**0.5 for one in (tally.area_cover, tally.topic_cover)]
    areas, topics = float(np.mean(tally.area_cover)), float(np.mean(tally.topic_cover))
    return Coverage(group, count, areas, topics, *errors)


@dataclass(frozen=True)
class OneDimension:
    """Catsim against a focus check of ours: one area, the same people and questions."""

    questions: int
    ours: float
    catsim: float
    ours_ms: float
    catsim_ms: float


def one_dimension(people_count: int, seed: int, questions: int = 20) -> OneDimension:
    """Raise ``ImportError`` where catsim is not installed."""
    settings, root = Settings(), np.random.default_rng(seed)
    errors: dict[str, list[float]] = {"ours": [], "catsim": []}
    spent = {"ours": 0.0, "catsim": 0.0}
    for number in range(people_count):
        if number % PEOPLE_PER_BANK == 0:
            bank = make_bank(root, settings)
            peer = Catsim(bank, "swe")
        person = make_person(root, settings)
        prior = build_prior(person.learner)
        row = prior.areas.index("swe")
        truth = float(prior.membership[row] @ person.theta)
        begun = perf_counter()
        errors["catsim"].append(peer.run(person, questions, 0.5) - truth)
        between = perf_counter()
        length = Length("focus", questions, minimum=questions)
        sitting = Sitting.begin(
            person.learner, bank.items, seed=1, today=0.0, length=length, focus=("swe",)
        )
        while (item := sitting.next_item()) is not None:
            sitting.answer(person.answer(bank, item))
        spent["catsim"] += between - begun
        spent["ours"] += perf_counter() - between
        line = build_timeline(replace(person.learner, sittings=(sitting.past(),)), 0.0)
        errors["ours"].append(float(prior.membership[row] @ line.belief().theta) - truth)
    rmse = {name: float(np.sqrt(np.mean(np.square(one)))) for name, one in errors.items()}
    each = 1_000 / (people_count * questions)
    return OneDimension(
        questions, rmse["ours"], rmse["catsim"], spent["ours"] * each, spent["catsim"] * each
    )
