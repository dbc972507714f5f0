"""Our own CSV, Markdown and JSON: what is written is read back, field by field."""

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomli
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlprep.domain.cards import Deck
from mlprep.domain.ids import DeckId
from mlprep.formats.card_writing import table_block
from mlprep.formats.decks import deck_from_table, parse_deck
from mlprep.formats.exchange.collection import Collection, ExchangeError, Note
from mlprep.formats.exchange.delimited.own_csv import COLUMNS, write_csv
from mlprep.formats.exchange.markdown.hashcards import write_markdown
from mlprep.formats.exchange.own_form import note_of, table_of, table_of_note
from mlprep.formats.exchange.own_json import write_json
from mlprep.formats.exchange.reading import read_file

SEVERAL = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
WRITERS: dict[str, Callable[[list[Note]], str]] = {
    ".csv": write_csv, ".md": write_markdown, ".json": write_json,
}  # fmt: skip
DECK = ("Own", "deck")

PIECES = st.sampled_from(
    ["Q: ", "A:", "\nC: x", "\\Q: ", "\n\\\\A: ", "<!-- mlprep {} -->", "\n<!-- mlprep ", "-->",
     "[", "]", "![a](b)", "{{c1::", "}}", "::", "$x_1$", "\\", "\\[", '"', "'", ",", ";", "\t",
     "\n", "\n\n", "    ", "---", "|", "#", "é", "数", "\u2028", "\U0001f600", "0.50", "=1+1"]
)  # fmt: skip
TEXT = (
    st.lists(st.one_of(PIECES, st.text(max_size=6)), min_size=1, max_size=6)
    .map("".join)
    .map(lambda text: text.strip("\r\n").rstrip())
    .filter(lambda text: text.strip() != "" and not _held_by_json_alone(text))
)
WORD = TEXT.map(lambda text: text.strip())
IDS = st.lists(st.sampled_from(["a", "b-c", "x1"]), max_size=2, unique=True)


def _held_by_json_alone(text: str) -> bool:
    return any(unicodedata.category(one) in ("Cc", "Cs") and one not in "\n\t" for one in text)


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a card's table as a person might write it."""
    table: dict[str, Any] = {"id": draw(st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4})?\Z"))}
    form = draw(st.sampled_from(["back", "reverse", "cloze", "answer", "number", "options"]))
    if form == "cloze":
        table["cloze"] = (
            f"{draw(TEXT)} {{{{c1::gap}}}} {{{{c{draw(st.integers(1, 3))}::two::hint}}}}"
        )
    else:
        table["front"] = draw(TEXT)
    if form in ("back", "reverse"):
        table["back"] = draw(TEXT)
        table |= {"reverse": True} if form == "reverse" else {}
    elif form == "answer":
        table["answer"] = draw(st.one_of(WORD, st.sampled_from(["3", "0.50", "-1", "yes"])))
        table["match"] = draw(st.sampled_from(["folded", "exact"]))
        table |= draw(st.fixed_dictionaries({}, optional={"accept": st.lists(TEXT, max_size=2)}))
    elif form == "number":
        table["answer"] = draw(st.sampled_from(["0.50", "3", "-2.5", "1e-3", "1000000"]))
        table["match"] = "number"
        share = st.integers(1, 99_999).map(lambda tenth: f"{tenth / 1000}%")
        table |= draw(
            st.fixed_dictionaries(
                {}, optional={"tolerance": st.one_of(share, st.floats(0, 10)), "unit": WORD}
            )
        )
    elif form == "options":
        texts = draw(st.lists(WORD, min_size=2, max_size=5, unique_by=lambda one: one.split()[0]))
        whys = draw(st.lists(st.one_of(st.just(""), TEXT), min_size=5, max_size=5))
        table["options"] = [
            {"text": text, "why": why} if why else text
            for text, why in zip(texts, whys, strict=False)
        ]
        keys = st.lists(st.integers(0, len(texts) - 1), min_size=1, max_size=2, unique=True)
        table |= {"key": draw(keys), "fixed_order": draw(st.booleans())}
    return table | draw(
        st.fixed_dictionaries(
            {},
            optional={
                "why": TEXT,
                "tags": st.lists(TEXT, max_size=3, unique=True),
                "sources": st.lists(TEXT, max_size=2),
                "level": st.integers(1, 5),
                "priority": st.integers(1, 3),
                "kind": st.sampled_from(["why", "code", "compare"]),
                "topic": st.sampled_from(["ml-trees", "own-topic"]),
                "requires": IDS,
                "related": IDS,
                "misconceptions": IDS,
                "review_by": st.dates().map(str),
            },
        )
    )


def notes_from(drawn: list[dict[str, Any]]) -> list[Note]:
    """Read tables as a deck file is read; those that are no card of a deck fall away."""
    text = "[[card]]\n" * len(drawn)
    file = deck_from_table({"deck": {"title": "::".join(DECK)}, "card": drawn}, text, Path("x"))
    return [note_of(card, DECK) for card in file.cards]


def written_and_read(folder: Path, ending: str, notes: list[Note]) -> Collection:
    path = folder / f"cards{ending}"
    path.write_text(WRITERS[ending](notes), encoding="utf-8", newline="")
    return read_file(path)


