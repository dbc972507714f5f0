"""What the cache of the library keeps and gives: files, and cards in lists."""

from typing import Any, NamedTuple


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


def listed(row: tuple[Any, ...]) -> ListedCard:
    """Make a card for lists from its columns."""
    parts = tuple(str(row[6]).split(" ")) if row[6] else ("",)
    return ListedCard(row[0], row[1], row[2], row[3], row[4], row[5], parts, row[7])
