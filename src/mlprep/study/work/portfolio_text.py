"""Markdown that shows a person's text as it was written, whatever it holds."""

import re
from pathlib import PurePath
from urllib.parse import quote

from mlprep.formats.archive.layout import is_reserved
from mlprep.study.work.states import Evidence, EvidenceKind
from mlprep.text.prose import FENCE
from mlprep.text.sanitise import visible

MARK = "<!-- written by mlprep portfolio -->"
"""First line of each page: what does not begin with it is not replaced."""
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&])")
_BEGINS_BLOCK = re.compile(r"^(?:[-+=]|\d{1,9}[.)])")
"""What would make a list, or a heading of the line before."""
_CODE = re.compile(r"(?<!`)`([^`\n|]+)`(?!`)")
_ITEM = re.compile(r"([-*+]|\d{1,9}[.)]) +(?=\S)", re.ASCII)
_BACKTICKS = re.compile("`+")
_LANGUAGE = re.compile(r"[\w+#.-]+")
_SAFE_LINK = ("http://", "https://")
_URL_CHARACTERS = "/:?&=%#@!~+,;-._"
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
    """Escape a text of several paragraphs; its lines, lists and fenced code stay such."""
    text, at = visible(text), 0
    blocks: list[str] = []
    for fence in FENCE.finditer(text):
        blocks += (_lines(text[at : fence.start()]), _fenced(fence["lang"], fence["body"]))
        at = fence.end()
    return "\n\n".join(filter(None, (*blocks, _lines(text[at:]))))


def _fenced(language: str, body: str) -> str:
    """Write code in a fence that nothing in it can close."""
    mark = "`" * max(3, 1 + max(map(len, _BACKTICKS.findall(body)), default=0))
    word = _LANGUAGE.match(language.strip())
    return f"{mark}{word[0] if word else ''}\n{body}{mark}"


def _lines(text: str) -> str:
    """Escape paragraphs and lists, line by line."""
    written: list[str] = []
    lists: list[tuple[int, int]] = []
    """Of each list round the line: its indent in the text, the column of its words here."""
    for line in text.split("\n"):
        words, follows = line.strip(), bool(written and written[-1])
        indent, item = len(line) - len(line.lstrip()), _ITEM.match(words)
        if not words:
            written += [""] * follows
        elif item:
            ends_prose = follows and not lists
            while lists and lists[-1][0] >= indent:
                lists.pop()
            column = lists[-1][1] if lists else 0
            if ends_prose or (follows and lists and _begins_late(item[1])):
                written.append("")
            written.append(f"{' ' * column}{item[1]} {inline(words[item.end() :])}")
            lists.append((indent, column + len(item[1]) + 1))
        else:
            if follows:
                written[-1] += "\\"
            elif not indent:
                lists.clear()
            written.append(" " * (lists[-1][1] if lists else 0) + inline(words))
    return "\n".join(written).strip("\n")


def _begins_late(mark: str) -> bool:
    """Whether a list begins with another number than 1, which needs a blank line before it."""
    return mark[:-1].isdigit() and int(mark[:-1]) != 1


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
    if not slug or is_reserved(slug):
        slug = f"project-{slug}".strip("-")
    return f"{slug}.md"
