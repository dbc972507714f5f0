"""Small Anki packages put together by hand, sound ones and hostile ones."""

import json
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

from mlprep.formats.exchange.anki.models import SCHEMA, collection_row

DECK = 1_600_000_000_000
NOW_MS = 1_790_000_000_000
CREATED_S = 1_789_000_000


def database(
    path: Path,
    *,
    notes: tuple[tuple[Any, ...], ...] = ((1, "guid-one", "Front\x1fBack", "tag"),),
    cards: tuple[dict[str, Any], ...] = ({"id": 2},),
    log: tuple[tuple[Any, ...], ...] = (),
    change: dict[str, Any] | None = None,
) -> Path:
    """Write a database of schema 11; ``change`` overrides columns of ``col``."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = OFF")  # no power cut is played here
    connection.executescript(SCHEMA)
    row = list(collection_row(created_s=CREATED_S, now_ms=NOW_MS, decks={"Deck": DECK}))
    names = [one[1] for one in connection.execute("PRAGMA table_info(col)")]
    for name, value in (change or {}).items():
        row[names.index(name)] = value
    connection.execute(f"INSERT INTO col VALUES ({', '.join('?' * 13)})", row)  # noqa: S608  # constant
    model = 1_700_000_000_101
    for number, guid, values, tags in notes:
        connection.execute(
            "INSERT INTO notes VALUES (?, ?, ?, 0, 0, ?, ?, 0, 0, 0, '')",
            (number, guid, model, tags, values),
        )
    for one in cards:
        card = {**_CARD, **one}
        marks = ", ".join("?" * len(card))
        names_of_card = ", ".join(f'"{name}"' for name in card)
        connection.execute(
            f"INSERT INTO cards ({names_of_card}) VALUES ({marks})",  # noqa: S608  # own names
            tuple(card.values()),
        )
    connection.executemany("INSERT INTO revlog VALUES (?, ?, 0, ?, ?, 0, ?, ?, ?)", log)
    connection.commit()
    connection.close()
    return path


_CARD: dict[str, Any] = {
    "id": 2, "nid": 1, "did": DECK, "ord": 0, "mod": 0, "usn": 0, "type": 0, "queue": 0, "due": 1,
    "ivl": 0, "factor": 0, "reps": 0, "lapses": 0, "left": 0, "odue": 0, "odid": 0, "flags": 0,
    "data": "",
}  # fmt: skip


def package(
    path: Path,
    data: bytes,
    *,
    entry: str = "collection.anki21",
    media: bytes | None = None,
    others: dict[str, bytes] | None = None,
) -> Path:
    """Put a package together."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(entry, data)
        archive.writestr("media", json.dumps({}) if media is None else media)
        for name, content in (others or {}).items():
            archive.writestr(name, content)
    return path
