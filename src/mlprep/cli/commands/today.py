"""``mlprep today``: what is due, how long it will take, and why."""

import sys
from typing import TYPE_CHECKING

from mlprep.cli.main import DONE
from mlprep.cli.opening import workspace
from mlprep.cli.output import bold, columns, print_json
from mlprep.study.day_plan import MEASURE, DayPlan, day_plan
from mlprep.study.measuring.commands import check_up_command
from mlprep.study.measuring.waiting import waiting_answers
from mlprep.study.today import Today, today
from mlprep.text.counting import counted, duration

if TYPE_CHECKING:
    from argparse import Namespace


def run(args: "Namespace") -> int:
    """Print today."""
    with workspace(args) as opened:
        seen = today(opened)
        plan = day_plan(opened, seen)
        waiting = waiting_answers(opened)
    if args.json:
        print_json({**seen._asdict(), "plan": plan, "sitting_answers": waiting})
    else:
        told = lines(seen, plan, waiting)
        print("\n".join(_in_width(told) if sys.stdout.isatty() else told))
    return DONE


def _in_width(told: list[str]) -> list[str]:
    """Break what is wider than the terminal at spaces; the headline is short."""
    from mlprep.cli.conversation import text_width, wrapped

    room, broken = text_width(), told[:1]
    for line in told[1:]:
        indent = line[: len(line) - len(line.lstrip())]
        broken += wrapped(line.lstrip(), indent) if len(line) > room else [line]
    return broken


def lines(seen: Today, plan: DayPlan, waiting: int | None = None) -> list[str]:
    """Say today in a few lines; ``waiting`` are the answers of an unfinished sitting."""
    if not seen.cards:
        return ["There are no cards yet.  `mlprep doctor` says where your decks folder is."]
    told = [bold(_headline(seen)), *_decks(seen), ""]
    if waiting is not None:
        so_far = counted(waiting, "answer")
        told += [f"A sitting waits, {so_far} so far: `mlprep assess` goes on.", ""]
        plan = plan._replace(hint="" if plan.hint == MEASURE else plan.hint)
    told += [*_plan(plan), *_figures(seen), *seen.notes]
    if seen.problems:
        problems = counted(seen.problems, "problem")
        told.append(f"{problems} in deck files: `mlprep deck check` lists them.")
    return told


def _headline(seen: Today) -> str:
    if not seen.due:
        ahead = f"  Tomorrow: {counted(seen.forecast[0], 'review')}." if seen.forecast else ""
        return f"Nothing is due.{ahead}"
    parts = [
        *([f"{counted(seen.steps, 'step')} to repeat"] if seen.steps else []),
        *([counted(seen.reviews, "review")] if seen.reviews else []),
        *([f"{seen.new} new"] if seen.new else []),
    ]
    told = ", ".join(parts)
    return f"Today: {told}; about {max(1, round(seen.minutes))} min."


def _plan(plan: DayPlan) -> list[str]:
    """Say what changed, why the new cards are here, and what else there is to do."""
    told = [*plan.news, *(f"{one.cards} new: {one.reason or one.title}" for one in plan.topics)]
    if plan.step is not None:
        step = plan.step
        shown_by = "route" if step.kind == "route" else "project"  # a revisit is a project's
        told.append(
            f"Next step, {step.minutes} min: {step.step_title} ({step.title}).{step.caveat}"
        )
        told.append(f"  {step.reason}  `mlprep {shown_by} show {step.id}`")
    if plan.check_up is not None:
        told.append(f"{plan.check_up.sentence}  `{check_up_command(plan.check_up.topic)}`")
    if plan.hint:
        told.append(plan.hint)
    return [*told, ""] if told else []


def _decks(seen: Today) -> list[str]:
    rows = [[deck.title, str(deck.steps + deck.reviews), str(deck.new)] for deck in seen.decks]
    return columns([["deck", "due", "new"], *rows], right=(1, 2)) if rows else []


def _figures(seen: Today) -> list[str]:
    streak = f"Streak: {counted(seen.streak, 'day')}."
    studied = f"Today so far: {counted(seen.studied, 'answer')} in {duration(seen.studied_ms)}."
    ahead = "Reviews due so far on the next days: " + " ".join(map(str, seen.forecast)) + "."
    retention = (
        f"Remembered in the last four weeks: {seen.retention:.0%}"
        f" (you aim for {seen.desired_retention:.0%})."
        if seen.retention is not None
        else ""
    )
    return [line for line in (f"{streak}  {studied}", ahead, retention) if line]
