"""What the form says besides its fields, as text for a width; pure."""

from collections.abc import Sequence

from textual.content import Content

from mlprep.domain.cards import Card
from mlprep.domain.problems import Problem, Severity
from mlprep.study.authoring.adding import told
from mlprep.study.content.deck_names import DeckPlace
from mlprep.tui.pieces import ACCENT, MUTED, PRIMARY, fitted, lines, row, wrapped
from mlprep.tui.screens.decks.text import preview
from mlprep.tui.screens.newcard.draft import FORM_NAMES, Fields

_ORDER = (Severity.ERROR, Severity.WARNING, Severity.HINT)
MOST_NOTES = 3


def head(fields: Fields, place: DeckPlace, width: int) -> Content:
    """Name the form and the deck that takes the card."""
    form = FORM_NAMES[fields.form]
    if fields.reverse and fields.form == "basic":
        form += ", both ways"
    left = Content.assemble(("New card", f"bold {PRIMARY}"), (f"  {form}", ACCENT))
    into = "begins" if place.is_new and not place.extends else "into"
    part = "your part of " if place.extends else ""
    room = max(8, width - left.cell_length - 2)
    return row(left, fitted(f"{into} {part}{place.title}", room, MUTED), width)


def label(name: str, width: int) -> Content:
    """Name a field."""
    return fitted(name, width, MUTED)


def notes(wanted: Sequence[str], problems: Sequence[Problem], width: int) -> Content:
    """Say what keeps the card from being saved, then what would make it better.

    While something is wanted, what a reader of the file would say of it is left out.
    """
    ordered = sorted(problems, key=lambda one: _ORDER.index(one.severity))
    said = [(told(one), one.severity is not Severity.HINT) for one in ordered]
    parts = []
    for what, wrong in ([(one, True) for one in wanted] or said)[:MOST_NOTES]:
        sign, look = ("! ", "bold $text-warning") if wrong else ("· ", MUTED)
        parts += [Content.styled(one, look) for one in wrapped(sign + what, width)]
    return lines([*parts, Content()]) if parts else Content()


def look(card: Card, width: int, *, maths: bool) -> Content:
    """Show the card as it will be asked and answered, part by part."""
    parts = []
    for number, unit in enumerate(card.units, start=1):
        if len(card.units) > 1:
            parts.append(Content.styled(f"{number} of {len(card.units)}", f"bold {PRIMARY}"))
        parts += [preview(card, unit, width, maths=maths), Content()]
    return lines(parts[:-1])
