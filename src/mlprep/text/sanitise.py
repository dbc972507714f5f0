"""What no card may send to a terminal is made visible instead.

Escape sequences could move the cursor, set the title or write the clipboard; bidirectional
controls and characters without width can make a text read differently from what it is ("Trojan
Source", Boucher and Anderson 2021). Each becomes a mark that a person can see.
"""

# Its marks are angle quotation marks on purpose.
# ruff: noqa: RUF001, RUF002

from __future__ import annotations

import re

_JOINER = "\u200d"
_DELETE = "\x7f"
_FIRST_PRINTABLE = " "
_SURROGATES = range(0xD800, 0xE000)
_DANGEROUS = re.compile(
    "["
    "\x00-\x09\x0b-\x1f\x7f-\x9f"  # C0 (but newline), DEL, C1
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, fillers, marks
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0"  # zero width, bidi, separators
    "\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\ufffb\ufffe\uffff"  # private use, noncharacters
    "\ud800-\udfff"  # lone surrogates
    "\U0001d173-\U0001d17a\U000e0000-\U0010ffff"  # invisible tags, private planes
    "]"
)
_NEWLINES = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_EMOJI_PART = re.compile("[\u2190-\u2bff\u3030-\u329f\U0001f000-\U0001faff\ufe0f]")


def visible(text: str) -> str:
    """Return the text with everything that a terminal would act on shown as a mark.

    Controls become their pictures (U+2400 and on), bidirectional and zero-width characters
    become ``‹U+202E›``, tabs four spaces, every kind of line end a newline, lone surrogates
    U+FFFD. A joiner inside an emoji stays. Text without any of these is returned as it is.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _NEWLINES.sub("\n", text)
    return _DANGEROUS.sub(_mark, text)


def _mark(found: re.Match[str]) -> str:
    character = found[0]
    code = ord(character)
    if character == "\t":
        return "    "
    if character < _FIRST_PRINTABLE:
        return chr(0x2400 + code)
    if character == _DELETE:
        return "␡"
    if code in _SURROGATES:
        return "\ufffd"
    if character == _JOINER and _joins_emoji(found.string, found.start()):
        return character
    return f"‹U+{code:04X}›"


def _joins_emoji(text: str, at: int) -> bool:
    """Tell whether the joiner stands between two parts of an emoji."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return bool(_EMOJI_PART.match(before) and _EMOJI_PART.match(after))
