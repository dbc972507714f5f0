"""Cloze gaps: how a text looks while one of them is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mlprep.domain.cloze import Place, places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BLOCK: Final = re.compile(
    r"\s*(?P<opening>(?P<mark>`{3,}|~{3,})[^\n`]*\n)(?P<body>.*?)(?P<closing>\n(?P=mark))\s*",
    re.DOTALL,
)

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


def gaps(source: str) -> list[Gap]:
    """Return the gaps of a text by number, inner ones too. Bad syntax is no gap."""
    found: dict[int, Gap] = {}
    for place in _flat(_places(source)):
        for number in place.numbers:
            old = found.get(number, Gap(number, ()))
            texts = (*old.texts, _filled(source, place, None))
            found[number] = Gap(number, texts, old.hint or place.hint)
    return [found[number] for number in sorted(found)]


def bare(source: str) -> str:
    """Return the source with every gap replaced by its text."""
    return _replaced(source, None) if "{{c" in source else source


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


def with_blocks_apart(source: str) -> str:
    """Return the source with blank lines round each gap's text that is a block of code."""
    if "{{c" not in source or "\n" not in source:
        return source
    parts: list[str] = []
    at = 0
    for place in _flat(_places(source)):
        text = source[place.text_start : place.text_end]
        if place.text_start >= at and _BLOCK.fullmatch(text):
            parts += [source[at : place.text_start], "\n\n", text.strip(" \n"), "\n\n"]
            at = place.text_end
    return "".join([*parts, source[at:]])


def _places(source: str) -> list[Place]:
    """Find the gaps that ask something; one with the number 0 or without a text is none."""
    found, _ = places(source)
    return list(_usable(source, found))


def _usable(source: str, found: Iterable[Place]) -> Iterator[Place]:
    for place in found:
        if 0 in place.numbers or not source[place.text_start : place.text_end].strip():
            yield from _usable(source, place.inner)
        else:
            yield place


def _flat(found: Iterable[Place]) -> Iterator[Place]:
    for place in found:
        yield place
        yield from _flat(place.inner)


def _replaced(source: str, view: ClozeView | None) -> str:
    return _between(source, 0, len(source), _places(source), view)


def _between(
    source: str, start: int, end: int, found: Iterable[Place], view: ClozeView | None
) -> str:
    """Return a part of the source with the gaps in it replaced."""
    parts: list[str] = []
    at = start
    for place in found:
        parts += [source[at : place.start], _shown(source, place, view)]
        at = place.end
        if "\n" in parts[-1] and _BLOCK.fullmatch(parts[-1].strip(MARKS)):
            parts[-1] = _on_own_lines(source, place, parts[-1])
    return "".join([*parts, source[at:end]])


def _filled(source: str, place: Place, view: ClozeView | None) -> str:
    inner = list(_usable(source, place.inner)) if place.inner else ()
    return _between(source, place.text_start, place.text_end, inner, view)


def _shown(source: str, place: Place, view: ClozeView | None) -> str:
    if view is None or view.number not in place.numbers:
        return _filled(source, place, view)
    if not view.revealed:
        return f"{HIDDEN}[{place.hint or '...'}]{END_HIDDEN}"
    text = _filled(source, place, None)
    block = _BLOCK.fullmatch(text) if "\n" in text else None
    if block is None:
        return REVEALED + text + END_REVEALED
    return f"{block['opening']}{REVEALED}{block['body']}{END_REVEALED}{block['closing']}"


def _on_own_lines(source: str, place: Place, block: str) -> str:
    """Put line breaks round a block of code where its neighbours stand on its lines."""
    before, after = source[: place.start].rstrip(" "), source[place.end :].lstrip(" ")
    block = block.strip("\n")
    first = "" if not before or before.endswith("\n") else "\n"
    last = "" if not after or after.startswith("\n") else "\n"
    return f"{first}{block}{last}"
