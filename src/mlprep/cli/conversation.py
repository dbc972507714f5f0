"""Talking line by line: print, read a line; the cursor never moves."""

import re
import shutil
import sys
import textwrap

from mlprep.text.sanitise import visible

MARGIN, NARROWEST, WIDEST = 2, 20, 88
_COMMAND = re.compile(r"`[^`\n]+`[.,;:)]?")
_GLUE = "\0"
"""Holds a command together while lines are broken; no visible text has it."""


def text_width() -> int:
    """Cells that a line may take."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns - MARGIN))


def wrapped(text: str, indent: str = "") -> list[str]:
    """Break a text into lines; ids and commands in backticks stay whole, to be copied."""
    room = text_width() - len(indent)

    def glued(found: re.Match[str]) -> str:
        return found[0].replace(" ", _GLUE) if len(found[0]) <= room else found[0]

    whole = _COMMAND.sub(glued, visible(text))
    return [
        indent + line.replace(_GLUE, " ")
        for one in whole.split("\n")
        for line in textwrap.wrap(one, room, break_on_hyphens=False)
    ]


def tell(text: str) -> None:
    """Print a text, unless it is empty."""
    if text:
        print(text)


def read_line(prompt: str) -> str | None:
    """Read a line; None at the end of the input."""
    sys.stdout.write(prompt)
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not sys.stdin.isatty():
        sys.stdout.write("\n")
    return line.strip() if line else None
