"""Ask whether a card that may be an edited one keeps its history."""

from typing import TYPE_CHECKING

from textual.content import Content

from mlprep.study.review.question import short
from mlprep.tui.pieces import MUTED, lines, said
from mlprep.tui.widgets.ask import Ask

if TYPE_CHECKING:
    from mlprep.domain.ids import CardId
    from mlprep.tui.app import StudyApp

CHOICES = (
    ("k", "keep: it is the same card, its history stays"),
    ("r", "reset: it is the same card, learn it anew"),
    ("n", "new: it is another card"),
)


def ask_next(app: "StudyApp") -> bool:
    """Ask about the next doubtful card, then the one after; False where there is none."""
    doubts = app.workspace.library.doubts()
    if not doubts:
        return False
    old, new, like = doubts[0]

    def decided(answer: str | None) -> None:
        if answer is not None:
            _settle(app, old, new, answer)
            ask_next(app)

    app.push_screen(Ask("Is this an edited card?", CHOICES, _question(app, new, like)), decided)
    return True


def _question(app: "StudyApp", new: "CardId", like: float) -> Content:
    card = app.workspace.library.card(new)
    title = short(card.front or card.cloze, 70) if card else new
    place = f"{card.path.name}, line {card.line}" if card else ""
    return lines([
        said(title, "bold"),
        said(place, MUTED),
        Content(f"It is {like:.0%} like a card with a history that is gone from this deck."),
    ])  # fmt: skip


def _settle(app: "StudyApp", old: "CardId", new: "CardId", answer: str) -> None:
    from mlprep.study.content.recognition import Decision, decide

    decision = {"k": Decision.KEEP, "r": Decision.RESET, "n": Decision.NEW}[answer]
    decide(app.workspace, old, new, decision)
    app.library_changed(None)
