"""A line to fill in that says at once what is wrong with it."""

from collections.abc import Callable

from textual.content import Content
from textual.widgets import Input, Static

from mlprep.tui.pieces import lines, wrapped
from mlprep.tui.widgets.ask import Dialog

Check = Callable[[str], str]
"""Says what is wrong with a text; the empty string where nothing is."""
COLUMN = 64


class Entry(Dialog):
    """A question with a line in it; it closes only on a value that fits.

    The result is the line as typed, or None where the learner left it.
    """

    DEFAULT_CSS = """
    Entry #fault { height: auto; width: auto; max-width: 64; }
    """

    def __init__(
        self,
        title: str,
        check: Check,
        text: Content | None = None,
        *,
        value: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(title, text)
        self._check, self._value, self._hint = check, value, hint

    def answerer(self) -> Input:
        """Offer the line."""
        return Input(self._value, placeholder=self._hint)

    def on_mount(self) -> None:
        """Put the place for faults under the line."""
        self.query_one("#box").mount(Static(id="fault", markup=False))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what is wrong while it is typed; an empty line is not yet wrong."""
        self._say(self._check(event.value) if event.value.strip() else "")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take a line that fits; say why another does not."""
        fault = self._check(event.value)
        if fault:
            self._say(fault)
        else:
            self.dismiss(event.value.strip())

    def _say(self, fault: str) -> None:
        width = min(COLUMN, self.query_one(Input).outer_size.width or COLUMN)
        told = lines(
            Content.styled(one, "bold $text-warning")
            for one in (wrapped(f"! {fault}", width) if fault else [])
        )
        for shown in self.query("#fault").results(Static):
            shown.update(told)
