"""Gaps of a cloze text: ``{{c1::hidden}}`` and ``{{c1::hidden::hint}}``."""

import re
from dataclasses import dataclass
from itertools import islice

MAX_GAPS = 200
"""Gaps that are looked at in one text; pairing the braces of each takes time."""
_OPENING = re.compile(r"\{\{c(\d{1,3})::")
_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap: its number, what it hides with the hint, and where it stands."""

    number: int
    inside: str
    start: int
    end: int


def gaps(text: str) -> tuple[tuple[Gap, ...], int]:
    """Find the gaps of a text, nested ones too, and count the openings that nothing closes."""
    found = []
    unclosed = 0
    for opening in islice(_OPENING.finditer(text), MAX_GAPS + 1):
        end = _closing(text, opening.end())
        if end < 0:
            unclosed += 1
            continue
        found.append(Gap(int(opening[1]), text[opening.end() : end], opening.start(), end + 2))
    return tuple(found), unclosed


def _closing(text: str, start: int) -> int:
    """Offset of the ``}}`` that closes a gap; braces inside it (LaTeX) are paired first."""
    depth = 0
    for brace in _BRACES.finditer(text, start):
        if brace[0] == "{":
            depth += 1
        elif brace[0] == "}" and depth:
            depth -= 1
        elif brace[0] == "}" and text.startswith("}}", brace.start()):
            return brace.start()
        elif brace[0] == "}":
            break
    return text.find("}}", start)
