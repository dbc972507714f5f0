"""What a person types about projects and routes: time, dates, evidence, names of parts."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from mlprep.domain.days import date_from, date_of, day_of
from mlprep.study.names import find_name
from mlprep.study.work.states import Evidence, EvidenceKind

MOST_TEXT = 10_000
"""Characters of a note, an answer or a sentence that are kept."""
MOST_MINUTES = 24 * 60
MOST_DAYS = 3650
_LINK = re.compile(r"[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
_TIME = re.compile(
    r"(?:(?P<hours>\d{1,9}(?:[.,]\d{1,3})?)\s*h)?\s*(?:(?P<minutes>\d{1,9})\s*(?:m|min)?)?",
    re.IGNORECASE | re.ASCII,
)


class WorkError(ValueError):
    """Something that cannot be done to a project or route; says what would be right."""


class WorkInputError(WorkError):
    """Something typed that does not fit; says what would."""


def minutes_from(text: str) -> int:
    """Read a time as a person types it: ``90``, ``90m``, ``1.5h``, ``1h30``.

    Returns minutes; raises ``WorkInputError`` for anything else, and for more than a day.
    """
    found = _TIME.fullmatch(text.strip())
    hours, minutes = found.groups() if found else (None, None)
    if hours is None and minutes is None:
        raise WorkInputError(f"write a time such as 90, 90m, 1.5h or 1h30, not {text!r}")
    total = round(float((hours or "0").replace(",", ".")) * 60) + int(minutes or 0)
    if not 1 <= total <= MOST_MINUTES:
        raise WorkInputError(f"log from one minute to 24 hours at once, not {text!r}")
    return total


def until_from(text: str, today: int) -> int:
    """Read until when something is put off: a number of days, or a date (ISO 8601).

    Returns a study day after ``today``; raises ``WorkInputError``.
    """
    folded = text.strip().casefold().removesuffix("days").removesuffix("d").strip()
    try:
        if folded.isascii() and folded.isdigit() and len(folded) < len("20270131"):
            day = today + int(folded)
        else:
            day = day_of(date_from(text))
    except ValueError:
        raise WorkInputError(
            f"write a number of days or a date such as {date_of(today + 14)}, not {text!r}"
        ) from None
    if not today < day <= today + MOST_DAYS:
        raise WorkInputError(f"it comes back in 1 to {MOST_DAYS} days; {text!r} is not among them")
    return day


def text_from(text: str, what: str) -> str:
    """Take a text; raises ``WorkInputError`` where it is empty or too long."""
    kept = text.strip()
    if not kept:
        raise WorkInputError(f"{what} needs some words")
    if len(kept) > MOST_TEXT:
        raise WorkInputError(f"{what} holds at most {MOST_TEXT:,} characters, not {len(kept):,}")
    return kept


def evidence_from(text: str, day: int, step: str = "") -> Evidence:
    """Tell whether evidence is a link, a file that exists, or a sentence."""
    kept = text_from(text, "evidence")
    if _LINK.fullmatch(kept):
        return Evidence(EvidenceKind.LINK, kept, day, step)
    path = _existing(kept)
    if path is not None:
        return Evidence(EvidenceKind.FILE, str(path), day, step)
    return Evidence(EvidenceKind.SENTENCE, kept, day, step)


def _existing(text: str) -> Path | None:
    if "\n" in text:
        return None
    try:
        path = Path(text).expanduser()
        return path.absolute() if path.exists() else None
    except (OSError, ValueError, RuntimeError):
        return None


def find_place(name: str, names: Sequence[Iterable[str]], what: str) -> int:
    """Find one of several parts by its number (from 1), id or title; returns its index.

    Raises ``WorkInputError`` for a number that there is not, ``NameNotKnown`` for a name.
    """
    text = name.strip()
    if text.isascii() and text.isdigit():
        if not 1 <= int(text[:9]) <= len(names):
            there = f"there are {len(names)}" if len(names) != 1 else "there is one"
            raise WorkInputError(
                f"no {what} has the number {text[:12]}; {there if names else 'there is none'}"
            )
        return int(text) - 1
    known = {one: number for number, parts in enumerate(names) for one in reversed(list(parts))}
    return known[find_name(text, {one: one for one in known}, what)]
