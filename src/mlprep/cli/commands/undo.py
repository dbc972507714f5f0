"""``mlprep undo``: take back the newest action."""

from argparse import Namespace

from mlprep.cli.main import DONE, FAILED
from mlprep.cli.opening import workspace
from mlprep.cli.output import say


def run(args: Namespace) -> int:
    """Undo; exit code 1 where there is nothing to undo."""
    with workspace(args, refresh=False) as opened:
        done = opened.history.undo()
    say(f"Undid: {done.label}" if done else "mlprep: there is nothing to undo")
    return DONE if done else FAILED
