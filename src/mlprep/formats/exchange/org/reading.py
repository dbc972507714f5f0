"""Read Org files with the cards of org-fc 0.6 into the neutral form.

A card is a heading with the tag ``fc``; its type stands in the property ``FC_TYPE``: ``normal``,
``double``, ``text-input``, ``cloze`` (and ``vocab`` of older versions, read as ``double``).  Its
due days stand in the drawer ``REVIEW_DATA``, columns of SM-2 or of FSRS; its reviews in the
history file, which is looked for beside the Org file where none is named.
"""

import re
from pathlib import Path
from typing import Final

from mlprep.domain.ids import CardId
from mlprep.formats.exchange.collection import Card, Collection, ExchangeError, Note
from mlprep.formats.exchange.gathering import LONGEST, Gathering, deck_path, foreign_id
from mlprep.formats.exchange.markdown.clozes import gap
from mlprep.formats.exchange.org.history import History, log_of, positions, read_history
from mlprep.formats.exchange.org.markup import to_markdown
from mlprep.formats.exchange.org.outline import Heading, Outline, outline_of
from mlprep.formats.exchange.pictures import Pictures
from mlprep.formats.exchange.text_files import lines_of, read_text

HISTORY: Final = "org-fc-reviews.tsv"
_HOLE: Final = re.compile(
    r"\{\{((?:[^{}$]|\$[^$\n]*\$|[{}](?![{}]))+?)\}(?:\{([^{}\n]*)\})?(?:@(\w{1,20}))?\}"
)
_BACK: Final = frozenset(["back"])
_TYPES: Final = frozenset(["normal", "double", "vocab", "text-input", "cloze"])
_BOTH: Final = frozenset(["double", "vocab"])
_OWN_TAGS: Final = frozenset(["fc", "suspended"])
_MOST_GAPS: Final = 200


def read_org(path: Path, history: Path | None = None, encoding: str = "") -> Collection:
    """Read an Org file, and the history of its cards where there is one.

    Raises ``ExchangeError`` where it has no card, ``OSError`` where a file cannot be read.
    """
    file = read_text(path, encoding)
    try:
        outline = outline_of(lines_of(file.text))
    except ExchangeError as why:
        raise ExchangeError(f"{path} is not read: {why}") from why
    gathering = Gathering("org-fc")
    place = history or path.with_name(HISTORY)
    known: History = {}
    if history is not None or place.is_file():
        known, bad = read_history(lines_of(read_text(place).text))
        if bad:
            gathering.remark("lines of the review history cannot be read", f"{bad} of {place.name}")
    pictures = Pictures(path, gathering)
    reader = _Reader(path, outline, known, gathering, pictures)
    reader.walk()
    if not reader.seen:
        raise ExchangeError(f"{path} has no heading with the tag :fc:, so no card of org-fc")
    if not known and gathering.notes:
        gathering.remark(f"no review history was found; {HISTORY} beside the file is read")
    return Collection(
        "Org file of org-fc" + (" with its review history" if known else ""),
        tuple(gathering.notes.values()),
        tuple(gathering.remarks),
        pictures.sizes,
        pictures.save,
        saved_at_ms=file.saved_at_ms,
    )


