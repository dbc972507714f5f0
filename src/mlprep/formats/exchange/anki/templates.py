"""Card templates: fields put into a note type's front and back, as HTML.

A template's styling and scripts are left out; of its filters ``text``, ``cloze``, ``type``,
``hint`` and the Japanese readings are understood.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from mlprep.formats.exchange.html import to_text

_TAG: Final = re.compile(r"\{\{([^{}]*)\}\}")
_ANSWER: Final = re.compile(r"<hr[^<>]*\bid\s*=\s*[\"']?answer[\"']?[^<>]*>", re.IGNORECASE)
_COMMENT: Final = "<!--"
_READING: Final = re.compile(r" ?([^ >]+?)\[(?!sound:)(.+?)\]")
_MARKUP: Final = re.compile(r"<(?!img\b)[^<>]*>|&nbsp;|\s+", re.IGNORECASE)
_SILENT: Final = frozenset({"tts", "tts-voices"})
_DEEPEST: Final = 40


class _Part(NamedTuple):
    """Text, a field (``name`` with its filters), or a section shown if a field has (no) text."""

    text: str = ""
    name: str = ""
    filters: tuple[str, ...] = ()
    section: str = ""
    """``#`` or ``^``."""
    inner: tuple["_Part", ...] = ()


@dataclass(frozen=True, slots=True)
class Filled:
    """A template with a note's fields in it."""

    html: str
    typed: str = ""
    """The field whose text is to be typed."""
    unknown: tuple[str, ...] = ()
    """Fields and filters that are not understood."""


def is_blank(value: str) -> bool:
    """Whether a field counts as empty."""
    return not _MARKUP.sub("", value)


def fill(template: str, values: Mapping[str, str], *, gap: str | None = None) -> Filled:
    """Put a note's fields into a template.

    ``gap`` stands in the place of cloze fields where it is given; else they stand as they are.
    """
    filler = _Filler(values, gap)
    html = filler.fill(_parsed(template))
    return Filled(html, filler.typed, tuple(dict.fromkeys(filler.unknown)))


def answer_side(template: str, values: Mapping[str, str], *, gap: str | None = None) -> Filled:
    """Fill the back: what stands after the line before the answer, without the front."""
    return fill(_below_the_line(template), {**values, "FrontSide": ""}, gap=gap)


@lru_cache(maxsize=256)
def _below_the_line(template: str) -> str:
    return _ANSWER.split(template, maxsplit=1)[-1]


@lru_cache(maxsize=256)
def _parsed(template: str) -> tuple[_Part, ...]:
    """Parse a template; sections that do not close hold the rest, closings too many go."""
    stack: list[tuple[str, str, list[_Part]]] = [("", "", [])]
    at = 0
    for tag in _TAG.finditer(template):
        if tag.start() > at:
            stack[-1][2].append(_Part(template[at : tag.start()]))
        at = tag.end()
        inside = tag[1].strip()
        if inside[:1] in ("#", "^") and len(stack) < _DEEPEST:
            stack.append((inside[0], inside[1:].strip(), []))
        elif inside[:1] == "/":
            if len(stack) > 1:
                _close(stack)
        elif inside[:1] not in ("!", "="):
            *filters, name = (one.strip() for one in inside.split(":"))
            stack[-1][2].append(_Part(name=name, filters=tuple(filters)))
    if at < len(template):
        stack[-1][2].append(_Part(template[at:]))
    while len(stack) > 1:
        _close(stack)
    return tuple(stack[0][2])


def _close(stack: list[tuple[str, str, list[_Part]]]) -> None:
    section, name, inner = stack.pop()
    stack[-1][2].append(_Part(name=name, section=section, inner=tuple(inner)))


class _Filler:
    """One filling of a template."""

    def __init__(self, values: Mapping[str, str], gap: str | None) -> None:
        self.values, self.gap = values, gap
        self.typed = ""
        self.unknown: list[str] = []

    def fill(self, parts: tuple[_Part, ...]) -> str:
        return "".join(map(self.part, parts))

    def part(self, part: _Part) -> str:
        text, name, filters, section, inner = part
        if section:
            shown = self.shown(name) == (section == "#")
            return self.fill(inner) if shown else ""
        if not name:
            return text
        return self.field(part) if filters or name not in self.values else self.values[name]

    def shown(self, name: str) -> bool:
        if re.fullmatch(r"c\d+", name):  # the section of one gap's card
            return True
        return not is_blank(self.values.get(name, ""))

    def field(self, part: _Part) -> str:
        names = [one.partition(" ")[0] for one in part.filters]
        if any(one in _SILENT for one in names):
            return ""
        if part.name not in self.values:
            self.unknown.append(part.name)
            return ""
        value = self.values[part.name]
        if "type" in names:
            if "cloze" not in names:
                self.typed = part.name
                return ""
            names.remove("type")
        for one in reversed(names):
            value = self.filtered(one, value)
        return value

    def filtered(self, name: str, value: str) -> str:
        if name in ("cloze", "cloze-only"):
            return value if self.gap is None else self.gap
        if name == "text":
            return to_text(value)
        if name in ("furigana", "kanji", "kana"):
            shape = {"furigana": r"\1 (\2)", "kanji": r"\1", "kana": r"\2"}[name]
            return _READING.sub(shape, value)
        if name not in ("hint", "nc", "edit"):
            self.unknown.append(name)
        return value
