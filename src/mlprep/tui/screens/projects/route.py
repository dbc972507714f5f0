"""One route: whose advice it is, its steps with their dates, done with evidence."""

from collections.abc import Iterator

from textual.content import Content
from textual.widget import Widget

from mlprep.study.names import NameNotKnown
from mlprep.study.work import routes
from mlprep.study.work.routes import RouteDetail, RouteStepLine, step_days
from mlprep.text.counting import long_date
from mlprep.tui.actions import Action
from mlprep.tui.pieces import ACCENT, GOOD, MUTED, lines, said, wrapped
from mlprep.tui.screens.projects.text import block, head, pay_rows, sentences
from mlprep.tui.screens.projects.working import WorkScreen
from mlprep.tui.widgets.panel import Panel
from mlprep.tui.widgets.rows import Line, Rows

COLUMN = 60


class RouteScreen(WorkScreen):
    """A route, opened."""

    SCOPE = "route"
    BODY_SCROLLS = "#rows"
    CSS_PATH = "screen.tcss"

    def __init__(self, route: str) -> None:
        super().__init__()
        self.route = route
        self.detail: RouteDetail | None = None

    def compose_body(self) -> Iterator[Widget]:
        """Yield title and rows."""
        yield Panel(id="head")
        yield Rows(id="rows")

    def reload(self) -> None:
        """Read what is known of the route."""
        self.workspace.forget_cached()
        try:
            detail = routes.route_detail(self.workspace, self.route)
        except NameNotKnown as fault:
            self.tell(f"{fault}", severity="warning")
            self.detail = None
            return
        self.detail = detail
        line = detail.line
        taken = f"yours since {long_date(line.chosen)}" if line.chosen else "not taken"
        right = f"{taken}, {line.done} of {line.steps} steps"
        self.query_one("#head", Panel).show(lambda width: head(line.title, right, width))
        self.rows.fill(lambda width: list(step_rows(detail, width)))
        self.call_after_refresh(self.refresh_keys)

    @property
    def step(self) -> RouteStepLine | None:
        """The step under the cursor."""
        name = self.rows.cursor.partition(":")[2]
        steps = self.detail.steps if self.detail else ()
        return next((one for one in steps if one.id == name), None)

    # --------------------------------------------------------------- actions

    def activated(self) -> None:
        """Do what ``enter`` does."""
        self.action_done()

    def action_done(self) -> None:
        """Ask what shows that the step is done."""
        step = self.step
        if step is None:
            return
        asked = [part for one in step.evidence_asked for part in wrapped(f"- {one}", COLUMN)]
        text = lines(said(one, MUTED) for one in asked) if asked else None

        def done(line: str) -> str:
            return routes.finish_step(self.workspace, step.id, [line])

        title, hint = "What shows that it is done?", "a link, a file, or a sentence"
        self.ask(title, done, hint=hint, text=text)

    def action_begin(self) -> None:
        """Take the route."""
        self.did(lambda: routes.choose_route(self.workspace, self.route))

    def action_drop(self) -> None:
        """Leave the route."""
        self.did(lambda: routes.leave_route(self.workspace, self.route))

    def action_reopen(self) -> None:
        """Take back that the step is done."""
        step = self.step
        if step is not None:
            self.did(lambda: routes.reopen_step(self.workspace, step.id))

    # ------------------------------------------------------------------ keys

    def applies(self, action: Action) -> bool:
        """Offer what the route and the step take."""
        chosen = self.detail is not None and self.detail.line.chosen is not None
        offered = {
            "route.done": self.step is not None,
            "route.begin": self.detail is not None and not chosen,
            "route.drop": chosen,
            "route.reopen": self.step is not None and self.step.done is not None,
        }
        return offered.get(action.id, True)

    def title_of(self, action: Action) -> str:
        """Say what is added to a step that is done."""
        done = self.step is not None and self.step.done is not None
        return "Add evidence" if action.id == "route.done" and done else action.title


def step_rows(one: RouteDetail, width: int) -> Iterator[Line]:
    """Everything of a route."""
    yield from sentences(one.route.summary, width)
    yield from sentences(one.route.why, width)
    yield from sentences(one.line.reason, width)
    yield from sentences(one.line.advice, width, MUTED)
    if not one.line.chosen:
        yield from sentences("Dated as if you took it today.", width, MUTED)
    yield from sentences(one.beyond, width, "bold $text-warning")
    for step in one.steps:
        yield Line(Content())
        yield Line(_step(step, width), f"step:{step.id}")
    yield from pay_rows(one.pay, width)


def _step(step: RouteStepLine, width: int) -> Content:
    when = step_days(step)
    first, *rest = wrapped(f"{step.number}. {step.title}", max(8, width - 4)) or [""]
    style = GOOD if step.done else ACCENT if step.is_next else MUTED
    mark = Content.assemble(("[x] " if step.done else "[ ] ", f"bold {style}"), said(first, "bold"))
    told = [
        *((part, "bold") for part in rest),
        (f"{when}{', next' if step.is_next else ''}", style),
        (step.what, ""),
        (f"Why: {step.why}" if step.why else "", MUTED),
        (step.warning, "bold $text-warning"),
        *((f"Evidence: {asked}", MUTED) for asked in step.evidence_asked),
        *((f"Recorded {long_date(each.date)}: {each.text}", GOOD) for each in step.evidence),
    ]
    return block(mark, told, width, indent=4)
