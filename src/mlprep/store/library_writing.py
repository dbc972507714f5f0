"""Change the cache of the library: one transaction, kept as a whole or not at all."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

from mlprep.store.library_rows import CardRow, Copy, FileStamp


class Writing:
    """One change of the cache, in a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def __enter__(self) -> Self:
        self._db.execute("BEGIN IMMEDIATE")
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._db.execute("ROLLBACK" if kind else "COMMIT")

    def put_file(
        self, stamp: FileStamp, *, kind: str, own: bool, body: Any, cards: Sequence[CardRow]
    ) -> None:
        """Replace all that is cached of a file."""
        self.drop_cards(stamp.path)
        self._db.execute(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                stamp.path,
                kind,
                int(own),
                stamp.mtime_ns,
                stamp.size,
                stamp.written_ns,
                stamp.hash,
                json.dumps(body, ensure_ascii=False) if body is not None else "",
            ),
        )
        for card in cards:
            self._put_card(stamp.path, card)

    def touch_file(self, stamp: FileStamp, *, kind: str, own: bool) -> None:
        """Note that a file was looked at again; its cached content stays in use."""
        changed = self._db.execute(
            "UPDATE files SET mtime_ns = ?, size = ?, written_ns = ?, hash = ? WHERE path = ?",
            (stamp.mtime_ns, stamp.size, stamp.written_ns, stamp.hash, stamp.path),
        )
        if changed.rowcount == 0:
            self.put_file(stamp, kind=kind, own=own, body=None, cards=())

    def drop_file(self, path: str) -> None:
        """Forget a file that is gone."""
        self.drop_cards(path)
        self._db.execute("DELETE FROM files WHERE path = ?", (path,))
        self._db.execute("DELETE FROM problems WHERE path = ?", (path,))

    def drop_cards(self, path: str) -> None:
        """Forget the cards of a file."""
        self._db.execute(
            "DELETE FROM texts WHERE rowid IN (SELECT row FROM cards WHERE path = ?)", (path,)
        )
        self._db.execute("DELETE FROM cards WHERE path = ?", (path,))

    def put_problems(self, path: str, rows: Iterable[tuple[int, int, str, str, str, str]]) -> None:
        """Replace the problems of one file: line, column, what, right, severity, subject."""
        self._db.execute("DELETE FROM problems WHERE path = ? AND crossing = 0", (path,))
        self._db.executemany(
            "INSERT INTO problems VALUES (?, ?, ?, ?, ?, ?, ?, 0)", ((path, *row) for row in rows)
        )

    def put_crossing(self, rows: Iterable[tuple[str, int, int, str, str, str, str]]) -> None:
        """Replace the problems that only show between files."""
        self._db.execute("DELETE FROM problems WHERE crossing = 1")
        self._db.executemany("INSERT INTO problems VALUES (?, ?, ?, ?, ?, ?, ?, 1)", rows)

    def put_inactive(self, copies: Iterable[Copy]) -> None:
        """Use every card but these copies."""
        self._db.execute("UPDATE cards SET active = 1 WHERE active = 0")
        self._db.executemany(
            "UPDATE cards SET active = 0 WHERE id = ? AND path = ? AND line = ?",
            ((copy.id, copy.path, copy.line) for copy in copies),
        )

    def put_gone(self, cards: Iterable[tuple[str, str, str]]) -> None:
        """Remember cards that left the library, so that an edited copy is recognised later."""
        self._db.executemany("INSERT OR REPLACE INTO gone VALUES (?, ?, ?)", cards)

    def drop_gone(self, cards: Iterable[str]) -> None:
        """Forget cards that came back, or whose history has found its new card."""
        self._db.executemany("DELETE FROM gone WHERE id = ?", ((card,) for card in cards))

    def put_doubts(self, doubts: Iterable[tuple[str, str, float]]) -> None:
        """Remember cards that may be an edited older card."""
        self._db.executemany("INSERT OR REPLACE INTO doubts VALUES (?, ?, ?)", doubts)

    def settle_doubt(self, new: str) -> None:
        """Forget the doubts about a card, once the learner has decided."""
        self._db.execute("DELETE FROM doubts WHERE new = ?", (new,))

    def put_meta(self, values: Mapping[str, str]) -> None:
        """Keep notes with the cache."""
        self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())

    def _put_card(self, path: str, card: CardRow) -> None:
        tags = "".join(f"|{tag.casefold()}" for tag in card.tags) + "|"
        row = self._db.execute(
            "INSERT INTO cards (id, path, deck, topic, level, priority, position, parts, tags,"
            " line, overrides, explicit, active, title, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?)",
            (
                card.id,
                path,
                card.deck,
                card.topic,
                card.level,
                card.priority,
                card.position,
                " ".join(card.parts),
                tags,
                card.line,
                int(card.overrides),
                int(card.explicit),
                card.title,
                card.body,
            ),
        ).lastrowid
        self._db.execute(
            "INSERT INTO texts (rowid, front, back, tags) VALUES (?, ?, ?, ?)",
            (row, card.front, card.back, " ".join(card.tags)),
        )
