"""Open a file at a line in the learner's editor."""

import os
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path

_PLUS = frozenset(
    (
        *("vi", "vim", "nvim", "view", "gvim", "nano", "pico", "emacs", "emacsclient"),
        *("micro", "kak", "ne", "joe", "jed", "mg", "ed"),
    )
)
_COLON = frozenset(("hx", "helix", "subl", "zed"))
_GOTO = frozenset(("code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"))


def chosen_editor(configured: str, environment: Mapping[str, str] = os.environ) -> str:
    """Return the editor: from the settings, ``$VISUAL``, ``$EDITOR``, else the system's usual."""
    return named_editor(configured, environment) or ("notepad" if os.name == "nt" else "vi")


def named_editor(configured: str, environment: Mapping[str, str] = os.environ) -> str:
    """Return the editor that the learner named; empty where they named none."""
    return configured or environment.get("VISUAL") or environment.get("EDITOR") or ""


def editor_command(editor: str, path: Path, line: int) -> list[str]:
    """Build the command that opens ``path`` at ``line`` and waits until it is closed."""
    words = shlex.split(editor, posix=os.name != "nt") or [chosen_editor("", {})]
    name = Path(words[0]).stem.lower()
    if name in _PLUS:
        return [*words, f"+{line}", str(path)]
    if name in _COLON:
        waits = [] if name in {"hx", "helix"} or "--wait" in words else ["--wait"]
        return [*words, *waits, f"{path}:{line}"]
    if name in _GOTO:
        waits = [] if {"--wait", "-w"} & set(words) else ["--wait"]
        return [*words, *waits, "-g", f"{path}:{line}"]
    return [*words, str(path)]


def run_editor(command: list[str]) -> str:
    """Run an editor to its end; returns what went wrong, or the empty string."""
    try:
        code = subprocess.run(command, check=False).returncode  # noqa: S603  # the learner's own editor
    except OSError as fault:
        return f"{command[0]} cannot be started: {fault.strerror or fault}. Set editor or $EDITOR."
    return f"{command[0]} ended with code {code}." if code else ""
