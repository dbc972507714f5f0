"""Finding cards in the cache of the library, page by page, without counting what comes after."""

import json
import re
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from mlprep.store.library_rows import ListedCard, listed

_BEARS = "(instr(c.tags, '|' || ? || '|') OR instr(c.tags, '|' || ? || '/'))"
_BEGINS = "(length(c.tags) > 1 AND instr(c.tags, '|' || ?))"
_COLUMNS = "c.id, c.deck, c.topic, c.level, c.priority, c.position, c.parts, c.title"


class Sought(NamedTuple):
    """What cards must be like; everything named must hold."""

    words: Sequence[str] = ()
    """Beginnings of words in front, back or tags; several words in one are a phrase."""
    not_words: Sequence[str] = ()
    """None of these may occur."""
    tags: Sequence[str] = ()
    """Tags borne, or ones above those borne: ``a`` finds ``a/b`` and ``a::b``; ``a*`` finds
    whatever begins so."""
    not_tags: Sequence[str] = ()
    """None of these, nor one below them, may be borne."""
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
    if sought.cards is not None and not sought.cards:
        return
    found = _looked_up(connection, sought) if indexed else _looked_through(sought)
    among, order, conditions, values = found
    for no, tags in (("", sought.tags), ("NOT ", sought.not_tags)):
        for tag in tags:
            begins = tag.endswith("*")
            conditions.append(no + (_BEGINS if begins else _BEARS))
            values += [_folded(tag)] * (1 if begins else 2)
    for column, names in (("deck", sought.decks), ("id", sought.cards)):
        if names is not None:
            conditions.append(_of_these(column, by_word=among == _BOTH))
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


def _of_these(column: str, *, by_word: bool) -> str:
    """Write that a card's deck or id is one of those named.

    The numbers of cards are looked up first: cards are then read in order, as many as are
    wanted, and cards found by their words are tried before any of them is read.
    """
    number = "+t.rowid" if by_word else "c.row"
    named = f"{column} IN (SELECT value FROM json_each(?))"  # noqa: S608  # ours
    return f"{number} IN (SELECT row FROM cards WHERE active = 1 AND {named})"  # noqa: S608  # ours


def _looked_through(sought: Sought) -> tuple[str, str, list[str], list[str]]:
    """Say where to look, in which order, and the conditions on words with their values."""
    conditions = [_LIKE] * len(sought.words) + [f"NOT {_LIKE}"] * len(sought.not_words)
    values = [_like(word) for word in (*sought.words, *sought.not_words)]
    return _BOTH, "c.row", ["c.active = 1", *conditions], values


def _looked_up(
    connection: sqlite3.Connection, sought: Sought
) -> tuple[str, str, list[str], list[str]]:
    """Say the same for an index of words.

    Rows are numbered in library order, and the index of words gives them in that order.
    """
    among, order, conditions, values = "cards c", "c.row", ["c.active = 1"], list[str]()
    tags = [f"tags : {_beginning(tag)}" for tag in map(_folded, sought.tags) if _is_word(tag)]
    words = [_begun(connection, word) for word in sought.words if word.strip()]
    if sought.words or tags:
        # The index of words finds a few more than bear a tag, much sooner.
        among, order = _BOTH, "t.rowid"
        conditions.append("texts MATCH ?")
        values.append(" AND ".join([*words, *tags]) or '""')
    if sought.not_words:
        conditions.append("c.row NOT IN (SELECT rowid FROM texts WHERE texts MATCH ?)")
        values.append(" OR ".join(_begun(connection, word) for word in sought.not_words))
    return among, order, conditions, values


def _begun(connection: sqlite3.Connection, term: str) -> str:
    """Write a beginning of a word as the words that begin so, where they are few.

    The index gives a word's rows one by one, those of a beginning only once it has them all.
    """
    last = _LAST_WORD.search(term) if term.isascii() else None
    words = _few_words(connection, last[0].lower()) if last else []
    if last is None or not words:
        return _beginning(term)
    before = term[: last.start()].replace('"', " ")
    phrases = [f'"{before}{word}"' for word in words]
    return f"({' OR '.join(phrases)})"


def _few_words(connection: sqlite3.Connection, beginning: str) -> list[str]:
    """List the words of the index that begin so; none where they are many or not plain."""
    connection.execute(_TERMS)
    beyond = beginning[:-1] + chr(ord(beginning[-1]) + 1)
    words: list[str] = []
    start = beginning
    while row := connection.execute(_NEXT_TERM, (start, beyond)).fetchone():
        words.append(row[0])
        start = f"{row[0]}\x01"
        if len(words) > _FEW_WORDS or not row[0].isascii():
            return []
    return words


_BOTH = "texts t JOIN cards c ON c.row = t.rowid"

_LAST_WORD = re.compile(r"[A-Za-z0-9]+\Z")
_FEW_WORDS = 16
_TERMS = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.terms USING fts5vocab (main, texts, instance)"
_NEXT_TERM = "SELECT term FROM temp.terms WHERE term >= ? AND term < ? LIMIT 1"
_LIKE = "(' ' || t.front || ' ' || t.back || ' ' || t.tags) LIKE ? ESCAPE '!'"


def _folded(tag: str) -> str:
    """Write a tag as the cache does: without case, ``/`` between its levels (Anki's ``::``)."""
    return tag.casefold().replace("|", "").replace("::", "/").removesuffix("*")


def _is_word(tag: str) -> bool:
    return tag.isascii() and any(one.isalnum() for one in tag)


def _beginning(term: str) -> str:
    return '"' + term.replace('"', " ") + '"*'


def _like(term: str) -> str:
    escaped = term.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"% {escaped}%"
