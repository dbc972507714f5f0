"""Markdown tables whose columns stand below one another also where they are read as text."""

from collections.abc import Collection, Iterator, Sequence

from mlprep.text.lines import cell_width, pad

_LEAST = 3
_SENTENCE = 40
"""Cells from which on the last column is as wide as each text: spaces behind it say nothing."""


def in_cell(text: str) -> str:
    """Make a text fit a cell."""
    return " ".join(text.split()).replace("|", "\\|")


def markdown_table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], right: Collection[int] = ()
) -> Iterator[str]:
    """Write a table of cells that are Markdown; ``right`` are the places of the numbers."""
    widths = [max(_LEAST, *map(cell_width, column)) for column in zip(heads, *rows, strict=True)]
    if widths[-1] >= _SENTENCE:
        widths[-1] = _LEAST
    rules = ["-" * (width - 1) + (":" if at in right else "-") for at, width in enumerate(widths)]
    for cells in (heads, rules, *rows):
        placed = (
            " " * (widths[at] - cell_width(cell)) + cell if at in right else pad(cell, widths[at])
            for at, cell in enumerate(cells)
        )
        yield f"| {' | '.join(placed)} |"
