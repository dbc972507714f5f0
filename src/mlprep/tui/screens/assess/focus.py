"""Choose the areas and topics that a sitting asks about."""

from collections.abc import Iterable, Iterator
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from mlprep.study.content.skill_map import SkillMap
from mlprep.tui.pieces import ACCENT, MUTED, fitted
from mlprep.tui.widgets.rows import Line, Rows

TITLE = " Ask about "
HINT = " space picks, enter takes them, esc leaves it "


class FocusPicker(ModalScreen[tuple[str, ...] | None]):
    """A list of areas with their topics; the result is the ids picked, none of them: all areas."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "cancel", show=False),
        Binding("enter", "take", show=False),
        Binding("space,x", "pick", show=False),
        Binding("down,j", "move('down')", show=False),
        Binding("up,k", "move('up')", show=False),
        Binding("pagedown,ctrl+d", "move('page_down')", show=False),
        Binding("pageup,ctrl+u", "move('page_up')", show=False),
        Binding("home,g", "move('home')", show=False),
        Binding("end,G", "move('end')", show=False),
    ]

    def __init__(self, skills: SkillMap, chosen: Iterable[str]) -> None:
        super().__init__()
        self._skills = skills
        self._chosen = dict.fromkeys(chosen)

    def compose(self) -> ComposeResult:
        """Put the list into a box."""
        with Vertical(id="box") as box:
            box.border_title = Content(TITLE)
            box.border_subtitle = Content.styled(HINT, MUTED)
            yield Rows()

    def on_mount(self) -> None:
        """Fill the list."""
        self._fill()

    def _fill(self) -> None:
        self.query_one(Rows).fill(lambda width: list(self._lines(width)))

    def _lines(self, width: int) -> Iterator[Line]:
        for area in self._skills.areas.values():
            yield self._line(area.id, area.title, 0, width)
            for topic in self._skills.topics.values():
                if topic.area == area.id:
                    yield self._line(topic.id, topic.title, 2, width)

    def _line(self, name: str, title: str, indent: int, width: int) -> Line:
        sign = "■" if name in self._chosen else "□"
        mark = Content.assemble(" " * indent, (f"{sign} ", f"bold {ACCENT}"))
        text = fitted(title, width - mark.cell_length, "" if indent else "bold")
        return Line(mark + text, name)

    def action_move(self, where: str) -> None:
        """Move the cursor."""
        self.query_one(Rows).go(where)

    def action_pick(self) -> None:
        """Pick what is under the cursor, or let it go."""
        self._toggle(self.query_one(Rows).cursor)

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Pick what is clicked."""
        event.stop()
        self._toggle(event.key)

    def _toggle(self, name: str) -> None:
        if name in self._chosen:
            del self._chosen[name]
        elif name:
            self._chosen[name] = None
        self._fill()

    def action_take(self) -> None:
        """Take what is picked; where nothing is, what is under the cursor."""
        cursor = self.query_one(Rows).cursor
        self.dismiss(tuple(self._chosen) or ((cursor,) if cursor else ()))

    def action_cancel(self) -> None:
        """Leave the choice as it was."""
        self.dismiss(None)

    def on_key(self, event: events.Key) -> None:
        """Let go of everything with ``0``."""
        if event.key == "0":
            event.stop()
            self._chosen.clear()
            self._fill()
