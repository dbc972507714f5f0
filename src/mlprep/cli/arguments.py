"""What the arguments of all commands share: how help is set, and values that several take."""

import argparse
import os
from functools import cache

TYPE_CHECKING = False  # a help text does without the module of that name
if TYPE_CHECKING:
    from typing import TypeAlias

Commands: "TypeAlias" = (
    "argparse._SubParsersAction[argparse.ArgumentParser]"  # it has no public name
)
MARGIN, USUAL_COLUMNS = 2, 80
MINUTES_A_DAY = 1440


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Asks the terminal for its width itself: argparse loads shutil for that, each time anew."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_width())


@cache
def _width() -> int:
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return int(columns) - MARGIN
    try:
        return (os.get_terminal_size().columns or USUAL_COLUMNS) - MARGIN
    except (OSError, ValueError):
        return USUAL_COLUMNS - MARGIN


def command(commands: Commands, name: str, text: str) -> argparse.ArgumentParser:
    """Add a command; its text, without a capital, is its line in the list and its description."""
    description = f"{text[0].upper()}{text[1:]}."
    parser = commands.add_parser(
        name,
        help=text,
        description=description,
        formatter_class=Formatter,
        allow_abbrev=False,  # --deck NAME is no --decks FOLDER
    )
    add_decks(parser)
    return parser


def add_decks(parser: argparse.ArgumentParser) -> None:
    """Let a command look for decks in more folders."""
    parser.add_argument(
        "--decks",
        action="append",
        default=argparse.SUPPRESS,
        metavar="FOLDER",
        help="look for decks here too",
    )


def add_json(
    parser: argparse._ActionsContainer,  # what parsers and groups have in common
    text: str = "print JSON for programs",
) -> None:
    """Let a command print for programs."""
    parser.add_argument("--json", action="store_true", help=text)


def session_minutes(text: str) -> float:
    """Read a number of minutes, with a part of one perhaps, at most a day's."""
    try:
        minutes = float(text)
    except ValueError:
        minutes = -1.0
    if not 0 < minutes <= MINUTES_A_DAY:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of minutes above 0, at most 1440")
    return minutes


def whole_number(text: str) -> int:
    """Read a whole number from 0 on."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0 on")
    return int(text)


def natural_number(text: str) -> int:
    """Read a whole number from 1 on."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 on")
    return int(text)


def minutes_a_day(text: str) -> int:
    """Read a whole number of minutes, at most a day's."""
    minutes = natural_number(text)
    if minutes > MINUTES_A_DAY:
        raise argparse.ArgumentTypeError(f"a day has {MINUTES_A_DAY} minutes, not {text}")
    return minutes
