"""Notes of Anki to notes of ours: each template reduced to a front and a back.

Two cards of a note that are one another's reverse are one note of ours with two units; every
other card beyond the first is a note of its own.  A cloze note is one note with a unit for
each gap.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Final, NamedTuple

from mlprep.domain.ids import CardId
from mlprep.formats.cloze import MAX_GAPS, gaps
from mlprep.formats.exchange.anki.database import NoteRow, NoteType, Template
from mlprep.formats.exchange.anki.guids import card_id
from mlprep.formats.exchange.anki.templates import answer_side, fill
from mlprep.formats.exchange.collection import Note
from mlprep.formats.exchange.html import to_markdown, to_text

LONGEST: Final = 100_000
"""Characters of one side of a card."""
_SOUND: Final = re.compile(r"\[sound:([^\[\]]+)\]|\[anki:play:[^\[\]]*\]")
_OCCLUSION: Final = "image-occlusion:"
_NO_GAP: Final = re.compile(r"\{\{c0+(?:,0+)*::([^{}]*)\}\}")
_EMPTY_GAP: Final = re.compile(r"(\{\{c[\d,]{1,80}::)\s*(?=\}\}|::)")


class Side(NamedTuple):
    """What a card asks and answers, as Markdown."""

    front: str
    back: str
    answer: str = ""
    why: str = ""


class Placed(NamedTuple):
    """A note of ours, and which of its units each of Anki's cards (by ord) is."""

    note: Note
    parts: Mapping[int, str]


@dataclass(slots=True)
class Texts:
    """Makes notes; ``image`` gives the path of a picture, and ``remark`` notes what is lost."""

    image: Callable[[str], str]
    remark: Callable[[str, str], None]

    def notes(self, row: NoteRow, kind: NoteType, ords: Sequence[int], deck: str) -> list[Placed]:
        """Make the notes of which a note's cards (given by ord) are the units."""
        values = dict(zip(kind.fields, chain(row.values, repeat("")), strict=False))
        values.update(
            Tags=" ".join(row.tags), Type=kind.name, Deck=deck, CardFlag="",
            Subdeck=deck.rpartition("::")[2],
        )  # fmt: skip
        if sum(map(len, row.values)) > LONGEST:
            self.remark(f"a note is longer than {LONGEST:,} characters", _title(row))
            return []
        plain = Note(card_id(row.guid), ("",), tags=_tags(row.tags),
                     marked="marked" in map(str.lower, row.tags))  # fmt: skip
        if kind.cloze:
            return self._cloze(row, kind, values, (plain, ords))
        return self._sides(row, kind, values, (plain, ords))

    # ---------------------------------------------------------- front and back

    def _sides(
        self,
        row: NoteRow,
        kind: NoteType,
        values: Mapping[str, str],
        given: tuple[Note, Sequence[int]],
    ) -> list[Placed]:
        plain, ords = given
        sides: dict[int, Side] = {}
        values = {**values, "Card": ""}
        for ord_ in ords:
            if 0 <= ord_ < len(kind.templates):
                side = self._side(row, kind.templates[ord_], values)
                if side is not None:
                    sides[ord_] = side
            else:
                self.remark(f"the note type {kind.name!r} has no template for a card", _title(row))
        return [
            Placed(_with(plain, side, ord_), {ord_: "", **dict.fromkeys(reverse, "rev")})
            for ord_, side, reverse in _paired(sides)
        ]

    def _side(self, row: NoteRow, template: Template, values: Mapping[str, str]) -> Side | None:
        front, back = fill(template.front, values), answer_side(template.back, values)
        self._unknown(template.name, (*front.unknown, *back.unknown))
        question, reply = self._markdown(front.html, row), self._markdown(back.html, row)
        if not question:
            self.remark("a card has an empty front; it is left out", _title(row))
            return None
        typed = front.typed or back.typed
        answer = to_text(_SOUND.sub("", values[typed])) if typed else ""
        if answer:
            return Side(question, "", answer, "" if reply == answer else reply)
        if not reply:
            self.remark("a card has an empty back; it says “(no answer)”", _title(row))
        return Side(question, reply or "(no answer)")

    # ------------------------------------------------------------------- cloze

    def _cloze(
        self,
        row: NoteRow,
        kind: NoteType,
        values: Mapping[str, str],
        given: tuple[Note, Sequence[int]],
    ) -> list[Placed]:
        plain, ords = given
        template = kind.templates[0] if kind.templates else Template("", "", "")
        front = fill(template.front, values)
        back = answer_side(template.back, values, gap="")
        self._unknown(template.name, (*front.unknown, *back.unknown))
        if _OCCLUSION in front.html:
            self.remark("image occlusion needs a screen that shows pictures", _title(row))
            return []
        text = self._markdown(_usable_gaps(front.html), row)
        around = self._markdown(fill(template.front, values, gap="").html, row)
        why = self._markdown(back.html, row)
        if around and why.startswith(around):
            why = why[len(around) :].strip()
        found, unclosed = gaps(text)
        if not found or unclosed or len(found) > MAX_GAPS:
            self.remark("a cloze note has no gap that closes, or too many", _title(row))
            return []
        numbers = {gap.number for gap in found}
        parts = {ord_: f"c{ord_ + 1}" for ord_ in ords if ord_ + 1 in numbers}
        for _ in set(ords) - set(parts):
            self.remark("a card asks for a gap that its note no longer has", _title(row))
        return [Placed(plain._replace(cloze=text, why=why), parts)]

    # -------------------------------------------------------------------- both

    def _markdown(self, html: str, row: NoteRow) -> str:
        if "[" in html:
            html = _SOUND.sub(lambda found: self._sound(found, row), html)
        return to_markdown(html, self.image)

    def _sound(self, found: re.Match[str], row: NoteRow) -> str:
        self.remark("sounds are not played; the card names the file", _title(row))
        return f"(sound: {found[1]})" if found[1] else ""

    def _unknown(self, template: str, names: Sequence[str]) -> None:
        for name in names:
            self.remark(f"{name!r} in a template is not understood and left out", template)


