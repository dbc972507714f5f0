"""Markdown that shows a person's text as it was written, whatever it holds."""

import re
from pathlib import PurePath
from urllib.parse import quote

from mlprep.study.work.states import Evidence, EvidenceKind
from mlprep.text.sanitise import visible

MARK = "<!-- written by mlprep portfolio -->"
"""First line of each page: what does not begin with it is not replaced."""
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&])")
_BEGINS_BLOCK = re.compile(r"^(?:[-+=]|\d{1,9}[.)])")
"""What would make a list, or a heading of the line before."""
_CODE = re.compile(r"(?<!`)`([^`\n|]+)`(?!`)")
_SAFE_LINK = ("http://", "https://")
_URL_CHARACTERS = "/:?&=%#@!~+,;-._"
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{one}{n}" for one in ("com", "lpt") for n in range(10))}
)
_LONGEST_NAME = 80


def inline(text: str) -> str:
    """Escape a text for one line; code between single backticks stays code."""
    line = " ".join(visible(text).split())
    parts = _CODE.split(line)
    escaped = "".join(
        f"`{part}`" if at % 2 else _SPECIAL.sub(r"\\\1", part) for at, part in enumerate(parts)
    )
    found = _BEGINS_BLOCK.match(escaped)
    return f"{escaped[: found.end() - 1]}\\{escaped[found.end() - 1 :]}" if found else escaped


def prose(text: str) -> str:
    """Escape a text of several paragraphs."""
    paragraphs = re.split(r"\n\s*\n", visible(text))
    return "\n\n".join(line for one in paragraphs if (line := inline(one)))


def linked(evidence: Evidence) -> str:
    """Write evidence: a web address as a link, a file by its name alone, else the sentence."""
    if evidence.kind is EvidenceKind.LINK and evidence.text.lower().startswith(_SAFE_LINK):
        address = quote(visible(evidence.text), safe=_URL_CHARACTERS)
        return f"<{address}>"
    if evidence.kind is EvidenceKind.FILE:
        name = PurePath(evidence.text).name or evidence.text
        return f"the file {inline(name)}"
    return inline(evidence.text)


def page_name(name: str) -> str:
    """Make a file's name that every system takes."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:_LONGEST_NAME].strip("-")
    if not slug or slug in _RESERVED:
        slug = f"project-{slug}".strip("-")
    return f"{slug}.md"
