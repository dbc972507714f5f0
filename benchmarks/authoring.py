"""``python -m benchmarks.authoring``: seconds of CPU to check and tidy ten thousand own cards.

Each command runs in a process of its own, as a person runs it, beside the shipped decks.
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

GOAL_SECONDS = 3.0
_WORDS = 3000
_IN_A_FILE = 500


def write_decks(folder: Path, cards: int) -> None:
    """Write decks of made-up cards without ids."""
    draw, words = random.Random(1), [f"word{number}" for number in range(_WORDS)]
    folder.mkdir(parents=True)
    for first in range(0, cards, _IN_A_FILE):
        parts = [f'[deck]\ntitle = "Deck {first}"\n']
        for _ in range(first, min(cards, first + _IN_A_FILE)):
            asked = " ".join(draw.choice(words) for _ in range(10))
            parts.append(
                f'[[card]]\nfront = "Why does {asked}?"\nback = "Because $x^2$ grows."\n'
                'why = """\nIt is so\nfor a reason."""\ntags = ["a", "b"]\nlevel = 3\n'
            )
        (folder / f"deck-{first}.toml").write_text("\n".join(parts), encoding="utf-8")


def seconds(home: Path, *arguments: str) -> float:
    """Run a command; returns the CPU time that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-c", "from mlprep.cli.main import run; run()", "deck", *arguments],
        env={**os.environ, "MLPREP_HOME": str(home)},
        capture_output=True,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure each command once, in the order in which a person meets them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=10_000)
    cards = parser.parse_args().cards
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        write_decks(home / "decks", cards)
        steps = (
            ("check, nothing cached", ("check",)),
            ("check, cached", ("check",)),
            ("fmt --check, ids missing", ("fmt", "--check")),
            ("fmt", ("fmt",)),
            ("fmt --check, all in order", ("fmt", "--check")),
        )
        for name, arguments in steps:
            taken = seconds(home, *arguments)
            print(f"{name:28}{taken:6.2f} s   (goal {GOAL_SECONDS:.0f} s)")


if __name__ == "__main__":
    main()
