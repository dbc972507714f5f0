"""Reading decks: what a good file gives, and what is said of a bad one."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlprep.domain.cards import Card, Match
from mlprep.domain.problems import Severity
from mlprep.formats.decks import DeckFile, parse_deck, read_deck
from mlprep.formats.identity import content_id

PATH = Path("deck.toml")
HEAD = '[deck]\ntitle = "Deck"\n'


def deck(body: str, head: str = HEAD) -> DeckFile:
    return parse_deck((head + body).encode(), PATH)


def card(body: str) -> Card:
    file = deck(f"[[card]]\n{body}")
    assert file.problems == ()
    assert not file.unreadable
    (found,) = file.cards
    return found


def said(file: DeckFile) -> list[str]:
    return [str(problem).removeprefix("deck.toml:") for problem in file.problems]


def test_the_least_card_is_two_lines() -> None:
    found = card('front = "Q"\nback = "A"')
    assert (found.front, found.back, found.deck, found.line) == ("Q", "A", "deck", 3)
    assert found.id == content_id("deck", "Q")
    assert not found.explicit_id
    assert found.parts == ("",)
    assert found.priority == 2


def test_every_field_of_a_deck_and_a_card(tmp_path: Path) -> None:
    path = tmp_path / "deck.toml"
    path.write_text(
        '''
[deck]
id = "d-one"
title = "Deck one"
topic = "swe-python"
desired_retention = 0.85
tags = ["t", "both"]
author = "A. U."
licence = "CC0"
sources = ["A book"]

[[topic]]
id = "my-topic"
area = "swe"
title = "Mine"

[[card]]
id = "c-one"
topic = "my-topic"
front = """
Two
lines
"""
back = "B"
why = "W"
level = 3
priority = 1
kind = "code"
reverse = true
tags = ["both", "own"]
sources = ["S"]
requires = ["c-zero"]
misconceptions = ["m-one"]
related = ["c-two"]
review_by = 2027-11-01
check = { lang = "python", run = "print(1)", expect = "1" }
'''
    )
    file = read_deck(path, own=True)
    assert file.problems == ()
    assert file.deck is not None
    assert (file.deck.id, file.deck.title, file.deck.topic) == ("d-one", "Deck one", "swe-python")
    assert (file.deck.desired_retention, file.deck.author) == (0.85, "A. U.")
    assert (file.deck.licence, file.deck.sources) == ("CC0", ("A book",))
    assert file.deck.own
    assert file.topic_line == 5
    assert [topic.id for topic in file.topics] == ["my-topic"]
    (found,) = file.cards
    assert found.id == "c-one"
    assert found.explicit_id
    assert found.front == "Two\nlines"
    assert found.tags == ("t", "both", "own")
    assert found.parts == ("", "rev")
    assert (found.topic, found.level, found.priority, found.kind) == ("my-topic", 3, 1, "code")
    assert (found.requires, found.misconceptions) == (("c-zero",), ("m-one",))
    assert (found.related, found.review_by) == (("c-two",), "2027-11-01")
    assert (found.path, found.line) == (path, 17)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("{{c1::a}}", ("c1",)),
        ("{{c2::b::hint}} and {{c1::a}} and {{c2::c}}", ("c1", "c2")),
        (r"{{c1::\frac{a}{b}}} = {{c2::x_{i_{1}}}}", ("c1", "c2")),
        (r"{{c1::\left\{ x}}", ("c1",)),
        ("{{c1::if (x) {}}", ("c1",)),
        ("{{c1::outer {{c2::inner}}}}", ("c1", "c2")),
    ],
)
def test_gaps_make_review_units(text: str, parts: tuple[str, ...]) -> None:
    assert card(f"cloze = '{text}'").parts == parts


@pytest.mark.parametrize(
    ("body", "match", "answer"),
    [
        ("answer = 512", Match.NUMBER, "512"),
        ("answer = 0.50", Match.NUMBER, "0.50"),
        ("answer = 1_000", Match.NUMBER, "1000"),
        ('answer = "512"', Match.FOLDED, "512"),
        ('answer = "512"\nmatch = "number"', Match.NUMBER, "512"),
        ('answer = "a+"\nmatch = "regex"', Match.REGEX, "a+"),
    ],
)
def test_typed_answers_keep_what_was_written(body: str, match: Match, answer: str) -> None:
    typed = card(f'front = "Q"\n{body}').typed
    assert typed is not None
    assert (typed.match, typed.answer) == (match, answer)


def test_tolerances_are_absolute_or_relative() -> None:
    absolute = card('front = "Q"\nanswer = 5\ntolerance = 0.5\nunit = "GB"').typed
    relative = card('front = "Q"\nanswer = 5\ntolerance = "2.5 %"').typed
    assert absolute is not None
    assert relative is not None
    assert (absolute.tolerance, absolute.relative, absolute.unit) == (0.5, None, "GB")
    assert (relative.tolerance, relative.relative) == (None, 0.025)


def test_options_are_texts_or_tables() -> None:
    found = card('front = "Q"\noptions = ["a", {text = "b", why = "w"}]\nkey = [0, 1]').choices
    assert found is not None
    assert [(one.text, one.why) for one in found.options] == [("a", ""), ("b", "w")]
    assert found.keys == (0, 1)


def test_content_ids_survive_outer_space_and_unicode_forms() -> None:
    composed = card('front = "caf\u00e9?"\nback = "A"')
    decomposed = card('front = """\n cafe\u0301?  \n"""\nback = "B"')
    assert composed.id == decomposed.id
    assert composed.id.startswith("c-")
    assert len(composed.id) == 14


def test_a_title_in_another_script_still_makes_an_id() -> None:
    file = deck("", '[deck]\ntitle = "\u673a\u5668\u5b66\u4e60"\n')
    assert file.deck is not None
    assert file.deck.id.startswith("c-")
    assert file.problems == ()


NO_BACK = (
    '3:1: `back` is missing; write back = "...", or an `answer` to type, or `options` and `key`'
)
BAD_CARDS = [
    ('fornt = "Q"\nback = "A"', "4:1: unknown field `fornt`; did you mean `front`?"),
    ('front = ""\nback = "A"', "4:1: `front` is empty; it takes a text between quotation marks"),
    (
        'front = "Q"',
        NO_BACK,
    ),
    ('back = "A"', '3:1: `front` is missing; write front = "..." with the question'),
    ("", '3:1: `front` is missing; write front = "..." with the question'),
    ('cloze = "none"', "4:1: `cloze` has no gap; write what is hidden as {{c1::text}}"),
    ('cloze = "{{c1::a"', "4:1: a gap of `cloze` is not closed; end it with }}"),
    ('cloze = "{{c0::a}}"', "4:1: a gap of `cloze` has the number 0; gaps count from c1"),
    ('cloze = "{{c1::}}"', "4:1: gap c1 of `cloze` is empty; put a text in it"),
    (
        'cloze = "{{c1::a}}"\nfront = "Q"',
        "5:1: `cloze` and `front` do not go together; a cloze card holds its whole text in `cloze`",
    ),
    ('front = 5\nback = "A"', "4:1: `front` is 5; it takes a text between quotation marks"),
    (
        'front = ["Q"]\nback = "A"',
        "4:1: `front` is a list of 1; it takes a text between quotation marks",
    ),
    (
        'front = "Q"\nback = "A"\nlevel = 6',
        "6:1: `level` is 6; it takes a whole number from 1 to 5",
    ),
    (
        'front = "Q"\nback = "A"\nlevel = 2.5',
        "6:1: `level` is 2.5; it takes a whole number from 1 to 5",
    ),
    (
        'front = "Q"\nback = "A"\npriority = 0',
        "6:1: `priority` is 0; it takes a whole number from 1 to 3",
    ),
    ('front = "Q"\nback = "A"\nreverse = 1', "6:1: `reverse` is 1; it takes true or false"),
    (
        'front = "Q"\nback = "A"\nkind = "cmpute"',
        '6:1: `kind` is "cmpute"; did you mean "compute"?',
    ),
    (
        'front = "Q"\nback = "A"\nkind = "x"',
        (
            '6:1: `kind` is "x"; it takes one of "why", "compare", "compute", "code", '
            '"misconception", "definition", "procedure"'
        ),
    ),
    (
        'front = "Q"\nback = "A"\nid = "My Card"',
        '6:1: `id` is "My Card"; it takes lower-case words joined by `-`, such as `my-card`',
    ),
    ('front = "Q"\nback = "A"\ntags = "x"', '6:1: `tags` is "x"; it takes a list of texts'),
    (
        'front = "Q"\nback = "A"\nrequires = ["A b"]',
        (
            '6:13: entry 1 of `requires` is "A b"; it takes lower-case words joined by `-`, '
            "such as `a-b`"
        ),
    ),
    (
        'front = "Q"\nback = "A"\nrequires = [1]',
        "6:13: entry 1 of `requires` is 1; it takes lower-case words joined by `-`",
    ),
    (
        'front = "Q"\nback = "A"\nreview_by = "soon"',
        '6:1: `review_by` is "soon"; it takes a date such as 2027-01-31',
    ),
    (
        'front = "Q"\nback = "A"\nreview_by = "2027-02-30"',
        '6:1: `review_by` is "2027-02-30"; there is no such day',
    ),
    (
        'front = "Q"\nback = "A"\noptions = ["a", "b"]\nkey = 0',
        (
            "6:1: `back` and `options` do not go together; "
            "a card has one kind of answer; explain it in `why`"
        ),
    ),
    (
        'front = "Q"\nback = "A"\naccept = ["x"]',
        "6:1: `accept` goes only with `answer`; remove `accept`",
    ),
    ('front = "Q"\nback = "A"\nkey = 0', "6:1: `key` goes only with `options`; remove `key`"),
    (
        'front = "Q"\noptions = ["a", "b"]',
        "3:1: `key` is missing; name the place of the right option, counted from 0",
    ),
    (
        'front = "Q"\noptions = ["a", "b"]\nkey = 2',
        "6:1: `key` is 2, and there are 2 options; it counts from 0 to 1",
    ),
    (
        'front = "Q"\noptions = ["a", "b"]\nkey = -1',
        "6:1: `key` is -1, and there are 2 options; it counts from 0 to 1",
    ),
    (
        'front = "Q"\noptions = ["a", "b"]\nkey = [1, 1]',
        "6:1: `key` names an option twice; name each right option once",
    ),
    (
        'front = "Q"\noptions = ["a", "b"]\nkey = "a"',
        '6:1: `key` is "a"; it takes a whole number or a list of whole numbers',
    ),
    (
        'front = "Q"\noptions = []\nkey = 0',
        "5:1: `options` is an empty list; it takes a list of 2 to 6 texts or tables",
    ),
    (
        'front = "Q"\noptions = ["a", " a "]\nkey = 0',
        "5:1: options 0 and 1 (counted from 0) are the same; each option stands once",
    ),
    (
        'front = "Q"\noptions = ["a", 3]\nkey = 0',
        "5:17: entry 2 of `options` is 3; it takes a text between quotation marks or a table",
    ),
    ('front = "Q"\nanswer = ""', "5:1: `answer` is empty; write what counts as right"),
    (
        'front = "Q"\nanswer = true',
        "5:1: `answer` is true; it takes a text between quotation marks or a number",
    ),
    (
        'front = "Q"\nanswer = inf',
        '5:1: `answer` is "inf"; with match = "number" it takes a number',
    ),
    (
        'front = "Q"\nanswer = "many"\nmatch = "number"',
        '5:1: `answer` is "many"; with match = "number" it takes a number',
    ),
    (
        'front = "Q"\nanswer = "("\nmatch = "regex"',
        '5:1: "(" is no regular expression; missing ), unterminated subpattern at position 0',
    ),
    (
        'front = "Q"\nanswer = 5\ntolerance = "5"',
        '6:1: `tolerance` is "5"; it takes a number, 0 or more or a share such as "5%"',
    ),
    (
        'front = "Q"\nanswer = "five"\ntolerance = 5',
        '6:1: `tolerance` goes only with numbers; write `answer` as a number, or match = "number"',
    ),
    (
        'front = "Q"\nanswer = "A"\nreverse = true',
        "6:1: only a card with front and back can be reversed; remove it",
    ),
    (
        'front = "Q"\nback = "A"\noverrides = true',
        "6:1: `overrides` needs an `id`; give the id of the other card",
    ),
    (
        'front = "Q"\nback = "A"\ncheck = { lang = "python", run = "x" }',
        "6:1: `expect` is missing; it takes a text between quotation marks",
    ),
    (
        'front = "Q"\nback = "A"\ncheck = { lang = "ruby", run = "x", expect = "1" }',
        '6:11: `lang` is "ruby"; it takes one of "python", "sql", "bash"',
    ),
    (
        'front = "Q"\nback = "A"\ncheck = { lang = "sql", expect = "1" }',
        "6:1: `check` has neither `run` nor `script`; it takes one of them",
    ),
    (
        'front = "Q"\nback = "A"\ncheck = { lang = "sql", expect = "1", script = "../x.py" }',
        '6:39: `script` is "../x.py"; it takes checks/ and the name of a file there',
    ),
]


def test_a_control_character_is_told_and_the_card_stays() -> None:
    file = deck('[[card]]\nfront = "Q"\nback = "A\\u0007"\n')
    assert said(file) == [
        "5:1: `back` holds the control character '\\x07'; remove it; it is shown as a symbol"
    ]
    assert file.cards[0].back == "A\x07"


@pytest.mark.parametrize(("body", "expected"), BAD_CARDS)
def test_a_bad_card_is_told_where_and_what_would_be_right(body: str, expected: str) -> None:
    file = deck(f'[[card]]\n{body}\n\n[[card]]\nfront = "Good"\nback = "Card"\n')
    assert said(file) == [expected]
    assert [one.front for one in file.cards] == ["Good"]
    assert not file.unreadable
    assert file.problems[0].severity is Severity.ERROR


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            'front = "Q"\nback = "A"\ncolor = "red"\nid = "one"',
            "6:1: unknown field `color`; known are",
        ),
        (
            'front = "$\\frac{1}{2}$"\nback = "A"',
            "4:1: `front` holds '\\x0c', a control character; if a command such as \\frac is meant",
        ),
        (
            'front = "$\\theta$"\nback = "A"',
            "4:1: `front` holds '\\t', a control character; if a command such as \\theta is meant",
        ),
    ],
)
def test_a_warning_leaves_the_card_in_use(body: str, expected: str) -> None:
    file = deck(f"[[card]]\n{body}\n")
    (told,) = said(file)
    assert told.startswith(expected)
    assert file.problems[0].severity is Severity.WARNING
    assert len(file.cards) == 1


BAD_DECKS = [
    ("", "1:1: the table `[deck]` is missing; write [deck] with `title`"),
    ("[deck]\n", "1:1: `title` is missing; it takes a text between quotation marks"),
    ('deck = "x"\n', '1:1: `deck` is "x"; it takes a table'),
    ('[[deck]]\ntitle = "x"\n', "1:1: `deck` is a list of 1; write [deck], with single brackets"),
]


@pytest.mark.parametrize(("text", "expected"), BAD_DECKS)
def test_a_file_without_a_deck_is_unreadable(text: str, expected: str) -> None:
    file = deck("", text)
    assert said(file) == [expected]
    assert file.unreadable
    assert file.deck is None


def test_faults_of_the_deck_leave_its_cards_in_use() -> None:
    file = deck(
        '[[card]]\nfront = "Q"\nback = "A"\n',
        '[deck]\ntitle = "T"\ntopic = "Bad One"\ndesired_retention = 2\n',
    )
    assert said(file) == [
        '3:1: `topic` is "Bad One"; it takes lower-case words joined by `-`, such as `bad-one`',
        "4:1: `desired_retention` is 2; it takes a number from 0.7 to 0.99",
    ]
    assert file.deck is not None
    assert (file.deck.topic, file.deck.desired_retention) == (None, None)
    assert len(file.cards) == 1


def test_a_mistyped_title_costs_no_card() -> None:
    card = '[[card]]\nfront = "Q"\nback = "A"\n'
    file = deck(card, '[deck]\ntitel = "My things"\n')
    assert said(file) == ["2:1: unknown field `titel`; did you mean `title`?"]
    mended = deck(card, '[deck]\ntitle = "My things"\n')
    assert (file.deck, file.cards) == (mended.deck, mended.cards)
    assert not file.unreadable
    assert deck(card, '[deck]\nauthor = "A"\n').deck is None


def test_single_brackets_and_unknown_tables_are_explained() -> None:
    assert said(deck('[card]\nfront = "Q"\n')) == [
        "3:1: `card` is a table; write [[card]], with two brackets, for each of them"
    ]
    assert said(deck('[[crad]]\nfront = "Q"\n')) == [
        "3:1: unknown table `crad`; did you mean `card`?"
    ]


def test_ids_stand_once_in_a_file() -> None:
    block = '[[card]]\nid = "one"\nfront = "%s"\nback = "A"\n'
    file = deck(block % "Q" + block % "R")
    assert said(file) == ["8:1: the id `one` is used on line 3 already; an id stands once"]
    assert [one.front for one in file.cards] == ["Q"]
    same = '[[card]]\nfront = "Q"\nback = "A"\n'
    assert said(deck(same + same)) == [
        "7:1: the card on line 3 asks the same; remove one, or give both an `id`"
    ]


def test_all_problems_come_at_once_and_in_order() -> None:
    file = deck(
        '[[card]]\nid = "a"\nlevel = 9\nfront = "Q"\n[[card]]\nfront = "R"\nanswer = "x"\nkey = 1\n'
    )
    assert said(file) == [
        NO_BACK,
        "5:1: `level` is 9; it takes a whole number from 1 to 5",
        "10:1: `key` goes only with `options`; remove `key`",
    ]
    assert [problem.subject for problem in file.problems] == ["a", "a", ""]
    assert file.unreadable


@pytest.mark.parametrize("text", ["{{c1::" * 20_000, "{{c1::a" * 5_000 + "}}" * 5_000])
def test_masses_of_gaps_are_refused_at_once(text: str) -> None:
    file = deck(f'[[card]]\ncloze = "{text}"\n')
    assert said(file) == ["4:1: `cloze` has more than 200 gaps; make several cards of it"]


def test_overrides_are_named() -> None:
    file = deck('[[card]]\nid = "one"\noverrides = true\nfront = "Q"\nback = "A"\n')
    assert file.overrides == {"one"}


def test_odd_names_and_values_stay_on_one_short_line() -> None:
    file = deck(
        f'[[card]]\n"a\\nb{"x" * 500}" = 1\nfront = "Q"\nback = "A"\nkind = "{"z" * 500}"\n'
    )
    assert all("\n" not in told and len(told) < 400 for told in said(file))
    assert len(said(file)) == 2


VALID = HEAD + (
    '[[card]]\nid = "one"\nfront = "Q"\nback = "A"\nlevel = 3\ntags = ["a", "b"]\n'
    '[[card]]\ncloze = "{{c1::a}} b"\n[[card]]\nfront = "N"\nanswer = 5\ntolerance = "5%"\n'
    '[[card]]\nfront = "O"\noptions = ["a", {text = "b"}]\nkey = [0]\n'
    'check = { lang = "python", run = "1", expect = "1" }\n'
)
PIECES = st.sampled_from(
    [
        "[",
        "]",
        '"',
        "'",
        "=",
        "\n",
        "{",
        "}",
        "1",
        "true",
        "-",
        ".",
        ",",
        "[[card]]",
        "key",
        "\\",
        "\0",
    ]
)


@given(st.integers(), st.lists(PIECES, max_size=4))
@settings(max_examples=300)
def test_mutated_decks_never_raise(seed: int, pieces: list[str]) -> None:
    changer = random.Random(seed)  # noqa: S311  # mutates a document, guards nothing
    at = changer.randrange(len(VALID))
    text = VALID[:at] + "".join(pieces) + VALID[at + changer.randrange(12) :]
    file = parse_deck(text.encode(), PATH)
    assert isinstance(file, DeckFile)
    assert all(problem.line >= 1 and problem.column >= 1 for problem in file.problems)


TOML_VALUES = st.sampled_from(
    ["1", "-1", "0.5", "nan", "99999999999999999999", "inf",
     "true", '""', '"x"', "[]", "[1]", '["a"]', "{}", "[{}]",
     "{a = 1}", "2027-01-01", "07:32:00", "2027-01-01T00:00:00Z", "[[]]", '["a", "a"]']
)  # fmt: skip
FIELDS = st.sampled_from(
    ["id", "topic", "front", "back", "cloze", "answer", "accept", "match", "tolerance", "unit",
     "options", "key", "fixed_order", "why", "level", "priority", "kind", "reverse", "tags",
     "requires", "overrides", "review_by", "related", "check", "misconceptions", "nonsense"]
)  # fmt: skip


@given(st.dictionaries(FIELDS, TOML_VALUES, max_size=8))
@settings(max_examples=300)
def test_any_value_in_any_field_is_a_problem_or_a_card(fields: dict[str, str]) -> None:
    body = "".join(f"{name} = {value}\n" for name, value in fields.items())
    file = deck(f"[[card]]\n{body}")
    assert file.deck is not None
    assert file.cards or file.problems
    errors = [one for one in file.problems if one.severity is Severity.ERROR]
    assert bool(errors) == (not file.cards)
