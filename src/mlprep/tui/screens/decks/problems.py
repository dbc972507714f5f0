"""The list of what is wrong in the files; ``enter`` opens the editor at the place."""

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import DataTable

from mlprep.domain.problems import Problem, Severity
from mlprep.text.lines import cell_width, fit
from mlprep.text.sanitise import visible
from mlprep.tui.pieces import MUTED
from mlprep.tui.screens.decks import text
from mlprep.tui.screens.decks.tree import style_of
from mlprep.tui.widgets.panel import Panel

if TYPE_CHECKING:
    from mlprep.tui.screens.base import StudyScreen

WIDEST_PLACE = 34
WIDEST_TEXT = 200


class ProblemTable(DataTable[Text]):
    """Problems, a row each."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
        Binding("g,home", "scroll_top", show=False),
        Binding("G,end", "scroll_bottom", show=False),
        Binding("ctrl+d", "page_down", show=False),
        Binding("ctrl+u", "page_up", show=False),
    ]


class ProblemList(ModalScreen[None]):
    """Problems of all files, in order of place, with the chosen one told in full."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,p", "close", show=False)]
    AUTO_FOCUS = "ProblemTable"

    def __init__(self, opener: "StudyScreen") -> None:
        super().__init__()
        self._opener = opener
        self._problems: list[Problem] = []

    def compose(self) -> ComposeResult:
        """Put the list and the chosen problem into a box."""
        with Vertical(id="box") as box:
            box.border_subtitle = Content.styled(" enter opens the file · esc closes ", MUTED)
            yield ProblemTable(cursor_type="row", show_header=False)
            yield Panel(id="told")

    def on_mount(self) -> None:
        """Set the list up."""
        table = self.query_one(ProblemTable)
        table.add_column("place")
        table.add_column("what", width=WIDEST_TEXT)
        self._fill()

    def _fill(self) -> None:
        table = self.query_one(ProblemTable)
        row = table.cursor_row
        self._problems = self._opener.workspace.library.problems()
        self.query_one("#box").border_title = Content(f" {text.problems_head(self._problems)} ")
        table.clear()
        for problem in self._problems:
            look = "bold $text-warning" if problem.severity is Severity.ERROR else "$text-muted"
            what = fit(" ".join(visible(problem.what).split()), WIDEST_TEXT)
            table.add_row(Text(_place(problem), style_of(look)), Text(what))
        table.move_cursor(row=min(row, max(0, len(self._problems) - 1)), animate=False)
        if not self._problems:
            self.query_one("#told", Panel).show(
                lambda _width: Content("Everything is in order now; esc closes.")
            )

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        """Tell the chosen problem in full."""
        event.stop()
        if event.cursor_row < len(self._problems):
            problem = self._problems[event.cursor_row]
            self.query_one("#told", Panel).show(lambda width: text.problem_text(problem, width))

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        """Open the editor at the problem and see what is left of it."""
        from mlprep.tui.screens.editing import edit_file

        event.stop()
        if event.cursor_row < len(self._problems):
            problem = self._problems[event.cursor_row]
            edit_file(self._opener, problem.path, problem.line)
            self._fill()

    def action_close(self) -> None:
        """Close the list."""
        self.dismiss(None)


def _place(problem: Problem) -> str:
    """Name the place; of a long one its end says more."""
    place = visible(text.place_of(problem))
    while cell_width(place) > WIDEST_PLACE:
        place = "…" + place[2:]
    return place
