"""Cloze notes of Anki: which gaps they have here, and what goes back to Anki."""

import pytest

from mlprep.formats.exchange.anki.database import NoteRow, NoteType, Template
from mlprep.formats.exchange.anki.texts import Placed, Texts
from mlprep.formats.exchange.html import to_markdown
from mlprep.text.cloze import Gap, gaps
from mlprep.text.html import to_html

_CLOZE = NoteType(
    "Cloze", ("Text",), (Template("Cloze", "{{cloze:Text}}", "{{cloze:Text}}"),), cloze=True
)


def imported(field: str, *ords: int) -> tuple[Placed, list[str]]:
    told: list[str] = []
    texts = Texts(lambda name: name, lambda what, _where: told.append(what))
    (placed,) = texts.notes(NoteRow(1, "guid", 1, (), (field,)), _CLOZE, ords, "D")
    return placed, told


@pytest.mark.parametrize(
    ("field", "ords", "parts"),
    [
        ("{{c1::outer {{c2::in}} x}} tail", (0, 1), {0: "c1", 1: "c2"}),
        ("{{c1,2::both}} tail", (0, 1), {0: "c1", 1: "c2"}),
        ("{{c1,3::}} tail", (0, 2), {0: "c1", 2: "c3"}),
    ],
)
def test_every_card_finds_its_gap(field: str, ords: tuple[int, ...], parts: dict[int, str]) -> None:
    placed, told = imported(field, *ords)
    assert placed.parts == parts
    assert told == []


def test_a_block_of_code_in_a_gap_stays_whole() -> None:
    placed, _ = imported(r"code {{c1::<pre>a::b</pre>}} and {{c2::x}} {{c3::\(\frac{a}{b}\)}}", 0)
    assert gaps(placed.note.cloze) == [
        Gap(1, ("\n\n```\na::b\n```\n\n",)),
        Gap(2, ("x",)),
        Gap(3, (r"$\frac{a}{b}$",)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "{{c1::outer {{c2::in}} x}} tail",
        "{{c1,2::both}} and {{c3::`std::vector`::a type}}",
        "code {{c1::\n\n```\na::b\n```\n\n}} and {{c2::x}}",
    ],
)
def test_gaps_come_back_from_anki_as_they_went(text: str) -> None:
    assert gaps(to_markdown(to_html(text, in_gaps=True))) == gaps(text)


def test_no_colons_in_code_become_a_hint_in_anki() -> None:
    assert "::" not in to_html("{{c1::`std::vector`}}", in_gaps=True).replace("{{c1::", "")
    block = to_html("code {{c1::```cpp\na::b\n```}} tail", in_gaps=True)
    assert "<pre>" in block
    assert "}}" not in block.partition("<pre>")[2].partition("</pre>")[0]


@pytest.mark.parametrize(
    ("below", "why"), [("<b>{{Reading}}</b> {{Word}}", "**neko** cat"), ("{{Reading}}", "")]
)
def test_what_is_typed_is_not_its_own_explanation(below: str, why: str) -> None:
    back = f"{{{{FrontSide}}}}<hr id=answer>{below}"
    template = Template("Type", "{{Word}}?<br>{{type:Reading}}", back)
    kind = NoteType("Words", ("Word", "Reading"), (template,), cloze=False)
    texts = Texts(lambda name: name, lambda _what, _where: None)
    (placed,) = texts.notes(NoteRow(1, "guid", 1, (), ("cat", "neko")), kind, (0,), "D")
    assert (placed.note.front, placed.note.answer, placed.note.why) == ("cat?", "neko", why)
