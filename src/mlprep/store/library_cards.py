"""What the cache takes and gives of cards when files change; a start without changes needs none."""

from typing import NamedTuple


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
    active: bool
    """Whether it is the copy in use of its id."""


class Copy(NamedTuple):
    """One of several places that give the same card id."""

    id: str
    path: str
    line: int
    own: int
    overrides: int
