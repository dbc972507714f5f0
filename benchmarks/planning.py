"""The plan of a day: the first look of a study day, when everything is drawn anew."""

from collections.abc import Iterator
from functools import partial

from benchmarks.kit import Row, copy_of, home, in_turn, timed

from mlprep.store.paths import paths_below
from mlprep.study import day_plan
from mlprep.study.measuring.setting_up import set_up
from mlprep.study.plan import priorities
from mlprep.study.review import new_cards
from mlprep.study.today import today
from mlprep.study.workspace import Workspace

GOAL_MS = 50.0
_DAILY = (new_cards.NOTE, new_cards.PROGRESS_NOTE, day_plan.NOTE)
"""What a new study day finds outdated."""


def planning(size: int, rounds: int) -> Iterator[Row]:
    """Priorities and today's mix for a learner with a role, against the goal in milliseconds."""
    with Workspace.open(paths=paths_below(copy_of(home(size))), zone="UTC") as opened:
        opened.refresh_library()
        set_up(opened, {"role": "mle", "background": "software-engineer", "minutes_per_day": 30})

        def look() -> None:
            opened.library.forget_cached()
            day_plan.day_plan(opened, today(opened))

        def measure(outdated: tuple[str, ...]) -> float:
            for note in outdated:
                opened.history.set_note(note, "")
            return timed(look)()

        for what, outdated in (
            ("first look of a study day", _DAILY),
            ("the same with priorities anew", (*_DAILY, priorities.NOTE)),
            ("a later look", ()),
        ):
            taken = in_turn({"ours": partial(measure, outdated)}, rounds)["ours"]
            yield Row(what, f"goal of {GOAL_MS:.0f} ms", taken, [GOAL_MS], 1.0)
