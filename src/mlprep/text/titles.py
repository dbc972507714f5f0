"""A card's text as a title: one line, formulae set, without the marks of Markdown."""

import re
from functools import lru_cache

from mlprep.text.cloze import asked
from mlprep.text.sanitise import visible

_MARKS = re.compile(r"^[#>\s]+|[`*]")
_LINK = re.compile(
    r"!\[(?P<image>[^\[\]]*)\]\([^()\s]*\)|\[([^\[\]]*)\]\((?:https?://|mailto:)[^()\s]*\)",
    re.IGNORECASE,
)
_FENCE = re.compile(r"```\w*\s*")


@lru_cache(maxsize=512)
def title_line(source: str, length: int, *, gap: int = 0) -> str:
    """Cut a text to its first line that says something, at most ``length`` characters long.

    Formulae are set on the line, cloze gaps filled but for the one asked (``gap``, 0: none),
    code and emphasis lose their marks, pictures and links their addresses.
    """
    filled = asked(source, gap) if "{{" in source else source
    text = _FENCE.sub("", filled).strip().partition("\n")[0]
    if "$" in text:
        text = _set_formulae(text)
    if "](" in text:
        text = _LINK.sub(_words_of, text)
    line = " ".join(visible(_MARKS.sub("", text)).split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def _words_of(link: re.Match[str]) -> str:
    return link[2] if link["image"] is None else f"[image: {link['image']}]"


def _set_formulae(text: str) -> str:
    from mlprep.text.maths import formulae, inline

    parts, at = [], 0
    for formula in formulae(text):
        parts += [text[at : formula.start], inline(formula.latex)]
        at = formula.end
    return "".join([*parts, text[at:]])
