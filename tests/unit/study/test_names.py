"""Names that a person typed: found, or answered with the names that are near."""

import pytest

from mlprep.study.content.deck_names import find_deck
from mlprep.study.content.deck_stats import deck_stats
from mlprep.study.exchange.exporting import decks_named
from mlprep.study.names import NameNotKnown, find_name
from mlprep.study.review.scope import scope_of
from mlprep.study.workspace import Workspace

KNOWN = {
    "nosql-stores": "Stores without tables",
    "swe-sql-databases": "SQL and databases",
    "swe-sqlite": "SQLite",
    "swe-git": "Git",
    "maths-sums": "Sums: the basics of databases",
}


@pytest.mark.parametrize("name", ["swe-git", " SWE-Git", "git", "sql  AND databases"])
def test_ids_and_titles_are_found_whatever_the_case(name: str) -> None:
    assert find_name(name, KNOWN, "deck") in ("swe-git", "swe-sql-databases")


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("sql", "did you mean swe-sql-databases or swe-sqlite?"),
        ("Databases", "did you mean swe-sql-databases or maths-sums?"),
        ("swe-gti", "did you mean swe-git"),
        ("(", "there is nosql-stores, swe-sql-databases"),
        ("", "there is nosql-stores, swe-sql-databases"),
    ],
)
def test_names_that_hold_the_word_come_before_those_spelt_alike(name: str, near: str) -> None:
    with pytest.raises(NameNotKnown) as fault:
        find_name(name, KNOWN, "deck")
    assert str(fault.value).startswith(f"no deck is called {name!r}; {near}")


def test_a_deck_is_named_alike_everywhere(workspace: Workspace) -> None:
    folder = workspace.paths.decks
    for name, title in (("one", "Two  words"), ("two", "two words"), ("words", "One")):
        text = (
            f'[deck]\nid = "{name}"\ntitle = "{title}"\n[[card]]\nfront = "{name}?"\nback = "x"\n'
        )
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    workspace.refresh_library()
    workspace.library.forget_cached()
    named = {
        "Two Words": ["one", "two"],
        "one": ["one"],
        str(folder / "words.toml"): ["words"],
    }
    for name, decks in named.items():
        assert find_deck(workspace, name).id == decks[0]
        assert decks_named(workspace, [name]) == decks
        assert [one.id for one in deck_stats(workspace, [name])] == decks
        assert scope_of(workspace, [name]).decks == set(decks)
    for ask in (deck_stats, decks_named, scope_of):
        with pytest.raises(NameNotKnown, match="did you mean"):
            ask(workspace, ["word"])
