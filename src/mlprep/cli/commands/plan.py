"""``mlprep plan``: the weeks ahead, other minutes a day side by side, what gives for a date."""

import sys
from argparse import Namespace
from collections.abc import Callable

from mlprep.cli.main import DONE
from mlprep.cli.opening import workspace
from mlprep.cli.output import print_json
from mlprep.study.plan.weeks import USUAL_MINUTES, plan_ahead


def run(args: Namespace) -> int:
    """Print the plan."""
    with workspace(args) as opened:
        ahead = plan_ahead(
            opened,
            minutes=args.minutes or USUAL_MINUTES,
            until=args.until or "",
            heard=_progress() if sys.stderr.isatty() and sys.stdout.isatty() else None,
        )
    if args.json:
        print_json(ahead)
    elif args.markdown:
        from mlprep.cli.plan_markdown import plan_markdown

        print("\n".join(plan_markdown(ahead)))
    else:
        from mlprep.cli.plan_text import plan_lines

        print("\n".join(plan_lines(ahead)))
    return DONE


def _progress() -> Callable[[int, int], None]:
    """Show how far the simulation is, and take the line away at its end."""
    shown = -1

    def heard(done: int, total: int) -> None:
        nonlocal shown
        percent = 100 * done // max(1, total)
        if percent != shown:
            shown = percent
            end = "\r\x1b[K" if done >= total else ""
            sys.stderr.write(f"\rSimulating the weeks ahead: {percent}%{end}")
            sys.stderr.flush()

    return heard
