"""The cache of parsed files and its search index: a warm start parses only what changed.

Everything in it can be built again from the files, so it is written with less ceremony than
the history: it may be deleted at any time.  A file that cannot be read any more keeps its
last good rows.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, Self

FORMAT = 1
"""Raised whenever what is cached changes its form; the cache is then built anew."""

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE files (
  path TEXT PRIMARY KEY, kind TEXT NOT NULL, own INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
  size INTEGER NOT NULL, written_ns INTEGER NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE problems (
  path TEXT NOT NULL, line INTEGER NOT NULL, col INTEGER NOT NULL, what TEXT NOT NULL,
  right TEXT NOT NULL, severity TEXT NOT NULL, subject TEXT NOT NULL, crossing INTEGER NOT NULL
) STRICT;
CREATE INDEX problems_by_path ON problems (path);
CREATE TABLE cards (
  row INTEGER PRIMARY KEY, id TEXT NOT NULL, path TEXT NOT NULL, deck TEXT NOT NULL,
  topic TEXT NOT NULL, level INTEGER NOT NULL, priority INTEGER NOT NULL,
  position INTEGER NOT NULL, parts TEXT NOT NULL, tags TEXT NOT NULL, line INTEGER NOT NULL,
  overrides INTEGER NOT NULL, explicit INTEGER NOT NULL, active INTEGER NOT NULL,
  title TEXT NOT NULL, body TEXT NOT NULL
) STRICT;
CREATE INDEX cards_by_id ON cards (id, active);
CREATE INDEX cards_by_path ON cards (path);
CREATE INDEX cards_by_deck ON cards (deck, position) WHERE active = 1;
CREATE TABLE gone (
  id TEXT PRIMARY KEY, deck TEXT NOT NULL, title TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE doubts (
  old TEXT NOT NULL, new TEXT NOT NULL, likeness REAL NOT NULL, PRIMARY KEY (old, new)
) STRICT, WITHOUT ROWID;
"""
_INDEX = "CREATE VIRTUAL TABLE texts USING fts5 (front, back, tags, prefix='2 3')"
_PLAIN = "CREATE TABLE texts (front TEXT, back TEXT, tags TEXT)"
"""What stands in where SQLite was built without full-text search: slower, same rows."""


class FileStamp(NamedTuple):
    """What is known of a file without reading it."""

    path: str
    mtime_ns: int
    size: int
    hash: str = ""
    written_ns: int = 0
    """When the cache last looked; a file changed within the same tick counts as changed."""

    def is_current(self, mtime_ns: int, size: int) -> bool:
        """Whether the file cannot have changed since the cache was written."""
        settled = self.written_ns - mtime_ns >= _TICK_NS
        return settled and (mtime_ns, size) == (self.mtime_ns, self.size)


_TICK_NS = 2_000_000_000


class CardRow(NamedTuple):
    """One card as it is cached: what lists and queues need, and the whole as JSON."""

    id: str
    deck: str
    topic: str
    level: int
    priority: int
    position: int
    parts: tuple[str, ...]
    tags: tuple[str, ...]
    title: str
    front: str
    back: str
    body: str
    line: int
    overrides: bool
    explicit: bool
    """Whether the file itself gives the id."""


class CachedCard(NamedTuple):
    """What is cached of a card of one file."""

    id: str
    deck: str
    title: str
    explicit: bool
    body: str


class Copy(NamedTuple):
    """One of several places that give the same card id."""

    id: str
    path: str
    line: int
    own: int
    overrides: int


class ListedCard(NamedTuple):
    """A card in a list."""

    id: str
    deck: str
    topic: str
    level: int
    priority: int
    position: int
    parts: tuple[str, ...]
    title: str


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
            return cls(_connect(path))
        except sqlite3.DatabaseError:
            _remove(path)
            return cls(_connect(path))

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


def _listed(row: tuple[Any, ...]) -> ListedCard:
    parts = tuple(str(row[6]).split(" ")) if row[6] else ("",)
    return ListedCard(row[0], row[1], row[2], row[3], row[4], row[5], parts, row[7])


def _like(term: str) -> str:
    escaped = term.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"% {escaped}%"


def _connect(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, isolation_level=None, timeout=5)
    try:
        _prepare(connection)
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == 0:
        connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} {_texts(connection)};")
        connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.execute("COMMIT")
    elif version != FORMAT:
        raise sqlite3.DatabaseError("another format")


def _texts(connection: sqlite3.Connection) -> str:
    options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    return _INDEX if "ENABLE_FTS5" in options else _PLAIN


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
