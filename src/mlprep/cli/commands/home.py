"""``mlprep`` alone: the screen, or today's summary where there is no terminal."""

from typing import TYPE_CHECKING

from mlprep.cli.output import is_interactive

if TYPE_CHECKING:
    from argparse import Namespace


def run(args: "Namespace") -> int:
    """Open the screen; without a terminal print today."""
    if is_interactive():
        from mlprep.cli.screen import open_screen

        return open_screen(args)
    from mlprep.cli.commands import today

    args.json = False
    return today.run(args)
