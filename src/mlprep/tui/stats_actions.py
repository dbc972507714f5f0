"""The actions of the statistics."""

from mlprep.tui.action import Action, scrolling

STATS: tuple[Action, ...] = (
    Action("stats.next-range", "Range", "Look at a longer stretch of days, then the shortest.",
           "Statistics", "r tab", footer=1, run="turn(1)"),
    Action("stats.previous-range", "Shorter", "Look at a shorter stretch of days.", "Statistics",
           "R shift+tab", run="turn(-1)"),
    Action("stats.save", "Save", "Save the figures as a JSON file among your own files.",
           "Statistics", "w", footer=2),
    *scrolling("stats"),
    Action("stats.leave", "Back", "Back to where you came from.", "Go", "q", footer=95),
)  # fmt: skip
