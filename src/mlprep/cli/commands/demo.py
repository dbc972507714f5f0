"""``mlprep demo``: look around as a made-up learner."""

import os
from argparse import Namespace

from mlprep.cli.main import main
from mlprep.cli.output import is_interactive, say
from mlprep.store.paths import find_paths
from mlprep.study.demo import DEMO_FOLDER, is_made, make_demo
from mlprep.study.workspace import SystemClock


def run(args: Namespace) -> int:
    """Make the learner where there is none for today, then open the screen or run a command."""
    home = find_paths().cache / DEMO_FOLDER
    if args.fresh or not is_made(home, SystemClock()):
        say("Making a learner with a year of history; that takes some seconds.")
    if make_demo(home, SystemClock(), fresh=args.fresh):
        say("A made-up learner with a year of history is ready; nothing of yours is touched.")
    os.environ["MLPREP_HOME"] = str(home)
    if args.rest or not is_interactive():
        return main(args.rest or ["today"])
    from mlprep.cli.screen import open_screen

    return open_screen(args, demo=True)
