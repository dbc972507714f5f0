"""A question of a sitting as text for a width; pure.  Nothing says right or wrong."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from mlprep.study.measuring.asked import Asked
from mlprep.text.render import render
from mlprep.text.screen import to_content
from mlprep.tui.pieces import ACCENT, MUTED, PRIMARY, beside, fitted, lines, row
from mlprep.tui.screens.review.picking import Pick
from mlprep.tui.screens.review.text import progress_bar

if TYPE_CHECKING:
    from mlprep.study.measuring.courses import SittingProgress  # loads numpy

BAR = 12
NARROW = 64


@dataclass(frozen=True, slots=True)
class View:
    """One question as it is drawn now; the last place of ``pick`` is "I don't know"."""

    asked: Asked
    pick: Pick
    sure: bool | None = None
    maths: bool = True
    answer_key: str = "enter"

    @property
    def dont_know(self) -> int:
        """Place of "I don't know" among the options."""
        return len(self.asked.order)


def pick_for(asked: Asked) -> Pick:
    """Begin with nothing picked."""
    return Pick(len(asked.order) + 1 if asked.order else 0, several=asked.several)


def head(number: int, progress: "SittingProgress", title: str, width: int) -> Content:
    """Say how far the sitting is and how sure we are by now."""
    count = f"{title} {number} of {progress.maximum}"
    left = Content.styled(count, f"bold {PRIMARY}")
    if progress.margin_at_start <= 0:
        bar = progress_bar(progress.sureness, BAR)
        return row(left, bar, width)
    margin = f"  ±{progress.margin:.1f} levels an area" if width >= NARROW else ""
    sure = Content.assemble(
        ("how sure we are  ", MUTED) if width >= NARROW else ("sure ", MUTED),
        progress_bar(progress.sureness, BAR),
        (f" {progress.sureness:>3.0%}", "bold"),
        (margin, MUTED),
    )
    return row(left, sure, width)


def stem(view: View, width: int) -> Content:
    """Show the question; maths and code set."""
    return to_content(render(view.asked.stem, width, maths=view.maths))


def options(view: View, width: int) -> Content:
    """List the options in the order shown, "I don't know" last."""
    asked = view.asked
    parts = []
    if asked.several:
        told = f"Several may be right: digits or space pick, {view.answer_key} answers."
        parts.append(fitted(told, width, MUTED))
    for at, option in enumerate(asked.options):
        body = to_content(render(option, max(8, width - 6), maths=view.maths))
        parts.append(beside(_mark(view, at, str(at + 1)), body))
    parts.append(beside(_mark(view, view.dont_know, "0"), Content.styled("I don't know", MUTED)))
    return lines(parts)


def _tops(view: View, width: int) -> list[int]:
    """Lines on which the places begin, "I don't know" last."""
    tops = [1 if view.asked.several else 0]
    for option in view.asked.options:
        body = to_content(render(option, max(8, width - 6), maths=view.maths))
        tops.append(tops[-1] + body.plain.count("\n") + 1)
    return tops


def place_of_cursor(view: View, width: int) -> int:
    """Line of the list of options on which the cursor stands."""
    return _tops(view, width)[max(0, view.pick.cursor)]


def option_on(view: View, width: int, line: int) -> int | None:
    """Place that a line of the list belongs to; ``None`` above them."""
    found = [at for at, top in enumerate(_tops(view, width)) if top <= line]
    return found[-1] if found else None


def _mark(view: View, at: int, digit: str) -> Content:
    pick = view.pick
    pointer = "▸" if at == pick.cursor else " "
    boxes = "■□" if view.asked.several and at != view.dont_know else "● "
    sign = boxes[0] if at in pick.picked else boxes[1]
    style = f"bold {ACCENT}" if pointer != " " or at in pick.picked else "bold"
    return Content.styled(f"{pointer}{sign} {digit}  ", style)


def sureness(view: View, sure_key: str, unsure_key: str, width: int) -> Content:
    """Say what was said of being sure; else that one may."""
    if view.sure is None:
        told = f"If you like: {sure_key} sure, {unsure_key} unsure, before you answer."
        return fitted(told, width, MUTED)
    word = "You are sure." if view.sure else "You are not sure."
    return fitted(word, width, f"bold {ACCENT}")
