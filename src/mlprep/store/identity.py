"""Which device writes: an id that a copied or restored history does not keep."""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from mlprep.domain.ids import DeviceId
from mlprep.store.rows import FORGET_REDO

_MOST_DIGITS = 18
_LAST = """
SELECT number FROM facts WHERE device = (SELECT id FROM names WHERE name = ?)
ORDER BY number DESC LIMIT 1
"""
_MACHINE_FILES = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


def machine_name() -> str:
    """Name this machine, as steadily as the system allows."""
    for path in _MACHINE_FILES:
        try:
            text = path.read_text(encoding="ascii").strip()
        except (OSError, UnicodeError):
            continue
        if text:
            return text
    import platform

    return platform.node()


def fingerprint(path: Path, machine: str) -> str:
    """Tell this file on this machine from any copy of it.

    The number of its disk is left out: many get another one when they are mounted again.
    """
    return f"{machine}/{path.stat().st_ino}"


def device_of(connection: sqlite3.Connection, path: Path, machine: str) -> DeviceId:
    """Return the id under which this file records, a new one where the file was copied.

    Running numbers are unique per device; a copy that went on counting under the old id would
    give numbers away twice.  So would an earlier copy put into the file's place.
    """
    mark = fingerprint(path, machine)
    known = _read(connection)
    if not _is_known(connection, path, known, mark):
        connection.execute("BEGIN IMMEDIATE")
        try:
            known = _read(connection)
            if not _is_known(connection, path, known, mark):
                known = {"fingerprint": mark, "device": os.urandom(8).hex()}
                connection.executemany(
                    "INSERT INTO local (key, value) VALUES (?, ?)"
                    " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                    known.items(),
                )
                connection.execute(FORGET_REDO)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    device = DeviceId(known["device"])
    keep_count(connection, path, device)
    return device


def keep_count(connection: sqlite3.Connection, path: Path, device: DeviceId) -> None:
    """Keep beside the file how far the device has counted; where it cannot be kept, none is."""
    with suppress(OSError, sqlite3.Error):
        count = _last(connection, device)
        if _count(path) != (device, count):
            _beside(path).write_text(f"{device} {count}\n", encoding="ascii")


def _is_known(connection: sqlite3.Connection, path: Path, known: dict[str, str], mark: str) -> bool:
    """Whether the file is the one that its id was given to, with all that was recorded since."""
    if "device" not in known or not _agree(known.get("fingerprint", ""), mark):
        return False
    device, count = _count(path)  # before what is recorded, which others may be adding to
    return device != known["device"] or count <= _last(connection, device)


def _agree(known: str, mark: str) -> bool:
    """Compare fingerprints; older ones have the number of the disk before the file's."""
    machine, _, file = mark.rpartition("/")
    start, _, known_file = known.rpartition("/")
    older, _, disk = start.rpartition("/")
    return known == mark or (known_file == file and older == machine and disk.isdecimal())


def _count(path: Path) -> tuple[str, int]:
    """Read which device had counted how far; nothing where that cannot be read."""
    try:
        text = _beside(path).read_text(encoding="ascii")
    except (OSError, UnicodeError):
        return "", 0
    device, _, number = text.rstrip("\n").partition(" ")
    is_whole = text.endswith("\n") and number.isdecimal() and len(number) <= _MOST_DIGITS
    return (device, int(number)) if is_whole else ("", 0)


def _last(connection: sqlite3.Connection, device: str) -> int:
    """Read the device's last running number; 0 without a fact."""
    row = connection.execute(_LAST, (device,)).fetchone()
    return int(row[0]) if row else 0


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.device")


def _read(connection: sqlite3.Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT key, value FROM local").fetchall())
