"""All keys of a screen, grouped; a view of the registry of actions."""

from collections import defaultdict

from textual.content import Content

from mlprep.text.lines import cell_width
from mlprep.tui.keys import Keys, key_label
from mlprep.tui.pieces import MUTED, lines, wrapped
from mlprep.tui.widgets.ask import Reader

INTRO = "Every key can be changed: keys and keymap in the settings file. {} finds all by name."


def help_reader(scope: str, keys: Keys) -> Reader:
    """Make the help of a screen."""
    return Reader(f"Keys: {scope}", lambda width: help_text(scope, keys, width))


def help_text(scope: str, keys: Keys, width: int) -> Content:
    """List all keys of a screen by group, with their help lines."""
    groups: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for action, own in keys.for_scope(scope):
        if own:
            label = "  ".join(key_label(key) for key in own)
            groups[action.group].append((label, action.title, action.help))
    column = max((cell_width(label) for rows in groups.values() for label, *_ in rows), default=0)
    parts = [
        Content.styled(one, MUTED) for one in wrapped(INTRO.format(keys.hint("app.palette")), width)
    ]
    for group, rows in groups.items():
        parts += [Content(), Content.styled(group, "bold $text-primary")]
        for label, title, help_line in rows:
            parts += _entry(label, title, help_line, column, width)
    return lines(parts)


def _entry(label: str, title: str, help_line: str, column: int, width: int) -> list[Content]:
    pad = " " * (column - cell_width(label))
    room = max(20, width - column - 2)
    first, *others = wrapped(f"{title}: {help_line}", room)
    return [
        Content.assemble((label, "bold $text-accent"), f"{pad}  {first}"),
        *(Content(" " * (column + 2) + other) for other in others),
    ]
