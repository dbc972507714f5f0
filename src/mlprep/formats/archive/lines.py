"""Facts as lines of JSON, and back.

A line is compact JSON in ASCII with its keys in one order, so that equal facts are equal bytes:
``n`` (the device's running number), ``at`` (ms since 1970 UTC), ``kind``, ``subject``,
``action`` (left out where it is ``n``), ``label`` (left out where empty) and ``body``.  What a
line has to fulfil is what the history asks of a fact: a line that was read can be recorded.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from math import isfinite
from typing import Any, NamedTuple, NoReturn

from mlprep.domain.days import day_of
from mlprep.domain.facts import Fact, FactKind, Json
from mlprep.domain.ids import DeviceId

_KINDS = {kind.value: kind for kind in FactKind}
_LATEST_MS = 253_402_300_799_999
"""The end of the year 9999, the last that a date can say."""
_WHOLE = 2**63
_FIRST_DAY, _LAST_DAY = day_of(date.min), day_of(date.max)
"""The first and the last day that a date can say."""
_DEEPEST = 30
_NUMBER = re.compile(rb'\{"n":([1-9]\d{0,17})[,}]')
_NUMBERS = re.compile(rb'^[ \t]*\{"n":([1-9]\d{0,17})[,}]', re.MULTILINE)
_RATINGS = range(1, 5)


class LineError(Exception):
    """A line is no fact; the message says why, as the end of a sentence."""


class Fault(NamedTuple):
    """A line that cannot be read; counted from 1."""

    line: int
    what: str


class Chunk(NamedTuple):
    """What a file of facts holds."""

    facts: list[Fact]
    faults: list[Fault]


def line_of(fact: Fact) -> bytes:
    """Write a fact as a line, without its end."""
    row: dict[str, object] = {
        "n": fact.number,
        "at": fact.at_ms,
        "kind": fact.kind.value,
        "subject": fact.subject,
    }
    if fact.action not in (0, fact.number):
        row["action"] = fact.action
    if fact.label:
        row["label"] = fact.label
    if fact.body:
        row["body"] = _sorted(fact.body)
    return json.dumps(row, separators=(",", ":"), allow_nan=False).encode("ascii")


def _sorted(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _sorted(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [_sorted(one) for one in value]
    return value


def fact_of(device: DeviceId, line: bytes) -> Fact:
    """Read a fact; raises ``LineError``."""
    try:
        row = _DECODER.decode(line.decode())
    except (ValueError, RecursionError) as error:
        raise LineError("this is no line of JSON") from error
    if not isinstance(row, dict):
        raise LineError("this is no JSON object")
    number, at_ms, kind = row.get("n"), row.get("at"), row.get("kind")
    if type(number) is not int or not 1 <= number < _WHOLE:
        raise LineError("n is no running number from 1 on")
    if type(at_ms) is not int or not 0 <= at_ms <= _LATEST_MS:
        raise LineError("at is no instant in milliseconds since 1970")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise LineError(f"this mlprep knows no facts of the kind {str(kind)[:40]!r}")
    action, body = row.get("action", number), row.get("body", {})
    if type(action) is not int or not 1 <= action <= number:
        raise LineError("action is no number up to n")
    subject, label = _text(row, "subject"), _text(row, "label")
    _check_body(_KINDS[kind], body)
    return Fact(device, number, at_ms, _KINDS[kind], subject, body, action, label)


def _no_constant(_name: str) -> NoReturn:
    raise ValueError("not finite")


_DECODER = json.JSONDecoder(parse_constant=_no_constant)


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key, "")
    if not isinstance(value, str):
        raise LineError(f"{key} is no text")
    if value.isascii():
        return value
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise LineError(f"{key} is no Unicode text") from error
    return value


def _check_body(kind: FactKind, body: Any) -> None:
    if not isinstance(body, dict):
        raise LineError("body is no JSON object")
    _check_value(body, _DEEPEST)
    for key in ("day", "due_day", "until"):
        _check_span(body, key, _FIRST_DAY, _LAST_DAY)
    if kind is not FactKind.REVIEW:
        return
    for key in ("day", "rating", "ms"):
        if type(body.get(key)) is not int:
            raise LineError(f"a review without a whole number for {key}")
    if body["rating"] not in _RATINGS:
        raise LineError("a rating lies in 1-4")
    _check_span(body, "due_at", -_LATEST_MS, _LATEST_MS)
    _check_span(body, "ms", 0, _WHOLE - 1)
    _check_span(body, "step", 0, _WHOLE - 1)
    if type(body.get("due_day")) is int and type(body.get("due_at")) is int:
        raise LineError("a review is due on a day or at an instant, not both")
    if isinstance(body.get("parameters"), str):
        _text(body, "parameters")


def _check_span(body: Mapping[str, Json], key: str, low: int, high: int) -> None:
    value = body.get(key)
    if type(value) is int and not low <= value <= high:
        raise LineError(f"{key} lies between {low} and {high}")


def _check_value(value: Json, deep: int) -> None:
    if not deep:
        raise LineError("body is nested too deeply")
    if isinstance(value, float) and not isfinite(value):
        raise LineError("a number is not finite")
    for one in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        if isinstance(one, dict | list | float):
            _check_value(one, deep - 1)


def read_chunk(device: DeviceId, data: bytes) -> Chunk:
    """Read the facts of a file; lines that are none are told and passed over."""
    chunk = Chunk([], [])
    for at, line in enumerate(data.split(b"\n"), start=1):
        if line.strip():
            try:
                chunk.facts.append(fact_of(device, line.strip()))
            except LineError as error:
                chunk.faults.append(Fault(at, str(error)))
    return chunk


def count(data: bytes) -> int:
    """Count the facts of a file by their numbers, at a glance."""
    return len(set(_NUMBERS.findall(data)))


def chunk_bytes(facts: Iterable[Fact]) -> bytes:
    """Write the facts of one file, by number."""
    ordered = sorted(facts, key=lambda fact: fact.number)
    return b"".join(line_of(fact) + b"\n" for fact in ordered)


def joined(device: DeviceId, *versions: bytes) -> bytes:
    """Unite versions of a file: every fact of each, by number; where two differ the first holds.

    A fact of a kind that is not known is kept at the end, for a newer mlprep reads it; what is
    no fact at all, as a line that was cut short, is left out.
    """
    known: dict[int, bytes] = {}
    newer: set[bytes] = set()
    for data in dict.fromkeys(versions):
        for raw in data.split(b"\n"):
            line = raw.strip()
            number = _number(device, line)
            if number:
                known.setdefault(number, line)
            elif number is not None:
                newer.add(line)
    lines = (*(known[number] for number in sorted(known)), *sorted(newer))
    return b"".join(line + b"\n" for line in lines)


def _number(device: DeviceId, line: bytes) -> int | None:
    """Return the number of a line that is a fact, 0 for one that may be, None for no fact."""
    if _NUMBER.match(line) is None:
        return None
    try:
        return fact_of(device, line).number
    except LineError:
        return 0 if _is_object(line) else None


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
