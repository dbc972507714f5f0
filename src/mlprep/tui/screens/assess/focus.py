"""Choose the areas and topics that a sitting asks about."""

from collections.abc import Iterable, Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from mlprep.study.content.skill_map import SkillMap
from mlprep.tui.pieces import ACCENT, fitted
from mlprep.tui.widgets.picker import Picker
from mlprep.tui.widgets.rows import Line, Rows


class FocusPicker(Picker[tuple[str, ...]]):
    """A list of areas with their topics; the result is the ids picked, none of them: all areas."""

    HEADING = " Ask about "
    HINT = " space picks, enter takes them, esc leaves it "
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", show=False),
        Binding("space,x", "pick", show=False),
        Binding("0", "clear", show=False),
    ]

    def __init__(self, skills: SkillMap, chosen: Iterable[str]) -> None:
        super().__init__()
        self._skills = skills
        self._chosen = dict.fromkeys(chosen)

    def lines(self, width: int) -> Iterator[Line]:
        """Draw the areas, each with its topics."""
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

    def action_pick(self) -> None:
        """Pick what is under the cursor, or let it go."""
        self._toggle(self.rows.cursor)

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Pick what is clicked."""
        event.stop()
        self._toggle(event.key)

    def _toggle(self, name: str) -> None:
        if name in self._chosen:
            del self._chosen[name]
        elif name:
            self._chosen[name] = None
        self.fill()

    def action_take(self) -> None:
        """Take what is picked; where nothing is, what is under the cursor."""
        cursor = self.rows.cursor
        self.dismiss(tuple(self._chosen) or ((cursor,) if cursor else ()))

    def action_clear(self) -> None:
        """Let go of everything."""
        self._chosen.clear()
        self.fill()
