"""Goals 6 and 7: time per answer, time to resume, and whether order matters."""

from dataclasses import dataclass, replace
from statistics import median
from time import perf_counter, process_time

import numpy as np
from benchmarks.measurement_world.world import Person, Settings, make_bank, make_person

from mlprep.assessment.model import ItemSpec, PastSitting, Response
from mlprep.assessment.profile import build_profile
from mlprep.assessment.sitting import Sitting
from mlprep.assessment.stopping import Length


@dataclass(frozen=True)
class Speed:
    """Milliseconds."""

    items: int
    median: float
    p99: float
    p99_processor: float
    """Of the processor's own time: what other programs on the machine do not disturb."""
    resumed: float
    profile: float


def speed(people_count: int, seed: int, questions: int = 60, per_topic: int = 25) -> Speed:
    """Update and selection together, from an answer to the next item."""
    root, settings = np.random.default_rng(seed), Settings(per_topic=per_topic)
    bank = make_bank(root, settings)
    wall: list[float] = []
    processor: list[float] = []
    resumed: list[float] = []
    profiles: list[float] = []
    for _ in range(people_count):
        person = make_person(root, settings)
        length = Length("timed", questions, minimum=18)
        sitting = Sitting.begin(person.learner, bank.items, seed=1, today=0.0, length=length)
        item = sitting.next_item()
        while item is not None:
            outcome = person.answer(bank, item)
            begun, work = perf_counter(), process_time()
            sitting.answer(outcome)
            item = sitting.next_item()
            wall.append(perf_counter() - begun)
            processor.append(process_time() - work)
        resumed.append(_resume(person, bank.items, sitting, questions))
        begun = perf_counter()
        build_profile(replace(person.learner, sittings=(sitting.past(),)), 0.0)
        profiles.append(perf_counter() - begun)
    return Speed(
        len(bank.items),
        1_000 * median(wall),
        1_000 * float(np.quantile(wall, 0.99)),
        1_000 * float(np.quantile(processor, 0.99)),
        1_000 * median(resumed),
        1_000 * median(profiles),
    )


def _resume(person: Person, items: tuple[ItemSpec, ...], sitting: Sitting, questions: int) -> float:
    begun = perf_counter()
    again = Sitting.resume(person.learner, items, sitting.state)
    again.extend(Length("longer", questions + 30))
    again.next_item()
    return perf_counter() - begun


def order_difference(people_count: int, seed: int, questions: int = 45) -> float:
    """Largest difference of a topic's ability between two orders of the same answers."""
    root, settings = np.random.default_rng(seed), Settings()
    bank = make_bank(root, settings)
    worst = 0.0
    for _ in range(people_count):
        person = make_person(root, settings)
        rows = root.choice(len(bank.items), questions, replace=False)
        chosen = [bank.items[row] for row in rows]
        answers = [Response(item, person.answer(bank, item)) for item in chosen]
        found = []
        for order in (range(questions), root.permutation(questions).tolist()):
            past = PastSitting(0.0, tuple(answers[place] for place in order))
            profile = build_profile(replace(person.learner, sittings=(past,)), 0.0)
            found.append(np.array([topic.estimate.theta for topic in profile.topics]))
        worst = max(worst, float(np.abs(found[0] - found[1]).max()))
    return worst
