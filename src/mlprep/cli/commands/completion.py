"""``mlprep completion``: the completion script of a shell, made from the parser."""

from argparse import Namespace

from mlprep.cli.main import DONE
from mlprep.cli.parser import build_parser


def run(args: Namespace) -> int:
    """Print the script."""
    import shtab

    print(shtab.complete(build_parser(), args.shell))
    return DONE
