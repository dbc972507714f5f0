"""``mlprep route``: routes that fit, whose advice they are, and the steps with their dates."""

from argparse import Namespace
from typing import TYPE_CHECKING

from mlprep.cli.main import DONE
from mlprep.cli.opening import workspace
from mlprep.cli.output import print_json, say
from mlprep.cli.work_text import route_detail_lines, route_list_lines
from mlprep.study.work import routes
from mlprep.study.work.inputs import WorkError
from mlprep.study.work.pay import salaries_of
from mlprep.text.sanitise import visible

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


def run(args: Namespace) -> int:
    """Run the action that was asked for; without one list the routes."""
    with workspace(args) as opened:
        if args.action in (None, "list", "show"):
            _read(opened, args)
        else:
            say(visible(f"{_act(opened, args)}."))
    return DONE


def _read(opened: "Workspace", args: Namespace) -> None:
    lines = routes.route_lines(opened)
    if args.action != "show":
        _print(lines, route_list_lines(lines, salaries_of(opened)), as_json=args.json)
        return
    mine = [one.id for one in lines if one.chosen]
    if not args.route and not mine:
        raise WorkError("you are on no route yet; name one of `mlprep route`")
    detail = routes.route_detail(opened, args.route or mine[0])
    _print(detail, route_detail_lines(detail), as_json=args.json)


def _print(value: object, lines: list[str], *, as_json: bool) -> None:
    if as_json:
        print_json(value)
    else:
        print("\n".join(lines))


def _act(opened: "Workspace", args: Namespace) -> str:
    if args.action == "start":
        return routes.choose_route(opened, args.route)
    if args.action == "leave":
        return routes.leave_route(opened, args.route)
    if args.action == "reopen":
        return routes.reopen_step(opened, args.step)
    return routes.finish_step(opened, args.step, args.evidence)
