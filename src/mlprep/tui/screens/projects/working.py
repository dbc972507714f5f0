"""What the screens of projects and routes share: doing something, saying it, undoing it."""

from collections.abc import Callable

from textual.content import Content

from mlprep.study.names import NameNotKnown
from mlprep.study.work import projects
from mlprep.study.work.inputs import WorkError, until_from
from mlprep.text.sanitise import visible
from mlprep.tui.screens.base import StudyScreen
from mlprep.tui.widgets.entry import Entry
from mlprep.tui.widgets.rows import Rows

Act = Callable[[], str]
"""Does something and returns what was done."""


class WorkScreen(StudyScreen):
    """A screen with one list on which something is done."""

    @property
    def rows(self) -> Rows:
        """The list that has the keys."""
        return self.query_one("#rows", Rows)

    def did(self, act: Act) -> bool:
        """Do something, say what was done or why not, and show what is now; whether it was done."""
        told: list[str] = []
        try:
            if not self.recorded(lambda: told.append(act())):
                return False
        except (NameNotKnown, WorkError) as fault:
            sentence = visible(str(fault))
            self.tell(f"{sentence[:1].upper()}{sentence[1:]}.", severity="warning")
            return False
        self.reload()
        self.tell(f"{told[0]}.")
        return True

    def ask(
        self,
        title: str,
        act: Callable[[str], str],
        *,
        value: str = "",
        hint: str = "",
        text: Content | None = None,
        may_be_empty: bool = False,
    ) -> None:
        """Ask for a line and do something with it."""

        def answered(line: str | None) -> None:
            if line is not None:
                self.did(lambda: act(line))

        check = _anything if may_be_empty else some_words
        self.app.push_screen(Entry(visible(title), check, text, value=value, hint=hint), answered)

    def postpone(self, project: str) -> None:
        """Ask until when a project is put off; an empty line is until it is asked for."""
        workspace = self.workspace

        def fault(line: str) -> str:
            try:
                if line.strip():
                    until_from(line, workspace.today)
            except WorkError as error:
                return str(error)
            return ""

        def answered(line: str | None) -> None:
            if line is not None:
                until = until_from(line, workspace.today) if line else None
                self.did(lambda: projects.postpone(workspace, project, until))

        ask = Entry("Put it off until when?", fault, value="14", hint="days, a date, or nothing")
        self.app.push_screen(ask, answered)

    def on_screen_resume(self) -> None:
        """Show what was done on another screen."""
        if self.is_mounted:
            self.reload()
        super().on_screen_resume()

    # ---------------------------------------------------------------- moving

    def action_move(self, where: str) -> None:
        """Move the cursor."""
        self.rows.go(where)
        self.moved()

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Offer the keys of the row."""
        event.stop()
        self.moved()

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Do with a clicked row what its key does."""
        event.stop()
        self.activated()

    def moved(self) -> None:
        """Offer what the row under the cursor takes."""
        self.refresh_keys()

    def activated(self) -> None:
        """Do what ``enter`` does."""

    # ------------------------------------------------------------------ undo

    def travelled(self) -> None:
        """Show what an undo or redo has changed."""
        self.reload()

    def action_leave(self) -> None:
        """Back."""
        self.go_back()


def some_words(line: str) -> str:
    """Say that an empty line is no answer."""
    return "" if line.strip() else "write something, or leave it with esc"


def _anything(_line: str) -> str:
    return ""
