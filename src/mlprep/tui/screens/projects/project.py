"""One project: tick, check off, score, answer, log time and evidence, finish, come back."""

from collections.abc import Iterator
from functools import partial

from textual.content import Content
from textual.widget import Widget

from mlprep.planning.projects import ProjectState
from mlprep.study.names import NameNotKnown
from mlprep.study.work import projects
from mlprep.study.work.inputs import WorkError, minutes_from
from mlprep.study.work.project_view import ProjectDetail, project_detail
from mlprep.text.counting import long_date
from mlprep.text.sanitise import visible
from mlprep.tui.actions import Action
from mlprep.tui.pieces import MUTED, said
from mlprep.tui.screens.projects.detail import project_rows
from mlprep.tui.screens.projects.text import head
from mlprep.tui.screens.projects.working import WorkScreen
from mlprep.tui.widgets.ask import Ask, confirm
from mlprep.tui.widgets.entry import Entry
from mlprep.tui.widgets.panel import Panel
from mlprep.tui.widgets.rows import Rows

_GOING = (ProjectState.NEW, ProjectState.STARTED)


class ProjectScreen(WorkScreen):
    """A project, opened."""

    SCOPE = "project"
    BODY_SCROLLS = "#rows"
    CSS_PATH = "screen.tcss"

    def __init__(self, project: str) -> None:
        super().__init__()
        self.project = project
        self.detail: ProjectDetail | None = None

    def compose_body(self) -> Iterator[Widget]:
        """Yield title and rows."""
        yield Panel(id="head")
        yield Rows(id="rows")

    def reload(self) -> None:
        """Read what is known of the project; leave where its file is gone."""
        self.workspace.forget_cached()
        try:
            detail = project_detail(self.workspace, self.project)
        except NameNotKnown as fault:
            self.tell(visible(str(fault)), severity="warning")
            self.detail = None
            return
        self.detail = detail
        right = f"{detail.line.area}, level {detail.line.level}"
        self.query_one("#head", Panel).show(lambda width: head(detail.project.title, right, width))
        self.rows.fill(lambda width: list(project_rows(detail, width)))
        self.call_after_refresh(self.refresh_keys)

    @property
    def _row(self) -> tuple[str, str]:
        kind, _, name = self.rows.cursor.partition(":")
        return kind, name

    # ------------------------------------------------------------- on a row

    def activated(self) -> None:
        """Do what ``enter`` does."""
        self.action_act()

    def action_act(self) -> None:
        """Tick, check, score or answer what the cursor is on."""
        acts = {
            "milestone": self._tick,
            "criterion": self._check,
            "row": self._ask_score,
            "question": self._answer,
            "evidence": self._drop,
        }
        kind, name = self._row
        if self.detail is not None and kind in acts:
            acts[kind](self.detail, name)

    def _tick(self, detail: ProjectDetail, name: str) -> None:
        on = not any(one.id == name and one.reached for one in detail.milestones)
        self.did(lambda: projects.tick(self.workspace, self.project, [name], on=on))

    def _check(self, detail: ProjectDetail, name: str) -> None:
        on = not detail.criteria[int(name) - 1].checked
        self.did(lambda: projects.check(self.workspace, self.project, [name], on=on))

    def _ask_score(self, detail: ProjectDetail, name: str) -> None:
        row = detail.rubric[int(name) - 1]
        choices = [(str(at), " ".join(one.split())) for at, one in enumerate(row.levels, 1)]

        def scored(key: str | None) -> None:
            if key is not None:
                self._score(name, int(key))

        self.app.push_screen(Ask(visible(row.row), choices), scored)

    def _score(self, name: str, score: int) -> None:
        self.did(lambda: projects.score(self.workspace, self.project, {name: score}))

    def action_score(self, score: int) -> None:
        """Score the row of the rubric under the cursor."""
        kind, name = self._row
        if kind == "row":
            self._score(name, score)
        else:
            self.tell("Go to a row of the rubric first.")

    def _answer(self, detail: ProjectDetail, name: str) -> None:
        each = detail.reflection[int(name) - 1]
        reflect = partial(projects.reflect, self.workspace, self.project, name)
        self.ask(each.question, reflect, value=each.answer, hint="your answer", may_be_empty=True)

    def _drop(self, detail: ProjectDetail, name: str) -> None:
        text = detail.evidence[int(name) - 1].text
        told = said(text, MUTED)

        def answered(key: str | None) -> None:
            if key == "y":
                self.did(lambda: projects.drop_evidence(self.workspace, self.project, int(name)))

        self.app.push_screen(confirm("Take this evidence away?", told), answered)

    # -------------------------------------------------------- on the project

    def action_begin(self) -> None:
        """Begin it, or take it up again."""
        self.did(lambda: projects.start(self.workspace, self.project))

    def action_time(self) -> None:
        """Ask how long it was worked on."""

        def fault(line: str) -> str:
            try:
                minutes_from(line)
            except WorkError as error:
                return str(error)
            return ""

        def answered(line: str | None) -> None:
            if line is not None:
                minutes = minutes_from(line)
                self.did(lambda: projects.log_time(self.workspace, self.project, minutes))

        ask = Entry("How long did you work on it?", fault, hint="90, 90m, 1.5h or 1h30")
        self.app.push_screen(ask, answered)

    def action_note(self) -> None:
        """Keep a note."""
        self.ask("Note", partial(projects.note, self.workspace, self.project), hint="a sentence")

    def action_evidence(self) -> None:
        """Record what shows the work."""
        add = partial(projects.add_evidence, self.workspace, self.project)
        self.ask("What shows your work?", add, hint="a link, a file, or a sentence")

    def action_finish(self) -> None:
        """Finish it, after showing when it comes back; go to what is not scored yet."""
        detail = self.detail
        if detail is None or detail.line.state is ProjectState.DONE:
            return
        if not detail.rubric:
            self._ask_overall(partial(self._finish_with))
            return
        end = projects.finish_preview(self.workspace, self.project)
        if end is None:
            missing = next(one for one in detail.rubric if one.score is None)
            self.rows.show_key(f"row:{missing.number}")
            self.tell("Score every row of the rubric first: 1 to 4 on the row.")
            return
        told = f"By your scores it comes back on {long_date(end.date)} to be rebuilt from memory."
        text = Content.styled(told, MUTED)

        def answered(key: str | None) -> None:
            if key == "y":
                self.did(lambda: projects.finish(self.workspace, self.project))

        self.app.push_screen(confirm("Finish the project?", text), answered)

    def _finish_with(self, score: int) -> None:
        scores = {projects.OVERALL: score}
        self.did(lambda: projects.finish(self.workspace, self.project, scores))

    def _ask_overall(self, act: "partial[None]") -> None:
        choices = [(str(at), word) for at, word in enumerate(projects.SCORE_WORDS, 1)]

        def answered(key: str | None) -> None:
            if key is not None:
                act(int(key))

        self.app.push_screen(Ask("How good is it?", choices), answered)

    def action_revisit(self) -> None:
        """Record that it was come back to."""
        if self.detail is None or self.detail.line.state is not ProjectState.DONE:
            return
        self._ask_overall(partial(self._revisited))

    def _revisited(self, score: int) -> None:
        self.did(lambda: projects.revisit(self.workspace, self.project, score))

    def action_postpone(self) -> None:
        """Put it off."""
        self.postpone(self.project)

    def action_abandon(self) -> None:
        """Leave it, after asking why; an answer is not needed."""
        begin = self.study.keys.hint("project.begin")
        told = Content.styled(f"What you did of it is kept, and {begin} takes it up again.", MUTED)
        leave = partial(projects.abandon, self.workspace, self.project)
        title, hint = "Abandon the project? Say why, if you like.", "for yourself, later"
        self.ask(title, leave, hint=hint, text=told, may_be_empty=True)

    # ------------------------------------------------------------------ keys

    def applies(self, action: Action) -> bool:
        """Offer what the project's state and the row take."""
        if self.detail is None:
            return action.id in ("project.leave", "project.undo") or action.scope == "app"
        state = self.detail.line.state
        begun = state in (ProjectState.STARTED, ProjectState.DONE)
        offered = {
            "project.act": bool(self._row[1]),
            "project.begin": not begun,
            "project.finish": state is ProjectState.STARTED,
            "project.revisit": state is ProjectState.DONE,
        }
        return offered.get(action.id, True)

    def title_of(self, action: Action) -> str:
        """Say what ``enter`` does to the row."""
        if action.id == "project.begin" and self.detail is not None:
            return "Begin" if self.detail.line.state in _GOING else "Take up"
        if action.id != "project.act" or self.detail is None:
            return action.title
        kind, name = self._row
        if kind == "milestone":
            ticked = any(one.id == name and one.reached for one in self.detail.milestones)
            return "Untick" if ticked else "Tick"
        titles = {"criterion": "Check", "row": "Score", "question": "Answer", "evidence": "Remove"}
        return titles.get(kind, action.title)
