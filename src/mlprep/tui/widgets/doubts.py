"""Ask whether a card that may be an edited one keeps its history."""

from typing import TYPE_CHECKING

from textual.content import Content

from mlprep.store.errors import HistoryError
from mlprep.study.content.doubts import Doubt, doubts
from mlprep.study.review.question import short
from mlprep.text.counting import counted
from mlprep.tui.pieces import MUTED, lines, said
from mlprep.tui.widgets.ask import Ask

if TYPE_CHECKING:
    from mlprep.tui.app import StudyApp

CHOICES = (
    ("k", "keep: it is the same card, its history stays"),
    ("r", "reset: it is the same card, learn it anew"),
    ("n", "new: it is another card"),
)


def ask_next(app: "StudyApp") -> bool:
    """Ask about the next doubtful card, then the one after; False where there is none."""
    open_ones = doubts(app.workspace)
    if not open_ones:
        return False
    one = open_ones[0]

    def decided(answer: str | None) -> None:
        if answer is not None:
            _settle(app, one, answer)
            ask_next(app)

    app.push_screen(Ask("Is this an edited card?", CHOICES, _question(one)), decided)
    return True


def _question(one: Doubt) -> Content:
    reviews = counted(one.reviews, "review")
    return lines([
        said(short(one.asks, 140), "bold"),
        said(one.place, MUTED),
        Content(f"It is {one.likeness:.0%} like a card with {reviews} that is gone:"),
        said(short(one.was, 140)),
    ])  # fmt: skip


def _settle(app: "StudyApp", one: Doubt, answer: str) -> None:
    from mlprep.study.content.recognition import Decision, decide

    decision = {"k": Decision.KEEP, "r": Decision.RESET, "n": Decision.NEW}[answer]
    try:
        decide(app.workspace, one.old, one.new, decision)
    except HistoryError as fault:
        app.notify(f"Not recorded: {fault} Try it again.", severity="error", markup=False)
        return
    told = {"k": "keeps its history", "r": "is learned anew", "n": "is another card"}[answer]
    app.library_changed(None)
    app.notify(f"It {told}: {short(one.asks, 60)}", markup=False, timeout=4)
