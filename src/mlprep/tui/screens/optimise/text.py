"""A proposal as text."""

from collections.abc import Iterator

from textual.content import Content

from mlprep.study.optimiser import words
from mlprep.study.optimiser.proposing import Judgement, Proposal
from mlprep.tui.pieces import GOOD, MUTED, PRIMARY, lines, row, wrapped

HEADING = f"bold {PRIMARY}"
_NAMES = 10
"""Cells for the name of a row of days."""


def page(found: Proposal, width: int) -> Content:
    """Show what is in use, the fit, how well it forecasts, and what it would change."""
    return lines(_parts(found, width))


def _parts(found: Proposal, width: int) -> Iterator[Content]:
    used = Content.styled(f"in use: {found.present.words}", MUTED)
    yield row(Content.styled("Your memory model", HEADING), used, width)
    yield from map(Content, wrapped(words.made_from(found), width))
    if found.judgement is None:
        return
    yield Content()
    yield from _judgement(found.judgement, width)
    yield Content()
    yield Content.styled(words.ALWAYS_GOOD, HEADING)
    yield from _days(found, width)
    yield Content()
    yield from (Content.styled(one, MUTED) for one in wrapped(words.AFTERWARDS, width))


def _judgement(judgement: Judgement, width: int) -> Iterator[Content]:
    yield Content.styled("How well it forecasts", HEADING)
    yield from map(Content, wrapped(words.judged_by(judgement), width))
    yield from _scores(judgement, width)
    told = GOOD if judgement.gain.is_clear else "$text-warning" if judgement.gain.is_loss else ""
    yield from (Content.styled(one, told) for one in wrapped(words.verdict(judgement), width))


def _scores(judgement: Judgement, width: int) -> Iterator[Content]:
    """Set the sets below one another; where it is narrow, the numbers below the name."""
    rows = [("", "expected", "log loss"), *words.score_rows(judgement)]
    room = max(len(name) for name, _, _ in rows) + 2
    for name, expected, loss in rows:
        style = MUTED if not name else "bold" if name == words.THIS_FIT else ""
        numbers = f"{expected:>8}{loss:>10}"
        if room + len(numbers) <= width:
            yield Content.styled(f"{name:<{room}}{numbers}", style)
        else:
            yield from (Content.styled(one, style) for one in (name, numbers) if one)


def _days(found: Proposal, width: int) -> Iterator[Content]:
    for name, days in words.days_rows(found):
        first, *others = wrapped(days, width - _NAMES)
        yield Content.assemble((f"{name:<{_NAMES}}", MUTED), first)
        yield from (Content(f"{'':{_NAMES}}{one}") for one in others)
