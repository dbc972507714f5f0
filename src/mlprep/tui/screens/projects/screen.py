"""Projects: prompts that fit the gaps, with what was done of them; routes as a second view."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget

from mlprep.planning.projects import ProjectState
from mlprep.store.paths import typed_path
from mlprep.study.work import projects, routes
from mlprep.study.work.inputs import WorkError
from mlprep.study.work.pay import salaries_of
from mlprep.study.work.portfolio import DEFAULT_FOLDER, portfolio, write_portfolio
from mlprep.study.work.project_view import ProjectLine, project_detail, project_lines
from mlprep.study.work.routes import RouteLine, route_detail, route_lines
from mlprep.tui.actions import Action
from mlprep.tui.pieces import lines
from mlprep.tui.screens.projects import text
from mlprep.tui.screens.projects.detail import project_text_rows
from mlprep.tui.screens.projects.route import step_rows
from mlprep.tui.screens.projects.working import WorkScreen
from mlprep.tui.widgets.entry import Entry
from mlprep.tui.widgets.panel import Panel
from mlprep.tui.widgets.rows import Line, Rows

PROJECTS, ROUTES = "projects", "routes"
WIDE = 120


class ProjectsScreen(WorkScreen):
    """The list of projects, or of routes."""

    SCOPE = "projects"
    BODY_SCROLLS = "#list"
    CSS_PATH = "screen.tcss"

    def __init__(self, view: str = PROJECTS) -> None:
        super().__init__()
        self.view = view if view in (PROJECTS, ROUTES) else PROJECTS
        self.projects: Sequence[ProjectLine] = ()
        self.routes: Sequence[RouteLine] = ()

    def compose_body(self) -> Iterator[Widget]:
        """Yield the list, and what is under the cursor where there is room for it."""
        yield Panel(id="head")
        with Horizontal(id="panes"):
            yield Rows(id="list")
            with VerticalScroll(id="side", can_focus=False):
                yield Panel(id="preview")

    @property
    def rows(self) -> Rows:
        """The list."""
        return self.query_one("#list", Rows)

    @property
    def shown_project(self) -> ProjectLine | None:
        """The project under the cursor."""
        kind, _, name = self.rows.cursor.partition(":")
        return next((one for one in self.projects if kind == "project" and one.id == name), None)

    @property
    def shown_route(self) -> RouteLine | None:
        """The route under the cursor."""
        kind, _, name = self.rows.cursor.partition(":")
        return next((one for one in self.routes if kind == "route" and one.id == name), None)

    def reload(self) -> None:
        """Read both lists anew."""
        self.workspace.forget_cached()
        self.projects = project_lines(self.workspace)
        self.routes = route_lines(self.workspace)
        self._draw()

    def _draw(self) -> None:
        title, right = self._head()
        self.query_one("#head", Panel).show(lambda width: text.head(title, right, width))
        if self.study.is_reading and not (self.projects or self.routes):
            self.rows.fill(text.reading_rows)
        elif self.view == PROJECTS:
            self.rows.fill(lambda width: text.project_rows(self.projects, width))
        else:
            pay = salaries_of(self.workspace)
            self.rows.fill(lambda width: text.route_rows(self.routes, width, pay))
        self.call_after_refresh(self._settle)

    def _head(self) -> tuple[str, str]:
        if self.view == PROJECTS:
            done = sum(one.state is ProjectState.DONE for one in self.projects)
            begun = sum(one.state is ProjectState.STARTED for one in self.projects)
            return "Projects", f"{begun} begun, {done} done of {len(self.projects)}"
        mine = sum(one.chosen is not None for one in self.routes)
        return "Routes into the role", f"{mine} taken of {len(self.routes)}"

    def _settle(self) -> None:
        self._preview()
        self.refresh_keys()

    def _preview(self) -> None:
        """Show what is under the cursor at the right of a wide screen."""
        if self.app.size.width < WIDE:
            return
        make = self._preview_rows()
        self.query_one("#preview", Panel).show(
            lambda width: lines(line.text for line in make(width))
        )
        self.query_one("#side").scroll_home(animate=False)

    def _preview_rows(self) -> "Callable[[int], Sequence[Line]]":
        project, route = self.shown_project, self.shown_route
        if project is not None and project.id in self.workspace.library.projects:
            detail = project_detail(self.workspace, project.id)
            return lambda width: list(project_text_rows(detail, width))
        if route is not None:
            opened = route_detail(self.workspace, route.id)
            return lambda width: list(step_rows(opened, width))
        return lambda _width: [Line(Content())]

    def on_resize(self) -> None:
        """Show what is under the cursor, where there is room for it now."""
        if self.is_mounted:
            self.call_after_refresh(self._settle)

    # --------------------------------------------------------------- actions

    def moved(self) -> None:
        """Show what the cursor came to."""
        self._settle()

    def action_open(self) -> None:
        """Open what is under the cursor."""
        project, route = self.shown_project, self.shown_route
        if project is not None and project.id in self.workspace.library.projects:
            self.study.open_screen("project", project.id)
        elif project is not None:
            self.tell(project.reason)
        elif route is not None:
            self.study.open_screen("route", route.id)

    def activated(self) -> None:
        """Open what is clicked."""
        self.action_open()

    def action_switch(self) -> None:
        """Go to the routes, or back to the projects."""
        self.view = ROUTES if self.view == PROJECTS else PROJECTS
        self._draw()
        self.rows.scroll_home(animate=False)

    def action_begin(self) -> None:
        """Begin the project, or take the route."""
        project, route = self.shown_project, self.shown_route
        if project is not None:
            self.did(lambda: projects.start(self.workspace, project.id))
        elif route is not None:
            self.did(lambda: routes.choose_route(self.workspace, route.id))

    def action_postpone(self) -> None:
        """Put the project under the cursor off."""
        if self.shown_project is not None:
            self.postpone(self.shown_project.id)

    def action_portfolio(self) -> None:
        """Write the portfolio into a folder that the learner names."""

        def write(folder: str | None) -> None:
            if folder is None:
                return
            try:
                shown = portfolio(self.workspace)
                written = write_portfolio(shown, typed_path(folder))
            except (WorkError, OSError) as fault:
                self.tell(f"Nothing was written: {fault}", severity="error")
            else:
                self.tell(f"Wrote {len(written)} pages; begin with {written[0]}")

        usual = str(_here() / DEFAULT_FOLDER)
        ask = Entry("Into which folder?", _is_folder, value=usual, hint="a folder")
        self.app.push_screen(ask, write)

    # ------------------------------------------------------------------ keys

    def applies(self, action: Action) -> bool:
        """Offer what the row takes."""
        project = self.shown_project
        if action.id == "projects.begin":
            return self._can_begin(project)
        if action.id == "projects.postpone":
            return project is not None and project.state is not ProjectState.DONE
        return action.id != "projects.open" or bool(self.rows.cursor)

    def _can_begin(self, project: ProjectLine | None) -> bool:
        if project is not None:
            return project.state not in (ProjectState.STARTED, ProjectState.DONE)
        return self.shown_route is not None and self.shown_route.chosen is None

    def title_of(self, action: Action) -> str:
        """Name the other view, and what beginning means here."""
        if action.id == "projects.switch":
            return "Routes" if self.view == PROJECTS else "Projects"
        if action.id == "projects.begin" and self.view == ROUTES:
            return "Take it"
        return action.title


def _is_folder(value: str) -> str:
    if not value.strip():
        return "name a folder"
    path = typed_path(value.strip())
    try:
        return f"{path} is a file" if path.is_file() else ""
    except OSError as fault:
        return f"{path} cannot be used: {fault.strerror}"


def _here() -> Path:
    """Folder where the person stands; their home where it was deleted below them."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return Path.home()
