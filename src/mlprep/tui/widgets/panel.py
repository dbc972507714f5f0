"""Text that draws itself for the width it gets."""

from collections.abc import Callable

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

Draw = Callable[[int], Content]
"""Makes the text for a width in cells."""


def _nothing(_width: int) -> Content:
    return Content()


class Panel(Widget, can_focus=False):
    """One long-lived widget whose text is exchanged, never mounted again."""

    DEFAULT_CSS = """
    Panel { height: auto; width: 1fr; text-wrap: nowrap; }
    """

    def __init__(self, draw: Draw = _nothing, *, id: str | None = None, classes: str = "") -> None:  # noqa: A002  # the library's word
        super().__init__(id=id, classes=classes)
        self._draw = draw
        self._drawn: tuple[int, Content] | None = None

    def show(self, draw: Draw) -> None:
        """Exchange the text; the screen is laid out again only if the height changes."""
        before = self._drawn
        self._draw, self._drawn = draw, None
        if before is None:
            self.refresh(layout=True)
            return
        after = self.text(before[0])
        self.refresh(layout=self._shape(after) != self._shape(before[1]))

    def text(self, width: int) -> Content:
        """Return the text for a width, drawn once."""
        if self._drawn is None or self._drawn[0] != width:
            self._drawn = (width, self._draw(width))
        return self._drawn[1]

    def _shape(self, text: Content) -> object:
        return height_of(text)

    def render(self) -> Content:
        """Draw the text for the present width."""
        return self.text(self.content_size.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  # the library's signature
        """Count the lines of the text."""
        return height_of(self.text(width))


class WidePanel(Panel):
    """A panel whose lines may be wider than its column; its container scrolls."""

    DEFAULT_CSS = """
    WidePanel { width: auto; min-width: 100%; }
    """

    column = 0

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002  # the library's signature
        """Measure the widest line of the text drawn for the column."""
        self.column = container.width
        return max(container.width, width_of(self.text(container.width)))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  # the library's signature
        """Count the lines of the text drawn for the column."""
        return height_of(self.text(self.column or width))

    def render(self) -> Content:
        """Draw the text for the column, however wide its lines become."""
        return self.text(self.column or self.content_size.width)

    def _shape(self, text: Content) -> object:
        return height_of(text), max(self.column, width_of(text))


def height_of(text: Content) -> int:
    """Count the lines of a text; none where it is empty."""
    return text.plain.count("\n") + 1 if text.plain else 0


def width_of(text: Content) -> int:
    """Measure the widest line of a text, in cells."""
    from mlprep.text.lines import cell_width

    return max((cell_width(line) for line in text.plain.split("\n")), default=0)
