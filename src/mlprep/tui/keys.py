"""Which key does what: a preset, and the learner's own keys over it."""

import difflib
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mlprep.tui.actions import ACTIONS, APP, Action

PRESETS = ("anki", "vim")
_SHOWN = {
    "escape": "esc",
    "minus": "-",
    "plus": "+",
    "equals_sign": "=",
    "at": "@",
    "exclamation_mark": "!",
    "asterisk": "*",
    "question_mark": "?",
    "slash": "/",
    "colon": ":",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    **{f"f{n}": f"F{n}" for n in range(1, 13)},
}
_NAMES = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""Names of characters for which the screen library has its own."""
_MODIFIERS = frozenset({"ctrl", "alt", "shift", "super", "meta", "hyper"})
_NAMED = frozenset(
    {*_SHOWN, *_NAMES.values(), "enter", "space", "tab", "backspace", "delete", "insert", "home",
     "end", *(f"f{number}" for number in range(1, 25))}
)  # fmt: skip
"""Keys that are written by their names, characters apart."""
_WRITTEN = {"esc": "escape", "return": "enter", "pgdn": "pagedown", "pgup": "pageup"}


def key_name(written: str) -> str:
    """Turn a key as people write it (``-``, ``esc``, ``Ctrl+R``) into the library's name."""
    *modifiers, last = written.rsplit("+", 1) if len(written) > 1 else [written]
    if len(last) == 1 and not last.isalnum():
        name = unicodedata.name(last, last).lower().replace("-", "_").replace(" ", "_")
        last = _NAMES.get(name, name)
    elif len(last) > 1:
        last = _WRITTEN.get(last.lower(), last.lower())
    return "+".join([*(one.lower() for one in modifiers), last])


def is_key(written: str) -> bool:
    """Tell whether a key, as people write it, is one that a keyboard can have."""
    *modifiers, last = key_name(written).split("+")
    if not set(modifiers) <= _MODIFIERS:
        return False
    if len(last) == 1 or last in _NAMED:
        return True
    try:
        unicodedata.lookup(last.replace("_", " "))
    except KeyError:
        return False
    return True


def key_label(key: str) -> str:
    """Write a key as it stands on the screen."""
    return _SHOWN.get(key, key)


Hint = Callable[[str], str]
"""Writes the key of an action, as ``Keys.hint`` does."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys in force, by action id, and what is wrong with the learner's own."""

    by_action: Mapping[str, tuple[str, ...]]
    problems: tuple[str, ...] = ()

    def of(self, action: str) -> tuple[str, ...]:
        """Return the keys of an action, the usual one first."""
        return self.by_action.get(action, ())

    def label(self, action: str) -> str:
        """Write the usual key of an action; empty where it has none."""
        keys = self.of(action)
        return key_label(keys[0]) if keys else ""

    def hint(self, action: str) -> str:
        """Write the key that a sentence names for an action; the palette's where it has none."""
        return self.label(action) or self.label("app.palette")

    def for_scope(self, scope: str) -> Iterator[tuple[Action, tuple[str, ...]]]:
        """Go through the actions of a screen, then those of every screen, with their keys."""
        for wanted in (scope, APP):
            for action in ACTIONS:
                if action.scope == wanted:
                    yield action, self.of(action.id)


def resolve(preset: str, own: Mapping[str, Sequence[str] | str]) -> Keys:
    """Lay the learner's own keys over a preset.

    An unknown action or key is left out, an action with no known key keeps the preset's, a key
    used twice on one screen keeps its first action; each gives a sentence in ``problems``.
    """
    problems = []
    if preset not in PRESETS:
        problems.append(f"keys = {preset!r} is not known; there are anki and vim. anki is used.")
        preset = "anki"
    known = {action.id: action for action in ACTIONS}
    chosen: dict[str, tuple[str, ...]] = {}
    for name, keys in own.items():
        if name in known:
            written = keys.replace(",", " ").split() if isinstance(keys, str) else keys
            problems += [_no_key(name, key) for key in written if not is_key(key)]
            meant = tuple(key_name(key) for key in written if is_key(key))
            if meant or not written:
                chosen[name] = meant
        else:
            problems.append(_unknown(name, known))
    by_action = {
        name: chosen.get(name, tuple(key_name(key) for key in action.keys(preset)))
        for name, action in known.items()
    }
    problems += _settle_clashes(by_action, chosen)
    return Keys(by_action, tuple(problems))


def _no_key(action: str, key: str) -> str:
    return (
        f"keymap: {action}: no key is called {key!r}; it is left out."
        " Keys are written like g, ?, ctrl+r, f5 or pagedown."
    )


def _unknown(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), 1, 0.5)
    hint = f" Did you mean {near[0]}?" if near else " Press ? for the actions of a screen."
    return f"keymap: no action is called {name!r}; it is left out.{hint}"


def _settle_clashes(
    by_action: dict[str, tuple[str, ...]], chosen: Mapping[str, tuple[str, ...]]
) -> list[str]:
    """Take a key that is used twice from the later action; own keys win over defaults."""
    problems = []
    order = sorted(by_action, key=lambda name: name not in chosen)
    owner: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for name in order:
        scope = name.partition(".")[0]
        kept = []
        for key in by_action[name]:
            before = owner[scope].get(key)
            if before is None:
                owner[scope].setdefault(key, name)
                kept.append(key)
            elif name in chosen:
                problems.append(
                    f"keymap: {key_label(key)} is given to {before} and to {name};"
                    f" it stays with {before}."
                )
            elif before in chosen and not _keeps_another(by_action[name], owner[scope], name):
                problems.append(
                    f"keymap: {key_label(key)} now does {before}; {name} has no key any more."
                )
        by_action[name] = tuple(kept)
    return problems


def _keeps_another(keys: Sequence[str], owned: Mapping[str, str], name: str) -> bool:
    return any(owned.get(key, name) == name for key in keys)
