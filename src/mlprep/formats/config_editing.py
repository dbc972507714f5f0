"""Change values in a settings file in place, leaving comments and order as they are."""

import json
import re
from collections.abc import Mapping, Sequence

from mlprep.formats.positions import KeyPath, Scan, scan

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
Value = str | int | bool | Sequence[str] | None


def edited(text: str, changes: Mapping[str, Value | Mapping[str, Value]]) -> str:
    """Return the text with the changes; ``None`` takes a setting out.

    ``text`` is valid TOML.  A mapping changes single keys of the table of that name.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n")
    for key, value in changes.items():
        if isinstance(value, Mapping):
            for inner, one in value.items():
                text = _set_inner(text, key, inner, one)
        else:
            text = _set(text, (key,), value)
    return text.replace("\n", newline)


def _set(text: str, path: KeyPath, value: Value) -> str:
    places = scan(text)
    if path in places.values:
        return _replace(text, places, path, value)
    if value is None:
        return text
    line = f"{_key(str(path[-1]))} = {_literal(value)}\n"
    at = _end_of_table(text, places, path[:-1])
    before, after = text[:at], text[at:]
    gap = "" if not before or before.endswith("\n") else "\n"
    return before + gap + line + ("\n" if after.startswith("[") else "") + after


def _replace(text: str, places: Scan, path: KeyPath, value: Value) -> str:
    start, end = places.values[path]
    if value is not None:
        return text[:start] + _literal(value) + text[end:]
    line_start = text.rfind("\n", 0, places.keys[path]) + 1
    line_end = text.find("\n", end)
    return text[:line_start] + ("" if line_end < 0 else text[line_end + 1 :])


def _set_inner(text: str, table: str, key: str, value: Value) -> str:
    """Set one key of a table, however the table is written."""
    places = scan(text)
    if (table,) in places.values:
        return _set_inline(text, places, table, key, value)
    if not any(header.path == (table,) for header in places.headers):
        if (table, key) in places.values:
            return _replace(text, places, (table, key), value)
        if value is None:
            return text
        if (table,) in places.keys:  # written as table.key = ... so far
            return _set_dotted(text, places, table, key, value)
        gap = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
        text = f"{text}{gap}[{_key(table)}]\n"
    return _set(text, (table, key), value)


def _set_dotted(text: str, places: Scan, table: str, key: str, value: Value) -> str:
    at = _end_of_table(text, places, ())
    return f"{text[:at]}{_key(table)}.{_key(key)} = {_literal(value)}\n{text[at:]}"


def _set_inline(text: str, places: Scan, table: str, key: str, value: Value) -> str:
    """Set a key of an inline table by writing its pairs anew."""
    start, end = places.values[(table,)]
    pairs = {
        str(path[1]): text[span[0] : span[1]]
        for path, span in places.values.items()
        if len(path) == 2 and path[0] == table  # noqa: PLR2004  # table and key
    }
    pairs.pop(key, None)
    if value is not None:
        pairs[key] = _literal(value)
    inner = ", ".join(f"{_key(name)} = {literal}" for name, literal in pairs.items())
    return text[:start] + ("{ " + inner + " }" if inner else "{}") + text[end:]


def _end_of_table(text: str, places: Scan, table: KeyPath) -> int:
    """Offset behind the last line of a table: after its last value, else after its header."""
    ends = [end for path, (_, end) in places.values.items() if _belongs(path, table, places)]
    ends += [header.offset for header in places.headers if header.path == table]
    if not ends:
        first = min((header.offset for header in places.headers), default=len(text))
        return first if places.headers else len(text)
    line_end = text.find("\n", max(ends))
    return len(text) if line_end < 0 else line_end + 1


def _belongs(path: KeyPath, table: KeyPath, places: Scan) -> bool:
    """Whether a value stands in the part of the file that the table's header opens."""
    offset = places.keys[path]
    before = [header for header in places.headers if header.offset <= offset]
    opened = max(before, key=lambda header: header.offset).path if before else ()
    return opened == table


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else _string(name)


def _literal(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _string(value)
    return "[" + ", ".join(_string(str(one)) for one in value or ()) + "]"


def _string(text: str) -> str:
    """Write a TOML basic string; JSON's escapes are TOML's, but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
