"""Gaps of a cloze text, one after another: what is asked, with its number."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mlprep.domain.cloze import Place, places

MAX_GAPS = 200
"""Gaps of one text."""


class Gap(NamedTuple):
    """One gap: its number, what it hides without the hint, and where it stands.

    A gap with several numbers is one for each of them.
    """

    number: int
    inside: str
    start: int
    end: int


def gaps(text: str) -> tuple[tuple[Gap, ...], int]:
    """Find the gaps of a text, nested ones too, and count the openings that nothing closes."""
    found, unclosed = places(text)
    return (tuple(_flat(text, found)) if found else ()), unclosed


def _flat(text: str, found: Iterable[Place]) -> Iterator[Gap]:
    for place in found:
        inside = text[place.text_start : place.text_end]
        for number in place.numbers:
            yield Gap(number, inside, place.start, place.end)
        yield from _flat(text, place.inner)
