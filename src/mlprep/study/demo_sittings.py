"""What the made-up learner was measured at: a sitting when they began, and one lately."""

import random
from math import exp
from typing import TYPE_CHECKING

from mlprep.assessment.scale import DISCRIMINATION, theta_of_level
from mlprep.domain.clock import FixedClock
from mlprep.domain.days import DAY_MS, HOUR_MS
from mlprep.store.paths import Paths
from mlprep.study.measuring.evidence import gather_evidence
from mlprep.study.measuring.sitting import SittingSession, begin, length_of
from mlprep.study.measuring.sitting_facts import Begun
from mlprep.study.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mlprep.study.measuring.asked import Asked

_AT_FIRST = {"swe": 3.6, "devops": 3.0, "cloud": 2.4, "maths": 2.2, "stats": 1.7, "ml": 1.5}
_LATELY = {"swe": 3.8, "devops": 3.2, "cloud": 2.8, "maths": 2.6, "stats": 2.6, "ml": 2.7}
"""True levels by area."""
_SITTINGS: "tuple[tuple[int, Mapping[str, float]], ...]" = ((360, _AT_FIRST), (40, _LATELY))
"""Days ago, and the levels then."""
_GUESSED_SHARE = 0.4
"""Share of what they do not know that they answer wrongly, without saying so."""


def sit(paths: Paths, now_ms: int, seed: int) -> None:
    """Record the sittings, each at its time; nothing where the library has no questions."""
    for number, (ago, levels) in enumerate(_SITTINGS, start=1):
        clock = FixedClock(now_ms - ago * DAY_MS + 2 * HOUR_MS)
        with Workspace.open(paths=paths, clock=clock) as opened:
            evidence = gather_evidence(opened)
            if len(evidence.bank):
                wanted = Begun("", clock.now_ms(), seed + number, length_of("standard"), ())
                session = SittingSession(opened, evidence, begin(opened, evidence, wanted))
                _live_through(session, clock, levels, random.Random(seed + number))  # noqa: S311  # a made-up learner


def _live_through(
    session: SittingSession, clock: FixedClock, levels: "Mapping[str, float]", chance: random.Random
) -> None:
    asked = session.next()
    while asked is not None:
        clock.advance(minutes=chance.uniform(0.4, 1.2))
        theta = theta_of_level(levels.get(asked.spec.topic.partition("-")[0], 2.0))
        if chance.random() < 1 / (1 + exp(-DISCRIMINATION * (theta - asked.spec.b))):
            asked = _answer(session, asked, right=True)
        elif chance.random() < _GUESSED_SHARE:
            asked = _answer(session, asked, right=False)
        else:
            asked = session.answer(dont_know=True)


def _answer(session: SittingSession, asked: "Asked", *, right: bool) -> "Asked | None":
    item = asked.item
    if item.typed is not None:
        return session.answer(typed=item.typed.answer if right else "0.001234")
    keys = set(item.choices.keys) if item.choices else set()
    picked = [place for place, one in enumerate(asked.order) if (one in keys) == right]
    return session.answer(picked=picked if right else picked[:1])
