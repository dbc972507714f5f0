"""Hints: what would make a card better, each where it is meant and nowhere else."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep.domain.days import date_of
from mlprep.domain.problems import Severity
from mlprep.formats.decks import parse_deck
from mlprep.study.authoring.checking import hints_for
from mlprep.study.authoring.quality import card_hints
from mlprep.study.authoring.showing import PLAIN_FORMULA
from mlprep.study.workspace import Workspace
from mlprep.text.maths import problems


def hints(text: str, *, sources: bool = True) -> list[str]:
    """Give what is said of one card."""
    file = parse_deck(f'[deck]\ntitle = "T"\n[[card]]\n{text}'.encode(), Path("t.toml"))
    assert file.problems == ()
    found = list(card_hints(file.cards[0], sources=sources))
    assert all(one.severity is Severity.HINT and one.line == 3 and one.right for one in found)
    return [one.what for one in found]


GOOD = 'front = "Why does precision fall when fraud is rarer?"\nback = "False alarms stay."\n'


def test_a_good_card_gets_no_hint() -> None:
    assert hints(GOOD) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f'front = "Why {"so " * 60}?"\nback = "B"', "the front has 61 words"),
        (f'front = "Why?"\nback = "{"so " * 26}"', "the first line of the back has 26 words"),
        ('front = "Why? And how?"\nback = "So."', "2 questions in one"),
        ('front = "Is it convex?"\nback = "Yes."', "yes or no answers it"),
        ('front = "List the steps of a release."\nback = "a, b"', "the front asks for a list"),
        (f'cloze = "{"so " * 60}{{{{c1::x}}}}"', "the cloze text has 61 words"),
    ],
)
def test_each_fault_is_told_once(text: str, told: str) -> None:
    assert hints(text) == [told]


_FRACTION = r"in the front, $\frac{1}$ is shown as its source, because "
_FOO = r"$$\begin{foo}x\end{foo}$$"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (r"front = 'What is $\frac{1}$?'" + '\nback = "B"', _FRACTION),
        (f"front = 'Why?'\nback = 'Because {_FOO}'", f"in the back, {_FOO} is shown as its source"),
        (f"front = 'Why?'\nback = 'B'\nwhy = '{_FOO}'", f"in the `why`, {_FOO} is shown"),
        (r"cloze = '{{c1::$\nosuch{y}$}} z'", r"in the cloze text, $\nosuch{y}$ is shown"),
        ('front = "Why {{c1::x}}?"\nback = "B"', "the front has a gap"),
        ('cloze = "{{c1::std::vector}} grows"', 'gap c1 takes "vector" for the hint of "std"'),
        ('cloze = "`{{c2::f::size()}}` {{c1::x}}"', 'gap c2 takes "size()" for the hint of "f"'),
        ("cloze = '{{c1::$a}}+b$ is it'", "gap c1 begins or ends inside a formula"),
    ],
)
def test_what_cannot_be_shown_is_told(text: str, told: str) -> None:
    [hint] = hints(text)
    assert hint.startswith(told)


@pytest.mark.parametrize(
    "text",
    [
        'front = "Costs it $5 or $6?"\nback = "$5"',
        'front = "What does `{{c1::x}}` hide?"\nback = "x"',
        'cloze = "{{c1::mean::moment}} and {{c2::GPT::model}} and {{c3::`std::vector`}}"',
        r"cloze = '$\frac{ {{c1::a}} }{b}$ and {{c2::$x$}}'",
        'front = "Which `![a](media/b.png)`?"\nback = "![a](https://example.org/b.png)"',
    ],
)
def test_what_can_be_shown_is_not(text: str) -> None:
    assert hints(text) == []


@given(st.from_regex(PLAIN_FORMULA, fullmatch=True))
def test_formulae_that_are_not_parsed_can_be_shown(formula: str) -> None:
    assert problems(formula) == []


def test_a_missing_picture_is_told(workspace: Workspace) -> None:
    path = workspace.paths.decks / "pictures.toml"
    (path.parent / "media").mkdir(parents=True)
    (path.parent / "media" / "there.png").write_bytes(b"")
    path.write_text(
        '[deck]\ntitle = "P"\nsources = ["x"]\n[[card]]\nid = "a-b"\nfront = "Which curve?"\n'
        'back = "![one](media/there.png) ![other](media/gone.png)"\n',
        encoding="utf-8",
    )
    workspace.refresh_library()
    [hint] = hints_for(workspace, [path])
    assert (hint.path, hint.line) == (path, 4)
    assert hint.what == "the picture media/gone.png of the back is missing"


def test_a_fact_that_was_to_be_checked_is_told_from_the_next_day_on(workspace: Workspace) -> None:
    path = workspace.paths.decks / "dated.toml"
    today = date_of(workspace.today)
    days = [today - timedelta(days=1), today]
    cards = "".join(
        f'[[card]]\nfront = "Why {word}?"\nback = "B"\nreview_by = {day}\n'
        for word, day in zip(("precision", "eigenvalues"), days, strict=True)
    )
    path.write_text(f'[deck]\ntitle = "D"\nsources = ["x"]\n{cards}', encoding="utf-8")
    workspace.refresh_library()
    [hint] = hints_for(workspace, [path])
    assert (hint.line, hint.what) == (4, f"it was to be checked by {days[0]}")


def test_files_of_one_id_with_two_titles_are_told(workspace: Workspace) -> None:
    files = []
    for name, title in (("one", "Attention"), ("part", "Attention"), ("two", "Tokens")):
        path = workspace.paths.decks / f"{name}.toml"
        path.write_text(f'[deck]\nid = "shared"\ntitle = "{title}"\n', encoding="utf-8")
        files.append(path)
    workspace.refresh_library()
    [hint] = hints_for(workspace, files)
    assert hint.path == files[2]
    assert hint.what == (
        f'it has the deck id `shared` as {files[0]} has, and both are shown as "Attention"'
    )
    assert hints_for(workspace, files[:2]) == []


def test_a_source_of_the_card_or_the_deck_will_do() -> None:
    assert hints(GOOD, sources=False) == ["no source"]
    assert hints(GOOD + 'sources = ["A book"]', sources=False) == []


@pytest.mark.parametrize(
    "text",
    [
        'front = "Is it convex?"\nback = "No: its Hessian has a negative eigenvalue."',
        'front = "What does `a ? b : c` do?"\nback = "It chooses."',
        f'front = """\nWhat does it print?\n```python\n{"x = 1 " * 90}\n```"""\nback = "1"',
    ],
)
def test_what_only_looks_like_a_fault(text: str) -> None:
    assert hints(text) == []


def test_nearly_the_same_question_is_found_across_files(workspace: Workspace) -> None:
    front = "Why does the recall of a classifier fall when its threshold is raised"
    for name, more in (("one", "?"), ("two", " a lot?")):
        (workspace.paths.decks / f"{name}.toml").write_text(
            f'[deck]\ntitle = "{name}"\nsources = ["x"]\n'
            f'[[card]]\nid = "{name}-card"\nfront = "{front}{more}"\nback = "B"\n',
            encoding="utf-8",
        )
    workspace.refresh_library()
    two = workspace.paths.decks / "two.toml"
    [hint] = hints_for(workspace, [two])
    assert (hint.path, hint.line) == (two, 4)
    assert "one.toml:4" in hint.what
    assert 'related = ["one-card"]' in hint.right
    text = two.read_text(encoding="utf-8")
    two.write_text(text + 'related = ["one-card"]\n', encoding="utf-8")
    workspace.refresh_library()
    assert hints_for(workspace, [two]) == []


def test_a_file_outside_the_library_is_judged_too(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f'[deck]\ntitle = "T"\n[[card]]\n{GOOD}', encoding="utf-8")
    assert [one.what for one in hints_for(workspace, [path])] == ["no source"]
    path.write_text("[deck\n", encoding="utf-8")
    assert hints_for(workspace, [path]) == []


def test_many_cards_without_a_source_are_told_once_a_file(workspace: Workspace) -> None:
    for name, count in (("one", 3), ("two", 1)):
        cards = "".join(
            f'[[card]]\nfront = "What is the {name} thing called {at * 7919}?"\nback = "B"\n'
            for at in range(count)
        )
        listed = '[[card]]\nfront = "List the steps."\nback = "B"\nsources = ["x"]\n'
        path = workspace.paths.decks / f"{name}.toml"
        path.write_text(f'[deck]\ntitle = "{name}"\n{listed}{cards}', encoding="utf-8")
    workspace.refresh_library()
    files = [workspace.paths.decks / f"{name}.toml" for name in ("one", "two")]
    told = [(one.path.stem, one.line, one.what) for one in hints_for(workspace, files)]
    sources = [one for one in told if "source" in one[2]]
    counted = "3 questions from here on have no source"
    assert sources == [("one", 7, counted), ("two", 7, "no source")]
    assert ("one", 3, "the front asks for a list") in told
    [hint] = [one for one in hints_for(workspace, files[:1]) if "source" in one.what]
    assert (hint.severity, hint.column) == (Severity.HINT, 1)
    text = files[0].read_text(encoding="utf-8")
    files[0].write_text(text.replace('"one"\n', '"one"\nsources = ["A book"]\n'), encoding="utf-8")
    workspace.refresh_library()
    assert not [one for one in hints_for(workspace, files[:1]) if "source" in one.what]


def test_items_of_own_banks_are_judged(workspace: Workspace) -> None:
    folder = workspace.paths.assessments / "swe"
    folder.mkdir(parents=True)
    (folder / "bank.toml").write_text(
        '[bank]\ntopic = "t"\n[[topic]]\nid = "t"\narea = "a"\ntitle = "T"\n'
        '[[item]]\nid = "one"\nlevel = 1\nstem = "Which one is it?"\nkey = 0\n'
        'options = ["all of the above", "b"]\nrationale = ["x", "y"]\n',
        encoding="utf-8",
    )
    workspace.refresh_library()
    assert [one.what for one in hints_for(workspace, [folder / "bank.toml"])] == [
        "no source", 'the option "all of the above"',
    ]  # fmt: skip
