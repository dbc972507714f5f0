"""Scrolling that follows every key."""

from textual.widget import Widget


def scroll(body: Widget, where: str) -> None:
    """Scroll to a place or by a step, at once.

    What waits for the next frame starts from what that shows: of keys that are pressed faster
    than frames are drawn, all but one would be lost.
    """
    (x, y), height = body.scroll_offset, body.scrollable_content_region.height
    to_x, to_y = {
        "up": (x, y - 1),
        "down": (x, y + 1),
        "left": (x - 1, y),
        "right": (x + 1, y),
        "page_up": (x, y - height),
        "page_down": (x, y + height),
        "home": (0, 0),
        "end": (0, body.max_scroll_y),
    }[where]
    body.scroll_to(to_x, to_y, animate=False, immediate=True)
