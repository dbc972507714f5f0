"""What Review says, as text for a width; pure."""

from dataclasses import dataclass

from textual.content import Content

from mlprep.domain.rating import Rating
from mlprep.study.review.question import Question
from mlprep.study.review.showing import NOTHING_TO_CRAM, Progress, Showing, Summary
from mlprep.text.cloze import ClozeView
from mlprep.text.counting import counted, duration
from mlprep.text.render import render
from mlprep.text.screen import to_content
from mlprep.tui.pieces import (
    ACCENT,
    BAD,
    GOOD,
    MUTED,
    PRIMARY,
    beside,
    clipped,
    fitted,
    lines,
    row,
    wrapped,
)
from mlprep.tui.screens.review.picking import Pick
from mlprep.tui.widgets.panel import height_of

BAR_CELLS = 20
LONG = 120
"""Minutes from which hours say more."""
NO_PICK = Pick(0)


@dataclass(frozen=True, slots=True)
class Labels:
    """Keys as the card names them."""

    digits: tuple[str, ...] = tuple("123456789")
    """Those that pick an option; the first four also rate."""
    answer: str = "enter"


LABELS = Labels()


@dataclass(frozen=True, slots=True)
class View:
    """One showing as it is drawn now."""

    showing: Showing
    maths: bool = True
    revealed: bool = False
    pick: Pick = NO_PICK
    typed: str = ""
    labels: Labels = LABELS

    @property
    def question(self) -> Question:
        """The question shown."""
        return self.showing.question

    @property
    def right(self) -> bool | None:
        """Whether the answer was right; None where the learner is the judge."""
        question = self.question
        if question.is_choice:
            return question.picked_right(self.pick.answered())
        return question.typed_right(self.typed) if question.is_typed else None

    @property
    def proposal(self) -> Rating:
        """The rating that ``enter`` takes."""
        return Rating.AGAIN if self.right is False else Rating.GOOD


# ----------------------------------------------------------------------- head


