"""People and items that are less regular than the engine believes."""

from dataclasses import dataclass, field

import numpy as np
from benchmarks.measurement_world.data import Background, backgrounds, hierarchy, roles

from mlprep.assessment.arrays import Floats
from mlprep.assessment.model import ItemSpec, Learner, Outcome, SelfRatings
from mlprep.assessment.prior import Prior, build_prior
from mlprep.assessment.scale import difficulty_of_level

SLIP = 0.02
LEVELS = (1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 5, 5)
FOILS = 4


@dataclass(frozen=True)
class Settings:
    """How much harder than the engine believes the world is."""

    item_error: float = 0.6
    """Standard deviation of a true difficulty about its authored one (heavy tails: t, 5 df)."""
    discrimination_spread: float = 0.35
    """Of log a about log 1.2."""
    correlation_error: float = 0.15
    tail_df: float = 4.0
    """Degrees of freedom of the t that topics deviate by."""
    background_error: float = 0.25
    per_topic: int = 16


@dataclass(frozen=True)
class Bank:
    """Authored items and what is true of them."""

    items: tuple[ItemSpec, ...]
    b: Floats
    a: Floats
    c: Floats
    row: dict[str, int] = field(default_factory=dict)


@dataclass
class Person:
    learner: Learner
    background: str
    role: str
    theta: Floats
    habit: float
    """Chance of guessing when not knowing."""
    luck: Floats
    """Items x 3: chance decides the same way whenever a person meets an item, so that two ways
    of testing are compared on the same people."""

    def answer(self, bank: Bank, item: ItemSpec) -> Outcome:
        row = bank.row[item.id]
        theta = self.theta[TOPICS.index(item.topic)]
        knows, slips, guesses = self.luck[row]
        if knows < 1 / (1 + np.exp(-bank.a[row] * (theta - bank.b[row]))):
            return Outcome.WRONG if slips < SLIP else Outcome.RIGHT
        if slips >= self.habit:
            return Outcome.DONT_KNOW
        return Outcome.RIGHT if guesses < bank.c[row] else Outcome.WRONG


TOPICS = list(hierarchy().topics)


def heavy(rng: np.random.Generator, df: float, size: int) -> Floats:
    """Student t, scaled to variance one."""
    scaled: Floats = rng.standard_t(df, size) * np.sqrt((df - 2) / df)
    return scaled


def make_bank(rng: np.random.Generator, settings: Settings) -> Bank:
    """Half typed, half with four options; each topic's authors mis-level it together."""
    items, b, a = [], [], []
    for topic in TOPICS:
        together = rng.normal(0, 0.25)
        typed = rng.permutation(settings.per_topic) % 2 == 0
        for number in range(settings.per_topic):
            level = LEVELS[number % len(LEVELS)]
            authored = difficulty_of_level(level)
            chance = 0.0 if typed[number] else 0.25
            items.append(ItemSpec(f"{topic}-{number:02}", topic, authored, c=chance))
            b.append(authored + together)
            a.append(1.2 * np.exp(rng.normal(0, settings.discrimination_spread)))
    wrong_by = settings.item_error * heavy(rng, 5.0, len(items))
    rows = {item.id: row for row, item in enumerate(items)}
    c = np.array([item.c for item in items])
    return Bank(tuple(items), np.array(b) + wrong_by, np.array(a), c, rows)


def _true_areas(rng: np.random.Generator, prior: Prior, settings: Settings) -> Floats:
    """Area deviations from correlations other than the engine's."""
    between: Floats = np.array(
        [[hierarchy().correlation(one, other) for other in prior.areas] for one in prior.areas]
    )
    error = np.triu(rng.uniform(-1, 1, between.shape) * settings.correlation_error, 1)
    values, vectors = np.linalg.eigh(np.clip(between + error + error.T, -0.95, 1.0))
    root: Floats = vectors * np.sqrt(np.maximum(values, 0.01))
    draw = root @ rng.standard_normal(len(prior.areas))
    rough = rng.normal(0, settings.background_error, len(prior.areas))
    deviations: Floats = 0.8 * draw / np.sqrt((root**2).sum(axis=1)) + rough
    return deviations


def _ratings(
    rng: np.random.Generator, prior: Prior, background: Background, theta: Floats
) -> SelfRatings:
    """Ratings 0-4 of validity .4 (1 - own rate of claiming foils), about .33 on average."""
    claims = rng.beta(1, 5)
    validity = 0.4 * (1 - claims)
    share = np.sqrt([0.3, 0.3, 0.4])
    noise = share[0] * rng.standard_normal()
    noise = noise + share[1] * rng.standard_normal(len(prior.areas))[prior.area_of]
    noise = noise + share[2] * rng.standard_normal(len(theta))
    z = validity * (theta - prior.mean) / np.sqrt(np.diag(prior.covariance))
    z = z + np.sqrt(1 - validity**2) * noise
    levels = np.array([background.levels[topic] for topic in TOPICS])
    expected = levels - (prior.membership @ levels)[prior.area_of]
    found = {}
    for index, topic in enumerate(TOPICS):
        mean, sd = background.norms[prior.areas[prior.area_of[index]]]
        rating = mean + 0.7 * expected[index] + sd * z[index]
        found[topic] = int(np.clip(np.rint(rating), 0, 4))
    return SelfRatings(found, background.norms, FOILS, int(rng.binomial(FOILS, claims)))


def make_person(
    rng: np.random.Generator,
    settings: Settings,
    *,
    background: str = "",
    role: str = "",
    rated: bool = True,
) -> Person:
    """Somebody of a background (drawn where none is given); half guess honestly."""
    background = background or str(rng.choice(list(backgrounds())))
    role = role or str(rng.choice(list(roles())))
    data = backgrounds()[background]
    learner = Learner(hierarchy(), data.levels, roles()[role])
    prior = build_prior(learner)
    theta = prior.mean + _true_areas(rng, prior, settings)[prior.area_of]
    theta = theta + 0.55 * heavy(rng, settings.tail_df, len(theta))
    if rated:
        ratings = _ratings(rng, prior, data, theta)
        learner = Learner(hierarchy(), data.levels, roles()[role], ratings)
    habit = float(rng.beta(2, 8) if rng.random() < 0.5 else rng.beta(9, 1))
    luck = rng.random((len(TOPICS) * settings.per_topic, 3))
    return Person(learner, background, role, theta, habit, luck)
