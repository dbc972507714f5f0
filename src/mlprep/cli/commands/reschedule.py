"""``mlprep reschedule``: choose all due days anew, after showing what would change."""

from argparse import Namespace

from mlprep.cli.main import DONE
from mlprep.cli.opening import workspace
from mlprep.cli.output import columns, print_json, say
from mlprep.study.review.rescheduling import Reschedule, plan_reschedule, reschedule
from mlprep.text.counting import counted


def run(args: Namespace) -> int:
    """Show the load before and after; move the due days where that is asked for."""
    with workspace(args) as opened:
        plan = plan_reschedule(opened)
        moved = reschedule(opened, plan) if args.yes else 0
    if args.json:
        print_json({"before": plan.before, "after": plan.after, "moved": moved})
        return DONE
    print("\n".join(_table(plan)))
    if args.yes:
        say(f"{counted(moved, 'due day')} moved; undo takes all of them back at once.")
    else:
        say(
            f"{counted(len(plan.due), 'due day')} would move; `mlprep reschedule --yes` moves them."
        )
    return DONE


def _table(plan: Reschedule) -> list[str]:
    days = ["today", *(f"+{day}" for day in range(1, len(plan.before)))]
    rows = zip(days, map(str, plan.before), map(str, plan.after), strict=True)
    return columns([["day", "due now", "due then"], *rows], right=(1, 2))
