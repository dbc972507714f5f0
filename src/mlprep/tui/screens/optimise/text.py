"""A proposal as text."""

from collections.abc import Iterator

from textual.content import Content

from mlprep.study.optimiser import words
from mlprep.study.optimiser.proposing import Judgement, Proposal
from mlprep.tui.pieces import GOOD, MUTED, PRIMARY, lines, row, wrapped

HEADING = f"bold {PRIMARY}"


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
    for name, days in words.days_rows(found):
        yield Content.assemble((f"{name:<10}", MUTED), days)
    yield Content()
    yield from (Content.styled(one, MUTED) for one in wrapped(words.AFTERWARDS, width))


def _judgement(judgement: Judgement, width: int) -> Iterator[Content]:
    yield Content.styled("How well it forecasts", HEADING)
    yield from map(Content, wrapped(words.judged_by(judgement), width))
    rows = [("", "expected", "log loss"), *words.score_rows(judgement)]
    room = max(len(name) for name, _, _ in rows) + 2
    for name, expected, loss in rows:
        style = "bold" if name == words.THIS_FIT else MUTED if not name else ""
        yield Content.styled(f"{name:<{room}}{expected:>8}{loss:>10}", style)
    told = GOOD if judgement.gain.is_clear else "$text-warning" if judgement.gain.is_loss else ""
    yield from (Content.styled(one, told) for one in wrapped(words.verdict(judgement), width))
