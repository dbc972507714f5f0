"""The line of a typed card: its own undo, and the way between it and the card's keys."""

from textual.widgets import Input

from mlprep.tui.actions import Action
from mlprep.tui.pieces import MUTED, fitted
from mlprep.tui.screens.review.ending import SessionEnd


class AnswerLine(Input):
    """A line that takes back what was typed, a word or a change at a time."""

    def __init__(self) -> None:
        super().__init__(
            id="typed", placeholder="Type the answer, then enter", select_on_focus=False
        )
        self._steps: list[str] = []
        self._in_word = False
        self._is_undoing = False

    def watch_value(self, before: str, after: str) -> None:
        """Remember what stood here before a word, a paste or a deletion."""
        if self._is_undoing:
            return
        in_word = after[:-1] == before and not after[-1:].isspace()
        if not (in_word and self._in_word):
            self._steps.append(before)
        self._in_word = in_word

    def clear_all(self) -> None:
        """Empty the line for another card; nothing of it can be taken back."""
        self.value = ""
        self._steps.clear()
        self._in_word = False

    def undo_text(self) -> bool:
        """Take back the last change of the text; False where no text is left to take back."""
        if not self.value:
            return False
        self._is_undoing = True
        self.value = self._steps.pop() if self._steps else ""
        self.cursor_position = len(self.value)
        self._is_undoing = self._in_word = False
        return True


class TypedCards(SessionEnd):
    """What the keys do while a typed card waits for its answer."""

    _left_line = False
    """Whether the learner went from the line to the card's keys."""

    @property
    def line(self) -> AnswerLine:
        """The line for the answer."""
        return self.query_one("#typed", AnswerLine)

    @property
    def takes_text(self) -> bool:
        """Whether the card waits for a typed answer."""
        return self.view is not None and self.view.question.is_typed and not self.view.revealed

    @property
    def is_typing(self) -> bool:
        """Whether the card's answer is being typed; the focus itself comes a moment later."""
        return self.takes_text and not self._left_line

    def offer_line(self) -> None:
        """Offer an empty line for the shown card."""
        answer = self.view.question.card.typed if self.view is not None else None
        unit = answer.unit if answer is not None else ""
        self.line.border_subtitle = fitted(f" in {unit} ", 40, MUTED) if unit else ""
        self.line.clear_all()
        self._enter_line()

    def _enter_line(self) -> None:
        self._left_line = False
        self.line.focus(scroll_visible=False)

    def _leave_line(self) -> None:
        self._left_line = True
        self.set_focus(None)

    def action_switch_line(self) -> None:
        """Leave the line for the card's keys, or come back to it."""
        if not self.takes_text:
            return
        if self.is_typing:
            self._leave_line()
        else:
            self._enter_line()
        self.refresh_keys()

    def on_descendant_focus(self) -> None:
        """Follow a click into the line."""
        if self._left_line and self.takes_text:
            self._left_line = False
            self.refresh_keys()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what ``esc`` does now."""
        event.stop()
        self.refresh_keys()

    def go_back(self) -> None:
        """Leave a line with text in it, so that one key throws nothing away; else end."""
        if self.is_typing and self.line.value:
            self.action_switch_line()
        else:
            self.end_session()

    def leave(self) -> None:
        """Close the screen."""
        super().go_back()

    def end_session(self) -> None:
        """End the session."""
        raise NotImplementedError

    def action_undo(self) -> None:
        """Take back what was typed; in an empty line, or outside it, the newest action."""
        if not (self.is_typing and self.line.undo_text()):
            super().action_undo()

    def title_of_line_key(self, action: Action) -> str:
        """Name the keys that lead out of the line and into it."""
        if action.id == "review.line":
            return "Card keys" if self.is_typing else "Type"
        return "Back" if self.line.value else "End"
