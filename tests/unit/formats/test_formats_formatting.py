"""fmt: idempotent, the same meaning, every comment kept; ids and order are what changes."""

import re
from typing import get_args

import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from mlprep.formats.field_order import FIELD_ORDER, rank
from mlprep.formats.formatting import Ids, formatted
from mlprep.formats.models import bank, common, deck, projects, skills

NO_IDS = Ids()
WORDS = st.text(alphabet="abcé #=[]{}'", max_size=8)
COMMENTS = st.text(alphabet="ab \"'=[#", max_size=8).map(lambda text: f"#{text}".rstrip())
SPACE = st.sampled_from(["", " ", "\t", "  "])
BLANK = st.lists(st.sampled_from(["", "  ", "\t"]), max_size=3)


def basic(text: str) -> str:
    return '"' + text.replace("\\", "\\\\") + '"'


STRINGS = st.one_of(
    WORDS.map(basic),
    WORDS.map(lambda text: f'"""\n{text}\n# no comment\n\n\n[[card]]"""'),
    st.just("'''\n# not\n  one'''"),
)
VALUES = st.one_of(
    STRINGS,
    st.integers(-9, 9).map(str),
    st.lists(STRINGS.filter(lambda one: "\n" not in one), max_size=2).map(
        lambda texts: "[ # in a list\n" + "".join(f"  {text}, # one\n" for text in texts) + "]"
    ),
    st.just("{ lang = 'python', run = 'x' }"),
)


@st.composite
def tables(draw: st.DrawFn, header: str, names: tuple[str, ...]) -> str:
    lines = [f"{draw(SPACE)}{header}{draw(SPACE)}{draw(COMMENTS | st.just(''))}"]
    for name in draw(st.lists(st.sampled_from(names), unique=True)):
        lines += draw(st.lists(COMMENTS.map(lambda one: f"\t{one}") | st.just(""), max_size=3))
        comment = draw(COMMENTS | st.just(""))
        equals = f"{draw(SPACE)}={draw(SPACE)}"
        lines.append(f"{draw(SPACE)}{name}{equals}{draw(VALUES)}{draw(SPACE)}{comment}")
    lines += draw(BLANK) + draw(st.lists(COMMENTS, max_size=2)) + draw(BLANK)
    return "\n".join(lines)


CARD_FIELDS = ("front", '"back"', "why", "id", "level", "mine", "x.b", "x.a")


@st.composite
def files(draw: st.DrawFn) -> str:
    head = draw(BLANK) + draw(st.lists(COMMENTS, max_size=2)) + draw(BLANK)
    parts = ["\n".join(head), draw(tables("[deck]", ("title", "id", "topic")))]
    for _ in range(draw(st.integers(0, 3))):
        parts.append(draw(tables("[[card]]", CARD_FIELDS)))
        if draw(st.booleans()):
            parts.append(draw(tables("[card.check]", ("lang", "run", "expect"))))
    text = "\n".join(parts) + draw(st.sampled_from(["", "\n", "\n\n\n"]))
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


_STRING = r'"""(?s:.*?)"""|\'\'\'(?s:.*?)\'\'\'|"[^"\n]*"|\'[^\'\n]*\''


def comments(text: str) -> list[str]:
    """All comments of a text, by a way of finding them that is not the program's."""
    found = re.findall(rf"{_STRING}|(#[^\n]*)", text.replace("\r\n", "\n"))
    return sorted(one.rstrip() for one in found if one)


@settings(max_examples=40)
@given(files())
def test_the_meaning_and_all_comments_stay(text: str) -> None:
    once = formatted(text)
    assert tomli.loads(once) == tomli.loads(text)
    assert comments(once) == comments(text)
    assert formatted(once) == once


@settings(max_examples=40)
@given(files())
def test_fields_stand_in_their_normal_order(text: str) -> None:
    for card in tomli.loads(formatted(text)).get("card", []):
        places = [rank(("card", 0), name) for name in card if name != "check"]
        assert places == sorted(places)


@settings(max_examples=40)
@given(files())
def test_ids_are_all_that_is_added(text: str) -> None:
    table = tomli.loads(text)
    cards = table.get("card", [])
    missing = tuple((at, f"c-{at}") for at, card in enumerate(cards) if "id" not in card)
    ids = Ids(None if "id" in table["deck"] else "the-deck", missing)
    after = tomli.loads(formatted(text, ids))
    for at, name in missing:
        assert after["card"][at].pop("id") == name
    if ids.deck:
        assert after["deck"].pop("id") == "the-deck"
    assert after == table
    assert formatted(formatted(text, ids)) == formatted(text, ids)


@settings(max_examples=40)
@given(files())
def test_line_ends_stay(text: str) -> None:
    after = formatted(text)
    if "\r\n" in text:
        assert after.count("\r\n") == after.count("\n")
    else:
        assert "\r" not in after


def test_what_it_makes_of_a_card() -> None:
    text = (
        "#:schema x.json\n\n\n[deck]\n  title='T'\n[[card]]\n# why so\nback=\"B\" # short\n"
        '\tfront = "F"\n# end\n\n\n# next\n[[card]]\ncloze="{{c1::a}}"'
    )
    assert formatted(text, Ids("t", ((0, "c-1"), (1, "c-2")))) == (
        '#:schema x.json\n\n[deck]\ntitle = \'T\'\nid = "t"\n\n[[card]]\nid = "c-1"\n'
        'front = "F"\n# why so\nback = "B"  # short\n# end\n\n# next\n[[card]]\nid = "c-2"\n'
        'cloze = "{{c1::a}}"\n'
    )


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ('deck.title = "x"\n', 'deck.id = "t"\ndeck.title = "x"\n'),
        ('deck = {title = "x"}\n', 'deck = {id = "t", title = "x"}\n'),
        ('deck = { title = "x" }\n', 'deck = { id = "t", title = "x" }\n'),
    ],
)
def test_decks_without_a_header_get_their_id_too(text: str, after: str) -> None:
    assert formatted(text, Ids("t")) == after


def test_cards_in_a_list_get_their_ids_too() -> None:
    text = 'deck = {title = "x"}\ncard = [{front = "a", back = "b"}, {cloze = "{{c1::a}}"}]\n'
    after = tomli.loads(formatted(text, Ids(None, ((0, "c-0"), (1, "c-1")))))
    assert [card["id"] for card in after["card"]] == ["c-0", "c-1"]


MODELS: dict[tuple[str, ...], type[BaseModel]] = {
    ("deck",): deck.DeckTable,
    ("topic",): common.TopicTable,
    ("card",): deck.CardTable,
    ("card", "check"): deck.CardTable,
    ("bank",): bank.BankTable,
    ("item",): bank.ItemTable,
    ("item", "check"): bank.ItemTable,
    ("project",): projects.ProjectTable,
    ("project", "milestone"): projects.MilestoneTable,
    ("project", "rubric"): projects.RubricTable,
    ("route",): skills.RouteTable,
    ("route", "step"): skills.StepTable,
    ("role",): skills.RoleTable,
    ("role", "evidence"): skills.EvidenceTable,
}


@pytest.mark.parametrize("table", FIELD_ORDER)
def test_the_order_names_the_fields_of_the_models(table: tuple[str, ...]) -> None:
    model = MODELS[table]
    if table[-1] == "check":
        model = next(
            one for one in get_args(model.model_fields["check"].annotation) if one is not type(None)
        )
    assert sorted(FIELD_ORDER[table]) == sorted(model.model_fields)
