"""What all screens share: keys from the registry, the key line, the sentence when too small."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingsMap
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from mlprep.store.errors import HistoryError
from mlprep.text.lines import cell_width
from mlprep.text.sanitise import visible
from mlprep.tui.actions import Action
from mlprep.tui.keys import key_label
from mlprep.tui.pieces import ACCENT, MUTED, fitted
from mlprep.tui.scrolling import scroll
from mlprep.tui.typeahead import TypeAhead
from mlprep.tui.widgets.ask import confirm
from mlprep.tui.widgets.keybar import KeyBar
from mlprep.tui.widgets.panel import Panel

if TYPE_CHECKING:
    from textual.timer import Timer

    from mlprep.domain.cards import Card
    from mlprep.store.values import Undone
    from mlprep.study.workspace import Workspace

MESSAGE_SECONDS = 5.0
TOO_SMALL = "mlprep needs at least 40 columns and 12 rows; make the window larger."


class StudyScreen(TypeAhead[None]):
    """A screen of the program."""

    SCOPE: ClassVar[str] = ""
    BODY_SCROLLS: ClassVar[str] = "#body"
    """Selector of the widget that the scrolling keys move."""
    AUTO_FOCUS: ClassVar[str | None] = ""

    def __init__(self) -> None:
        super().__init__()
        self._own_bindings = self._bindings.copy()
        self._hush: Timer | None = None

    @property
    def workspace(self) -> "Workspace":
        """The learner's things."""
        return self.study.workspace

    # ---------------------------------------------------------------- layout

    def compose(self) -> ComposeResult:
        """Put the body, the key line and the sentence for tiny terminals in place."""
        with Vertical(id="body"):
            yield from self.compose_body()
        yield KeyBar()
        yield Panel(id="message")
        yield Static(TOO_SMALL, id="too-small", markup=False)

    def compose_body(self) -> Iterator[Widget]:
        """Yield the widgets of the screen."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Bind the keys and fill the screen."""
        self.bind_keys()
        self.reload()
        self.refresh_keys()

    def reload(self) -> None:
        """Show the workspace as it is now."""

    def on_screen_resume(self) -> None:
        """Show what may have changed below another screen."""
        if self.is_mounted:
            self.refresh_keys()

    # ------------------------------------------------------------------ keys

    def bind_keys(self) -> None:
        """Bind the keys in force; the screen's own come before those of every screen."""
        bindings = BindingsMap()
        bindings.key_to_bindings.update(self._own_bindings.copy().key_to_bindings)
        taken: set[str] = set()
        for action, keys in self.study.keys.for_scope(self.SCOPE):
            for key in keys:
                if key not in taken:
                    taken.add(key)
                    bindings.key_to_bindings.pop(key, None)
                    bindings.bind(key, action.command, action.title, show=False)
        self._bindings = bindings
        self.refresh_bindings()

    def refresh_keys(self) -> None:
        """Offer the keys of the moment in the key line."""
        self.query_one(KeyBar).offer(
            [
                (self.key_label(action), self.title_of(action), action.command)
                for action in sorted(self._in_footer(), key=lambda one: one.footer)
            ]
        )

    def _in_footer(self) -> Iterator[Action]:
        """Go through what the key line offers; what a text field swallows is left out."""
        for action, keys in self.study.keys.for_scope(self.SCOPE):
            reachable = [key for key in keys if not self.is_typing or self._passes(key)]
            if action.id == "app.back" and not self.is_typing:
                continue
            if action.footer and reachable and self.applies(action):
                yield action

    @staticmethod
    def _passes(key: str) -> bool:
        """Whether a key reaches the screen while a text field has the focus."""
        return len(key_label(key)) > 1 and key != "space"

    def key_label(self, action: Action) -> str:
        """Write the key that reaches an action now; a text field leaves only named keys.

        The palette's stands in for an action without a key.
        """
        keys = self.study.keys.of(action.id)
        if self.is_typing:
            keys = tuple(key for key in keys if self._passes(key)) or keys
        return key_label(keys[0]) if keys else self.study.keys.hint(action.id)

    @property
    def is_typing(self) -> bool:
        """Whether a text field has the focus."""
        from textual.widgets import Input

        return isinstance(self.focused, Input)

    def title_of(self, action: Action) -> str:
        """Name an action in the key line."""
        return action.title

    def applies(self, action: Action) -> bool:  # noqa: ARG002  # for screens to say
        """Whether an action makes sense at this moment."""
        return True

    # --------------------------------------------------------------- actions

    def go_back(self) -> None:
        """Go one level back."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()

    def action_scroll_body(self, where: str) -> None:
        """Move the text that is longer than the screen."""
        scroll(self.query_one(self.BODY_SCROLLS), where)

    def tell(self, sentence: str, *, severity: str = "information", hint: str = "") -> None:
        """Say what happened in the line above the keys; troubles, which are longer, in a box.

        A sentence that is too long is cut before its ``hint``, never the hint.
        """
        if severity in ("warning", "error"):
            self.notify(sentence, severity=severity, markup=False, timeout=8)  # type: ignore[arg-type]  # narrowed above
            return
        room = cell_width(hint) + 2 if hint else 0
        self.query_one("#message", Panel).show(
            lambda width: Content.assemble(
                fitted(sentence, max(1, width - room), ACCENT),
                (f"  {hint}" if hint else "", ACCENT),
            )
        )
        if self._hush is not None:
            self._hush.stop()
        self._hush = self.set_timer(MESSAGE_SECONDS, self.hush)

    def recorded(self, act: Callable[[], object]) -> bool:
        """Do something that writes the history; say so where it could not be written."""
        try:
            act()
        except HistoryError as fault:
            self.tell(f"Not recorded: {fault} Try it again.", severity="error")
            return False
        return True

    def undo_asking(self, undo: Callable[[], None]) -> None:
        """Undo; ask before something large goes, since an import may be one key away."""
        large: list[str | None] = []
        if not self.recorded(lambda: large.append(self.workspace.history.large_undo())):
            return
        if large[0] is None:
            undo()
            return

        def answered(key: str | None) -> None:
            if key == "y":
                self.tell("Undoing; that much takes some seconds.")
                self.call_after_refresh(undo)

        told = Content.styled("All that it recorded goes; redo brings it back.", MUTED)
        self.app.push_screen(confirm(f"Undo: {visible(large[0])}?", told), answered)

    def undo_newest(self) -> None:
        """Take back the newest action, say what, and show what is now."""
        undo = self.workspace.history.undo
        self.undo_asking(lambda: self._travel_in_history(undo, "Undid", "undo"))

    def redo_newest(self) -> None:
        """Do again what was undone last, say what, and show what is now."""
        self._travel_in_history(self.workspace.history.redo, "Redid", "redo")

    def _travel_in_history(self, go: "Callable[[], Undone | None]", did: str, what: str) -> None:
        done: list[Undone | None] = []
        if not self.recorded(lambda: done.append(go())):
            return
        self.workspace.forget_cached()
        nothing = f"There is nothing to {what}."
        self.tell(nothing if done[0] is None else f"{did}: {done[0].label}")
        self.travelled()

    def action_undo(self) -> None:
        """Take back the newest action."""
        self.undo_newest()

    def action_redo(self) -> None:
        """Do again what was undone."""
        self.redo_newest()

    def travelled(self) -> None:
        """Show what an undo or redo has changed."""

    def ask_for_report(self, card: "Card") -> None:
        """Ask what is wrong with a card and keep it in the learner's file of reports."""
        from mlprep.study.content.reports import ReportsDamaged, add_report
        from mlprep.tui.widgets.ask import AskLine

        def reported(message: str | None) -> None:
            if message is None:
                return
            try:
                add_report(self.workspace, card, message)
            except (ReportsDamaged, OSError) as fault:
                self.tell(f"The report was not kept: {fault}", severity="error")
            else:
                self.tell(f"Noted in {self.workspace.paths.reports}; nothing was sent.")

        kept = Content.styled("It is kept in a file of yours until you send it.", MUTED)
        self.app.push_screen(
            AskLine("What is wrong with this card?", kept, hint="a sentence"), reported
        )

    def hush(self) -> None:
        """Take the last message away."""
        self.query_one("#message", Panel).show(lambda _width: Content())
