"""The prose of a card's text: without code, formulae and gaps; its words and its questions."""

import re
from functools import lru_cache

from mlprep.text.cloze import bare
from mlprep.text.maths import formulae

FENCE = re.compile(
    r"^(?P<mark>`{3,}|~{3,})(?P<lang>[^\n`]*)\n(?P<body>.*?)^(?P=mark)[ ]*$",
    re.MULTILINE | re.DOTALL,
)
_SIGN = re.compile(r"[`$]|~~~|\{\{c")
"""Without any of these a text holds neither code nor formulae nor gaps."""
_SAYING = re.compile(r"\S*[^\W_]\S*")
"""A word with a letter or digit in it."""
_CODE = re.compile(r"(?P<mark>`+)(?P<body>.+?)(?P=mark)", re.DOTALL)
_DOUBLE_QUOTED = re.compile(r"\"[^\"\n]*\"|“[^”\n]*”")
_SINGLE_QUOTED = re.compile(r"(?:(?<=[\s(:])|^)'(?=\S)[^\n]*?(?<=\S)'(?=[\s.,;:)?!]|$)")
_LIST_PROMPT = re.compile(
    r"\b(?:list|enumerate|name)\s+(?:the|all|some|any|two|three|four|five|six|seven|\d+)\b"
    r"|\b(?:what|which)\s+are\s+(?:the\s+)?(?:\w+\s+)?(?:types|kinds|steps|stages|phases|parts"
    r"|advantages|disadvantages|pros|cons|components|reasons|differences|properties|benefits"
    r"|drawbacks|assumptions|pillars|principles)\b|\bwhat about\b"
    r"|\b(?:describe|explain|discuss)\s+(?:all|everything|briefly)\b",
    re.IGNORECASE,
)
_LIST_WORDS = ("list", "enum", "name", "are", "what about", "describe", "explain", "discuss")
"""Without any of these an ASCII text cannot be such a prompt."""
_YES_NO = re.compile(
    r"(?:^|[.:]\s+)(?:is|are|was|does|do|did|can|could|will|would|should|has|have)\s[^.?]*\?\s*$",
    re.IGNORECASE,
)
_ASKS_MORE = re.compile(r"\b(?:why|or|how|which|what)\b", re.IGNORECASE)
_LEAST_REASON_WORDS = 4


def without_gaps(text: str) -> str:
    """Return a cloze text with its gaps filled in."""
    return bare(text)


@lru_cache(maxsize=16)  # each rule asks for the prose of the text that the others look at
def prose(text: str, *, code: bool = False) -> str:
    """Return the text without fences and formulae; code spans stay if ``code``.

    A formula leaves one letter, so that it counts as a word.
    """
    if _SIGN.search(text) is None:
        return text  # most texts are prose alone, and a library has many
    text = without_gaps(FENCE.sub(lambda fence: re.sub(r"[^\n]", " ", fence[0]), text))
    for formula in reversed(formulae(text)):
        text = text[: formula.start] + "x" + text[formula.end :]
    return _CODE.sub(lambda span: span["body"] if code else " ", text)


def word_count(text: str) -> int:
    """Count words outside fences; a formula is one, a sign by itself none."""
    return len(_SAYING.findall(prose(text, code=True)))


def words_beyond(text: str, most: int) -> int:
    """Count the words where there are more than ``most``; else return 0.

    What is left out of a text, or stands for a part of it, never makes two words of one, so that
    a text with few pieces between spaces need not be looked at.
    """
    words = word_count(text) if len(text.split()) > most else 0
    return words if words > most else 0


def question_marks(text: str) -> int:
    """Count the question marks outside code, formulae and quotations."""
    if "?" not in text:
        return 0
    return _SINGLE_QUOTED.sub("", _DOUBLE_QUOTED.sub("", prose(text))).count("?")


def asks_for_a_list(text: str) -> bool:
    """Tell whether a question asks for several things at once."""
    asked = prose(text)
    if asked.isascii() and not any(map(asked.lower().__contains__, _LIST_WORDS)):
        return False
    return _LIST_PROMPT.search(asked) is not None


def is_bare_yes_no(text: str, back: str) -> bool:
    """Tell whether yes or no answers a question, and the back gives no reason either."""
    if "?" not in text:
        return False
    asked = prose(text).strip()
    later = "." in asked or ":" in asked
    question = _YES_NO.search(asked) if later else _YES_NO.match(asked)
    if question is None or _ASKS_MORE.search(question[0]):
        return False
    return word_count(back.split("\n", maxsplit=1)[0]) < _LEAST_REASON_WORDS
