"""What the command line takes for a sitting."""

import argparse

from mlprep.cli.arguments import add_json


def add_assess(assess: argparse.ArgumentParser) -> None:
    """Add the arguments of ``mlprep assess``."""
    assess.add_argument("names", nargs="*", metavar="AREA|TOPIC", help="only these")
    length = assess.add_mutually_exclusive_group()
    for name, text in _LENGTHS.items():
        length.add_argument(f"--{name}", dest="length", action="store_const", const=name, help=text)
    assess.add_argument(
        "--check-up", metavar="TOPIC", help="four questions: has the gap in it closed?"
    )
    assess.add_argument(
        "--ratings",
        action=argparse.BooleanOptionalAction,
        help="rate yourself first, topic by topic; default: once, before the first sitting",
    )
    assess.add_argument("--plain", action="store_true", help="line by line, for screen readers")
    assess.add_argument(
        "--answers", action="store_true", help="explain the answers of the last sitting"
    )
    assess.add_argument("--discard", action="store_true", help="throw the unfinished sitting away")
    add_json(assess, "with --answers: print JSON for programs")


_LENGTHS = {
    "quick": "20 questions",
    "standard": "45 questions, the default",
    "deep": "up to 90 questions",
    "open": "until enough is known",
}
