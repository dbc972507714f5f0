"""Transit as Mochi writes it: the verbose JSON form of transit-format 0.8.

Keywords become their names, dates milliseconds since 1970 UTC, sets and lists become lists;
see https://github.com/cognitect/transit-format.  Values of other tags become what they hold.
"""

import json
from datetime import datetime
from typing import Any, Final

DEEPEST: Final = 100
_ESCAPED: Final = ("~~", "~^", "~`")


class DataError(ValueError):
    """Data that cannot be read; the message says why."""


def parse_transit(text: str) -> Any:
    """Read Transit JSON.  Raises ``DataError``."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DataError(f"its data is no JSON ({error})") from error
    if isinstance(found, list) and found[:1] == ["^ "]:
        raise DataError("its data is compact Transit; Mochi exports the verbose form")
    return _value(found, 0)


def _value(data: Any, depth: int) -> Any:
    if depth > DEEPEST:
        raise DataError("its data is nested too deep")
    if isinstance(data, str):
        return _text(data)
    if isinstance(data, list):
        # In place: a second copy of large data would not fit.
        for at, one in enumerate(data):
            data[at] = _value(one, depth + 1)
    elif isinstance(data, dict):
        if len(data) == 1:
            tag, inside = next(iter(data.items()))
            if tag.startswith("~#"):
                return _tagged(tag[2:], _value(inside, depth + 1))
        for name in list(data):
            data[str(_text(name))] = _value(data.pop(name), depth + 1)
    return data


def _text(text: str) -> Any:
    if not text.startswith("~"):
        return text
    if text.startswith(_ESCAPED):
        return text[1:]
    kind, rest = text[1:2], text[2:]
    if kind == "m":
        return whole(rest)
    if kind == "t":
        return iso_ms(rest)
    if kind in ("i", "n"):
        return whole(rest)
    if kind in ("d", "f"):
        return real(rest)
    return rest if kind in (":", "$", "u", "r", "c", "s") else text


def _tagged(tag: str, value: Any) -> Any:
    return value[0] if tag == "'" and isinstance(value, list) and value else value


def whole(text: str) -> int | None:
    """Read a whole number; ``None`` where it is none that counts anything here."""
    plain = text.removeprefix("-")
    if not (plain.isascii() and plain.isdigit() and len(plain) <= _MOST_DIGITS):
        return None
    return int(text)


_MOST_DIGITS: Final = 18


def real(text: str) -> float | None:
    """Read a number; ``None`` where it is none."""
    try:
        return float(text)
    except ValueError:
        return None


def iso_ms(text: str) -> int | None:
    """Milliseconds of an ISO 8601 instant; ``None`` where it is none."""
    from mlprep.formats.exchange.schedules import instant_ms

    return instant_ms(text)


def as_ms(value: object) -> int | None:
    """Milliseconds of a date, however it was written."""
    if isinstance(value, datetime):
        return int(value.timestamp() * 1000)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return iso_ms(value) if isinstance(value, str) else None
    return int(value) if 0 <= value < _LAST_MS else None


_LAST_MS: Final = 253_000_000_000_000
