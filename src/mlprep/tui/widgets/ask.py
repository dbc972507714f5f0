"""Questions in a box: one key, one line; and a text to read."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import ScrollableContainer, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from mlprep.text.lines import cell_width
from mlprep.tui.keys import key_name
from mlprep.tui.pieces import ACCENT, MUTED, lines, wrapped
from mlprep.tui.scrolling import scroll
from mlprep.tui.typeahead import TypeAhead, Typed
from mlprep.tui.widgets.panel import Draw, WidePanel

Choice = tuple[str, str]
"""Key, and what it does; the key is the answer."""
CLOSES = " esc closes "
WIDEST, FRAME = 76, 6
"""Cells of a line in a box, and of the box around it, which takes nine tenths of the screen."""
KEYS = 5
"""Cells of the keys of a question."""
WORKS = " Here esc or q closes, arrows and space scroll. "


class Dialog(ModalScreen[str | None], TypeAhead[str | None]):
    """A box over the screen; ``esc`` answers nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", show=False)]
    AUTO_FOCUS: ClassVar[str | None] = ""

    def __init__(self, title: str, text: Content | None = None, *, early: bool = True) -> None:
        super().__init__()
        self.awaits_field = early
        self._title, self._text = title, text

    def compose(self) -> ComposeResult:
        """Put title, text and the way to answer into a box."""
        with Vertical(id="box"):
            yield Static(Content(self._title), id="title")
            if self._text is not None:
                yield Static(self._text, id="text")
            yield self.answerer()

    def answerer(self) -> Static | Input:
        """Make the widget by which the learner answers."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Let the answer begin with the keys that came together with the one that asked."""
        if self.awaits_field:
            self.give_keys_to(self.query_one_optional(Input) or self)

    def on_resize(self, event: events.Resize) -> None:
        """Break the lines that a narrow terminal would cut."""
        room = max(1, min(WIDEST, event.size.width * 9 // 10 - FRAME))
        for one in self.query("#box > Static"):
            one.styles.max_width = room
        self.fit_answerer(room)

    def fit_answerer(self, room: int) -> None:
        """Bring the way to answer to a width."""

    def action_cancel(self) -> None:
        """Close without an answer."""
        self.dismiss(None)


class Ask(Dialog):
    """A question that one key answers; the result is that key.

    ``early`` also takes a key that came together with the one that asked: not where a question
    is there to stop a slip, or comes by itself.
    """

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        text: Content | None = None,
        *,
        early: bool = False,
    ) -> None:
        super().__init__(title, text, early=early)
        self._choices = (*choices, ("esc", "leave it"))
        self._by_key = {key_name(key): key for key, _ in choices}

    def answerer(self) -> Static:
        """List the keys."""
        return Static(self._listed(WIDEST), id="choices")

    def fit_answerer(self, room: int) -> None:
        """Break the labels beside their keys."""
        self.query_one("#choices", Static).update(self._listed(room))

    def _listed(self, room: int) -> Content:
        listed = []
        for key, label in self._choices:
            first, *others = _broken(label, room - KEYS - 2)
            listed.append(Content.assemble((f"{key:>{KEYS}}", "bold $text-accent"), f"  {first}"))
            listed += [Content(" " * (KEYS + 2) + one) for one in others]
        return lines(listed)

    def on_key(self, event: events.Key) -> None:
        """Take the key that was asked for."""
        if event.key in self._by_key:
            event.stop()
            self.dismiss(self._by_key[event.key])

    def take_late(self, message: Typed) -> None:
        """Take the first of the keys that the question knows."""
        if isinstance(message, events.Key) and self.is_current:
            if message.key in self._by_key:
                self.dismiss(self._by_key[message.key])
            elif message.key == "escape":
                self.dismiss(None)


def _broken(label: str, room: int) -> list[str]:
    return wrapped(label, room) if cell_width(label) > room > 0 else [label]


def confirm(title: str, text: Content | None = None) -> Ask:
    """Ask yes or no; the result is ``y``, ``n`` or nothing."""
    return Ask(title, [("y", "yes"), ("n", "no")], text)


class AskLine(Dialog):
    """A question that a line of text answers."""

    def __init__(self, title: str, text: Content | None = None, *, hint: str = "") -> None:
        super().__init__(title, text)
        self._hint = hint

    def answerer(self) -> Input:
        """Offer a line."""
        return Input(placeholder=self._hint)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the line; an empty one is no answer."""
        self.dismiss(event.value.strip() or None)


class Reader(ModalScreen[None]):
    """A text to read, scrolled both ways; ``esc``, ``q`` or ``enter`` close it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter,z,i,o,question_mark,f1", "close", show=False),
        Binding("j", "move('down')", show=False),
        Binding("k", "move('up')", show=False),
        Binding("h", "move('left')", show=False),
        Binding("l", "move('right')", show=False),
        Binding("g", "move('home')", show=False),
        Binding("G", "move('end')", show=False),
        Binding("ctrl+d,space", "move('page_down')", show=False),
        Binding("ctrl+u", "move('page_up')", show=False),
    ]
    AUTO_FOCUS = "#scroll"

    def __init__(self, title: str, draw: Draw, *, whole: bool = False) -> None:
        super().__init__(classes="-whole" if whole else "")
        self._title, self._draw = title, draw

    def compose(self) -> ComposeResult:
        """Put the text into a box that scrolls."""
        with Vertical(id="box") as box:
            box.border_title = Content(f" {self._title} ")
            box.border_subtitle = Content.styled(CLOSES, MUTED)
            with ScrollableContainer(id="scroll"):
                yield WidePanel(self._draw)

    def on_key(self, event: events.Key) -> None:
        """Say which keys work here when another one is pressed."""
        if event.key not in self.active_bindings:
            self.query_one("#box").border_subtitle = Content.styled(WORKS, f"bold {ACCENT}")

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_move(self, where: str) -> None:
        """Scroll."""
        scroll(self.query_one("#scroll"), where)
