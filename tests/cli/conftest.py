"""A learner with a small deck of their own beside the shipped ones."""

from pathlib import Path

import pytest

DECK = """
[deck]
title = "Hostile [/b] [CLS]"
id = "hostile"

[[card]]
id = "hostile-markup"
front = "What does `[CLS]` mark, [b]not[/b] [link=x?"
back = "The first token \\u001b[31mred\\u001b[0m \\u202Etxet"

[[card]]
id = "hostile-typed"
front = "Six times seven?"
answer = 42

[[card]]
id = "hostile-choice"
front = "Which is even?"
options = ["three", "four", "five"]
key = 1
fixed_order = true
"""


@pytest.fixture
def deck(home: Path) -> Path:
    """Write the deck into the learner's own folder."""
    path = home / "decks" / "hostile.toml"
    path.parent.mkdir(parents=True)
    path.write_text(DECK, encoding="utf-8")
    return path
