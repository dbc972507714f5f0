"""Reading item banks."""

from pathlib import Path

import pytest

from mlprep.domain.problems import Severity
from mlprep.formats.banks import BankFile, read_bank

HEAD = '[bank]\ntopic = "swe-python"\n'
TYPED = """
[[item]]
id = "i-typed"
level = 3
kind = "code"
stem = "What does `print(1 + 1)` print?"
answer = "2"
match = "exact"
rationale = "One and one."
slips = { "11" = "These are numbers, not texts." }
family = "f-one"
enemies = ["i-options"]
taught_by = ["card-one"]
seconds = 20
misconceptions = ["plus-joins"]
sources = ["Python tutorial"]
"""
OPTIONS = """
[[item]]
id = "i-options"
topic = "ml-evaluation"
level = 5
stem = "Which one?"
options = ["a", "b", "c"]
key = 1
rationale = ["no", "yes", "no"]
misconceptions = ["m-a", "", "m-c"]
b = 1.25
s_b = 0.9
a = 1.5
"""


def bank(tmp_path: Path, body: str, head: str = HEAD) -> BankFile:
    path = tmp_path / "bank.toml"
    path.write_text(head + body)
    return read_bank(path)


def said(file: BankFile) -> list[str]:
    return [str(problem).partition("bank.toml:")[2] for problem in file.problems]


def test_a_typed_item_with_everything(tmp_path: Path) -> None:
    file = bank(tmp_path, TYPED)
    assert file.problems == ()
    (item,) = file.items
    assert (item.id, item.topic, item.level, item.kind) == ("i-typed", "swe-python", 3, "code")
    assert item.typed is not None
    assert item.typed.answer == "2"
    assert item.rationale == "One and one."
    assert item.slips == {"11": "These are numbers, not texts."}
    assert (item.family, item.enemies, item.taught_by) == ("f-one", ("i-options",), ("card-one",))
    assert (item.seconds, item.b, item.s_b, item.a, item.c) == (20, 0.0, 0.6, 1.2, 0.0)
    assert (item.misconceptions, item.sources) == (("plus-joins",), ("Python tutorial",))
    assert item.line == 4


def test_an_item_with_options_and_parameters(tmp_path: Path) -> None:
    file = bank(tmp_path, OPTIONS)
    assert file.problems == ()
    (item,) = file.items
    assert item.choices is not None
    assert [(one.text, one.why) for one in item.choices.options] == [
        ("a", "no"),
        ("b", "yes"),
        ("c", "no"),
    ]
    assert item.choices.keys == (1,)
    assert item.rationale == "yes"
    assert (item.topic, item.b, item.s_b, item.a) == ("ml-evaluation", 1.25, 0.9, 1.5)
    assert item.c == pytest.approx(1 / 3)


@pytest.mark.parametrize(("level", "b"), [(1, -1.6), (2, -0.8), (3, 0.0), (4, 0.8), (5, 1.6)])
def test_levels_define_difficulties(tmp_path: Path, level: int, b: float) -> None:
    (item,) = bank(tmp_path, TYPED.replace("level = 3", f"level = {level}")).items
    assert item.b == pytest.approx(b)


def test_pick_all_is_hardly_guessed(tmp_path: Path) -> None:
    (item,) = bank(tmp_path, OPTIONS.replace("key = 1", "key = [0, 2]")).items
    assert item.c == pytest.approx(1 / 7)


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ('"Which one?"', '"Which two?"', True),
        ("key = 1", "key = 2", True),
        ('["a", "b", "c"]', '["a", "b", "d"]', True),
        ('"yes"', '"indeed"', False),
        ("level = 5", "level = 4", False),
        ("a = 1.5", "a = 1.4", False),
    ],
)
def test_the_version_is_what_is_seen_and_the_key(
    tmp_path: Path, old: str, new: str, changes: bool
) -> None:
    (before,) = bank(tmp_path, OPTIONS).items
    (after,) = bank(tmp_path, OPTIONS.replace(old, new)).items
    assert (before.version != after.version) == changes


