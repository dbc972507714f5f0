"""Numbers of things, in words."""


def counted(count: int, noun: str, plural: str = "") -> str:
    """``1 card``, ``2,000 cards``."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"
