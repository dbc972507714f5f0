"""Entries that ask nearly the same, over everything that ships."""

from tests.content.library import Table
from tests.content.rules import prompt

from mlprep.text import likeness


def asked(entry: Table) -> likeness.Asked:
    """Take a prompt apart."""
    related, family = entry.get("related", ()), entry.get("family", "")
    return likeness.asked(entry["id"], prompt(entry), related, family)
