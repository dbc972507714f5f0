"""``mlprep project``: list and show projects, work on them, finish them, come back to them."""

from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from mlprep.cli.main import DONE
from mlprep.cli.opening import workspace
from mlprep.cli.output import print_json, say
from mlprep.cli.work_text import detail_lines, evidence_lines, project_list_lines
from mlprep.study.work import projects
from mlprep.study.work.inputs import WorkInputError, minutes_from, until_from
from mlprep.study.work.project_view import project_detail, project_lines, project_named
from mlprep.text.sanitise import visible

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


def run(args: Namespace) -> int:
    """Run the action that was asked for."""
    with workspace(args) as opened:
        for told in _ACTIONS[args.action or "list"](opened, args):
            say(visible(f"{told}."))
    return DONE


def _list(opened: "Workspace", args: Namespace) -> Iterable[str]:
    lines = project_lines(opened)
    if args.json:
        print_json(lines)
    else:
        print("\n".join(project_list_lines(lines)))
    return ()


def _show(opened: "Workspace", args: Namespace) -> Iterable[str]:
    detail = project_detail(opened, args.project)
    if args.json:
        print_json(detail)
    else:
        print("\n".join(detail_lines(detail)))
    return ()


def _tick(opened: "Workspace", args: Namespace) -> Iterable[str]:
    criteria = [one for one in args.criteria.replace(",", " ").split() if one]
    if not args.milestones and not criteria:
        raise WorkInputError("name milestones to tick, or criteria with --criteria 1,2")
    if args.milestones:
        yield projects.tick(opened, args.project, args.milestones, on=not args.off)
    if criteria:
        yield projects.check(opened, args.project, criteria, on=not args.off)


def _scores(opened: "Workspace", args: Namespace) -> dict[str, int]:
    """Read the scores; one without a row is for all rows that are not named."""
    rows = [one.row for one in project_named(opened, args.project).rubric] or [projects.OVERALL]
    everywhere = [score for row, score in args.scores if not row]
    named = {row: score for row, score in args.scores if row}
    if not everywhere:
        return named
    return {str(at): everywhere[-1] for at in range(1, len(rows) + 1)} | named


def _done(opened: "Workspace", args: Namespace) -> Iterable[str]:
    scores = _scores(opened, args)
    yield projects.finish(opened, args.project, scores, args.evidence or ())


def _evidence(opened: "Workspace", args: Namespace) -> Iterable[str]:
    if args.drop is not None:
        yield projects.drop_evidence(opened, args.project, args.drop)
    if args.text:
        yield projects.add_evidence(opened, args.project, " ".join(args.text))
    if args.drop is None and not args.text:
        print("\n".join(evidence_lines(project_detail(opened, args.project))))


def _postpone(opened: "Workspace", args: Namespace) -> Iterable[str]:
    until = until_from(args.until, opened.today) if args.until else None
    yield projects.postpone(opened, args.project, until, args.why)


_ACTIONS: Mapping[str, Callable[["Workspace", Namespace], Iterable[str]]] = {
    "list": _list,
    "show": _show,
    "start": lambda opened, args: [projects.start(opened, args.project)],
    "note": lambda opened, args: [projects.note(opened, args.project, " ".join(args.text))],
    "tick": _tick,
    "time": lambda opened, args: [projects.log_time(opened, args.project, minutes_from(args.time))],
    "score": lambda opened, args: [projects.score(opened, args.project, _scores(opened, args))],
    "reflect": lambda opened, args: [
        projects.reflect(opened, args.project, args.question, " ".join(args.text))
    ],
    "evidence": _evidence,
    "done": _done,
    "revisit": lambda opened, args: [projects.revisit(opened, args.project, args.score, args.way)],
    "abandon": lambda opened, args: [projects.abandon(opened, args.project, args.why)],
    "postpone": _postpone,
    "resume": lambda opened, args: [projects.resume(opened, args.project)],
}
