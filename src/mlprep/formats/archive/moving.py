"""Which files only stand at another path now: by their content, or by what a deck consists of.

A file counts as moved where its path is gone and a new path of the same side holds it: byte for
byte, or, for TOML that was edited meanwhile, with most of the entries that it had.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

_NAMES = ("id", "front", "cloze", "title")
"""What tells an entry from others, the first that it has."""
Alike = Callable[[str, str], bool]
"""Whether two contents, given by their ids, are versions of one file."""


def never(_old: str, _new: str) -> bool:
    """Take no edited file for a moved one."""
    return False


def moved(base: Mapping[str, str], side: Mapping[str, str], alike: Alike = never) -> dict[str, str]:
    """Say where the files of ``base`` stand on a side that moved them: old path to new."""
    fresh = {path: content for path, content in sorted(side.items()) if path not in base}
    places = {content: path for path, content in fresh.items()}
    gone = {path: content for path, content in sorted(base.items()) if path not in side}
    found = {path: places[content] for path, content in gone.items() if content in places}
    taken = set(found.values())
    for path, content in gone.items():
        if path in found or not path.endswith(".toml"):
            continue
        for new, edited in fresh.items():
            if new not in taken and new.endswith(".toml") and alike(content, edited):
                found[path] = new
                taken.add(new)
                break
    return found


class Versions:
    """Tells whether contents are versions of one file; reads each of them once, when asked."""

    def __init__(self, read: Callable[[str], bytes | None]) -> None:
        self._read = read
        self._known: dict[str, tuple[str, frozenset[str]]] = {}

    def alike(self, old: str, new: str) -> bool:
        """Whether the new one has more than half of the entries of the old one.

        Of two without entries, or with one in common, the same id of the file is enough.
        """
        (old_id, before), (new_id, after) = self._entries(old), self._entries(new)
        shared = len(before & after)
        same_file = bool(old_id) and old_id == new_id
        return 2 * shared > len(before) or (same_file and bool(shared or not before))

    def _entries(self, name: str) -> tuple[str, frozenset[str]]:
        if name not in self._known:
            self._known[name] = _entries_of(self._read(name) or b"")
        return self._known[name]


def _entries_of(content: bytes) -> tuple[str, frozenset[str]]:
    """Give the id of a TOML file's own table, and the names of its entries."""
    import tomli

    try:
        data = tomli.loads(str(content.removeprefix(b"\xef\xbb\xbf"), "utf-8"))
    except (ValueError, RecursionError):
        return "", frozenset()
    heads = (table.get("id") for table in data.values() if isinstance(table, dict))
    return next((one for one in heads if isinstance(one, str)), ""), frozenset(_named(data))


def _named(data: Mapping[str, Any]) -> Iterator[str]:
    for kind, entries in data.items():
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict):
                name = next((entry[key] for key in _NAMES if entry.get(key)), None)
                if isinstance(name, str):
                    yield f"{kind}\n{name}"
