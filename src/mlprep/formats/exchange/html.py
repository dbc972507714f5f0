r"""HTML of other programs to the Markdown of cards, and text that is no Markdown to it.

What a card can show stays: paragraphs, emphasis, code, lists, tables, links to the web, images
(named as ``media/NAME``), MathJax (``\(x\)``, ``\[x\]``, ``[latex]``) as ``$x$`` and
``$$x$$``, gaps of cloze texts.  The rest of the markup is dropped and its text kept.  Every
pass is linear in the text, whatever stands in it.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from mlprep.formats.exchange.aside import SPACES, Aside
from mlprep.formats.exchange.lists import Lists, first_number
from mlprep.formats.exchange.markup import (
    BOLD,
    EM,
    FORMULA,
    OUTER,
    PLACE,
    PRIVATE,
    UNBOLD,
    UNEM,
    code_language,
    emphasised,
    escaped,
    unescaped,
)

_TAG: Final = re.compile(r"<(/?)([a-zA-Z][\w:-]*+)([^<>]*+)>")
_ATTRIBUTE: Final = re.compile(r"""([\w-]+)\s*=\s*("[^"]*+"|'[^']*+'|[^\s"'>]++)""")
_PLAIN: Final = re.compile(r"""(?!-)[\w ,;:.?!'"()/%=-]*""")
"""What means the same as HTML and as Markdown, but for runs of spaces."""
_ADDRESS: Final = re.compile(r"(?:https?://|mailto:)[^\s<>()\[\]]+", re.IGNORECASE)
_SPOILS_ADDRESS: Final = re.compile(r"[\s()\[\]<>]")
"""What Markdown would take for the end of an address, or for no address."""
_LINE_START: Final = re.compile(r"(?:#{1,6}|[+>])(?=\s|$)|~~~|-{3,}\s*$")
_BLOCKS: Final = frozenset(
    ["address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "figure",
     "figcaption", "footer", "form", "header", "main", "nav", "section", "tr", "table",
     "details", "summary", "fieldset", "legend"]
)  # fmt: skip
_PARAGRAPHS: Final = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre"]
)
_SKIPPED: Final = frozenset(["script", "style", "head", "title", "svg", "template", "noscript"])
_MARKS: Final = {
    "b": (BOLD, UNBOLD), "strong": (BOLD, UNBOLD),
    "i": (EM, UNEM), "em": (EM, UNEM), "cite": (EM, UNEM),
}  # fmt: skip


def to_markdown(
    source: str, image: Callable[[str], str] = lambda name: name, *, plain: bool = False
) -> str:
    """Turn HTML into a card's Markdown.

    ``image`` gives what stands between ``![`` ... ``](`` and ``)`` for a picture's ``src``: its
    path beside the deck, or the empty string for one that is left out.  ``plain`` reads the
    text as it stands: no tags, no entities, line ends kept.
    """
    if not plain and _PLAIN.fullmatch(words := source.strip(OUTER)) and "  " not in words:
        return words
    text = PRIVATE.sub("", source.replace("\r\n", "\n").replace("\r", "\n"))
    reader = _Reader(image)
    if "\\" in text or "[" in text:
        text = reader.aside.take_maths(text, _without_marks if plain else _without_tags)
    if plain:
        reader.plain(text)
    else:
        reader.read(_without_comments(text))
    return reader.finished()


def to_text(source: str) -> str:
    """Turn HTML into plain text on one line: for typed answers, titles and names."""
    spaced = _TAG.sub(lambda tag: " " if tag[2].lower() in _SPACING else "", source)
    return SPACES.sub(" ", PRIVATE.sub("", html.unescape(spaced))).strip()


_SPACING: Final = _BLOCKS | _PARAGRAPHS | {"br", "li", "td", "th", "hr"}


def _without_comments(text: str) -> str:
    kept, *rest = text.split("<!--")
    return kept + "".join(piece.partition("-->")[2] for piece in rest)


