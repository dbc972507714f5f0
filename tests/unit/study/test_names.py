"""Names that a person typed: found, or answered with the names that are near."""

import pytest

from mlprep.study.names import NameNotKnown, find_name

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
