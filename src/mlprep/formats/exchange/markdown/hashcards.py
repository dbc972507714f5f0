r"""Markdown of hashcards (https://github.com/eudoxia0/hashcards, 0.3) and of our own export.

Read as its parser reads it: ``Q:`` and ``A:`` begin question and answer, ``C:`` a cloze text
with gaps in square brackets, each to the next of them; a ``---`` line between two cards is in
none, as in its later versions.  Between ``---`` lines at the top, TOML with the deck's ``name``.
Its reviews stand in a database of its own and are not read.

**Our own form** is the same with ``mlprep = 1`` beside the name, and under each card a comment
with the other fields of its ``[[card]]`` as JSON on one line::

    Q: Why divide by $\sqrt{d_k}$?
    A: Dot products grow like $\sqrt{d_k}$.
    <!-- mlprep {"id": "scaling", "tags": ["attention"]} -->

hashcards reads such a file too.  A typed answer stands after ``A:`` and its comment says
``"form": "answer"``; options stand in the comment.  Gaps that brackets cannot say (hints,
numbers of one's own) stand as ``{{c1::text::hint}}``.  A line of a text that begins like a mark
has a backslash before it.  Not held: carriage returns and control characters.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import tomli

from mlprep.domain.ids import CardId
from mlprep.formats.exchange.collection import ExchangeError, Note
from mlprep.formats.exchange.gathering import LONGEST, Gathering, deck_path
from mlprep.formats.exchange.markdown.clozes import from_brackets, to_brackets
from mlprep.formats.exchange.own_form import notes_of, table_of_note
from mlprep.formats.exchange.pictures import Pictures
from mlprep.formats.exchange.text_files import TextFile, lines_of

VERSION: Final = 1
_COMMENT: Final = "<!-- mlprep "
_ESCAPED: Final = re.compile(r"(?m)^(?=\\*(?:[QAC]:|<!-- mlprep ))")
_UNESCAPED: Final = re.compile(r"(?m)^\\(?=\\*(?:[QAC]:|<!-- mlprep ))")
_MARK: Final = re.compile(r"[QAC]:")
_FRONT_MATTER: Final = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_FORM: Final = "form"
_APART: Final = "---"


class Head(NamedTuple):
    """What stands above the cards."""

    name: str
    own: bool
    begins: int
    """Offset of the text below it."""


def head_of(file: TextFile) -> Head:
    """Read the front matter.  Raises ``ExchangeError`` where it has a newer version of ours."""
    found = _FRONT_MATTER.match(file.text)
    if found is None:
        return Head("", False, 0)
    try:
        table = tomli.loads(found[1])
    except (ValueError, RecursionError):
        return Head("", False, found.end())
    version = table.get("mlprep")
    if version not in (None, VERSION):
        raise ExchangeError(
            f"{file.path} has version {str(version)[:20]} of the form; this program reads"
            f" version {VERSION}"
        )
    name = table.get("name")
    return Head(name if isinstance(name, str) else "", version == VERSION, found.end())


def is_hashcards(text: str) -> bool:
    """Whether a text has cards in this syntax."""
    return re.search(r"(?m)^(?:Q:|C:)", text) is not None


@dataclass(slots=True)
class _Draft:
    """A card whose lines are being read."""

    line: int
    kind: str
    sides: list[list[str]] = field(default_factory=lambda: [[]])
    comment: str = ""

    def side(self, number: int) -> str:
        """Text of the question, or of the answer."""
        return "\n".join(self.sides[number]) if number < len(self.sides) else ""

    def end(self) -> None:
        """Take off the line that sets the card apart from the next one."""
        lines = self.sides[-1]
        while lines and lines[-1].strip() in ("", _APART):
            lines.pop()


def _drafts(text: str, first_line: int, gathering: Gathering) -> Iterator[_Draft]:
    """Cut a text into cards; what stands where no card is open is passed over."""
    draft: _Draft | None = None
    for number, line in enumerate(lines_of(text), first_line):
        mark = line[:2] if _MARK.match(line) else ""
        if mark in ("Q:", "C:"):
            if draft is not None:
                yield draft
            draft = _Draft(number, mark, [[line[2:]]])
        elif mark == "A:" and (draft is None or draft.kind != "Q:" or len(draft.sides) > 1):
            gathering.remark("an answer has no question of its own", f"line {number}")
        elif mark == "A:" and draft is not None:
            draft.sides.append([line[2:]])
        elif draft is not None and line.startswith(_COMMENT):
            draft.comment = line.strip()
            yield draft
            draft = None
        elif draft is not None:
            draft.sides[-1].append(line)
    if draft is not None:
        yield draft


def read_hashcards(file: TextFile, head: Head, gathering: Gathering, pictures: Pictures) -> None:
    """Read the cards of a file into a gathering."""
    deck = deck_path(head.name, file.path.stem)
    first_line = file.text.count("\n", 0, head.begins) + 1
    drafts = _drafts(file.text[head.begins :], first_line, gathering)
    if head.own:
        _read_own(file, drafts, deck, gathering)
        gathering.notes = {name: pictures.beside(one) for name, one in gathering.notes.items()}
        return
    for draft in drafts:
        draft.end()
        where = f"line {draft.line}"
        if any(sum(map(len, side)) > LONGEST for side in draft.sides):
            gathering.remark(f"a card is longer than {LONGEST:,} characters", where)
            continue
        front, back = (pictures.linked(draft.side(at).strip(), where) for at in (0, 1))
        if draft.kind == "C:":
            note = Note(CardId(""), deck, cloze=from_brackets(front), media=pictures.used(front))
        elif len(draft.sides) == 1:
            gathering.remark("a question has no answer", where)
            continue
        else:
            note = Note(CardId(""), deck, front, back, media=pictures.used(front, back))
        gathering.add(note, where)


# ------------------------------------------------------------------- our own form


def _read_own(
    file: TextFile, drafts: Iterable[_Draft], deck: tuple[str, ...], gathering: Gathering
) -> None:
    decks: dict[tuple[str, ...], tuple[list[dict[str, Any]], list[int]]] = {}
    for draft in drafts:
        table = _own_table(draft, gathering)
        name = table.pop("deck", "")
        home = deck_path(name, deck[-1]) if isinstance(name, str) and name else deck
        tables, lines = decks.setdefault(home, ([], []))
        tables.append(table)
        lines.append(draft.line)
    for home, (tables, lines) in decks.items():
        notes, remarks = notes_of(tables, home, file.path, "card")
        for remark in remarks:
            number = int(remark.where.rpartition(" ")[2])
            gathering.remark(remark.what, f"line {lines[number - 1]}")
        for note in notes:
            if gathering.notes.setdefault(note.id, note) is not note:
                gathering.remark("two cards have the same id; the first one counts", note.id)


def _own_table(draft: _Draft, gathering: Gathering) -> dict[str, Any]:
    table = _fields(draft, gathering)
    typed = table.pop(_FORM, "") == "answer"
    question, answer = (_plain(draft.side(at)) for at in (0, 1))
    if draft.kind == "C:":
        return {**table, "cloze": question if "{{c" in question else from_brackets(question)}
    table["front"] = question
    if "options" not in table:
        table["answer" if typed else "back"] = answer
    return table


def _fields(draft: _Draft, gathering: Gathering) -> dict[str, Any]:
    if not draft.comment:
        return {}
    try:
        found = json.loads(draft.comment.removeprefix(_COMMENT).removesuffix("-->"))
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        return found
    gathering.remark("the comment under a card is no JSON; its fields are lost",
                     f"line {draft.line}")  # fmt: skip
    return {}


def _plain(side: str) -> str:
    """Give a side without the space after its mark and the backslashes before others."""
    return _UNESCAPED.sub("", side.removeprefix(" ")).lstrip("\n").rstrip()


def write_markdown(notes: Iterable[Note]) -> str:
    """Write notes as Markdown; the deck of the first one gives the file its name."""
    listed = list(notes)
    home = listed[0].deck if listed else ("Cards",)
    name = json.dumps("::".join(home), ensure_ascii=False).replace("\x7f", "\\u007f")
    blocks = "\n".join(_block(note, home) for note in listed)
    return f"---\nname = {name}\nmlprep = {VERSION}\n---\n\n{blocks}"


def _block(note: Note, home: tuple[str, ...]) -> str:
    table = table_of_note(note)
    fields = {
        name: value
        for name, value in table.items()
        if name not in ("front", "back", "cloze", "answer")
    }
    if note.deck != home:
        fields["deck"] = "::".join(note.deck)
    if note.cloze:
        text = f"C: {_marked(to_brackets(note.cloze))}"
    else:
        if note.answer:
            fields[_FORM] = "answer"
        text = f"Q: {_marked(note.front)}\nA: {_marked(_answer(note, fields))}"
    comment = json.dumps(fields, ensure_ascii=False).replace("-->", "--\\u003e")
    return f"{text}\n{_COMMENT}{comment} -->\n"


def _marked(text: str) -> str:
    """Put a backslash before lines that begin like a mark; the first stands behind one."""
    first, newline, rest = text.partition("\n")
    shown = f"\\{first}" if _UNESCAPED.match(first) else first
    return shown + newline + _ESCAPED.sub(r"\\", rest)


def _answer(note: Note, fields: dict[str, Any]) -> str:
    """Give what stands after ``A:``; for options the right ones, to be read, not read back."""
    options, keys = fields.get("options"), fields.get("key")
    if not isinstance(options, list) or not isinstance(keys, list):
        return note.answer or note.back
    texts = [one["text"] if isinstance(one, dict) else one for one in options]
    return "; ".join(" ".join(str(texts[key]).split()) for key in keys)
