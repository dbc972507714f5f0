"""An empty history, put where a test's learner begins: making one anew syncs five migrations."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from mlprep.store.connection import connect

LONG_AGO = 1_700_000_000_000


def begin_history(path: Path) -> None:
    """Put an empty history at a path where none is; a copy counts as a device of its own."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_bytes(_empty())


@cache
def _empty() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "history.sqlite"
        connect(path, create=True, now_ms=LONG_AGO).close()
        return path.read_bytes()
