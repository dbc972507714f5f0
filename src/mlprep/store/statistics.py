"""Figures of study days, read from the roll-up that every answer keeps."""

from mlprep.store.engine import Engine
from mlprep.store.values import DaySummary

_COLUMNS = "day, reviews, introduced, again, ms, tested, passed, cram, cram_ms"


def day_summary(engine: Engine, day: int) -> DaySummary:
    """Sum up one study day."""
    query = f"SELECT {_COLUMNS} FROM daily WHERE day = ?"  # noqa: S608  # constant
    row = engine.connection.execute(query, (day,)).fetchone()
    return DaySummary(*row) if row else DaySummary(day)


def days_studied(engine: Engine, start: int, end: int) -> list[DaySummary]:
    """Sum up each day from start to end, both included, on which something was reviewed."""
    query = f"SELECT {_COLUMNS} FROM daily WHERE day BETWEEN ? AND ? ORDER BY day"  # noqa: S608
    return [DaySummary(*row) for row in engine.connection.execute(query, (start, end))]


def true_retention(engine: Engine, start: int, end: int) -> tuple[int, int]:
    """Count what was recalled, and how often it was asked, on the first reviews of a day."""
    query = (
        "SELECT coalesce(sum(passed), 0), coalesce(sum(tested), 0)"
        " FROM daily WHERE day BETWEEN ? AND ?"
    )
    passed, tested = engine.connection.execute(query, (start, end)).fetchone()
    return int(passed), int(tested)


def seconds_per_review(engine: Engine, today: int, days: int) -> float | None:
    """Mean seconds of a review over the last days, today included; ``None`` without any."""
    query = "SELECT sum(ms), sum(reviews) FROM daily WHERE day BETWEEN ? AND ?"
    ms, reviews = engine.connection.execute(query, (today - days + 1, today)).fetchone()
    return ms / reviews / 1000 if reviews else None
