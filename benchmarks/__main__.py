"""``python -m benchmarks``: the program's speed beside its peers, as a table of ratios."""

import argparse
import os
import shutil
from contextlib import ExitStack
from typing import TYPE_CHECKING

from benchmarks.fitting import fitting
from benchmarks.importing import importing
from benchmarks.kit import HEAD, ROOT, Row, show
from benchmarks.loading import cold, memories, warm
from benchmarks.opening import opening
from benchmarks.peer import Anki
from benchmarks.planning import planning
from benchmarks.starting import commands, first_frame, show_keys
from benchmarks.studying import answering, looking, simulating
from benchmarks.syncing import syncing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PARTS = (
    "commands",
    "frame",
    "keys",
    "blocking",
    "warm",
    "cold",
    "memories",
    "opening",
    "answering",
    "looking",
    "planning",
    "simulating",
    "fitting",
    "syncing",
    "importing",
)


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--size", type=int, default=1000, help="cards; ten reviews for each")
    parser.add_argument("--rounds", type=int, default=7, help="times that each pair is taken")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--anki-python", metavar="PATH", help="a Python with the anki package")
    options = parser.parse_args()
    ROOT.mkdir(parents=True, exist_ok=True)
    # Compiled modules are kept where a child process of the benchmarks finds them, too.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with ExitStack() as stack:
        beside_anki = {
            "memories", "opening", "answering", "looking", "simulating", "fitting", "importing"
        }  # fmt: skip
        needs_peer = options.anki_python and beside_anki & set(options.only)
        anki = stack.enter_context(Anki(options.anki_python, options.size)) if needs_peer else None
        _run(options, anki)
    for copied in ROOT.glob("tmp*"):
        shutil.rmtree(copied, ignore_errors=True)


def _run(options: argparse.Namespace, anki: Anki | None) -> None:
    size, rounds = options.size, options.rounds
    parts: dict[str, Callable[[], Iterator[Row]]] = {
        "commands": lambda: commands(size, rounds),
        "frame": lambda: first_frame(size, rounds),
        "warm": lambda: warm(size, rounds),
        "cold": lambda: cold(size, min(rounds, 3)),
        "memories": lambda: memories(size, min(rounds, 3), anki),
        "opening": lambda: opening(size, rounds, anki),
        "answering": lambda: answering(size, rounds, anki),
        "looking": lambda: looking(size, rounds, anki),
        "planning": lambda: planning(size, rounds),
        "simulating": lambda: simulating(size, rounds, anki),
        "fitting": lambda: fitting(size, min(rounds, 3), anki),
        "syncing": lambda: syncing(size, min(rounds, 3)),
        "importing": lambda: importing(min(rounds, 3), anki),
    }
    print(f"{size} cards; times in ms are medians, ratios are ours to the peer's\n{HEAD}")
    for name, rows in parts.items():
        if name in options.only:
            for row in rows():
                show(row)
    if "blocking" in options.only:
        from benchmarks.blocking import show_blocking

        show_blocking(size)
    if "keys" in options.only:
        show_keys(size, 4 * rounds)


if __name__ == "__main__":
    main()
