"""Markdown of obsidian-spaced-repetition 1.13, with the separators that it has by default.

Read as its parser reads it (``src/parser.ts``): ``front::back`` and ``front:::back`` (both ways)
on a line; lines over and under a line ``?`` or ``??`` (both ways), to the next blank line; a
paragraph with ``==gaps==``, their hints ``^[hint]`` and numbers ``[^1]``.  ``#flashcards`` and
tags below it name the deck of what follows, or of the card at whose start they stand.

``<!--SR:!2024-08-16,51,230-->`` says when a card is due, its interval in days and its ease in
per cent, one such group for each sibling.  When it was reviewed before that is not known, so the
card comes with a due day that was set on the day of its last review, and a memory made of
interval and ease.  The schedule of a whole note (``sr-due``) is not read: a note is no card.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from mlprep.domain.days import day_of
from mlprep.domain.ids import CardId
from mlprep.formats.cloze import gaps
from mlprep.formats.exchange.collection import Card, Ease, Note, ReviewLog
from mlprep.formats.exchange.gathering import LONGEST, Gathering, deck_path
from mlprep.formats.exchange.markdown.clozes import from_highlights, has_highlight
from mlprep.formats.exchange.pictures import Pictures
from mlprep.formats.exchange.schedules import set_due
from mlprep.formats.exchange.text_files import TextFile, lines_of

_TAG: Final = re.compile(r"(?<!\S)#([\w/-]*[^\W\d][\w/-]*)")
_FLASHCARDS: Final = re.compile(r"(?<!\S)#(flashcards(?:/[\w/-]+)?)(?!\S)", re.IGNORECASE)
_SCHEDULES: Final = re.compile(r"<!--SR:(.*?)-->")
_SCHEDULE: Final = re.compile(r"!?(\d{4}-\d\d-\d\d|\d\d-\d\d-\d{4}),(\d{1,6})(?:\.\d+)?,(\d{1,5})")
_DUMMY: Final = date(2000, 1, 1)
"""Stands for a sibling that is new."""
_CODE: Final = re.compile(r"`[^`\n]*`|\$[^$\n]*\$")
_WIKI: Final = re.compile(r"(!?)\[\[([^\[\]\n|]+)(?:\|([^\[\]\n]*))?\]\]")
_BLOCK_ID: Final = re.compile(r"[ \t]\^[A-Za-z0-9-]+$")
_BREAK: Final = re.compile(r"<br ?/?>", re.IGNORECASE)
_YAML_TAGS: Final = re.compile(r"(?m)^tags?:[ \t]*(.*(?:\n[ \t]*-[^\n]*)*)")
_FRONT_MATTER: Final = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_SEPARATORS: Final = {"?": False, "??": True}


class Block(NamedTuple):
    """The text of one card, and how it is written: ``inline``, ``lines`` or ``cloze``."""

    kind: str
    lines: list[str]
    line: int


@dataclass(slots=True)
class _Blocks:
    """Cuts a text into cards, line by line."""

    first_line: int
    done: list[Block] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    kind: str = ""
    begins: int = 0

    def cut(self, text: str) -> list[Block]:
        """Give the cards of a text."""
        fence, comment = "", False
        for number, line in enumerate(lines_of(text), self.first_line):
            if comment:
                comment = "-->" not in line
            elif fence:
                self.lines.append(line)
                fence = "" if line.startswith(fence) else fence
            elif not line.strip():
                self.end()
            elif line.startswith("<!--") and not line.startswith("<!--SR:"):
                comment = "-->" not in line
            elif line.startswith(("```", "~~~")):
                fence = line[:3]
                self.take(number, line)
            else:
                self.line(number, line)
        self.end()
        return self.done

    def take(self, number: int, line: str) -> None:
        if not self.lines:
            self.begins = number
        self.lines.append(line)

    def line(self, number: int, line: str) -> None:
        schedule = line.startswith("<!--SR:")
        if schedule and not self.lines and self.done and self.done[-1].kind == "inline":
            self.done[-1].lines.append(line)
            return
        if not self.kind and split_inline(line) is not None:
            self.tags()
            self.done.append(Block("inline", [line], number))
            return
        self.take(number, line)
        if not self.kind and _only_tags([line]):
            self.tags()
        elif line.strip() in _SEPARATORS:
            self.kind = "lines"
        elif not self.kind and has_highlight(_CODE.sub("", line)):
            self.kind = "cloze"

    def end(self) -> None:
        """End the paragraph."""
        if self.kind:
            self.done.append(Block(self.kind, self.lines, self.begins))
            self.lines, self.kind = [], ""
        self.tags()

    def tags(self) -> None:
        """Drop lines that are no card, but for the deck that they name."""
        found = [line for line in self.lines if _FLASHCARDS.search(line)]
        if found:
            self.done.append(Block("tags", found, self.begins))
        self.lines = []


def _only_tags(lines: list[str]) -> bool:
    return all(one.startswith("#") and _TAG.match(one) for line in lines for one in line.split())


def split_inline(line: str) -> tuple[str, str, bool] | None:
    """Cut a line at ``:::`` or ``::``, whichever it has, outside of code and formulae."""
    if "::" not in line:
        return None
    masked = _CODE.sub(lambda found: "\0" * len(found[0]), line)
    for sign in (":::", "::"):
        at = masked.find(sign)
        if at >= 0:
            front, back = line[:at].strip(), line[at + len(sign) :].strip()
            return (front, back, sign == ":::") if front and back else None
    return None


def has_cards(text: str) -> bool:
    """Whether a text has a card in this syntax."""
    return any(block.kind != "tags" for block in _Blocks(1).cut(text))


def read_obsidian(file: TextFile, gathering: Gathering, pictures: Pictures) -> None:
    """Read the cards of a file into a gathering."""
    _Reader(file, gathering, pictures).read()


class _Reader:
    """The reading of one file."""

    def __init__(self, file: TextFile, gathering: Gathering, pictures: Pictures) -> None:
        self.file, self.gathering, self.pictures = file, gathering, pictures
        self.deck: tuple[str, ...] = ()

    def read(self) -> None:
        head = _FRONT_MATTER.match(self.file.text)
        begins = head.end() if head else 0
        if head:
            self.deck = _deck_of_yaml(head[1])
            if re.search(r"(?m)^sr-due:", head[1]):
                self.gathering.remark("the schedule of a whole note is not taken over")
        text = self.file.text[begins:]
        if not self.deck and not _FLASHCARDS.search(text):
            self.gathering.remark("the file has no tag #flashcards; all of it was read")
        first_line = self.file.text.count("\n", 0, begins) + 1
        for block in _Blocks(first_line).cut(text):
            self.block(block)

    def block(self, block: Block) -> None:
        """Take one card, or the tags that name the deck of what follows."""
        lines = list(block.lines)
        if block.kind == "tags":
            self.deck = _deck_of(" ".join(lines)) or self.deck
            return
        if sum(map(len, lines)) > LONGEST:
            what = f"a card is longer than {LONGEST:,} characters"
            self.gathering.remark(what, f"line {block.line}")
            return
        deck, home = _own_deck(lines), self.deck
        schedules = _schedules(lines)
        lines = [_BLOCK_ID.sub("", _SCHEDULES.sub("", line)).rstrip() for line in lines]
        while lines and not lines[-1]:
            lines.pop()
        where = f"line {block.line}"
        note = self.note(block.kind, lines, where)
        if note is None:
            return
        units = _units(note, block.kind, schedules)
        fallback = (self.file.path.stem,)
        self.gathering.add(_replaced(note, deck or home or fallback, units, self.pictures), where)

    def note(self, kind: str, lines: list[str], where: str) -> Note | None:
        """Make the note of a card's lines, without its deck."""
        if kind == "inline":
            sides = split_inline(lines[0]) if lines else None
            if sides is None:
                return None
            front, back, both = sides
            return self.sides(_untagged(front), back, both=both, where=where)
        if kind == "lines":
            at = next(at for at, line in enumerate(lines) if line.strip() in _SEPARATORS)
            front, back = "\n".join(lines[:at]), "\n".join(lines[at + 1 :])
            both = _SEPARATORS[lines[at].strip()]
            return self.sides(_untagged(front), back, both=both, where=where)
        text, plain = from_highlights(self.text(_untagged("\n".join(lines)), where))
        if not plain:
            self.gathering.remark("overlapping gaps are asked one by one, the others shown", where)
        return Note(CardId(""), ("",), cloze=text)

    def sides(self, front: str, back: str, *, both: bool, where: str) -> Note:
        front, back = self.text(front, where), self.text(back, where)
        cards = (Card(), Card("rev")) if both else ()
        return Note(CardId(""), ("",), front, back, cards=cards)

    def text(self, text: str, where: str) -> str:
        """Turn links between notes into text, and embedded pictures into Markdown."""
        text = self.pictures.linked(_BREAK.sub("\n", text), where)
        return _WIKI.sub(lambda found: self.wiki(found, where), text) if "[[" in text else text

    def wiki(self, found: re.Match[str], where: str) -> str:
        target, shown = found[2].strip(), (found[3] or "").strip()
        if not found[1]:
            return shown or target
        return f"![{target}]({self.pictures.place(target, where)})"


