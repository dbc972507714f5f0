"""The cache of parsed files and its search index: a warm start parses only what changed.

Everything in it can be built again from the files, so it is written with less ceremony than
the history: it may be deleted at any time.  A file that cannot be read any more keeps its
last good rows.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlprep.domain.ids import CardId, DeckId, TopicId
from mlprep.store.library_file import connect, is_to_go, remove, told
from mlprep.store.library_rows import FileStamp, ListedCard, listed

if TYPE_CHECKING:
    from mlprep.store.library_cards import CachedCard, Copy
    from mlprep.store.library_search import Sought
    from mlprep.store.library_writing import Writing


FEW_PARTS = 4
"""Of the index of words: more of them are joined when nobody waits."""


class LibraryCache:
    """The cache file.  Opening a damaged or outdated one starts it anew."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db = connection
        self._path = path
        sql = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'texts'").fetchone()
        self._indexed = "fts5" in sql[0]

    @classmethod
    def open(cls, path: Path) -> "LibraryCache":
        """Open or create the cache; raises ``OSError`` where it cannot be written."""
        try:
            return cls(connect(path), path)
        except sqlite3.DatabaseError as error:
            if not is_to_go(error):
                raise told(error, path) from error
            remove(path)
        try:
            return cls(connect(path), path)
        except sqlite3.DatabaseError as error:
            raise told(error, path) from error

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # ------------------------------------------------------------------ files

    def stamps(self) -> dict[str, FileStamp]:
        """Tell what was known of every file when it was cached."""
        rows = self._db.execute("SELECT path, mtime_ns, size, hash, written_ns FROM files")
        return {stamp.path: stamp for stamp in map(FileStamp._make, rows)}

    def write(self, *, wait_s: float = 0) -> "Writing":
        """Begin a change; use as a context manager, all of it is kept or none.

        Waits so many seconds longer than usual where another program writes.
        """
        from mlprep.store.library_writing import Writing

        return Writing(self._db, self._path, wait_s)

    def join_words(self) -> None:
        """Join the parts of the index of words where there are many: each makes searches slower.

        Takes some 15 µs a card; raises ``OSError`` where another program writes the cache.
        """
        parts = "SELECT count(DISTINCT segid) FROM texts_idx"
        if self._indexed and self._db.execute(parts).fetchone()[0] > FEW_PARTS:
            with self.write() as writing:
                writing.join_words()

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
            rows = self._db.execute(
                "SELECT t.value FROM files AS f, json_each(f.body, '$.topics') AS t"
                " WHERE f.kind = ? AND f.body <> '' ORDER BY f.own, f.path, t.id",
                (kind,),
            )
            for topic in map(json.loads, (row[0] for row in rows)):
                known.setdefault(topic["id"], topic)
        return known

    def decks_in(self, *, own: bool) -> list[str]:
        """Ids of the decks of the learner's own files, or of the shipped ones."""
        rows = self._db.execute(
            "SELECT DISTINCT json_extract(body, '$.deck.id') FROM files"
            " WHERE kind = 'deck' AND own = ? AND body <> ''",
            (own,),
        )
        return [row[0] for row in rows]

    def meta(self, key: str) -> str:
        """Read a note that was kept with the cache; empty where there is none."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def state(self) -> tuple[int, int]:
        """Return numbers that change when anybody has written."""
        version = self._db.execute("PRAGMA data_version").fetchone()[0]
        return int(version), self.changes

    @property
    def changes(self) -> int:
        """Rows that were written here so far."""
        return self._db.total_changes

    def problems(self) -> list[tuple[str, int, int, str, str, str, str]]:
        """All problems: path, line, column, what, what would be right, severity, subject."""
        return self._db.execute(
            "SELECT path, line, col, what, right, severity, subject FROM problems"
            " ORDER BY path, line, col, what"
        ).fetchall()

    def doubts(self) -> list[tuple[str, str, float]]:
        """Cards that may be an edited older card: old id, new id, likeness in 0-1.

        Open as long as the new one stands in a deck and the old one in none.
        """
        return self._db.execute(
            "SELECT old, new, likeness FROM doubts WHERE old IN (SELECT id FROM gone)"
            " AND EXISTS (SELECT 1 FROM cards WHERE cards.id = doubts.new AND active = 1)"
            " ORDER BY old, likeness DESC, new"
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
        return [listed(row) for row in self._db.execute(sql, [*arguments, limit])]

    def listed_by_id(self, cards: Iterable[str]) -> dict[str, ListedCard]:
        """Look up cards by id; unknown ids are left out."""
        rows = self._db.execute(
            "SELECT id, deck, topic, level, priority, position, parts, title FROM cards"
            " WHERE active = 1 AND id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(cards)),),
        )
        return {row[0]: listed(row) for row in rows}

    def cards_of_file(self, path: str) -> "list[CachedCard]":
        """Read all that is cached of the cards that a file gave, copies included."""
        from mlprep.store.library_cards import CachedCard

        rows = self._db.execute(
            "SELECT id, deck, title, explicit, body, active FROM cards WHERE path = ? ORDER BY row",
            (path,),
        )
        return [
            CachedCard(card, deck, title, bool(explicit), body, bool(active))
            for card, deck, title, explicit, body, active in rows
        ]

    def in_use(
        self, cards: Iterable[str], *, besides: Iterable[str] = ()
    ) -> dict[str, tuple[str, str, str]]:
        """Read deck, title and JSON text of cards in use; none of the files ``besides``."""
        rows = self._db.execute(
            "SELECT id, deck, title, body FROM cards"
            " WHERE active = 1 AND id IN (SELECT value FROM json_each(?))"
            " AND path NOT IN (SELECT value FROM json_each(?))",
            (json.dumps(list(cards)), json.dumps(list(besides))),
        )
        return {card: (deck, title, body) for card, deck, title, body in rows}

    def gone(self) -> list[tuple[str, str, str]]:
        """Cards that were in the library once: id, deck, text."""
        return self._db.execute("SELECT id, deck, title FROM gone ORDER BY id").fetchall()

    def active_rows(self) -> Iterator[tuple[CardId, DeckId, TopicId, int, int, int, str]]:
        """Id, deck, topic, level, priority, position and parts of every card in use."""
        yield from self._db.execute(
            "SELECT id, deck, topic, level, priority, position, parts FROM cards"
            " WHERE active = 1 ORDER BY row"
        )

    def fronts(self) -> list[tuple[str, str, int, str]]:
        """Read what every card in use asks: id, path, line, its whole front or cloze text."""
        return self._db.execute(
            "SELECT c.id, c.path, c.line, t.front FROM cards c JOIN texts t ON t.rowid = c.row"
            " WHERE c.active = 1 ORDER BY c.row"
        ).fetchall()

    def copies(self) -> "list[Copy]":
        """Cards whose id stands in more than one place, shipped ones first."""
        from mlprep.store.library_cards import Copy

        rows = self._db.execute(
            "SELECT c.id, c.path, c.line, f.own, c.overrides FROM cards c JOIN files f USING (path)"
            " WHERE c.id IN (SELECT id FROM cards GROUP BY id HAVING count(*) > 1)"
            " ORDER BY c.id, f.own, c.path, c.line"
        )
        return [Copy(*row) for row in rows]

    def overriding_nothing(self) -> "list[Copy]":
        """Cards that say they override one which the library does not have."""
        from mlprep.store.library_cards import Copy

        rows = self._db.execute(
            # With the plus sign the rows are gone through once, not looked up in the order of ids.
            "SELECT id, path, line, 1, overrides FROM cards WHERE overrides = 1"
            " AND (SELECT count(*) FROM cards c WHERE c.id = cards.id) = 1 ORDER BY +id"
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

    def find(self, sought: "Sought", size: int) -> Iterator[list[ListedCard]]:
        """Give the cards that are sought in library order, so many at a time."""
        from mlprep.store.library_search import pages

        return pages(self._db, sought, size, indexed=self._indexed)
