"""Small pieces of text for the screen.  What a person wrote is never read as markup."""

from collections.abc import Iterable

from textual.content import Content

from mlprep.text.lines import cell_width, fit
from mlprep.text.sanitise import visible

MUTED = "$text-muted"
GOOD, BAD = "$text-success", "$text-error"
ACCENT, PRIMARY = "$text-accent", "$text-primary"


def said(text: str, style: str = "") -> Content:
    """Show a text of a person as it is, on as many lines as it has."""
    return Content.styled(visible(text), style)


def fitted(text: str, width: int, style: str = "") -> Content:
    """Show a text of a person on one line of at most ``width`` cells."""
    return Content.styled(fit(" ".join(visible(text).split()), width), style)


def row(left: Content, right: Content, width: int) -> Content:
    """Put one piece at the left and one at the right end of a line."""
    gap = width - left.cell_length - right.cell_length
    if gap < 1:
        return left.truncate(max(0, width))
    return Content.assemble(left, " " * gap, right)


def lines(parts: Iterable[Content]) -> Content:
    """Put pieces below one another."""
    return Content("\n").join(list(parts))


def beside(mark: Content, body: Content) -> Content:
    """Put a mark before the first line of a text and indent the others."""
    first, *others = body.split("\n", allow_blank=True) or [Content()]
    indent = " " * mark.cell_length
    return lines([mark + first, *(Content(indent) + other for other in others)])


def padded(text: Content, width: int) -> Content:
    """Fill a piece with spaces up to ``width`` cells."""
    return text.pad_right(max(0, width - text.cell_length))


def wrapped(text: str, width: int) -> list[str]:
    """Break a sentence at spaces so that no line is wider than ``width`` cells."""
    result, line = [], ""
    for word in visible(text).split():
        longer = f"{line} {word}" if line else word
        if line and cell_width(longer) > width:
            result.append(line)
            line = word
        else:
            line = longer
    return [fit(one, width) for one in [*result, line]]


def clipped(text: str, width: int, most: int) -> list[str]:
    """Break a sentence as ``wrapped`` does, the last of ``most`` lines cut with an ellipsis."""
    broken = wrapped(text, width)
    if len(broken) <= most:
        return broken
    return [*broken[: most - 1], fit(" ".join(broken[most - 1 :]), width)]
