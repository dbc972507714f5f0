"""Starting: commands that print and end, the first frame, the keys, memory at rest."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.kit import Row, compared, copy_of, environment, home, in_turn
from benchmarks.terminal import Repaint, Terminal

EMPTY_APP = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        yield Static("nothing here")
Empty().run()
"""
PYTHON = sys.executable
# What the installed command runs, whatever folder it stands in.
PROGRAM = (PYTHON, "-c", "from mlprep.cli.main import run; run()")


def processor_ms(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Processor time of a command from its start to its end: steadier than time on the wall."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=dict(environment), check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return used * 1000


def commands(size: int, rounds: int) -> Iterator[Row]:
    """Commands that print and end, against an interpreter that does nothing."""
    found = home(size)
    inside = environment(found)
    subprocess.run([*PROGRAM, "today"], env=inside, check=True, capture_output=True)
    for words, goal in (("--version", 2.5), ("--help", 2.5), ("today --json", 4.0)):
        ours = [*PROGRAM, *words.split()]
        taken = in_turn(
            {
                "ours": partial(processor_ms, ours, inside),
                "theirs": lambda: processor_ms([PYTHON, "-c", "pass"], inside),
            },
            rounds,
        )
        yield compared(f"{words} (processor)", "python -c pass", taken, goal)


def first_frame(size: int, rounds: int) -> Iterator[Row]:
    """The Today screen in a terminal, against an empty Textual app; then memory at rest."""
    found = copy_of(home(size))
    inside = environment(found)
    memory: dict[str, list[float]] = {"ours": [], "theirs": []}

    def run(name: str, command: Sequence[str], marker: str) -> float:
        with Terminal(command, inside) as terminal:
            taken = terminal.until(marker)
            terminal.settle()
            memory[name].append(terminal.resident_mib())
        return taken

    taken = in_turn(
        {
            "ours": lambda: run("ours", PROGRAM, "q Quit"),
            "theirs": lambda: run("theirs", [PYTHON, "-c", EMPTY_APP], "nothing here"),
        },
        rounds,
    )
    yield compared("start to the Today screen", "empty Textual app", taken, 1.4)
    yield compared("memory at rest, MiB", "empty Textual app", memory, 1.6)


def keys(size: int, cards: int) -> Iterator[tuple[str, list[Repaint]]]:
    """A card turned over, and rated, so many times."""
    found = copy_of(home(size))
    flips, ratings = [], []
    # Cards of the made-up decks alone: none asks for a text, which the keys would go to.
    decks = [f"made-up-deck-{number}" for number in range(10)]
    with Terminal([*PROGRAM, "review", *decks], environment(found)) as terminal:
        terminal.until("space Show")
        for _ in range(cards):
            terminal.settle()
            flips.append(terminal.press(" "))
            terminal.settle()
            ratings.append(terminal.press("3"))
    yield "card turned over", [one for one in flips if one.size]
    yield "card rated, next one shown", [one for one in ratings if one.size]


def show_keys(size: int, cards: int) -> None:
    """Print how long a key takes to the last byte of the new picture, and how many bytes."""
    for what, found in keys(size, cards):
        times = sorted(one.ms for one in found)
        late = times[int(len(times) * 0.95)]
        sizes = median(one.size for one in found)
        print(
            f"{what:38} least {times[0]:6.1f} ms, median {median(times):6.1f},"
            f" 95 % within {late:6.1f}; {sizes:6.0f} bytes ({len(times)} keys)",
            flush=True,
        )


def stat_only(folders: Sequence[Path]) -> int:
    """Look at every deck file without reading one: what any start has to do."""
    seen = 0
    waiting = [str(folder) for folder in folders if folder.exists()]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    waiting.append(entry.path)
                elif entry.name.endswith(".toml"):
                    seen += entry.stat().st_size > 0
    return seen
