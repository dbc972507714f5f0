"""The cache of parsed files and its search index: a warm start parses only what changed.

Everything in it can be built again from the files, so it is written with less ceremony than
the history: it may be deleted at any time.  A file that cannot be read any more keeps its
last good rows.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from mlprep.store.library_file import connect, remove
from mlprep.store.library_rows import CachedCard, Copy, FileStamp, ListedCard
from mlprep.store.library_writing import Writing


class LibraryCache:
    """The cache file.  Opening a damaged or outdated one starts it anew."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        sql = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'texts'").fetchone()
        self._indexed = "fts5" in sql[0]

    @classmethod
    def open(cls, path: Path) -> "LibraryCache":
        """Open or create the cache."""
        try:
            return cls(connect(path))
        except sqlite3.DatabaseError:
            remove(path)
            return cls(connect(path))

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # ------------------------------------------------------------------ files

    def stamps(self) -> dict[str, FileStamp]:
        """Tell what was known of every file when it was cached."""
        rows = self._db.execute("SELECT path, mtime_ns, size, hash, written_ns FROM files")
        return {stamp.path: stamp for stamp in map(FileStamp._make, rows)}

    def write(self) -> "Writing":
        """Begin a change; use as a context manager, all of it is kept or none."""
        return Writing(self._db)

    def bodies(self, kind: str) -> list[tuple[str, bool, Any]]:
        """Read what is cached of all files of a kind: path, whether own, JSON value."""
        rows = self._db.execute(
            "SELECT path, own, body FROM files WHERE kind = ? AND body <> '' ORDER BY own, path",
            (kind,),
        )
        return [(path, bool(own), json.loads(body)) for path, own, body in rows]

    def topics(self) -> dict[str, Any]:
        """JSON values of all topics by id: of the areas file, and those that files declare."""
        known: dict[str, Any] = {}
        for kind in ("areas", "deck", "bank"):
            for _path, _own, body in self.bodies(kind):
                for topic in body.get("topics", ()):
                    known.setdefault(topic["id"], topic)
        return known

    def meta(self, key: str) -> str:
        """Read a note that was kept with the cache; empty where there is none."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def state(self) -> tuple[int, int]:
        """Return numbers that change when anybody has written."""
        version = self._db.execute("PRAGMA data_version").fetchone()[0]
        return int(version), self._db.total_changes

    def problems(self) -> list[tuple[str, int, int, str, str, str, str]]:
        """All problems: path, line, column, what, what would be right, severity, subject."""
        return self._db.execute(
            "SELECT path, line, col, what, right, severity, subject FROM problems"
            " ORDER BY path, line, col, what"
        ).fetchall()

    def doubts(self) -> list[tuple[str, str, float]]:
        """Cards that may be an edited older card: old id, new id, likeness in 0-1."""
        return self._db.execute(
            "SELECT old, new, likeness FROM doubts ORDER BY old, likeness DESC, new"
        ).fetchall()

    # ------------------------------------------------------------------ cards

    def card(self, card: str) -> Any | None:
        """One card's JSON value, or None where the library has no such card."""
        row = self._db.execute(
            "SELECT body FROM cards WHERE id = ? AND active = 1", (card,)
        ).fetchone()
        return json.loads(row[0]) if row else None

    def listed(self, *, deck: str | None = None, limit: int = -1) -> list[ListedCard]:
        """Cards in deck order; all of them, or one deck's."""
        where, arguments = ("deck = ? AND ", [deck]) if deck is not None else ("", [])
        sql = (
            "SELECT id, deck, topic, level, priority, position, parts, title FROM cards"  # noqa: S608  # constant parts
            f" WHERE {where}active = 1 ORDER BY deck, position LIMIT ?"
        )
        return [_listed(row) for row in self._db.execute(sql, [*arguments, limit])]

    def listed_by_id(self, cards: Iterable[str]) -> dict[str, ListedCard]:
        """Look up cards by id; unknown ids are left out."""
        rows = self._db.execute(
            "SELECT id, deck, topic, level, priority, position, parts, title FROM cards"
            " WHERE active = 1 AND id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(cards)),),
        )
        return {row[0]: _listed(row) for row in rows}

    def cards_of_file(self, path: str) -> list[CachedCard]:
        """Read all that is cached of the cards that a file gave, copies included."""
        rows = self._db.execute(
            "SELECT id, deck, title, explicit, body FROM cards WHERE path = ? ORDER BY row",
            (path,),
        )
        return [
            CachedCard(card, deck, title, bool(explicit), body)
            for card, deck, title, explicit, body in rows
        ]

    def gone(self) -> list[tuple[str, str, str]]:
        """Cards that were in the library once: id, deck, text."""
        return self._db.execute("SELECT id, deck, title FROM gone ORDER BY id").fetchall()

    def active_rows(self) -> Iterator[tuple[str, str, str, int, int, int, str]]:
        """Id, deck, topic, level, priority, position and parts of every card in use."""
        yield from self._db.execute(
            "SELECT id, deck, topic, level, priority, position, parts FROM cards"
            " WHERE active = 1 ORDER BY row"
        )

    def copies(self) -> list[Copy]:
        """Cards whose id stands in more than one place, shipped ones first."""
        rows = self._db.execute(
            "SELECT c.id, c.path, c.line, f.own, c.overrides FROM cards c JOIN files f USING (path)"
            " WHERE c.id IN (SELECT id FROM cards GROUP BY id HAVING count(*) > 1)"
            " ORDER BY c.id, f.own, c.path, c.line"
        )
        return [Copy(*row) for row in rows]

    def overriding_nothing(self) -> list[Copy]:
        """Cards that say they override one which the library does not have."""
        rows = self._db.execute(
            "SELECT id, path, line, 1, overrides FROM cards WHERE overrides = 1"
            " GROUP BY id HAVING (SELECT count(*) FROM cards c WHERE c.id = cards.id) = 1"
        )
        return [Copy(*row) for row in rows]

    def topics_used(self) -> list[tuple[str, str, int]]:
        """Topics that cards name, each with the first place: topic, path, line."""
        return self._db.execute(
            "SELECT topic, path, min(line) FROM cards WHERE topic <> '' GROUP BY topic, path"
        ).fetchall()

    def requirements(self, cards: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Tell which of these cards require others, and which."""
        rows = self._db.execute(
            "SELECT id, json_extract(body, '$.requires') AS needs FROM cards"
            " WHERE active = 1 AND id IN (SELECT value FROM json_each(?)) AND needs IS NOT NULL",
            (json.dumps(list(cards)),),
        )
        return {card: tuple(json.loads(needs)) for card, needs in rows if needs != "[]"}

    def missing_requirements(self) -> list[tuple[str, str, int, str]]:
        """Cards that require an unknown card: id, path, line, the unknown id."""
        return self._db.execute(
            "SELECT c.id, c.path, c.line, r.value FROM cards c, json_each(c.body, '$.requires') r"
            " WHERE NOT EXISTS (SELECT 1 FROM cards k WHERE k.id = r.value)"
        ).fetchall()

    def deck_sizes(self) -> dict[str, int]:
        """Count the cards in use per deck."""
        return dict(
            self._db.execute("SELECT deck, count(*) FROM cards WHERE active = 1 GROUP BY deck")
        )

    def matching(self, terms: Sequence[str]) -> set[int]:
        """Find the rows of cards in whose texts every term begins a word.

        A term of several words is looked for as a phrase.
        """
        where, arguments = self._where(terms)
        found = self._db.execute(f"SELECT t.rowid FROM texts t WHERE {where}", arguments)  # noqa: S608  # terms are bound
        return {row for (row,) in found}

    def pages(
        self, rows: set[int] | None, decks: Iterable[str] | None, size: int
    ) -> Iterator[list[ListedCard]]:
        """Give the cards in use in library order, so many at a time; ``None`` means all."""
        where, arguments = "active = 1", list[str]()
        if decks is not None:
            where += " AND deck IN (SELECT value FROM json_each(?))"
            arguments.append(json.dumps(sorted(decks)))
        if rows is not None and len(rows) <= _FEW:
            where += " AND row IN (SELECT value FROM json_each(?))"
            arguments.append(json.dumps(list(rows)))
        # Many rows are cheaper met on a walk through the index, which ends with the last page.
        walk = self._db.execute(
            f"SELECT row FROM cards WHERE {where} ORDER BY deck, position, row",  # noqa: S608  # constants
            arguments,
        )
        try:
            chosen = (row for (row,) in walk if rows is None or row in rows)
            while page := list(islice(chosen, size)):
                yield self._listed_rows(page)
        finally:
            walk.close()

    def _listed_rows(self, rows: Sequence[int]) -> list[ListedCard]:
        found = self._db.execute(
            "SELECT id, deck, topic, level, priority, position, parts, title FROM cards"
            " WHERE row IN (SELECT value FROM json_each(?)) ORDER BY deck, position, row",
            (json.dumps(rows),),
        )
        return [_listed(row) for row in found]

    def _where(self, terms: Sequence[str]) -> tuple[str, list[str]]:
        if self._indexed:
            quoted = ['"' + term.replace('"', " ") + '"*' for term in terms if term.strip()]
            return "texts MATCH ?", [" AND ".join(quoted) or '""']
        like = "(' ' || t.front || ' ' || t.back || ' ' || t.tags) LIKE ? ESCAPE '!'"
        return " AND ".join([like] * len(terms)) or "0", [_like(term) for term in terms]

    def tagged(self, tag: str) -> set[int]:
        """Find the rows of cards that bear a tag, or one below it (``a`` finds ``a/b``)."""
        folded = tag.casefold().replace("|", "")
        bears = "(instr(c.tags, '|' || ? || '|') OR instr(c.tags, '|' || ? || '/'))"
        among, arguments = "cards c WHERE", [folded, folded]
        if self._indexed and folded.isascii() and any(one.isalnum() for one in folded):
            # The index of words finds a few more than bear the tag, much sooner.
            among = "texts t JOIN cards c ON c.row = t.rowid WHERE texts MATCH ? AND"
            arguments.insert(0, 'tags : "' + folded.replace('"', " ") + '"*')
        found = self._db.execute(f"SELECT c.row FROM {among} {bears}", arguments)  # noqa: S608  # constants
        return {row for (row,) in found}


_FEW = 1000
"""Rows up to which each is looked up by itself."""


def _listed(row: tuple[Any, ...]) -> ListedCard:
    parts = tuple(str(row[6]).split(" ")) if row[6] else ("",)
    return ListedCard(row[0], row[1], row[2], row[3], row[4], row[5], parts, row[7])


def _like(term: str) -> str:
    escaped = term.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"% {escaped}%"