BAD = [
    (
        TYPED.replace('id = "i-typed"\n', ""),
        "4:1: `id` is missing; it takes lower-case words joined by `-`",
    ),
    (
        TYPED.replace("level = 3\n", ""),
        "4:1: `level` is missing; it takes a whole number from 1 to 5",
    ),
    (
        TYPED.replace('stem = "What', 'stme = "What'),
        "8:1: unknown field `stme`; did you mean `stem`?",
    ),
    (
        TYPED.replace('rationale = "One and one."', 'rationale = ["One"]'),
        "11:1: `rationale` is a list; for a typed answer it is one text",
    ),
    (
        TYPED.replace('{ "11"', '{ "2"'),
        "12:1: the slip `2` counts as right; slips are foreseeable wrong answers",
    ),
    (
        OPTIONS.replace('["no", "yes", "no"]', '["no", "yes"]'),
        "11:1: `rationale` has 2 entries for 3 options; give one for each option",
    ),
    (
        OPTIONS.replace('["no", "yes", "no"]', '"yes"'),
        "11:1: `rationale` is one text; with options it is a list of 3 texts, one for each",
    ),
    (
        OPTIONS.replace('["m-a", "", "m-c"]', '["m-a"]'),
        "12:1: `misconceptions` has 1 entries for 3 options; give one for each option",
    ),
    (
        OPTIONS + 'answer = "b"\n',
        (
            "9:1: `answer` and `options` do not go together; "
            "an item is typed or has options, never both"
        ),
    ),
    (
        OPTIONS.replace("a = 1.5", "a = 0"),
        "15:1: `a` is 0; it takes a number above 0, up to 10",
    ),
    (OPTIONS.replace("b = 1.25", "b = nan"), "13:1: `b` is nan; it takes a number"),
    (
        OPTIONS.replace("key = 1", "key = 3"),
        "10:1: `key` is 3, and there are 3 options; it counts from 0 to 2",
    ),
]


@pytest.mark.parametrize(("body", "expected"), BAD)
def test_a_bad_item_is_told_and_left_out(tmp_path: Path, body: str, expected: str) -> None:
    good = '[[item]]\nid = "good"\nlevel = 1\nstem = "Q?"\nanswer = 1\nrationale = "R"\n'
    file = bank(tmp_path, body + good)
    assert said(file) == [expected]
    assert [item.id for item in file.items] == ["good"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            TYPED.replace("print?", "print."),
            "8:1: `stem` asks no question; it needs a question mark outside code",
        ),
        (
            TYPED.replace('rationale = "One and one."\n', ""),
            "4:1: `rationale` is missing; say why the answer is right",
        ),
    ],
)
def test_warnings_leave_the_item_in_use(tmp_path: Path, body: str, expected: str) -> None:
    file = bank(tmp_path, body)
    assert said(file) == [expected]
    assert file.problems[0].severity is Severity.WARNING
    assert len(file.items) == 1


def test_ids_stand_once_and_topics_are_needed(tmp_path: Path) -> None:
    assert said(bank(tmp_path, TYPED + TYPED)) == [
        "21:1: the id `i-typed` is used on line 4 already; an id stands once"
    ]
    assert said(bank(tmp_path, TYPED, "[bank]\n")) == [
        "3:1: `topic` is missing; name it here, or in [bank] for all items"
    ]


def test_complete_and_own_topics(tmp_path: Path) -> None:
    body = 'complete = true\n[[topic]]\nid = "t"\narea = "a"\ntitle = "T"\n' + TYPED
    file = bank(tmp_path, body)
    assert file.bank is not None
    assert file.bank.complete
    assert [topic.id for topic in file.topics] == ["t"]


def test_a_file_without_a_bank_is_unreadable(tmp_path: Path) -> None:
    file = bank(tmp_path, TYPED, "")
    assert file.unreadable
    assert said(file) == ["1:1: the table `[bank]` is missing; write [bank]"]
    assert read_bank(tmp_path / "none.toml").unreadable
