"""The actions of the screen of the weeks ahead."""

from mlprep.tui.action import Action, moving

PLAN: tuple[Action, ...] = (
    Action("plan.open", "Open", "Open the topic under the cursor, or take those minutes a day.",
           "Plan", "enter space", footer=1),
    Action("plan.minutes", "Minutes", "Set your minutes a day; the weeks follow.", "Plan", "m",
           footer=2),
    *(Action(f"plan.option-{n}", f"Minutes {n}", f"Take the minutes of row {n} of the comparison.",
             "Options", str(n), run=f"option({n})") for n in range(1, 6)),
    Action("plan.date", "Date", "Set the day you want to be ready.", "Plan", "t", footer=7),
    Action("plan.new", "New cards", "Set how many new cards a day come at most.", "Plan", "n",
           footer=8),
    Action("plan.chart", "Cards", "Plot cards instead of minutes, and back.", "Plan", "v",
           footer=9),
    Action("plan.study-topic", "Study", "Study the topic under the cursor now.", "Topic", "s",
           footer=3),
    Action("plan.pin", "Pin", "Study this topic first, or let the numbers decide again.",
           "Topic", "p", footer=4),
    Action("plan.skip", "Skip", "Leave this topic out of the plan, or take it in again.",
           "Topic", "-", footer=5),
    Action("plan.postpone", "Postpone", "Leave this topic out for two weeks.", "Topic", "z",
           footer=6),
    Action("plan.undo", "Undo", "Take back the last thing you did.", "Plan", "u", footer=10),
    Action("plan.redo", "Redo", "Do again what was undone.", "Plan", "ctrl+r"),
    Action("plan.pane", "Other column", "Weeks, and topics.", "Move", "tab shift+tab"),
    *moving("plan", sideways=False),
    Action("plan.leave", "Back", "Back to where you came from.", "Go", "q", footer=95),
)  # fmt: skip
