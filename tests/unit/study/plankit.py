"""A world with decks large enough to plan, and days lived in it."""

import random
from pathlib import Path

from tests.unit.study.sittingkit import open_world, write_world

from mlprep.domain.clock import FixedClock
from mlprep.domain.days import DAY_MS
from mlprep.domain.rating import Rating
from mlprep.memory.model import DEFAULT_PARAMETERS, next_memory, retrievability
from mlprep.store.paths import paths_below
from mlprep.study.measuring.setting_up import set_up
from mlprep.study.review.session import ReviewSession
from mlprep.study.workspace import Workspace

TOPICS = ("harmony", "rhythm", "colour")


def write_plan_world(home: Path, cards: int = 30) -> None:
    """Write the small world with so many cards a topic, levels 2 to 4 by turns."""
    write_world(home)
    for topic in TOPICS:
        head = f'[deck]\ntitle = "{topic.title()}"\nid = "{topic}"\ntopic = "{topic}"\n'
        body = "".join(
            f'\n[[card]]\nid = "{topic}-{nth}"\nlevel = {2 + nth % 3}\n'
            f'front = "Question {nth} on {topic}?"\nback = "Answer {nth}"\n'
            for nth in range(cards)
        )
        (paths_below(home).decks / f"{topic}.toml").write_text(head + body, encoding="utf-8")
    (paths_below(home).decks / "spec-opera-verdi.toml").unlink()


def open_plan_world(home: Path, clock: FixedClock, cards: int = 30) -> Workspace:
    """Write and open it as a composer to be; close it in the end."""
    write_plan_world(home, cards)
    opened = open_world(home, clock)
    set_up(opened, {"background": "listener", "role": "composer"})
    return opened


class Mind:
    """Remembers as FSRS-6 does, and answers at a speed of its own."""

    def __init__(self, clock: FixedClock, seconds: float = 14, seed: int = 3) -> None:
        self.clock, self.seconds = clock, seconds
        self.chance = random.Random(seed)  # noqa: S311  # a made-up learner
        self.memory: dict[str, tuple[float, float, int]] = {}

    def live_a_day(self, workspace: Workspace) -> float:
        """Study what the day holds; minutes that it took."""
        session, spent = ReviewSession(workspace), 0.0
        showing = session.next()
        while showing is not None:
            rating = self._rate(showing.entry.unit, workspace.today)
            seconds = self.seconds * self.chance.uniform(0.5, 1.5)
            self.clock.advance(minutes=seconds / 60)
            spent += seconds / 60
            showing = session.answer(rating)
        return spent

    def live(self, workspace: Workspace, days: int) -> list[float]:
        """Live so many days from the present one on; ends at the beginning of the next."""
        found = []
        for _ in range(days):
            morning = self.clock.now_ms()
            found.append(self.live_a_day(workspace))
            self.clock.at_ms = morning + DAY_MS
        return found

    def _rate(self, unit: str, day: int) -> Rating:
        stability, difficulty, last = self.memory.get(unit, (None, None, day))
        known = 0.5 if stability is None else 0.9
        if stability is not None and last < day:
            known = retrievability(stability, day - last, DEFAULT_PARAMETERS)
        rating = Rating.GOOD if self.chance.random() < known else Rating.AGAIN
        elapsed = None if stability is None else day - last
        after = next_memory(stability, difficulty, elapsed, rating, DEFAULT_PARAMETERS)
        self.memory[unit] = (*after, day)
        return rating
