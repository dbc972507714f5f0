"""What an assessment says before and between its questions, as text for a width; pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from textual.content import Content

from mlprep.assessment import Length
from mlprep.assessment.stopping import LENGTHS
from mlprep.study.measuring.check_ups import CheckUpOffer
from mlprep.study.measuring.self_rating import SCALE, Term
from mlprep.text.counting import counted
from mlprep.tui.keys import Hint
from mlprep.tui.pieces import (
    ACCENT,
    MUTED,
    PRIMARY,
    fitted,
    lines,
    padded,
    row,
    said,
    wrapped,
)
from mlprep.tui.screens.review.text import progress_bar
from mlprep.tui.widgets.rows import Line

INTRO = (
    "Questions that adapt to your answers. Stop at any moment: every answer is kept, and you go"
    " on where you were. “I don't know” is an honest answer: it counts as not known, much like a"
    " wrong one."
)
SECONDS_EACH = 45
WITH_KEY = ("quick", "standard", "deep")
"""Lengths that a key begins."""
LENGTH_WORDS = {
    "quick": "a first picture",
    "standard": "good enough to plan by",
    "deep": "sharp; may stop early",
    "open": "stops when enough is known",
}
TITLE, QUESTIONS, LEAST_WORDS = 20, 28, 12
HEADING = f"bold {PRIMARY}"


@dataclass(frozen=True, slots=True)
class Start:
    """What there is to begin with."""

    focus: tuple[str, ...] = ()
    """Titles of the areas and topics asked about; empty: all areas."""
    waiting: str = ""
    """The unfinished sitting, in words; empty where there is none."""
    waiting_length: str = ""
    """Length that it has; empty for a check-up, which cannot be made longer."""
    check_up: str = ""
    """Topic of the unfinished check-up, where it is one."""
    rated: int = 0
    """Topics rated before."""
    terms: int = 0
    """Terms to rate."""
    offers: Sequence[CheckUpOffer] = ()
    role: str = ""

    @property
    def rates_first(self) -> bool:
        """Whether the self-ratings come first."""
        return not self.rated and not self.waiting and self.terms > 0


# --------------------------------------------------------------------- start


def start_rows(start: Start, width: int, key: Hint) -> list[Line]:
    """List what can be begun, and what is asked."""
    rows = [Line(Content.styled(one, MUTED)) for one in wrapped(INTRO, width)]
    rows.append(Line(Content()))
    if start.waiting and not start.focus:
        told = lines(said(one, "bold") for one in wrapped(f"Go on: {start.waiting}", width))
        rows += [Line(told, "go-on"), Line(Content())]
    rows += _lengths(start, width, key)
    rows += [Line(Content()), *_asked(start, width, key)]
    if start.offers:
        rows += [Line(Content()), Line(Content.styled("Check-ups: four questions each", HEADING))]
        rows += [Line(_choice(one.title, one.question, "", width), f"check:{one.topic}")
                 for one in start.offers]  # fmt: skip
    if start.waiting and not start.focus:
        rows += [
            Line(Content()),
            Line(_choice("End it here", "", "its answers count; see the result", width), "end"),
            Line(_choice("Discard it", "", "its answers do not count", width), "discard"),
        ]
    return rows


def _lengths(start: Start, width: int, key: Hint) -> Iterator[Line]:
    continuing = bool(start.waiting_length) and not start.focus
    for name, length in LENGTHS.items():
        if continuing and name == start.waiting_length:
            continue
        begins = key(f"assess.{name}") if name in WITH_KEY else " "
        title = f"Go on to {name}" if continuing else f"{begins}  {name.capitalize()}"
        minutes = round(length.maximum * SECONDS_EACH / 60)
        told = f"{_most(length)} questions, {minutes} min"
        yield Line(_choice(title, told, LENGTH_WORDS.get(name, ""), width), f"length:{name}")


def _most(length: Length) -> str:
    fixed = length.minimum == length.maximum
    return f"{length.maximum}" if fixed else f"up to {length.maximum}"


def _choice(title: str, middle: str, words: str, width: int) -> Content:
    first = padded(fitted(title, min(TITLE, width), "bold"), min(TITLE, width))
    second = padded(Content(middle), QUESTIONS) if middle else Content()
    room = width - first.cell_length - second.cell_length
    line = first + second
    return line + fitted(words, room, MUTED) if room >= LEAST_WORDS else line.truncate(width)


def _asked(start: Start, width: int, key: Hint) -> Iterator[Line]:
    """Say what is asked about, and whether ratings come first; both can be changed."""
    what, enter = ", ".join(start.focus) or "all areas", key("assess.choose")
    yield Line(_fact("Asked about", what, width), "focus")
    if start.rates_first:
        each = "one key each, 3 minutes"
        told = f"first rate yourself: {start.terms} terms, {each}; {key('rate.rest')} skips"
    elif start.rated:
        told = f"given for {counted(start.rated, 'topic')}; {enter} rates anew"
    else:
        told = f"not given; {enter} gives them: they are worth some ten questions"
    yield Line(_fact("Self-ratings", told, width), "rate")
    if not start.role:
        told = f"not chosen, so every topic counts the same; {enter} sets it up"
        yield Line(_fact("Role", told, width), "setup")


def _fact(title: str, told: str, width: int) -> Content:
    first = padded(Content.styled(title, "bold"), 14)
    others = wrapped(told, max(10, width - 14))
    return lines([first + said(others[0]), *(Content(" " * 14) + said(one) for one in others[1:])])


def start_head(width: int) -> Content:
    """Name the screen."""
    told = Content.styled("How well do you know it already?", MUTED)
    return row(Content.styled("Assess", HEADING), told, width)


# ------------------------------------------------------------------- ratings


def rating_head(done: int, count: int, width: int) -> Content:
    """Say how far the round is."""
    bar = progress_bar(done / count if count else 1.0, min(20, max(6, width // 5)))
    told = Content.assemble(f"{min(done + 1, count)} of {count}  ", bar)
    return row(Content.styled("Rate yourself", HEADING), told, width)


def rating(terms: Sequence[Term], done: int, ratings: Mapping[str, int], width: int) -> Content:
    """Ask for one rating, what was rated before above it."""
    term = terms[done]
    before = [_rated(one, ratings, width) for one in terms[max(0, done - 3) : done]]
    return lines([
        *(Content.styled(one, MUTED) for one in wrapped(
            "How well do you know this? One key, no thinking: it helps to choose your questions,"
            " and counts far less than your answers.", width)),
        Content(),
        *([Content()] * (3 - len(before))),
        *before,
        Content(),
        fitted(term.area, width, MUTED),
        fitted(term.title, width, f"bold {ACCENT}"),
        Content(),
        *(_step(at, words, ratings.get(term.id)) for at, words in enumerate(SCALE)),
    ])  # fmt: skip


def _rated(term: Term, ratings: Mapping[str, int], width: int) -> Content:
    value = ratings.get(term.id)
    told = "skipped" if value is None else f"{value}  {SCALE[value]}"
    column = max(10, min(44, width - 22))
    return padded(fitted(term.title, column, MUTED), column + 2) + Content.styled(told, MUTED)


def _step(at: int, words: str, now: int | None) -> Content:
    chosen = "●" if at == now else " "
    return Content.assemble((f"{chosen} {at}  ", f"bold {ACCENT}"), words)
