"""Gaps of other syntaxes as ours: ``{{c1::text}}``."""

import re
from typing import Final

_BRACKET: Final = re.compile(r"\\[\[\]]|!\[|[\[\]]")
_OURS: Final = re.compile(r"\{\{c\d{1,3}::")
_HIGHLIGHT: Final = re.compile(
    r"==([^\n]+?)==(?:\^\[([^\[\]\n]*)\])?(?:\[\^(\d{1,3}|[ash]{1,40})\])?"
)


def gap(number: int, text: str, hint: str = "") -> str:
    """Write a gap; a hint is given where the text itself holds the sign of one."""
    hint = hint or ("..." if "::" in text else "")
    return f"{{{{c{number}::{text}::{hint}}}}}" if hint else f"{{{{c{number}::{text}}}}}"


def from_brackets(text: str) -> str:
    r"""Turn the gaps of hashcards, ``[text]``, into ours, numbered as they stand.

    As there, a picture's ``![alt]`` is none, and of brackets inside one another the inner ones
    count.  ``\[`` is a bracket of the text.
    """
    parts: list[str] = []
    opened = -1
    """Place in ``parts`` of the bracket that is open."""
    at, number, in_picture = 0, 0, False
    for found in _BRACKET.finditer(text):
        parts.append(text[at : found.start()])
        at = found.end()
        sign = found[0]
        if sign == "![" or sign[0] == "\\" or (in_picture and sign == "["):
            in_picture = in_picture or sign == "!["
            parts.append(sign)
        elif in_picture:
            in_picture = False
            parts.append(sign)
        elif sign == "[":
            opened = len(parts)
        elif opened >= 0:
            number += 1
            inside = "".join(parts[opened:])
            del parts[opened:]
            parts.append(gap(number, inside) if inside.strip() else inside)
            number -= not inside.strip()
            opened = -1
    return "".join([*parts, text[at:]])


def to_brackets(text: str) -> str:
    """Turn our gaps into those of hashcards where that loses nothing; else the text as it is."""
    pieces = _OURS.split(text)
    parts = [pieces[0]]
    for piece in pieces[1:]:
        inside, closed, rest = piece.partition("}}")
        if not closed:
            return text
        while rest.startswith("}"):
            inside, rest = f"{inside}}}", rest[1:]
        parts.append(f"[{inside.removesuffix('::...')}]{rest}")
    found = "".join(parts)
    return found if from_brackets(found) == text else text


def has_highlight(line: str) -> bool:
    """Whether a line has a gap of obsidian-spaced-repetition."""
    return "==" in line and _HIGHLIGHT.search(line) is not None


def from_highlights(text: str) -> tuple[str, bool]:
    """Turn ``==text==^[hint][^1]`` into our gaps; whether each had a plain number or none.

    Gaps without a number are numbered as they stand; those with letters (overlapping clozes),
    which we do not have, too.
    """
    plain = True
    count = 0

    def ours(found: re.Match[str]) -> str:
        nonlocal plain, count
        count += 1
        number = found[3] or ""
        plain = plain and (number.isdigit() or not number)
        chosen = int(number) if number.isdigit() and int(number) else count
        return gap(chosen, found[1], found[2] or "")

    return _HIGHLIGHT.sub(ours, text), plain