@pytest.mark.parametrize("ending", WRITERS)
@SEVERAL
@given(drawn=st.lists(tables(), min_size=1, max_size=4))
def test_what_is_written_is_read_back(
    tmp_path: Path, ending: str, drawn: list[dict[str, Any]]
) -> None:
    notes = notes_from(drawn)
    if not notes:
        return
    found = written_and_read(tmp_path, ending, notes)
    assert list(found.notes) == notes
    assert not found.remarks
    again = WRITERS[ending](list(found.notes))
    assert again == WRITERS[ending](notes)


@SEVERAL
@given(drawn=tables())
def test_a_deck_file_made_of_a_note_holds_the_same_card(drawn: dict[str, Any]) -> None:
    for note in notes_from([drawn]):
        text = '[deck]\ntitle = "Own::deck"\n\n' + table_block(table_of_note(note))
        file = parse_deck(text.encode(), Path("x.toml"))
        assert [note_of(card, DECK) for card in file.cards] == [note], text
        key = tomli.loads(text)["card"][0].get("key", 0)
        assert isinstance(key, int) or len(key) > 1


def test_most_drawn_tables_are_cards() -> None:
    """The round trips above would say nothing of tables that fall away."""
    counts: list[int] = []

    @settings(max_examples=100, deadline=None, derandomize=True, database=None)
    @given(tables())
    def count(drawn: dict[str, Any]) -> None:
        counts.append(len(notes_from([drawn])))

    count()
    assert sum(counts) / len(counts) > 0.5


@SEVERAL
@given(text=st.text(max_size=20).filter(lambda one: one.strip() != ""))
def test_json_holds_every_character(tmp_path: Path, text: str) -> None:
    for note in notes_from([{"id": "a", "front": text, "back": "b"}]):
        assert list(written_and_read(tmp_path, ".json", [note]).notes) == [note]


def test_a_table_has_only_what_was_given() -> None:
    file = parse_deck(
        b'[deck]\ntitle = "T"\ntags = ["d"]\n[[card]]\nid = "a"\nfront = "?"\nanswer = 0.50\n'
        b'tolerance = "5%"\n',
        Path("t.toml"),
    )
    assert table_of(file.cards[0]) == {
        "id": "a", "front": "?", "answer": "0.50", "match": "number", "tolerance": "5%",
        "tags": ["d"],
    }  # fmt: skip


def test_heads_of_decks_travel_in_json(tmp_path: Path) -> None:
    deck = Deck(DeckId("own"), "Own::deck", tmp_path, desired_retention=0.85, author="Ada",
                licence="CC0", sources=("Book",))  # fmt: skip
    path = tmp_path / "x.json"
    [note] = notes_from([{"id": "a", "front": "f", "back": "b"}])
    path.write_text(write_json([note], [deck]), encoding="utf-8")
    assert read_file(path).heads[DECK] == {
        "desired_retention": 0.85, "author": "Ada", "licence": "CC0", "sources": ["Book"],
    }  # fmt: skip


def test_spreadsheets_may_reorder_and_drop_columns(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("back;front;tags;id;level\nB;F;one two;my-id;3\n", encoding="utf-8-sig")
    [note] = read_file(path).notes
    assert (note.id, note.front, note.back, note.tags) == ("my-id", "F", "B", ("one", "two"))
    assert note.fields == {"level": 3}
    assert set(COLUMNS) >= {"id", "deck", "front"}


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("My Id,F,B,,", "`id` is"),
        ("a,F,B,9,", "`level` is"),
        ("a,F,,,", "`back` is missing"),
        ("a,F,B,high,", "`level` is"),
    ],
)
def test_a_row_with_a_mistake_is_left_out_and_told(tmp_path: Path, cells: str, said: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"id,front,back,level,kind\n{cells}\nb,F2,B2,,\n")
    found = read_file(path)
    assert [note.id for note in found.notes] == ["b"]
    assert any(said in one.what and one.where == "line 2" for one in found.remarks), found.remarks


def test_an_edited_markdown_export_keeps_its_ids_and_takes_new_cards(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    [note] = notes_from([{"id": "a", "front": "Old?", "back": "b", "why": "w"}])
    text = write_markdown([note]).replace("Old?", "New?") + "\nQ: And this?\nA: Also.\n"
    path.write_text(text, encoding="utf-8")
    first, second = read_file(path).notes
    assert (first.id, first.front, first.why) == ("a", "New?", "w")
    assert (second.front, second.back) == ("And this?", "Also.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nonsense", "no JSON"),
        ("[]", "does not say"),
        ('{"format": "mlprep-cards", "version": 9}', "version '9'"),
        ('{"format": "mlprep-cards", "version": 1}', "no list of decks"),
        ("[" * 100_000, "nested too deep"),
    ],
)
def test_json_of_others_is_refused_with_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(ExchangeError, match=said):
        read_file(path)


def test_odd_json_is_told_card_by_card(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    cards = [7, {"id": "a"}, {"id": "b", "front": "f", "back": 3}, {"id": "c", "front": "f",
                                                                    "back": "b"}]  # fmt: skip
    decks = [{"title": "T", "cards": cards, "author": 7}, {"title": 5}, 3]
    path.write_text(json.dumps({"format": "mlprep-cards", "version": 1, "decks": decks}))
    found = read_file(path)
    assert [note.id for note in found.notes] == ["c"]
    assert {one.where for one in found.remarks} == {
        "T: card 1", "T: card 2", "T: card 3", "deck 2", "deck 3",
    }  # fmt: skip
    assert found.heads == {("T",): {}}
