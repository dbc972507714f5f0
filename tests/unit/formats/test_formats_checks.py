"""What only shows between files."""

from pathlib import Path

from mlprep.formats.checks import cross_problems
from mlprep.formats.decks import DeckFile, parse_deck


def deck(name: str, body: str, topic: str = "swe-python") -> DeckFile:
    text = f'[deck]\ntitle = "{name}"\ntopic = "{topic}"\n{body}'
    file = parse_deck(text.encode(), Path(f"{name}.toml"))
    assert file.problems == ()
    return file


def card(name: str, more: str = "") -> str:
    return f'[[card]]\nid = "{name}"\nfront = "Q {name}"\nback = "A"\n{more}\n'


TOPICS = {"swe-python", "swe-git"}


def said(*decks: DeckFile) -> list[str]:
    return [str(problem) for problem in cross_problems(decks, TOPICS)]


def test_sound_decks_have_no_problems() -> None:
    one = deck("one", card("a") + card("b", 'requires = ["a", "c"]'))
    two = deck("two", card("c") + card("a", "overrides = true"))
    assert said(one, two) == []
    assert said(two, one) == []


def test_the_same_id_in_two_files() -> None:
    assert said(deck("one", card("a")), deck("two", card("b") + card("a"))) == [
        (
            "two.toml:9:1: the id `a` is used in one.toml:4 already; "
            "give this card another id, or say overrides = true if it replaces that card"
        )
    ]


def test_overrides_need_something_to_override_and_happen_once() -> None:
    own = deck("own", card("a", "overrides = true"))
    assert said(own) == [
        (
            "own.toml:4:1: `a` overrides a card that does not exist; "
            "leave `overrides` out, or give the id of the card that it replaces"
        )
    ]
    other = deck("other", card("a", "overrides = true"))
    assert said(deck("one", card("a")), own, other) == [
        "other.toml:4:1: own.toml:4 overrides `a` already; keep one of the two"
    ]


def test_unknown_topics_and_requirements() -> None:
    file = deck("one", card("a-card", 'topic = "swe-gti"\nrequires = ["a-crad"]'), "swe-pyhton")
    assert said(file) == [
        "one.toml:3:1: unknown topic `swe-pyhton`; did you mean `swe-python`?",
        "one.toml:4:1: unknown topic `swe-gti`; did you mean `swe-git`?",
        "one.toml:4:1: `requires` names an unknown card `a-crad`; did you mean `a-card`?",
    ]


def test_topics_declared_in_any_deck_are_known() -> None:
    declaring = deck("one", '[[topic]]\nid = "mine"\narea = "swe"\ntitle = "Mine"\n' + card("a"))
    assert said(deck("two", card("b"), "mine"), declaring) == []
