"""Card info and deck options, as texts to read."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from mlprep.study.review.card_info import CardInfo, card_info, info_rows, log_line
from mlprep.study.review.question import question
from mlprep.tui.pieces import MUTED, PRIMARY, fitted, lines, said, wrapped

if TYPE_CHECKING:
    from mlprep.domain.ids import UnitId
    from mlprep.study.workspace import Workspace
    from mlprep.tui.widgets.panel import Draw

CURVE = "▁▂▃▄▅▆▇█"
NAME = 11
"""Cells of the names before the facts."""


def info_text(workspace: "Workspace", unit: "UnitId") -> "Draw":
    """Tell everything known of a card."""
    info = card_info(workspace, unit)
    return lambda width: lines([*_facts(info, width), *_curve(info, width), *_log(info, width)])


def _facts(info: CardInfo, width: int) -> list[Content]:
    card = info.card
    title = question(card, info.unit, 0).title_in(200) if card else info.unit
    shown = [Content.styled(one, "bold") for one in wrapped(title, width)]
    rows = info_rows(info)
    return [*shown, *(line for name, value in rows for line in _row(name, value, width))]


def _row(name: str, value: str, width: int) -> list[Content]:
    told = wrapped(value, max(1, width - NAME))
    names = [name, *([""] * (len(told) - 1))]
    return [
        Content.assemble((f"{name:<{NAME}}", MUTED), one)
        for name, one in zip(names, told, strict=True)
    ]


def _curve(info: CardInfo, width: int) -> list[Content]:
    if not info.curve:
        return []
    low = min(info.curve)
    points = _thinned(info.curve, max(10, min(len(info.curve), width)))
    drawn = "".join(CURVE[round(7 * (p - low) / max(1 - low, 0.001))] for p in points)
    told = f"Forgetting over {info.curve_days} days"
    return [
        Content(),
        Content.assemble((told, f"bold {PRIMARY}"), (f"  from 100% to {low:.0%}", MUTED)),
        Content(drawn),
    ]


def _thinned(points: Sequence[float], count: int) -> list[float]:
    """Take so many points in equal steps, the first and the last among them."""
    last = len(points) - 1
    return [points[round(place * last / (count - 1))] for place in range(count)]


def _log(info: CardInfo, width: int) -> list[Content]:
    if not info.log:
        return []
    head = Content.styled("Reviews, the latest first", f"bold {PRIMARY}")
    return [Content(), head, *(fitted(log_line(one), width) for one in reversed(info.log))]


def deck_text(workspace: "Workspace", deck: str) -> "Draw":
    """Say what a deck's options are, and how they are changed."""
    found = workspace.library.decks.get(deck)
    goal = workspace.library.retention_of(deck, workspace.settings.desired_retention)
    stated = found is not None and found.desired_retention is not None
    origin = "said by the deck" if stated else "your setting for all decks"

    def draw(width: int) -> Content:
        if found is None:
            return said("This deck has left the library.")
        own = "yours" if found.own else "shipped; e on a card makes your own copy of it"
        rows = [
            ("deck", found.title),
            ("topic", workspace.library.title_of_topic(found.topic) if found.topic else "none"),
            ("retention", f"{goal:.0%}, {origin}"),
            ("file", str(found.path)),
            ("owner", own),
        ]
        told = (
            "To change it for this deck write desired_retention = 0.92 (0.70 to 0.99) under"
            " [deck] in its file. For all decks: mlprep settings desired_retention 0.92."
        )
        return lines([
            *(line for name, value in rows for line in _row(name, value, width)),
            Content(),
            *(Content(one) for one in wrapped(told, width)),
        ])  # fmt: skip

    return draw
