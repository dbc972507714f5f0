"""Numbers of things, times and dates, in words."""

from datetime import date


def counted(count: int, noun: str, plural: str = "") -> str:
    """``1 card``, ``2,000 cards``."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def long_date(day: str | date) -> str:
    """Write a date, or one in ISO 8601, as people do: ``3 November 2026``."""
    found = day if isinstance(day, date) else date.fromisoformat(day)
    return f"{found.day} {found:%B %Y}"


def short_date(day: str | date) -> str:
    """Write a date, or one in ISO 8601, where there is less room: ``3 Nov 2026``."""
    found = day if isinstance(day, date) else date.fromisoformat(day)
    return f"{found.day} {found:%b %Y}"


def duration(ms: float) -> str:
    """``40 s``, ``6 min``, ``1 h 5 min``."""
    seconds = round(ms / 1000)
    if seconds < 90:  # noqa: PLR2004  # below a minute and a half seconds say more
        return f"{seconds} s"
    minutes = round(seconds / 60)
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if hours else f"{minutes} min"
