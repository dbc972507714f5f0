"""Change the cache of the library: one transaction, kept as a whole or not at all."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from mlprep.store.library_cards import CardRow, Copy
from mlprep.store.library_file import told
from mlprep.store.library_rows import FileStamp


class Writing:
    """One change of the cache, in a transaction."""

    def __init__(self, connection: sqlite3.Connection, path: Path, wait_s: float = 0) -> None:
        self._db = connection
        self._path = path
        self._wait_ms = round(wait_s * 1000)

    def __enter__(self) -> Self:
        usual = self._db.execute("PRAGMA busy_timeout").fetchone()[0]
        try:
            self._db.execute(f"PRAGMA busy_timeout = {usual + self._wait_ms}")
            self._db.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise told(error, self._path) from error
        finally:
            self._db.execute(f"PRAGMA busy_timeout = {usual}")
        return self

    def __exit__(self, kind: object, error: BaseException | None, _trace: object) -> None:
        try:
            if kind is None:
                self._db.execute("COMMIT")
        except sqlite3.Error as why:
            error = why
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")
        if isinstance(error, sqlite3.Error):
            raise told(error, self._path) from error

    def put_file(
        self, stamp: FileStamp, *, kind: str, own: bool, body: Any, cards: Sequence[CardRow]
    ) -> None:
        """Replace all that is cached of a file; its cards keep their place among the others."""
        first = self._first_row(stamp.path)
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
        self._put_cards(stamp.path, cards, first)

    def join_words(self) -> None:
        """Join the parts of the index of words into one."""
        self._db.execute("INSERT INTO texts (texts) VALUES ('optimize')")

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
        rows = self._db.execute("SELECT row FROM cards WHERE path = ?", (path,)).fetchall()
        if not rows:
            return  # to look into the index of words would end the batch that it is writing
        self._db.executemany("DELETE FROM texts WHERE rowid = ?", rows)
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
        # The index tells which they are without a look at all rows, which are long.
        unused = "SELECT row FROM cards INDEXED BY cards_by_id WHERE active = 0"
        self._db.executemany(
            "UPDATE cards SET active = 1 WHERE row = ?", self._db.execute(unused).fetchall()
        )
        self._db.executemany(
            "UPDATE cards SET active = 0 WHERE id = ? AND path = ? AND line = ?",
            ((copy.id, copy.path, copy.line) for copy in copies),
        )

    def put_gone(self, cards: Iterable[tuple[str, str, str]]) -> None:
        """Remember cards that left the library, so that an edited copy is recognised later."""
        self._db.executemany("INSERT OR REPLACE INTO gone VALUES (?, ?, ?)", cards)

    def drop_gone(self, cards: Iterable[str]) -> None:
        """Forget cards that came back, or whose history has found its new card."""
        if self._db.execute("SELECT 1 FROM gone LIMIT 1").fetchone():
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

    def _first_row(self, path: str) -> int:
        """Say where a file's cards begin; files lie far apart, so that they may grow."""
        (own,) = self._db.execute("SELECT min(row) FROM cards WHERE path = ?", (path,)).fetchone()
        if own is None:
            (last,) = self._db.execute("SELECT max(row) FROM cards").fetchone()
            return ((last or 0) // _FILE_ROWS + 1) * _FILE_ROWS
        return int(own) // _FILE_ROWS * _FILE_ROWS

    def _put_cards(self, path: str, cards: Sequence[CardRow], first: int) -> None:
        self._db.executemany(
            _INSERT_CARD, (_row(path, row, card) for row, card in enumerate(cards, first))
        )
        self._db.executemany(
            "INSERT INTO texts (rowid, front, back, tags) VALUES (?, ?, ?, ?)",
            (
                (row, card.front, card.back, " ".join(card.tags))
                for row, card in enumerate(cards, first)
            ),
        )


_FILE_ROWS = 2**20
"""More cards than a file of the largest size can hold."""
_INSERT_CARD = (
    "INSERT INTO cards (row, id, path, deck, topic, level, priority, position, parts, tags,"
    " line, overrides, explicit, active, title, body)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?)"
)


def _row(path: str, row: int, card: CardRow) -> tuple[int | str, ...]:
    return (
        row,
        card.id,
        path,
        card.deck,
        card.topic,
        card.level,
        card.priority,
        card.position,
        " ".join(card.parts),
        "|".join(("", *card.tags, "")).casefold().replace("::", "/"),
        card.line,
        int(card.overrides),
        int(card.explicit),
        card.title,
        card.body,
    )
