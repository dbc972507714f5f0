"""One sync at a time on one machine; a killed one stands in nobody's way."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from mlprep.formats.amending import alone
from mlprep.study.sync.errors import SyncError


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder; raises ``SyncError`` where another sync holds it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as held:
        try:
            held.enter_context(alone(folder / "any", wait=False))
        except BlockingIOError:
            raise SyncError("Another sync is running; wait until it is done.") from None
        yield
