"""What an action of the screen is, and those that many screens share."""

from dataclasses import dataclass

APP = "app"
"""Scope of what works on every screen."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a person can do.

    ``id`` is ``scope.name``; the scope is the screen where it applies, or ``app``.
    """

    id: str
    title: str
    """Two words at most: it stands in the footer."""
    help: str
    group: str
    anki: str = ""
    """Default keys, separated by spaces, as people write them."""
    vim: str = ""
    """Keys of the preset ``vim``; empty: as ``anki``."""
    footer: int = 0
    """Place in the footer, the lowest first; 0: not shown there."""
    run: str = ""
    """What runs, in the screen's words; empty: the id's last part."""

    @property
    def scope(self) -> str:
        """The screen where the action applies, or ``app``."""
        return self.id.partition(".")[0]

    @property
    def command(self) -> str:
        """The action as the screen library runs it."""
        name = self.run or self.id.partition(".")[2].replace("-", "_")
        return f"app.{name}" if self.scope == APP else name

    def keys(self, preset: str) -> tuple[str, ...]:
        """Return the keys of a preset."""
        return tuple((self.vim or self.anki if preset == "vim" else self.anki).split())


_ARROWS = ("down", "up", "left", "right")
_WAYS = (
    ("down", "Down", "down j", "down"),
    ("up", "Up", "up k", "up"),
    ("left", "Left", "left h", "left"),
    ("right", "Right", "right l", "right"),
    ("page-down", "Page down", "pagedown ctrl+d", "page_down"),
    ("page-up", "Page up", "pageup ctrl+u", "page_up"),
    ("top", "To the top", "home g", "home"),
    ("bottom", "To the end", "end G", "end"),
)


def scrolling(scope: str) -> tuple[Action, ...]:
    """List the actions that move a text longer than its screen."""
    titles = {name: f"Scroll {name}" for name in _ARROWS}
    return tuple(
        Action(f"{scope}.{name}", title := titles.get(name, way),
               f"{title} where the text is longer than the screen.", "Move", keys,
               run=f"scroll_body('{where}')")
        for name, way, keys, where in _WAYS
    )  # fmt: skip


def moving(scope: str, *, sideways: bool) -> tuple[Action, ...]:
    """List the actions that move the cursor of a list."""
    return tuple(
        Action(f"{scope}.{name}", title, f"{title} in the list that has the keys.", "Move", keys,
               run=f"move('{where}')")
        for name, title, keys, where in _WAYS
        if sideways or name not in ("left", "right")
    )  # fmt: skip
