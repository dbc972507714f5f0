"""Which device writes: an id that a copied or restored history does not keep."""

import os
import sqlite3
from pathlib import Path

from mlprep.domain.ids import DeviceId
from mlprep.store.rows import FORGET_REDO

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
    """Tell this file on this machine from any copy of it."""
    stat = path.stat()
    return f"{machine}/{stat.st_dev}/{stat.st_ino}"


def device_of(connection: sqlite3.Connection, path: Path, machine: str) -> DeviceId:
    """Return the id under which this file records, a new one where the file was copied.

    Running numbers are unique per device; a copy that went on counting under the old id would
    give numbers away twice.
    """
    mark = fingerprint(path, machine)
    known = _read(connection)
    if known.get("fingerprint") == mark and "device" in known:
        return DeviceId(known["device"])
    connection.execute("BEGIN IMMEDIATE")
    try:
        known = _read(connection)
        if known.get("fingerprint") != mark or "device" not in known:
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
    return DeviceId(known["device"])


def _read(connection: sqlite3.Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT key, value FROM local").fetchall())