def head(deck: str, progress: Progress, seconds: int | None, width: int) -> Content:
    """Say the deck, how far the session is and how long the rest takes."""
    whole = progress.answered + progress.left
    left = max(1, round(progress.minutes_left)) if progress.left else 0
    ahead = f"{left} min" if left < LONG else f"{left // 60} h {left % 60} min"
    told = f"{min(whole, progress.answered + 1):,} of {whole:,}"
    clock = f"{seconds} s   " if seconds is not None else ""
    bar = progress_bar(progress.share, min(BAR_CELLS, max(6, width // 5)))
    right = Content.assemble((clock, MUTED), told, "  ", bar, (f"  {ahead} left", MUTED))
    return row(fitted(deck, width - right.cell_length - 2, f"bold {PRIMARY}"), right, width)


def progress_bar(share: float, width: int) -> Content:
    """Draw a share as a bar."""
    done = max(0, min(width, round(share * width)))
    return Content.assemble(("━" * done, ACCENT), ("┄" * (width - done), MUTED))


# ---------------------------------------------------------------------- front


def front(view: View, width: int) -> Content:
    """Show the question; options, where it has any, with what is picked."""
    question = view.question
    cloze = ClozeView(question.gap, view.revealed) if question.gap else None
    text = to_content(render(question.front, width, maths=view.maths, cloze=cloze))
    if not question.is_choice:
        return text
    return lines([text, Content(), *options(view, width)])


def options(view: View, width: int) -> list[Content]:
    """List the options in the order shown; once answered with right, wrong and why."""
    choices = view.question.card.choices
    if choices is None:
        return []
    parts = []
    several = len(choices.keys) > 1
    if several and not view.revealed:
        told = f"Pick {len(choices.keys)}: space picks, {view.labels.answer} answers"
        parts.append(Content.styled(told, MUTED))
    picked = view.pick.answered() if view.revealed else view.pick.picked
    digits = [*view.labels.digits, *([""] * len(choices.options))][: len(choices.options)]
    wide = max(map(len, digits), default=1)
    for shown, index in enumerate(view.question.order):
        option = choices.options[index]
        mark, style = _mark(view, shown, shown in picked, index in choices.keys)
        body = to_content(render(option.text, max(8, width - 7 - wide), maths=view.maths))
        parts.append(beside(Content.styled(f"{mark} {digits[shown]:<{wide}}  ", style), body))
        if view.revealed and option.why:
            why = to_content(render(option.why, max(8, width - 7 - wide), maths=view.maths))
            parts.append(beside(Content(" " * (5 + wide)), why.stylize_before(MUTED)))
    return parts


def places_of_options(view: View, width: int) -> list[tuple[int, int]]:
    """Say on which line of the front each option begins, and on how many it stands."""
    heights = [height_of(one) for one in options(view, width)]
    below = height_of(front(view, width)) - sum(heights)
    tops = [below + sum(heights[:at]) for at in range(len(heights))]
    return list(zip(tops, heights, strict=True))[-len(view.question.order) :]


def _mark(view: View, shown: int, picked: bool, is_key: bool) -> tuple[str, str]:
    """Mark an option by a sign that needs no colour."""
    if not view.revealed:
        pointer = "▸" if shown == view.pick.cursor else " "
        boxes = "■□" if view.pick.several else "● "
        sign = boxes[0] if picked else boxes[1]
        return f"{pointer}{sign}", f"bold {ACCENT}" if pointer != " " or picked else "bold"
    if is_key:
        return " ✓", f"bold {GOOD}"
    return (" ✗", f"bold {BAD}") if picked else ("  ", MUTED)


# ----------------------------------------------------------------------- back


def back(view: View, width: int) -> Content:
    """Show the answer under a thin rule: verdict, back, why, sources."""
    if not view.revealed:
        return Content()
    question = view.question
    blocks = verdict(view, width)
    if question.back and (question.card.back or view.right is None):
        blocks += [to_content(render(question.back, width, maths=view.maths))]
    if question.card.why:
        why = to_content(render(question.card.why, width, maths=view.maths))
        blocks += [*_gap(blocks), why.stylize_before(MUTED)]
    if question.card.sources:
        blocks += [*_gap(blocks), *_sources(question, width)]
    return lines([Content.styled("─" * width, MUTED), *blocks]) if blocks else Content()


def _gap(before: list[Content]) -> list[Content]:
    """Leave a line free below what is there."""
    return [Content()] if before else []


def verdict(view: View, width: int) -> list[Content]:
    """Say whether what was typed or picked is right, and what would be."""
    question = view.question
    if view.right is None:
        return []
    if question.is_choice:
        empty, given = not view.pick.answered(), ""
    else:
        empty, given = not view.typed.strip(), view.typed
    if empty:
        told = Content.styled("Not answered.", "bold $text-warning")
    elif view.right:
        told = Content.styled("✓ Right", f"bold {GOOD}")
    else:
        told = Content.styled("✗ Not right", f"bold {BAD}")
    if given.strip():
        told = told + "   " + fitted(f"you typed: {given}", width - told.cell_length - 3)
    answer = _right_answer(question)
    stated = [fitted(f"The answer is {answer}", width, "bold")] if answer else []
    return [told, *stated, *([Content()] if question.card.back else [])]


def _right_answer(question: Question) -> str:
    typed = question.card.typed
    return "" if typed is None else f"{typed.answer} {typed.unit}".strip()


def _sources(question: Question, width: int) -> list[Content]:
    return [
        Content.styled(one, MUTED)
        for source in question.card.sources
        for one in wrapped(f"Source: {source}", width)
    ]


# ---------------------------------------------------------------------- below


def reason(view: View, width: int, most: int) -> Content:
    """Say on at most ``most`` lines what the learner set on the card, then why it is here."""
    state = view.showing.state
    signs = [*(["marked"] if state.marked else []), *([f"flag {state.flag}"] if state.flag else [])]
    told = "".join(f"[{sign}] " for sign in signs)
    shown = lines(Content(one) for one in clipped(told + view.showing.reason, width, most))
    return shown.stylize_before(MUTED).stylize(f"bold {ACCENT}", 0, len(told))


def buttons(view: View, width: int) -> tuple[Content, list[tuple[int, int, Rating]]]:
    """Draw the four ratings with their intervals; also return where each stands."""
    labels = view.showing.labels
    count = len(Rating)
    edges = [at * (width + 1) // count for at in range(count + 1)]
    parts, places = [], []
    for rating, start, end in zip(Rating, edges, edges[1:], strict=False):
        room = max(1, end - start - 1)
        short = f"{view.labels.digits[rating.value - 1]} {rating.label}".strip()
        long = f"{short} {labels.get(rating, '')}".rstrip()
        is_proposal = rating is view.proposal
        text = long if len(long) + is_proposal <= room else short
        shown = f"▸{text}" if is_proposal and len(text) < room else text
        look = "bold reverse" if is_proposal else "on $panel"
        parts.append(Content.styled(f"{shown:^{room}}", look))
        places.append((start, end, rating))
    return Content(" ").join(parts), places


# -------------------------------------------------------------------- the end


def waiting(wait_ms: int, width: int) -> Content:
    """Say when the next step falls due."""
    minutes, seconds = divmod(max(0, wait_ms) // 1000, 60)
    told = (
        "Everything else is done. Stay, and the card appears by itself; or end the session,"
        " and it waits for you."
    )
    return lines([
        Content.assemble(
            ("Next step in ", "bold"), (f"{minutes}:{seconds:02}", f"bold {ACCENT}")
        ),
        Content(),
        *(Content(one) for one in wrapped(told, width)),
    ])  # fmt: skip


def summary(done: Summary, width: int, *, left: int, cram: bool) -> Content:
    """Sum up a session; ``left`` cards were not reached."""
    if not done.answered and cram and not left:
        told = [Content(one) for one in wrapped(NOTHING_TO_CRAM, width)]
        return lines([Content.styled("Nothing to cram.", f"bold {ACCENT}"), Content(), *told])
    if not done.answered:
        title = "Nothing was crammed." if cram else "Nothing is due here."
        return lines([Content.styled(title, f"bold {ACCENT}"), Content(),
                      *_next(done, width, left)])  # fmt: skip
    rows = [
        Content.assemble(
            (counted(done.answered, "answer"), f"bold {ACCENT}"),
            f" in {duration(done.ms)}",
            (f", {duration(done.ms / done.answered)} each" if done.answered > 1 else "", MUTED),
        ),
        Content(),
    ]
    most = max(done.ratings.values(), default=1) or 1
    room = max(4, min(40, width - 16))
    for rating, count in done.ratings.items():
        bar = "█" * round(room * count / most) if count else ""
        rows.append(Content.assemble(f"{rating.label:<6}{count:>5}  ", (bar, PRIMARY)))
    rows.append(Content())
    if done.introduced:
        rows.append(Content(f"{counted(done.introduced, 'new card')} met"))
    if done.retention is not None:
        rows.append(Content.assemble(
            "Remembered ", (f"{done.retention:.0%}", "bold"),
            f" of {counted(done.reviewed, 'due review')}",
        ))  # fmt: skip
    if cram:
        rows.append(Content.styled("Cramming: the schedule has not moved.", MUTED))
    return lines([*rows, *_next(done, width, left)])


def _next(done: Summary, width: int, left: int) -> list[Content]:
    told = f"{counted(done.due_tomorrow, 'review')} due tomorrow."
    if left:
        told = f"{counted(left, 'card')} left for today. {told}"
    elif done.next_step_ms:
        told = f"A step comes back in {duration(done.next_step_ms)}. {told}"
    return [Content(one) for one in wrapped(told, width)]
