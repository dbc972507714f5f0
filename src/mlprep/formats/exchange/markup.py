"""Plain text and emphasis of other programs as Markdown: what is escaped, what can stand.

While a text is read, private characters stand for what must not be escaped: a formula is its
number between ``FORMULA`` and ``END``, emphasis is ``BOLD`` ... ``UNBOLD``, ``EM`` ... ``UNEM``.
The text itself may hold none of them.
"""

import html
import re
from functools import partial
from typing import Final

PRIVATE: Final = re.compile("[\ud800-\uf8ff\U000f0000-\U0010ffff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""What no text of a card may hold: private characters, surrogates, control characters."""
FORMULA, END, BOLD, UNBOLD, EM, UNEM = map(chr, range(0xE000, 0xE006))
PLACE: Final = re.compile(f"{FORMULA}([0-9]+){END}")
OUTER: Final = " \t\r\n\xa0"
"""What is trimmed at the ends of a line."""
_PLACE_KEPT: Final = re.compile(f"({FORMULA}[0-9]+{END})")
_MARKS: Final = f"{BOLD}{UNBOLD}{EM}{UNEM}"
_EMPHASES: Final = tuple(
    (re.compile(f"{begin}([^{begin}{end}]*){end}"), re.compile(f"[{begin}{end}]"), sign)
    for begin, end, sign in ((BOLD, UNBOLD, "**"), (EM, UNEM, "*"))
)
_BEGUN_AT_END: Final = re.compile(
    f"{UNBOLD}{EM}([^{EM}{UNEM}]*){UNEM}|{UNEM}{BOLD}([^{BOLD}{UNBOLD}]*){UNBOLD}"
)
"""Emphasis that begins where one of the other kind ends: the stars of both would run together."""
_STARS: Final = re.compile(r"\*+")
_BACKSLASH: Final = re.compile(r"\\(?=[\\`*_$\[\]{}|#>~+!<&-])")
_LINK: Final = re.compile(r"\](?=\(\s*<?(?:https?://|mailto:))", re.IGNORECASE)


def escaped(text: str) -> str:
    r"""Escape what Markdown would take for markup inside a line: ``$``, backquotes, stars."""
    if "\\" in text:
        text = _BACKSLASH.sub(r"\\\\", text)
    text = text.replace("`", "\\`").replace("$", "\\$").replace("![", "\\![")
    if "](" in text:
        text = _LINK.sub(r"\\]", text)
    return _STARS.sub(_escaped_stars, text) if "*" in text else text


def _escaped_stars(found: re.Match[str]) -> str:
    before, after = beside(found)
    alone = (not before or before.isspace()) and (not after or after.isspace())
    if alone or (before.isalnum() and after.isalnum()):
        return found[0]
    return found[0].replace("*", "\\*")


def unescaped(source: str) -> str:
    """Resolve entities; none may bring in the private characters that stand for formulae."""
    pieces = _PLACE_KEPT.split(source)
    return "".join(
        one if at % 2 else PRIVATE.sub("", html.unescape(one)) for at, one in enumerate(pieces)
    )


def beside(found: re.Match[str]) -> tuple[str, str]:
    """Give the characters before and after a match, empty at the ends."""
    start, end = found.span()
    return found.string[start - 1 : start] if start else "", found.string[end : end + 1]


def emphasised(text: str) -> str:
    """Write emphasis where it can stand: closed on its line, not inside a word, not empty."""
    if not any(mark in text for mark in _MARKS):
        return text
    text = text.replace(UNBOLD + BOLD, "").replace(UNEM + EM, "")  # ends where the next begins
    text = _BEGUN_AT_END.sub(_second_plain, text)
    for span, leftover, sign in _EMPHASES:
        text = span.sub(partial(_marked, sign=sign), text)
        text = leftover.sub("", text)
    return text


_LONE_STAR: Final = re.compile(r"^\*(?!\*)|(?<![*\\])\*$")


def _second_plain(found: re.Match[str]) -> str:
    return f"{found[0][0]}{found[1] or found[2] or ''}"


def _marked(found: re.Match[str], sign: str) -> str:
    inner = found[1]
    core = inner.strip(OUTER)
    before, after = beside(found)
    lead, tail = inner[: len(inner) - len(inner.lstrip(OUTER))], inner[len(inner.rstrip(OUTER)) :]
    in_word = (not lead and before.isalnum()) or (not tail and after.isalnum())
    if in_word or not core.strip(_MARKS) or core.endswith("\\") or _LONE_STAR.search(core):
        return inner
    return f"{lead}{sign}{core}{sign}{tail}"


_LANGUAGE: Final = re.compile(
    r"""\bclass\s{0,3}=\s{0,3}["']?[^"'<>]{0,200}?\blang(?:uage)?-([A-Za-z0-9][\w+#.-]{0,30})"""
)


def code_language(attributes: str) -> str:
    """Tell the language of a block of code by its class, ``language-python``; empty for none."""
    found = _LANGUAGE.search(attributes)
    return found[1].lower() if found else ""
