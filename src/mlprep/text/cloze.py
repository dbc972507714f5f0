"""Cloze gaps: `{{c1::text}}` and `{{c1::text::hint}}`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_TOKEN: Final = re.compile(r"\{\{c(\d{1,4})::|\\.|[{}]", re.DOTALL)

# Noncharacters mark the asked gap inside the text; `sanitise` lets none in from a card.
HIDDEN: Final = "\ufdd0"
REVEALED: Final = "\ufdd1"
END_HIDDEN: Final = "\ufdd2"
END_REVEALED: Final = "\ufdd3"
MARKS: Final = HIDDEN + REVEALED + END_HIDDEN + END_REVEALED


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap: its number, its texts in order (one per place), the first hint given or ""."""

    number: int
    texts: tuple[str, ...]
    hint: str = ""

    @property
    def text(self) -> str:
        """The gap's text; the texts of several places are joined by " … "."""
        return " … ".join(dict.fromkeys(self.texts))


@dataclass(frozen=True, slots=True)
class ClozeView:
    """Which gap is asked, and whether its text is shown."""

    number: int
    revealed: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """A gap's place in the source, from the first brace to behind the last."""

    start: int
    end: int
    number: int
    text: str
    hint: str


def gaps(source: str) -> list[Gap]:
    """Return the gaps of a text by number. Bad syntax is no gap; gaps do not nest."""
    found: dict[int, Gap] = {}
    for place in _places(source):
        old = found.get(place.number, Gap(place.number, ()))
        hint = old.hint or place.hint
        found[place.number] = Gap(place.number, (*old.texts, place.text), hint)
    return [found[number] for number in sorted(found)]


def bare(source: str) -> str:
    """Return the source with every gap replaced by its text."""
    return _replaced(source, None)


def asked(source: str, number: int) -> str:
    """Return the source as a gap asks it, without marks: its hint or dots in its place."""
    return (
        _replaced(source, ClozeView(number, revealed=False))
        .replace(HIDDEN, "")
        .replace(END_HIDDEN, "")
    )


def viewed(source: str, view: ClozeView) -> str:
    """Return the source with gaps replaced by their text, and the asked gap between marks."""
    return _replaced(source, view)


def _replaced(source: str, view: ClozeView | None) -> str:
    parts: list[str] = []
    at = 0
    for place in _places(source):
        parts += [source[at : place.start], _shown(place, view)]
        at = place.end
    return "".join([*parts, source[at:]])


def _shown(place: _Place, view: ClozeView | None) -> str:
    if view is None or place.number != view.number:
        return place.text
    if view.revealed:
        return REVEALED + place.text + END_REVEALED
    return f"{HIDDEN}[{place.hint or '...'}]{END_HIDDEN}"


def _places(source: str) -> list[_Place]:
    if "{{c" not in source:
        return []
    places: list[_Place] = []
    tokens = list(_TOKEN.finditer(source))
    at = 0
    while at < len(tokens):
        place, after = _gap_at(source, tokens, at)
        if place is not None:
            places.append(place)
        at = after
    return places


def _gap_at(source: str, tokens: list[re.Match[str]], at: int) -> tuple[_Place | None, int]:
    r"""Read the gap that opens at a token; also return where to go on.

    Braces inside are counted, so that `{{c1::\frac{1}{n}}}` ends at its own two braces; where
    they are not balanced, the first two closing braces end the gap.
    """
    opening = tokens[at]
    if opening[1] is None:
        return None, at + 1
    depth = 0
    first: tuple[_Place | None, int] | None = None
    for here in range(at + 1, len(tokens)):
        token = tokens[here]
        if token[1] is not None:
            return first or (None, here)
        if token[0] == "{":
            depth += 1
        elif token[0] == "}":
            closing = source.startswith("}}", token.start())
            if closing and depth == 0:
                return _place(source, opening, token.start()), here + 2
            if closing and first is None:
                first = _place(source, opening, token.start()), here + 2
            depth = max(0, depth - 1)
    return first or (None, len(tokens))


def _place(source: str, opening: re.Match[str], end: int) -> _Place | None:
    body = source[opening.end() : end]
    text, _, hint = body.rpartition("::") if "::" in body else (body, "", "")
    number = int(opening[1])
    if number < 1 or not text.strip():
        return None
    return _Place(opening.start(), end + 2, number, text, hint.strip())
