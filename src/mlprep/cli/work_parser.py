"""What the command line takes for projects, routes and the portfolio."""

import argparse

from mlprep.cli.arguments import Commands, add_json, command

_NAME = "as `mlprep project list` names it"
WAYS = ("rebuild", "extend", "explain")


def add_project(project: argparse.ArgumentParser) -> None:
    """Add the arguments of ``mlprep project``."""
    add_json(project)
    actions = project.add_subparsers(dest="action", metavar="ACTION")
    listed = command(
        actions, "list", "list the projects, those that fit your gaps first; the default"
    )
    add_json(listed)
    show = _on_project(actions, "show", "show a project with what you did of it")
    add_json(show)
    _on_project(actions, "start", "begin a project")
    note = _on_project(actions, "note", "keep a note on a project")
    note.add_argument("text", nargs="+", metavar="TEXT", help="the note")
    _add_tick(_on_project(actions, "tick", "tick milestones and criteria"))
    time = _on_project(actions, "time", "log the time that you worked on it")
    time.add_argument("time", metavar="TIME", help="such as 90, 90m, 1.5h or 1h30")
    scored = _on_project(actions, "score", "score rows of its rubric, 1 to 4")
    _add_scores(scored, nargs="+")
    reflect = _on_project(actions, "reflect", "answer a question of its reflection")
    reflect.add_argument("question", metavar="NUMBER", help="which question")
    reflect.add_argument("text", nargs="*", metavar="TEXT", help="the answer; empty clears it")
    _add_evidence(_on_project(actions, "evidence", "record what shows your work"))
    done = _on_project(actions, "done", "finish it; its rubric says when it comes back")
    _add_scores(done, nargs="*")
    done.add_argument("--evidence", action="append", metavar="TEXT", help="what shows your work")
    again = _on_project(actions, "revisit", "record that you came back to a finished one")
    again.add_argument("score", type=int, metavar="SCORE", help="how it went, 1 to 4")
    again.add_argument("--way", choices=WAYS, default="", help="what you did; default: as offered")
    _add_leaving(actions)


def _add_leaving(actions: Commands) -> None:
    abandon = _on_project(actions, "abandon", "leave it; it is offered no more")
    abandon.add_argument("--why", default="", metavar="TEXT", help="for yourself, later")
    postpone = _on_project(actions, "postpone", "put it off")
    postpone.add_argument(
        "until", nargs="?", metavar="UNTIL", help="days or a date; default: until you bring it back"
    )
    postpone.add_argument("--why", default="", metavar="TEXT", help="for yourself, later")
    _on_project(actions, "resume", "bring back what you postponed or abandoned")


def _on_project(actions: Commands, name: str, text: str) -> argparse.ArgumentParser:
    parser = command(actions, name, text)
    parser.add_argument("project", metavar="PROJECT", help=_NAME)
    return parser


def _add_tick(tick: argparse.ArgumentParser) -> None:
    tick.add_argument("milestones", nargs="*", metavar="MILESTONE", help="its number, id or title")
    tick.add_argument(
        "--criteria", default="", metavar="1,2", help="check these acceptance criteria off"
    )
    tick.add_argument("--off", action="store_true", help="take the ticks away again")


def _add_scores(parser: argparse.ArgumentParser, *, nargs: str) -> None:
    parser.add_argument(
        "scores",
        nargs=nargs,
        type=_score,
        metavar="ROW=SCORE",
        help="row by number or name; a score alone is for all rows",
    )


def _score(text: str) -> tuple[str, int]:
    row, _, score = text.rpartition("=")
    if score.strip() not in {"1", "2", "3", "4"}:
        raise argparse.ArgumentTypeError(f"{text!r} is no score such as 3 or 2=3, of 1 to 4")
    return row.strip(), int(score)


def _add_evidence(evidence: argparse.ArgumentParser) -> None:
    evidence.add_argument(
        "text", nargs="*", metavar="TEXT", help="a link, a file, or a sentence; none: list them"
    )
    evidence.add_argument("--drop", type=int, metavar="N", help="take evidence N away again")


def add_route(route: argparse.ArgumentParser) -> None:
    """Add the arguments of ``mlprep route``."""
    add_json(route)
    actions = route.add_subparsers(dest="action", metavar="ACTION")
    listed = command(actions, "list", "list the routes, those that fit you first; the default")
    add_json(listed)
    show = command(actions, "show", "show a route with its steps and their dates")
    show.add_argument("route", nargs="?", metavar="ROUTE", help="default: yours")
    add_json(show)
    for name, text in (("start", "take a route"), ("leave", "leave a route; what is done stays")):
        parser = command(actions, name, text)
        parser.add_argument("route", metavar="ROUTE", help="as `mlprep route` names it")
    done = command(actions, "done", "record that a step is done, with what shows it")
    done.add_argument("step", metavar="STEP", help="its id, or its number on your route")
    done.add_argument("evidence", nargs="*", metavar="EVIDENCE", help="links, files or sentences")
    reopen = command(actions, "reopen", "take back that a step is done")
    reopen.add_argument("step", metavar="STEP", help="its id, or its number on your route")


def add_portfolio(portfolio: argparse.ArgumentParser) -> None:
    """Add the arguments of ``mlprep portfolio``."""
    portfolio.add_argument(
        "--out", default="portfolio", metavar="FOLDER", help="where; default: portfolio"
    )
    add_json(portfolio)
