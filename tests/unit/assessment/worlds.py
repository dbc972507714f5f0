"""Small made-up hierarchies, banks and learners that the tests of measurement share."""

import numpy as np

from mlprep.assessment.model import (
    Hierarchy,
    ItemSpec,
    Learner,
    Outcome,
    PastSitting,
    Response,
    Target,
)
from mlprep.assessment.sitting import Sitting

TOPICS = {f"{area}-{number}": area for area in ("a", "b", "c") for number in range(3)}
HIERARCHY = Hierarchy(TOPICS, {("a", "b"): 0.6, ("a", "c"): 0.2, ("b", "c"): 0.3})
LEVELS = {topic: 2.0 + 0.25 * number for number, topic in enumerate(TOPICS)}
TARGET = Target({topic: 3 + number % 3 for number, topic in enumerate(TOPICS)})
LEARNER = Learner(HIERARCHY, LEVELS, TARGET)


def bank(per_topic: int = 10) -> list[ItemSpec]:
    """Levels 1 to 5 in turn, every second item with four options."""
    return [
        ItemSpec(f"{topic}-{number}", topic, 0.8 * (number % 5 - 2), c=0.25 * (number % 2))
        for topic in TOPICS
        for number in range(per_topic)
    ]


def respond(theta: float, item: ItemSpec, luck: np.random.Generator) -> Outcome:
    """Answer as the model says, guessing half of the time when not knowing."""
    if luck.random() < 1 / (1 + np.exp(-1.2 * (theta - item.b))):
        return Outcome.RIGHT
    if luck.random() < 0.5:
        return Outcome.DONT_KNOW
    return Outcome.RIGHT if luck.random() < item.c else Outcome.WRONG


def answers(count: int, seed: int = 1, theta: float = 0.5) -> tuple[Response, ...]:
    """Answers to items drawn from the bank."""
    luck = np.random.default_rng(seed)
    items = bank()
    chosen = luck.choice(len(items), count, replace=False)
    return tuple(Response(items[row], respond(theta, items[row], luck)) for row in chosen)


def with_sittings(*sittings: PastSitting) -> Learner:
    return Learner(HIERARCHY, LEVELS, TARGET, sittings=sittings)


def play(sitting: Sitting, most: int, seed: int = 5, theta: float = 0.5) -> None:
    """Answer up to ``most`` further questions."""
    for _ in range(most):
        item = sitting.next_item()
        if item is None:
            return
        luck = np.random.default_rng([seed, len(sitting.state.responses)])
        sitting.answer(respond(theta, item, luck), seconds=40)
