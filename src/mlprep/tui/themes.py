"""Our themes.  Every text colour holds 4.5:1 on every ground that it stands on."""

import os
from collections.abc import Mapping

from textual.theme import Theme

DARK, LIGHT, CONTRAST = "mlprep-dark", "mlprep-light", "mlprep-contrast"
ANSI_DARK, ANSI_LIGHT = "ansi-dark", "ansi-light"
NAMES: Mapping[str, str] = {
    "dark": DARK,
    "light": LIGHT,
    "contrast": CONTRAST,
    "high-contrast": CONTRAST,
    "terminal": ANSI_DARK,
    "ansi": ANSI_DARK,
    "ansi-dark": ANSI_DARK,
    "ansi-light": ANSI_LIGHT,
}
"""Names for the settings file; ``auto`` besides."""
CYCLE = (DARK, LIGHT, CONTRAST, ANSI_DARK, ANSI_LIGHT)
TEXTS = ("foreground", "text-muted", "text-accent", "text-primary", "text-success",
         "text-warning", "text-error")  # fmt: skip

_PALETTES: Mapping[str, Mapping[str, str]] = {
    DARK: {
        "background": "#12161d", "surface": "#171d26", "panel": "#202833",
        "foreground": "#e3e8ef", "text-muted": "#9eabba", "text-primary": "#7cbcff",
        "text-accent": "#f2bb6b", "text-success": "#84d493", "text-warning": "#e8cb6c",
        "text-error": "#ff9a94",
    },
    LIGHT: {
        "background": "#fcfbf8", "surface": "#f4f2ec", "panel": "#eae7de",
        "foreground": "#1c222a", "text-muted": "#545d68", "text-primary": "#0a559f",
        "text-accent": "#854600", "text-success": "#15602a", "text-warning": "#6d4d00",
        "text-error": "#a82019",
    },
    CONTRAST: {
        "background": "#000000", "surface": "#000000", "panel": "#1a1a1a",
        "foreground": "#ffffff", "text-muted": "#d8d8d8", "text-primary": "#8fd0ff",
        "text-accent": "#ffe14d", "text-success": "#7dff8f", "text-warning": "#ffd75e",
        "text-error": "#ffb0ab",
    },
}  # fmt: skip


def themes() -> list[Theme]:
    """Make our own themes; the terminal's are the library's ``ansi`` ones."""
    return [_theme(name, colours) for name, colours in _PALETTES.items()]


def _theme(name: str, colours: Mapping[str, str]) -> Theme:
    dark = name != LIGHT
    cursor = {
        "block-cursor-foreground": colours["background"],
        "block-cursor-background": colours["text-primary"],
        "input-cursor-foreground": colours["background"],
        "input-cursor-background": colours["foreground"],
        "border-blurred": colours["text-muted"],
        "scrollbar": colours["text-muted"],
        "scrollbar-background": colours["surface"],
        "text": colours["foreground"],
        "text-disabled": colours["text-muted"],
        "text-secondary": colours["text-primary"],
        "foreground-muted": colours["text-muted"],
    }
    return Theme(
        name=name,
        primary=colours["text-primary"],
        secondary=colours["text-primary"],
        accent=colours["text-accent"],
        success=colours["text-success"],
        warning=colours["text-warning"],
        error=colours["text-error"],
        foreground=colours["foreground"],
        background=colours["background"],
        surface=colours["surface"],
        panel=colours["panel"],
        dark=dark,
        variables={**{key: colours[key] for key in TEXTS}, **cursor},
    )


def theme_named(name: str, environment: Mapping[str, str] = os.environ) -> str:
    """Name the theme for a value of the settings file.

    ``auto`` takes dark or light from what the terminal says of itself in ``COLORFGBG``, else
    dark; a name that is none of ours is taken as one of the library's.
    """
    if name in ("", "auto"):
        return LIGHT if _is_light(environment.get("COLORFGBG", "")) else DARK
    return NAMES.get(name, name)


def _is_light(foreground_background: str) -> bool:
    return foreground_background.rpartition(";")[2] in {"7", "15"}
