"""Finding cards in the cache of the library, page by page, without counting what comes after."""

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from mlprep.store.library_rows import ListedCard, listed

_COLUMNS = "c.id, c.deck, c.topic, c.level, c.priority, c.position, c.parts, c.title"


class Sought(NamedTuple):
    """What cards must be like; everything named must hold."""

    words: Sequence[str] = ()
    """Beginnings of words in front, back or tags; several words in one are a phrase."""
    not_words: Sequence[str] = ()
    """None of these may occur."""
    tags: Sequence[str] = ()
    """Tags borne, or ones above those borne: ``a`` finds ``a/b``."""
    decks: Collection[str] | None = None
    """Decks to look in; ``None`` for all."""
    cards: Collection[str] | None = None
    """Ids to choose from; ``None`` for all."""


def pages(
    connection: sqlite3.Connection, sought: Sought, size: int, *, indexed: bool
) -> Iterator[list[ListedCard]]:
    """Give cards in use in library order, so many at a time; the walk ends with the last page.

    ``indexed`` tells whether there is an index of words; without one every text is looked through.
    """
    among, order, conditions, values = _sources(sought, indexed=indexed)
    for tag in sought.tags:
        folded = _folded(tag)
        conditions.append("(instr(c.tags, '|' || ? || '|') OR instr(c.tags, '|' || ? || '/'))")
        values += [folded, folded]
    chosen = {"c.deck": sought.decks, "c.id": sought.cards}
    for column, names in chosen.items():
        if names is not None:
            conditions.append(f"{column} IN (SELECT value FROM json_each(?))")  # noqa: S608  # ours
            values.append(json.dumps(sorted(names)))
    where = " AND ".join(conditions)
    cursor = connection.execute(
        f"SELECT {_COLUMNS} FROM {among} WHERE {where} ORDER BY {order}",  # noqa: S608  # values are bound
        values,
    )
    try:
        while rows := cursor.fetchmany(size):
            yield [listed(row) for row in rows]
    finally:
        cursor.close()


def _sources(sought: Sought, *, indexed: bool) -> tuple[str, str, list[str], list[str]]:
    """Say where to look, in which order, and the conditions on words with their values.

    Rows are numbered in library order, and the index of words gives them in that order.
    """
    if not indexed:
        conditions = [_LIKE] * len(sought.words) + [f"NOT {_LIKE}"] * len(sought.not_words)
        values = [_like(word) for word in (*sought.words, *sought.not_words)]
        return _BOTH, "c.row", ["c.active = 1", *conditions], values
    among, order, conditions, values = "cards c", "c.row", ["c.active = 1"], list[str]()
    tags = [f"tags : {_beginning(tag)}" for tag in map(_folded, sought.tags) if _is_word(tag)]
    words = [_beginning(word) for word in sought.words if word.strip()]
    if sought.words or tags:
        # The index of words finds a few more than bear a tag, much sooner.
        among, order = _BOTH, "t.rowid"
        conditions.append("texts MATCH ?")
        values.append(" AND ".join([*words, *tags]) or '""')
    if sought.not_words:
        conditions.append("c.row NOT IN (SELECT rowid FROM texts WHERE texts MATCH ?)")
        values.append(" OR ".join(_beginning(word) for word in sought.not_words))
    return among, order, conditions, values


_BOTH = "texts t JOIN cards c ON c.row = t.rowid"
_LIKE = "(' ' || t.front || ' ' || t.back || ' ' || t.tags) LIKE ? ESCAPE '!'"


def _folded(tag: str) -> str:
    return tag.casefold().replace("|", "")


def _is_word(tag: str) -> bool:
    return tag.isascii() and any(one.isalnum() for one in tag)


def _beginning(term: str) -> str:
    return '"' + term.replace('"', " ") + '"*'


def _like(term: str) -> str:
    escaped = term.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"% {escaped}%"
