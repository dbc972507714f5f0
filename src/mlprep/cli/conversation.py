"""Talking line by line: print, read a line; the cursor never moves."""

import shutil
import sys

MARGIN, NARROWEST, WIDEST = 2, 20, 88


def text_width() -> int:
    """Cells that a line may take."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns - MARGIN))


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
