"""The actions of the screens of projects and routes."""

from mlprep.tui.action import Action, moving

_PROJECTS = (
    Action("projects.open", "Open", "Open the project or route under the cursor.", "Projects",
           "enter space", footer=1),
    Action("projects.switch", "Routes", "Routes instead of projects, and back.", "Projects",
           "v tab", footer=2),
    Action("projects.begin", "Begin", "Begin the project, take it up again, or take the route.",
           "Projects", "b", footer=3),
    Action("projects.postpone", "Postpone", "Put the project off: days or a date.", "Projects",
           "p", footer=4),
    Action("projects.portfolio", "Portfolio", "Write what is finished as Markdown pages.",
           "Projects", "w", footer=5),
    Action("projects.undo", "Undo", "Take back the last thing you did.", "Projects", "u",
           footer=6),
    Action("projects.redo", "Redo", "Do again what was undone.", "Projects", "ctrl+r"),
    *moving("projects", sideways=False),
    Action("projects.leave", "Back", "Back to where you came from.", "Go", "q", footer=95),
)  # fmt: skip

_PROJECT = (
    Action("project.act", "Tick", "Tick or check what the cursor is on, score it, answer it.",
           "Work", "enter space", footer=1),
    *(Action(f"project.score-{n}", f"Score {n}", f"Score the row of the rubric: {word}.",
             "Work", str(n), run=f"score({n})")
      for n, word in enumerate(("incomplete", "works on my machine", "hireable",
                                "distinguished"), 1)),
    Action("project.begin", "Begin", "Begin the project, or take it up again.", "Work", "b",
           footer=2),
    Action("project.time", "Log time", "Log the time that you worked on it.", "Work", "t",
           footer=3),
    Action("project.note", "Note", "Keep a note.", "Work", "n", footer=6),
    Action("project.evidence", "Evidence", "Record a link, a file or a sentence that shows it.",
           "Work", "e", footer=4),
    Action("project.finish", "Finish", "Finish it; its rubric says when it comes back.", "Work",
           "f", footer=5),
    Action("project.revisit", "Revisit", "Record that you came back to it.", "Work", "r",
           footer=2),
    Action("project.postpone", "Postpone", "Put it off: days or a date.", "Work", "p"),
    Action("project.abandon", "Abandon", "Leave it for good; what you did of it is kept.", "Work",
           "x"),
    Action("project.undo", "Undo", "Take back the last thing you did.", "Work", "u", footer=7),
    Action("project.redo", "Redo", "Do again what was undone.", "Work", "ctrl+r"),
    *moving("project", sideways=False),
    Action("project.leave", "Back", "Back to where you came from.", "Go", "q", footer=95),
)  # fmt: skip

_ROUTE = (
    Action("route.done", "Done", "Record what shows that the step is done.", "Route",
           "enter space e", footer=1),
    Action("route.begin", "Take it", "Take the route: its steps are dated and offered.", "Route",
           "b", footer=2),
    Action("route.drop", "Leave it", "Leave the route; the steps done are kept.", "Route", "x",
           footer=4),
    Action("route.reopen", "Not done", "Take back that the step is done.", "Route", "o",
           footer=3),
    Action("route.undo", "Undo", "Take back the last thing you did.", "Route", "u", footer=5),
    Action("route.redo", "Redo", "Do again what was undone.", "Route", "ctrl+r"),
    *moving("route", sideways=False),
    Action("route.leave", "Back", "Back to where you came from.", "Go", "q", footer=95),
)  # fmt: skip

WORK: tuple[Action, ...] = (*_PROJECTS, *_PROJECT, *_ROUTE)
