"""Ask whether a card that may be an edited one keeps its history."""

from typing import TYPE_CHECKING

from textual.content import Content

from mlprep.store.errors import HistoryError
from mlprep.study.content.doubts import Doubt, doubts, told
from mlprep.study.review.question import short
from mlprep.text.counting import counted
from mlprep.tui.pieces import MUTED, lines, said
from mlprep.tui.widgets.ask import Ask, confirm

if TYPE_CHECKING:
    from mlprep.tui.app import StudyApp

CHOICES = (
    ("k", "keep: it is the same card, its history stays"),
    ("r", "reset: it is the same card, learn it anew"),
    ("n", "new: it is another card"),
)
ALL = {
    "K": ("keep", "keep the history of all {}"),
    "R": ("reset", "reset all {}"),
    "N": ("new", "all {} are new cards"),
}


def ask_next(app: "StudyApp") -> bool:
    """Ask about the next doubtful card, then the one after; False where there is none."""
    open_ones = doubts(app.workspace)
    if not open_ones:
        return False
    one, count = open_ones[0], len(open_ones)
    title, choices = "Is this an edited card?", [*CHOICES]
    if count > 1:
        title = f"Is this an edited card? (1 of {count:,})"
        choices += [(key, label.format(f"{count:,}")) for key, (_, label) in ALL.items()]

    def decided(answer: str | None) -> None:
        if answer in ALL:
            _ask_about_all(app, answer, count)
        elif answer is not None:
            _settle(app, one, answer)
            ask_next(app)

    app.push_screen(Ask(title, choices, _question(one)), decided)
    return True


def _ask_about_all(app: "StudyApp", key: str, count: int) -> None:
    """Carry out one decision about all after a yes; only a reset can be undone."""
    word, label = ALL[key]

    def answered(answer: str | None) -> None:
        if answer == "y":
            _settle_all(app, word)
        else:
            ask_next(app)

    text = "Undo takes nothing of it back." if word != "reset" else "Undo brings the history back."
    title = label.format(f"{count:,}")
    app.push_screen(confirm(f"{title[0].upper()}{title[1:]}?", said(text)), answered)


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
    words = {"k": "keeps its history", "r": "is learned anew", "n": "is another card"}[answer]
    app.library_changed(None)
    app.notify(f"It {words}: {short(one.asks, 60)}", markup=False, timeout=4)


def _settle_all(app: "StudyApp", word: str) -> None:
    from mlprep.study.content.recognition import Decision, decide_all

    try:
        settled = decide_all(app.workspace, Decision(word))
    except HistoryError as fault:
        app.notify(f"Not recorded: {fault} Try it again.", severity="error", markup=False)
        return
    app.library_changed(None)
    app.notify(told(word, *settled), markup=False, timeout=4)
