"""Two weeks of a made-up learner who is weak in two areas, lived through the real use cases.

``python tests/unit/study/fortnight.py`` lives them with the shipped decks and prints each day.
"""

import random
import sys
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from mlprep.domain.clock import FixedClock
from mlprep.domain.days import DAY_MS
from mlprep.domain.rating import Rating
from mlprep.memory.entries import Kind
from mlprep.memory.model import DEFAULT_PARAMETERS, next_memory, retrievability
from mlprep.store.paths import paths_below
from mlprep.study.day_plan import DayPlan, day_plan
from mlprep.study.measuring.asked import Asked
from mlprep.study.measuring.setting_up import set_up
from mlprep.study.measuring.sitting import SittingSession, open_sitting
from mlprep.study.plan.priorities import topic_plan
from mlprep.study.review.session import ReviewSession
from mlprep.study.review.showing import Showing
from mlprep.study.today import Today, today
from mlprep.study.workspace import Workspace

STRONG, WEAK = 1.6, -2.2
"""True abilities, in logits."""
CARD_SECONDS, ITEM_SECONDS = 15, 40
EASY_TO_LEARN = 0.9
"""Chance to know a card again on the day on which it was met."""
MOST_ANSWERS = 400


@dataclass
class Learner:
    """Knows the topics of most areas, little of a few; remembers as FSRS-6 does, faster fading."""

    weak: Collection[str]
    seed: int = 1
    chance: random.Random = field(init=False)
    memory: dict[str, tuple[float, float, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311  # a made-up learner
        self._parameters = tuple(0.9 * one for one in DEFAULT_PARAMETERS[:4]) + tuple(
            DEFAULT_PARAMETERS[4:]
        )

    def theta(self, area: str) -> float:
        """True ability in an area."""
        return WEAK if area in self.weak else STRONG

    def rate(self, unit: str, day: int) -> Rating:
        """Answer a card."""
        stability, difficulty, last = self.memory.get(unit, (None, None, day))
        if stability is None:
            known = 0.3
        elif last == day:
            known = EASY_TO_LEARN
        else:
            known = retrievability(stability, day - last, self._parameters)
        rating = Rating.GOOD if self.chance.random() < known else Rating.AGAIN
        elapsed = None if stability is None else day - last
        after = next_memory(stability, difficulty, elapsed, rating, self._parameters)
        self.memory[unit] = (*after, day)
        return rating


@dataclass
class Day:
    """What a day was like."""

    seen: Today
    plan: DayPlan
    reasons: dict[str, str] = field(default_factory=dict)
    """Of new cards, by unit."""
    new: list[tuple[str, int]] = field(default_factory=list)
    """Topic and level of each new card, in the order of their first showing."""
    answers: int = 0
    minutes: float = 0.0


def assess(workspace: Workspace, learner: Learner, clock: FixedClock, length: str) -> None:
    """Take a sitting."""
    session = open_sitting(workspace, length=length)
    session.next()
    while session.asked is not None:
        clock.advance(minutes=ITEM_SECONDS / 60)
        _answer(session, session.asked, learner, workspace)
    if not session.is_over:
        session.finish()


def _answer(session: SittingSession, asked: Asked, learner: Learner, workspace: Workspace) -> None:
    area = workspace.library.topics[asked.item.topic].area
    if learner.theta(area) < asked.item.b:
        session.answer(dont_know=True)
    elif asked.item.typed is not None:
        session.answer(typed=str(asked.item.typed.answer))
    elif asked.item.choices is not None:
        keys = asked.item.choices.keys
        session.answer(picked=[at for at, one in enumerate(asked.order) if one in keys])


def study(workspace: Workspace, learner: Learner, clock: FixedClock) -> Day:
    """Live one day: look at Today, then answer everything that it asks."""
    seen = today(workspace)
    day = Day(seen, day_plan(workspace, seen))
    session = ReviewSession(workspace)
    showing = session.next()
    start = clock.now_ms()
    while day.answers < MOST_ANSWERS:
        if showing is None:
            wait = session.wait_ms()
            if wait is None:
                break
            clock.advance(minutes=wait / 60_000)
            showing = session.next()
            continue
        _note(day, showing)
        clock.advance(minutes=CARD_SECONDS / 60)
        day.answers += 1
        showing = session.answer(learner.rate(showing.entry.unit, workspace.today))
    day.minutes = (clock.now_ms() - start) / 60_000
    return day


def _note(day: Day, showing: Showing) -> None:
    card = showing.question.card
    if showing.entry.kind is Kind.NEW and showing.entry.unit not in day.reasons:
        day.reasons[showing.entry.unit] = showing.reason
        day.new.append((card.topic or card.deck, card.level or 0))


def live(
    workspace: Workspace, learner: Learner, clock: FixedClock, days: int, assess_on: int | None
) -> Iterator[Day]:
    """Live so many days; on one of them a sitting is taken before the cards."""
    start = clock.now_ms()
    for nth in range(days):
        clock.at_ms = start + nth * DAY_MS
        workspace.refresh_library()
        if nth == assess_on:
            assess(workspace, learner, clock, "quick")
        yield study(workspace, learner, clock)


def main() -> None:
    """Print a fortnight with the shipped decks."""
    tell = sys.stdout.write
    clock = FixedClock(1_795_262_400_000)
    learner = Learner(weak=("cloud", "devops"))
    with (
        TemporaryDirectory() as folder,
        Workspace.open(paths=paths_below(Path(folder)), clock=clock, zone="UTC") as opened,
    ):
        opened.refresh_library()
        set_up(opened, {"role": "mle", "background": "stem-phd", "minutes_per_day": 30})
        areas = {topic.id: topic.area for topic in opened.library.topics.values()}
        for nth, day in enumerate(live(opened, learner, clock, 14, assess_on=3)):
            mix = Counter(areas.get(topic, topic) for topic, _ in day.new)  # type: ignore[call-overload]
            levels = Counter(level for _, level in day.new)
            tell(
                f"\nday {nth + 1}: {day.seen.reviews} reviews, {day.seen.new} new, said"
                f" {day.seen.minutes:.0f} min; took {day.minutes:.0f}; answers {day.answers}\n"
                f"  areas {dict(mix)} levels {dict(sorted(levels.items()))}\n"
            )
            for line in (*day.plan.news, *day.seen.notes, day.plan.hint):
                tell(f"  | {line}\n" if line else "")
            for one in day.plan.topics[:3]:
                tell(f"  {one.cards} new: {one.reason}\n")
            if day.plan.step:
                tell(f"  step: {day.plan.step.title}: {day.plan.step.step_title}\n")
            if day.plan.check_up:
                tell(f"  {day.plan.check_up.sentence}\n")
            for reason in list(day.reasons.values())[:1]:
                tell(f"  a card: {reason}\n")
        first = [one.title for one in topic_plan(opened).priorities[:8]]
        tell(f"\nfirst now: {', '.join(first)}\n")


if __name__ == "__main__":
    main()
