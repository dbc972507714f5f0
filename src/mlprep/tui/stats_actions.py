"""The actions of the statistics, and of the fit that they lead to."""

from mlprep.tui.action import Action, scrolling

STATS: tuple[Action, ...] = (
    Action("stats.next-range", "Range", "Look at a longer stretch of days, then the shortest.",
           "Statistics", "r tab", footer=1, run="turn(1)"),
    Action("stats.previous-range", "Shorter", "Look at a shorter stretch of days.", "Statistics",
           "R shift+tab", run="turn(-1)"),
    Action("stats.save", "Save", "Save the figures as a JSON file among your own files.",
           "Statistics", "w", footer=2),
    Action("stats.optimise", "Fit", "Fit the memory model to your reviews; shows it first.",
           "Statistics", "o", footer=3, run="app.open('optimise')"),
    *scrolling("stats"),
    Action("stats.leave", "Back", "Back to where you came from.", "Go", "q", footer=95),
    Action("optimise.take", "Take the fit", "Use the fit from now on; undo takes it back.",
           "Memory model", "enter", footer=1),
    Action("optimise.previous", "Previous", "Go back to the parameters in use before.",
           "Memory model", "p", footer=2),
    Action("optimise.published", "Published", "Go back to the published parameters.",
           "Memory model", "d", footer=3),
    Action("optimise.reschedule", "Due days", "Choose all due days anew; shows the load first.",
           "Memory model", "n", footer=4, run="app.open('reschedule')"),
    *scrolling("optimise"),
    Action("optimise.leave", "Back", "Back to where you came from.", "Go", "q", footer=95),
    Action("reschedule.move", "Move them", "Move the due days; one undo takes them back.",
           "Due days", "enter", footer=1),
    *scrolling("reschedule"),
    Action("reschedule.leave", "Back", "Back to where you came from.", "Go", "q", footer=95),
)  # fmt: skip