def _replaced(
    note: Note, deck: tuple[str, ...], units: tuple[Card, ...], pictures: Pictures
) -> Note:
    media = pictures.used(note.front, note.back, note.cloze)
    return note._replace(deck=deck, cards=units, media=media)


def _deck_of(text: str) -> tuple[str, ...]:
    found = _FLASHCARDS.search(text)
    return deck_path(found[1].replace("/", "::"), "flashcards") if found else ()


def _deck_of_yaml(head: str) -> tuple[str, ...]:
    for tags in _YAML_TAGS.findall(head):
        names = re.findall(r"[\w/-]+", tags)
        for name in names:
            if deck := _deck_of(f"#{name}"):
                return deck
    return ()


def _own_deck(lines: list[str]) -> tuple[str, ...]:
    """Give the deck that tags at the start of a card's own line name."""
    first = lines[0] if lines else ""
    return _deck_of(first) if _FLASHCARDS.match(first) and not _only_tags(lines[:1]) else ()


def _untagged(text: str) -> str:
    while found := _FLASHCARDS.match(text):
        text = text[found.end() :].lstrip()
    return text


# ------------------------------------------------------------------- schedules


def _schedules(lines: list[str]) -> list[tuple[date, int, int]]:
    """Read due day, interval and ease of each sibling; one that is no day is left out."""
    found = []
    for line in lines:
        for comment in _SCHEDULES.findall(line):
            for day, interval, ease in _SCHEDULE.findall(comment):
                due = _date(day)
                if due is not None:
                    found.append((due, int(interval), int(ease)))
    return found


def _date(text: str) -> date | None:
    parts = [int(one) for one in text.split("-")]
    year, month, day = parts if parts[0] > _MOST_MONTH_DAYS else reversed(parts)
    try:
        return date(year, month, day)
    except ValueError:
        return None


_MOST_MONTH_DAYS: Final = 31


def _units(note: Note, kind: str, schedules: list[tuple[date, int, int]]) -> tuple[Card, ...]:
    if kind == "cloze":
        numbers = sorted({gap.number for gap in gaps(note.cloze)[0]})
        parts = [f"c{number}" for number in numbers]
    else:
        parts = ["", "rev"] if note.reverse else [""]
    known = iter(schedules)
    units = [Card(part, _log(next(known, None))) for part in parts]
    if not any(unit.log for unit in units):
        return note.cards
    return tuple(units)


def _log(schedule: tuple[date, int, int] | None) -> tuple[ReviewLog, ...]:
    if schedule is None or schedule[0] == _DUMMY:
        return ()
    due, interval, ease = schedule
    memory = Ease(max(ease, 130) / 100, float(max(interval, 1)))
    return (set_due(day_of(due), interval, memory),)