@dataclass(slots=True)
class _Reader:
    """The reading of one text, line by line."""

    image: Callable[[str], str]
    aside: Aside = field(default_factory=Aside)
    """Formulae, code, pictures and ends of links."""
    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    lists: Lists = field(default_factory=Lists)
    prefix: str = ""
    """What the next line begins with: a list's mark, a heading's."""
    code: list[str] | None = None
    """Pieces of the code that is open."""
    fence: list[str] | None = None
    """Pieces of the preformatted block that is open."""
    language: str = ""
    rows: list[list[str]] | None = None
    skip: str = ""
    reading: bool = False
    """Whether the reading of a word (``rt``) is open."""
    bracket: bool = False
    """Whether the text up to the next tag is the bracket round a reading."""
    link: list[str] = field(default_factory=list)

    # ----------------------------------------------------------------- text

    def plain(self, text: str) -> None:
        """Read text without markup."""
        for number, line in enumerate(text.split("\n")):
            if number:
                self.newline()
            self.line.append(escaped(line))

    def read(self, text: str) -> None:
        """Read HTML."""
        at = 0
        for tag in _TAG.finditer(text):
            self.text(text[at : tag.start()])
            at = tag.end()
            self.tag(tag[2].lower(), tag[3], closing=bool(tag[1]))
        self.text(text[at:])

    def text(self, source: str) -> None:
        """Add what stands between two tags."""
        if self.skip or self.bracket or not source:
            return
        text = unescaped(source) if "&" in source else source
        if self.fence is not None:
            self.fence.append(text)
        elif self.code is not None:
            self.code.append(SPACES.sub(" ", text))
        else:
            self.line.append(escaped(SPACES.sub(" ", text)))

    # ----------------------------------------------------------------- tags

    def tag(self, name: str, attributes: str, *, closing: bool) -> None:
        """Open or close an element."""
        self.bracket = False
        if self.skip:
            self.skip = "" if closing and name == self.skip else self.skip
        elif name in _SKIPPED:
            self.skip = "" if closing or attributes.endswith("/") else name
        elif self.fence is not None and name not in ("pre", "br", "div", "p"):
            self.language = self.language or code_language(attributes)
        elif name == "br" or (self.fence is not None and name in ("div", "p")):
            self.break_line(closing=closing and name != "br")
        elif name == "pre":
            self.preformatted(attributes, closing=closing)
        elif name in ("code", "kbd", "samp", "tt"):
            self.inline_code(closing=closing)
        elif name in _MARKS:
            self.line.append(_MARKS[name][closing])
        else:
            self.other(name, attributes, closing=closing)

    def other(self, name: str, attributes: str, *, closing: bool) -> None:
        """Open or close a block, a list, a table, or something within a line."""
        if name in ("ul", "ol"):
            self.list_of_items(name, attributes, closing=closing)
        elif name == "li" and not closing:
            self.item()
        elif name in ("table", "tr", "td", "th"):
            self.table(name, closing=closing)
        elif name == "hr":
            self.block()
            self.lines += ["---", ""]
        elif name in _PARAGRAPHS:
            self.block()
            heading = name[0] == "h" and not closing and self.rows is None
            self.prefix = "#" * int(name[1]) + " " if heading else self.prefix
        elif name in _BLOCKS:
            self.newline(only_if_begun=True)
        else:
            self.within_line(name, attributes, closing=closing)

    def within_line(self, name: str, attributes: str, *, closing: bool) -> None:
        """Open or close a picture, a link, the reading of a word, a raised or lowered text."""
        if name == "img":
            self.picture(attributes)
        elif name == "a":
            self.anchor(attributes, closing=closing)
        elif name in ("ruby", "rb", "rt", "rp"):
            self.ruby(name, closing=closing)
        elif name in ("sub", "sup"):
            self.line.append("" if closing else {"sub": "_", "sup": "^"}[name])

    def break_line(self, *, closing: bool) -> None:
        if self.fence is not None:
            if not closing:
                self.fence.append("\n")
        elif self.code is not None:
            self.code.append(" ")
        else:
            self.newline()

    def preformatted(self, attributes: str = "", *, closing: bool) -> None:
        if not closing:
            self.end_code()
            self.block()
            self.fence, self.language = self.fence or [], code_language(attributes)
        elif self.fence is not None:
            body = "".join(self.fence).strip("\n")
            self.fence = None
            if body.strip():
                mark = "`" * max(3, 1 + max(map(len, re.findall("`+", body)), default=0))
                self.lines += [
                    mark + self.language,
                    *(self.aside.restored(body).split("\n")),
                    mark,
                    "",
                ]

    def inline_code(self, *, closing: bool) -> None:
        if closing:
            self.end_code()
        elif self.code is None:
            self.code = []

    def end_code(self) -> None:
        if self.code is None:
            return
        body = "".join(self.code)
        self.code = None
        if not body.strip():
            self.line.append(body)
            return
        mark = "`" * (1 + max(map(len, re.findall("`+", body)), default=0))
        pad = " " if body.startswith("`") or body.endswith("`") else ""
        # In private marks, so that what is in the code is never taken for emphasis.
        self.line.append(
            self.aside.keep(f"{mark}{pad}{self.aside.restored(body.strip())}{pad}{mark}")
        )

    def list_of_items(self, name: str, attributes: str, *, closing: bool) -> None:
        if self.rows is not None:
            self.line.append(" ")
        elif closing:
            self.newline(only_if_begun=True)
            self.lists.end()
            if not self.lists:
                self.block()
        else:
            start = _attributes(attributes).get("start", "") if name == "ol" else ""
            first = first_number(start)
            # Only a list that begins with 1 may follow a text without a blank line.
            self.newline(only_if_begun=True) if self.lists and first == 1 else self.block()
            self.lists.begin(ordered=name == "ol", first=first)

    def item(self) -> None:
        self.newline(only_if_begun=True)
        self.prefix = self.lists.item() if self.rows is None else ""

    def table(self, name: str, *, closing: bool) -> None:
        if name == "table":
            self.end_table() if closing else self.begin_table()
        elif self.rows is None:
            self.newline(only_if_begun=True) if name == "tr" else self.line.append(" ")
        elif name == "tr" and not closing:
            self.rows.append([])
        elif name in ("td", "th"):
            if not closing:
                self.line = []
            elif self.rows:
                self.rows[-1].append(self.inline(in_cell=True))

    def begin_table(self) -> None:
        if self.rows is None:
            self.block()
            self.rows = []

    def end_table(self) -> None:
        rows = [row for row in self.rows or () if row]
        self.rows, self.line = None, []
        if not rows:
            return
        width = max(map(len, rows))
        cells = [row + [""] * (width - len(row)) for row in rows]
        head, *rest = (f"| {' | '.join(row)} |" for row in cells)
        self.lines += [head, "|" + "---|" * width, *rest, ""]

    def ruby(self, name: str, *, closing: bool) -> None:
        """Put the reading of a word behind it, as the templates' filter does."""
        if self.reading and (closing or name != "rp"):
            self.line.append(")")
            self.reading = False
        if name == "rt" and not closing:
            self.line.append(" (")
            self.reading = True
        self.bracket = name == "rp" and not closing

    def picture(self, attributes: str) -> None:
        values = _attributes(attributes)
        path = self.image(values.get("src", ""))
        if path:
            alt = values.get("alt", "") or path.rpartition("/")[2]
            alt = SPACES.sub(" ", alt).replace("[", "(").replace("]", ")").replace("$", "")
            self.line.append(self.aside.keep(f"![{alt.strip()}]({path})"))

    def anchor(self, attributes: str, *, closing: bool) -> None:
        if not closing:
            target = _SPOILS_ADDRESS.sub(_percent, _attributes(attributes).get("href", "").strip())
            usable = _ADDRESS.fullmatch(target) is not None
            self.link.append(target if usable else "")
            self.line.append("[" if usable else "")
        elif self.link and (target := self.link.pop()):
            self.line.append(self.aside.keep(f"]({target})"))

    # ---------------------------------------------------------------- lines

    def inline(self, *, in_cell: bool = False) -> str:
        """Take the line that was begun: emphasis resolved, spaces trimmed, formulae back.

        In a cell of a table bars are escaped, but for those of formulae, which are no borders.
        """
        text = emphasised("".join(self.line)).strip(OUTER)
        self.line = []
        return PLACE.sub(self._in_cell, _barred(text)) if in_cell else self.aside.restored(text)

    def _in_cell(self, found: re.Match[str]) -> str:
        text = self.aside.piece(found)
        return text if "$" in text[:2] else _barred(text)

    def newline(self, *, only_if_begun: bool = False) -> None:
        """End the line."""
        if self.rows is not None:
            self.line.append(" ")
            return
        self.end_code()
        begun = "".join(self.line).strip(OUTER)
        if not begun and (only_if_begun or self.prefix):
            self.line = []
            return
        text = self.inline()
        if not self.prefix and _LINE_START.match(text) and not begun.startswith(FORMULA):
            text = f"\\{text}"
        if not self.prefix and self.lists:
            text = self.lists.indent + text
        self.lines.append(self.prefix + text)
        self.prefix = ""

    def block(self) -> None:
        """End the paragraph."""
        self.newline(only_if_begun=True)
        if self.rows is None and self.lines and self.lines[-1]:
            self.lines.append("")

    def finished(self) -> str:
        """Return the Markdown, at most one blank line between paragraphs."""
        if self.fence is not None:
            self.preformatted(closing=True)
        if self.rows is not None:
            self.end_table()
        self.newline(only_if_begun=True)
        text = "\n".join(line.rstrip() for line in self.lines)
        return re.sub(r"\n{3,}", "\n\n", text).strip("\n")


_LONGEST_TAG: Final = 4000


def _percent(found: re.Match[str]) -> str:
    if found[0] in "\t\r\n":  # a browser reads an address over the ends of lines
        return ""
    return "".join(f"%{byte:02X}" for byte in found[0].encode())


def _barred(text: str) -> str:
    return text.replace("|", "\\|")


def _without_marks(latex: str) -> str:
    return PLACE.sub("", latex)


def _without_tags(latex: str) -> str:
    return html.unescape(_TAG.sub(_break_only, PLACE.sub("", latex)))


def _break_only(tag: re.Match[str]) -> str:
    return "\n" if tag[2].lower() in _SPACING else ""


def _attributes(source: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(source[:_LONGEST_TAG])
    return {name.lower(): unescaped(PRIVATE.sub("", value.strip("\"'"))) for name, value in found}
