"""Keys typed before a text field has the focus: they are text, in their order, not commands.

The screen library sends a key to the widget that has the focus when the key is read; what no
widget takes comes up to the program, which runs it as a command.  Keys read together with the one
that opens a field are then already on their way past it.
"""

from typing import TYPE_CHECKING

from textual import events
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

if TYPE_CHECKING:
    from textual.app import App

Typed = events.Key | events.Paste


class Late(Message, bubble=False):
    """A key, a pasted text or the end of what was under way, which the field shall have."""

    def __init__(self, message: "Typed | Drain") -> None:
        super().__init__()
        self.message = message


class Drain(Message):
    """Goes the way of the keys, behind those under way; ``sent`` of them had been read."""

    def __init__(self, sent: int) -> None:
        super().__init__()
        self.sent = sent


class TypeAhead(Screen[None]):
    """A screen that hands keys on to a field which is about to get the focus."""

    awaits_field = False
    """Whether every key belongs to a field that has no focus yet."""
    _field: Widget | None = None

    def sent_keys(self) -> int:
        """Count the keys that were read so far."""
        raise NotImplementedError

    def give_keys_to(self, field: Widget) -> None:
        """Let a field have all keys from now on, those under way included."""
        self.awaits_field, self._field = True, field
        self._wait_for_keys()

    def take_keys_back(self) -> None:
        """Let keys be commands again."""
        self.awaits_field, self._field = False, None

    def _wait_for_keys(self) -> None:
        (self.focused or self).post_message(Drain(self.sent_keys()))

    def on_late(self, event: Late) -> None:
        """Hand on what was typed; focus the field once nothing is under way any more."""
        field, message = self._field, event.message
        if field is None:
            return
        if not isinstance(message, Drain):
            message.prevent_default(False)
            message.stop(False)
            field.post_message(message)
        elif message.sent != self.sent_keys():
            self._wait_for_keys()
        else:
            self.take_keys_back()
            self.set_focus(field, scroll_visible=False)


def goes_to_field(app: "App[int]", message: "Typed | Drain") -> bool:
    """Give a message to the field that awaits it; False where none does."""
    screen = app.screen
    if not isinstance(screen, TypeAhead) or not screen.awaits_field:
        return False
    message.prevent_default()
    screen.post_message(Late(message))
    return True
