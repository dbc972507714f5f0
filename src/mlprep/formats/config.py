"""The settings file: looks and keys.  What is studied, and when, are facts of the history."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from mlprep.domain.problems import Problem, Severity
from mlprep.formats.files import decode, read_toml
from mlprep.formats.ledger import Ledger, described, did_you_mean

Value = str | int | bool | Path | Sequence[str | Path] | None


class Config(NamedTuple):
    """Looks and keys, with their defaults."""

    theme: str = "auto"
    keys: str = "anki"
    """Preset of keys: ``anki`` or ``vim``."""
    keymap: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """Action id -> keys, over the preset."""
    deck_folders: tuple[Path, ...] = ()
    maths: str = "unicode"
    animations: bool = False
    editor: str = ""
    """Empty: ``$VISUAL``, else ``$EDITOR``."""
    width: int = 88
    """Reading column, in cells."""
    show_timer: bool = False


class ConfigRow(NamedTuple):
    """One setting as the settings screen shows it."""

    key: str
    title: str
    explanation: str
    default: object
    kind: str
    """``choice``, ``switch``, ``number``, ``text``, ``folders`` or ``keys``."""
    choices: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None


_THEMES = ("auto", "dark", "light", "high-contrast", "ansi")
_ROWS = (
    ConfigRow(
        "theme", "Theme", "Colours; auto follows the terminal's background.", "auto", "choice",
        _THEMES,
    ),
    ConfigRow(
        "keys", "Keys", "Preset of keys; single keys are changed under [keymap].", "anki",
        "choice", ("anki", "vim"),
    ),
    ConfigRow("keymap", "Own keys", "Keys of single actions, over the preset.", {}, "keys"),
    ConfigRow(
        "deck_folders", "Deck folders", "Further folders with decks of your own.", (), "folders"
    ),
    ConfigRow(
        "maths", "Maths", "Show formulae as Unicode or as their LaTeX source.", "unicode",
        "choice", ("unicode", "source"),
    ),
    ConfigRow("animations", "Animations", "Moving transitions.", False, "switch"),
    ConfigRow(
        "editor", "Editor", "Command that opens a file; empty uses $VISUAL or $EDITOR.", "",
        "text",
    ),
    ConfigRow("width", "Width", "Cells of the reading column.", 88, "number", (), 40, 120),
    ConfigRow("show_timer", "Timer", "Show the seconds while you answer.", False, "switch"),
)  # fmt: skip


def explain() -> tuple[ConfigRow, ...]:
    """Rows for the settings screen, in the order in which it shows them."""
    return _ROWS


def load_config(path: Path) -> tuple[Config, list[Problem]]:
    """Read the settings file; a missing one gives the defaults.

    What cannot be used becomes a problem and keeps its default; the rest of the file is used.
    """
    if not os.path.lexists(path):
        return Config(), []
    table, data, problems = read_toml(path)
    if table is None:
        return Config(), problems
    ledger = Ledger(path, decode(data))
    known = {row.key: row for row in _ROWS}
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            right = did_you_mean(key, known, f"known are {', '.join(known)}")
            ledger.add((key,), f"unknown setting `{key}`", right)
        elif (found := _checked(known[key], value, ledger)) is not None:
            values[key] = found
    return Config(**values), list(ledger.problems())


def _checked(row: ConfigRow, value: object, ledger: Ledger) -> object:
    """Give the value as ``Config`` holds it; ``None`` and a problem where it does not fit."""
    if row.kind == "keys":
        return _keymap(value, ledger)
    if row.kind == "folders":
        return _folders(value, ledger)
    fault = _fault(row, value)
    if fault:
        ledger.add((row.key,), f"`{row.key}` {described(value)}", f"{fault}; {_kept(row)}")
        return None
    return value


def _kept(row: ConfigRow) -> str:
    if isinstance(row.default, bool):
        return f"{str(row.default).lower()} is used"
    return f"{row.default} is used" if isinstance(row.default, int) else f'"{row.default}" is used'


def _fault(row: ConfigRow, value: object) -> str:
    """Say what a setting takes where the value does not fit; else the empty string."""
    if row.kind == "switch":
        return "" if isinstance(value, bool) else "it takes true or false"
    if row.kind == "number":
        low, high = row.low or 0, row.high or 0
        fits = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        return "" if fits else f"it takes a whole number from {low} to {high}"
    if not isinstance(value, str):
        return "it takes a text between quotation marks"
    if row.choices and value not in row.choices:
        return f"it takes one of {', '.join(row.choices)}"
    return ""


def _keymap(value: object, ledger: Ledger) -> dict[str, tuple[str, ...]] | None:
    if not isinstance(value, dict):
        right = 'write [keymap] and under it action = "key", or a list of keys'
        ledger.add(("keymap",), f"`keymap` {described(value)}", right)
        return None
    keymap = {}
    for path, keys in _key_entries(value):
        action = ".".join(path)
        listed = [keys] if isinstance(keys, str) else keys
        if isinstance(listed, list) and all(isinstance(one, str) and one for one in listed):
            keymap[action] = tuple(listed)
        else:
            right = 'it takes a key such as "ctrl+s", or a list of keys'
            ledger.add(("keymap", *path), f"`{action}` {described(keys)}", right)
    return keymap


def _key_entries(table: Mapping[str, object]) -> Iterator[tuple[tuple[str, ...], object]]:
    """Go through a keymap; ``review.undo`` without quotes is a table within it to TOML."""
    for name, value in table.items():
        if isinstance(value, dict) and value:
            yield from (((name, *path), keys) for path, keys in _key_entries(value))
        else:
            yield (name,), value


def _folders(value: object, ledger: Ledger) -> tuple[Path, ...] | None:
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list):
        right = "it takes a list of folders"
        ledger.add(("deck_folders",), f"`deck_folders` {described(value)}", right)
        return None
    folders = []
    for index, one in enumerate(listed):
        if not isinstance(one, str) or not one.strip():
            right = "it takes the path of a folder"
            what = f"entry {index + 1} of `deck_folders` {described(one)}"
            ledger.add(("deck_folders", index), what, right)
            continue
        folder = _folder(one, ledger.path.parent)
        if not os.path.isdir(folder):  # noqa: PTH112  # Path.is_dir raises without permission
            what = f"there is no folder {folder}"
            ledger.warn(("deck_folders", index), what, "make it, or mend the path")
        folders.append(folder)
    return tuple(folders)


def _folder(text: str, base: Path) -> Path:
    """Path of a folder: ``~`` is the home, relative paths begin at the settings file."""
    expanded = Path(os.path.expanduser(text.replace("\0", "")))  # noqa: PTH111  # never raises
    return base / expanded


class ConfigError(ValueError):
    """Settings that cannot be written; the message says why."""


def save_config(path: Path, changes: Mapping[str, Value | Mapping[str, Value]]) -> None:
    """Change settings in the file, keeping its comments and order; ``None`` takes one out.

    The changes of ``keymap`` are a mapping of actions to keys and leave other actions alone.
    Raises ``ConfigError`` where a value does not fit or the file is no valid TOML, and
    ``OSError`` where it cannot be read or written.
    """
    import tomli

    from mlprep.formats.config_editing import edited
    from mlprep.formats.writing import write_atomic

    plain: dict[str, Any] = {key: _plain(value) for key, value in changes.items()}
    _check_changes(path, plain)
    try:
        text = decode(path.read_bytes()) if path.exists() else ""
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8; mend it first") from error
    try:
        tomli.loads(text)
        text = edited(text, plain)
        tomli.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path} is not valid TOML; mend it first ({error})") from error
    write_atomic(path, text)


def _plain(value: Any) -> Any:
    """Give a value as TOML would: lists for tuples, texts for paths."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, Path):
        return str(value)
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _check_changes(path: Path, changes: Mapping[str, object]) -> None:
    known = {row.key: row for row in _ROWS}
    ledger = Ledger(path, "")
    for key, value in changes.items():
        if key not in known:
            raise ConfigError(f"unknown setting `{key}`; {did_you_mean(key, known)}")
        if isinstance(value, dict):
            set_keys = {action: keys for action, keys in value.items() if keys is not None}
            _checked(known[key], set_keys, ledger)
        elif value is not None:
            _checked(known[key], value, ledger)
    faults = [one for one in ledger.problems() if one.severity is Severity.ERROR]
    if faults:
        raise ConfigError(f"{faults[0].what}; {faults[0].right}")