def _usable_gaps(html: str) -> str:
    """Fill empty gaps, and make text of gaps with the number 0, which ask nothing."""
    html = _NO_GAP.sub(r"\1", html)
    return _EMPTY_GAP.sub(r"\1…", html)


def _paired(sides: Mapping[int, Side]) -> list[tuple[int, Side, tuple[int, ...]]]:
    """Join each card with the one that is its reverse, the first such."""
    if len(sides) == 1:
        return [(ord_, side, ()) for ord_, side in sides.items()]
    left = dict(sides)
    found: list[tuple[int, Side, tuple[int, ...]]] = []
    for ord_ in sides:
        side = left.pop(ord_, None)
        if side is None:
            continue
        rests = {other: _shared_rest(side, one) for other, one in left.items()}
        reverse = next((other for other, rest in rests.items() if rest is not None), None)
        if reverse is None:
            found.append((ord_, side, ()))
            continue
        rest = rests[reverse] or ""
        back = left.pop(reverse).front
        found.append((ord_, side._replace(back=back, why=rest.strip()), (reverse,)))
    return found


def _shared_rest(one: Side, other: Side) -> str | None:
    """Text that stands below the answer on both cards of a pair of reverses; else ``None``."""
    if one.answer or other.answer or not one.back.startswith(other.front):
        return None
    rest = one.back[len(other.front) :]
    fits = other.back == one.front + rest and (not rest or rest.startswith("\n"))
    return rest if fits else None


def _with(plain: Note, side: Side, ord_: int) -> Note:
    name = CardId(f"{plain.id}-{ord_ + 1}") if ord_ else plain.id
    return plain._replace(id=name, front=side.front, back=side.back, answer=side.answer,
                   why=side.why)  # fmt: skip


def _tags(tags: Sequence[str]) -> tuple[str, ...]:
    return tuple(tag for tag in dict.fromkeys(tags) if tag.lower() != "marked")


def _title(row: NoteRow) -> str:
    return to_text(row.values[0][:200])[:60] if row.values else row.guid
