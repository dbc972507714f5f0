"""``mlprep redo``: do again what was undone last."""

from argparse import Namespace

from mlprep.cli.main import DONE, FAILED
from mlprep.cli.opening import workspace
from mlprep.cli.output import say


def run(args: Namespace) -> int:
    """Redo; exit code 1 where there is nothing to redo."""
    with workspace(args, refresh=False) as opened:
        done = opened.history.redo()
    say(f"Redid: {done.label}" if done else "mlprep: there is nothing to redo")
    return DONE if done else FAILED
