"""Keys typed before a text field has the focus: they are text, in their order, not commands.

The screen library sends a key to the widget that has the focus when the key is read; what no
widget takes comes up to the program, which runs it as a command.  Keys read together with the one
that opens a field are then already on their way past it.
"""

from typing import TYPE_CHECKING

from textual import events
from textual.message import Message
from textual.screen import Screen, ScreenResultType
from textual.widget import Widget

if TYPE_CHECKING:
    from mlprep.tui.app import StudyApp

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


class TypeAhead(Screen[ScreenResultType]):
    """A screen that hands keys on to a field which is about to get the focus.

    The field may be the screen itself: then ``take_late`` gets them.
    """

    awaits_field = False
    """Whether every key belongs to a field that has no focus yet."""
    _field: Widget | None = None

    @property
    def study(self) -> "StudyApp":
        """The program."""
        from mlprep.tui.app import StudyApp

        app = self.app
        assert isinstance(app, StudyApp)  # noqa: S101  # tells the type; nothing else runs us
        return app

    def give_keys_to(self, field: Widget) -> None:
        """Let a field have all keys from now on, those under way included."""
        self.awaits_field, self._field = True, field
        self._wait_for_keys()

    def take_keys_back(self) -> None:
        """Let keys be commands again."""
        self.awaits_field, self._field = False, None

    def _wait_for_keys(self) -> None:
        (self.focused or self).post_message(Drain(self.study.sent_keys))

    def take_late(self, message: Typed) -> None:
        """Take what was typed where no field does."""

    def on_late(self, event: Late) -> None:
        """Hand on what was typed; focus the field once nothing is under way any more."""
        field, message = self._field, event.message
        if field is None:
            return
        if not isinstance(message, Drain) and field is self:
            self.take_late(message)
        elif not isinstance(message, Drain):
            message.prevent_default(False)
            message.stop(False)
            field.post_message(message)
        elif message.sent != self.study.sent_keys:
            self._wait_for_keys()
        else:
            self.take_keys_back()
            if field is not self:
                self.set_focus(field, scroll_visible=False)


def goes_to_field(app: "StudyApp", message: "Typed | Drain") -> bool:
    """Give a message to the field that awaits it; False where none does."""
    screen = app.screen
    if not isinstance(screen, TypeAhead) or not screen.awaits_field:
        return False
    message.prevent_default()
    screen.post_message(Late(message))
    return True