class _Reader:
    """The reading of one file."""

    def __init__(
        self,
        path: Path,
        outline: Outline,
        history: History,
        gathering: Gathering,
        pictures: Pictures,
    ) -> None:
        self.outline, self.history = outline, history
        self.gathering, self.pictures = gathering, pictures
        self.deck = deck_path(outline.title, path.stem)
        self.seen = 0

    def walk(self) -> None:
        """Visit every heading, those of cards with the tags above them."""
        left = [(one, self.outline.tags) for one in reversed(self.outline.top.inner)]
        while left:
            heading, above = left.pop()
            tags = tuple(dict.fromkeys((*above, *heading.tags)))
            if "fc" in heading.tags:
                self.seen += 1
                self.card(heading, tags)
            left += [(one, tags) for one in reversed(heading.inner)]

    def card(self, heading: Heading, tags: tuple[str, ...]) -> None:
        where = f"line {heading.line}"
        kind = heading.properties.get("FC_TYPE", "normal")
        if kind not in _TYPES:
            self.gathering.remark(f"cards of the type {kind[:40]!r} are not understood", where)
            return
        name = heading.properties.get("ID", "")
        plain = Note(
            foreign_id("org", name) if name else CardId(""),
            self.deck,
            tags=tuple(one for one in tags if one not in _OWN_TAGS),
        )
        if len(_whole(heading)) + len(heading.title) > LONGEST:
            self.gathering.remark(f"a card is longer than {LONGEST:,} characters", where)
            return
        note = self.note(plain, heading, kind, where)
        suspended = "suspended" in heading.tags
        cards = tuple(self.units(heading, note, kind, name, suspended=suspended))
        media = self.pictures.used(note.front, note.back, note.cloze, note.why)
        self.gathering.add(note._replace(cards=cards, media=media), where)

    def note(self, plain: Note, heading: Heading, kind: str, where: str) -> Note:
        """Make the note of a heading, without its units."""
        title = self.markdown(heading.title, where)
        text = self.markdown(_whole(heading, skip_back=True), where)
        back_heading = _back_of(heading)
        back = "" if back_heading is None else self.markdown(_whole(back_heading), where)
        if kind == "cloze":
            body = "\n\n".join(filter(None, (title, text)))
            return plain._replace(cloze=_ours(body), why=back)
        front = title if back_heading is None else "\n\n".join(filter(None, (title, text)))
        reply = text if back_heading is None else back
        if kind == "text-input":
            first, _, rest = reply.strip().partition("\n")
            answer = first.strip().strip("`*")
            return plain._replace(front=front, answer=answer, why=rest.strip())
        return plain._replace(front=front, back=reply)

    def markdown(self, text: str, where: str) -> str:
        return to_markdown(text, lambda name: self.pictures.place(name, where))

    def units(
        self, heading: Heading, note: Note, kind: str, name: str, *, suspended: bool
    ) -> list[Card]:
        """Make the units with what is known of each position."""
        rows = {row.get("position", ""): row for row in positions(heading.review_data)}
        if kind == "cloze":
            parts = {position: f"c{number}" for position, number in _holes(heading).items()}
        elif kind in _BOTH:
            parts = {"front": "", "back": "rev"}
        else:
            parts = {"front": ""}
        return [
            Card(
                part,
                log_of(self.history.get((name, position), ()), rows.get(position, {})),
                suspended=suspended,
            )
            for position, part in parts.items()
            if kind != "cloze" or f"{{{{{part}::" in note.cloze
        ]


def _back_of(heading: Heading) -> Heading | None:
    return next((one for one in heading.inner if one.title.strip().lower() in _BACK), None)


def _whole(heading: Heading, *, skip_back: bool = False) -> str:
    """Give the text of a heading with those below it that are neither its back nor cards."""
    parts = [heading.text]
    left = list(reversed(heading.inner))
    while left:
        one = left.pop()
        if "fc" in one.tags or (skip_back and one.title.strip().lower() in _BACK):
            continue
        parts += [f"*{one.title}*" if one.title else "", one.text]
        left += reversed(one.inner)
    return "\n\n".join(filter(None, parts))


def _holes(heading: Heading) -> dict[str, int]:
    """Give the gap of each position of a cloze card; position ``0`` is the first one."""
    text = f"{heading.title}\n\n{_whole(heading, skip_back=True)}"
    found: dict[str, int] = {}
    for at, hole in enumerate(_HOLE.finditer(text)):
        if at < _MOST_GAPS:
            found.setdefault(hole[3] or str(at), _number(hole[3], at))
    return found


def _number(name: str | None, at: int) -> int:
    return int(name) + 1 if name and name.isascii() and name.isdigit() and len(name) < 3 else at + 1  # noqa: PLR2004  # digits


def _ours(text: str) -> str:
    """Turn the holes of a text into our gaps."""
    count = -1

    def numbered(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return gap(_number(found[3], count), found[1], found[2] or "")

    return _HOLE.sub(numbered, text)
