"""``mlprep card``: what is known of cards; suspend, bury, mark, flag, set due, reset, report."""

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mlprep.cli.main import DONE
from mlprep.cli.opening import workspace
from mlprep.cli.output import bold, columns, print_json, say
from mlprep.domain.ids import UnitId, card_of
from mlprep.study.content.search import units_found
from mlprep.study.review import browsing
from mlprep.study.review.card_info import CardInfo, card_info, info_rows, log_line
from mlprep.study.review.question import question
from mlprep.text.sanitise import visible

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

SWITCHES = {
    "suspend": (browsing.suspend, True),
    "unsuspend": (browsing.suspend, False),
    "bury": (browsing.bury, True),
    "unbury": (browsing.bury, False),
    "mark": (browsing.mark, True),
    "unmark": (browsing.mark, False),
}
TITLE = 200


def run(args: Namespace) -> int:
    """Do what was asked, then tell what is known where nothing was, or JSON is wanted."""
    with workspace(args) as opened:
        units = _units(opened, args)
        told = _act(opened, args, units)
        infos = [card_info(opened, unit) for unit in units] if args.json or not told else []
    if told:
        say(told)
    if args.json:
        print_json(infos)
    elif infos:
        print("\n\n".join(map(_text, infos)))
    return DONE


def _units(opened: "Workspace", args: Namespace) -> list[UnitId]:
    """Find the cards that are named, and those that a search finds."""
    units = browsing.units_named(opened, args.units)
    if args.found is not None:
        units = list(dict.fromkeys([*units, *units_found(opened, args.found)]))
    elif not units:
        raise browsing.BrowsingError("name a card, or say with --found TERMS which ones are meant")
    return units


def _act(opened: "Workspace", args: Namespace, units: Sequence[UnitId]) -> str:
    """Do the one thing that was asked; returns what was done, empty where nothing was."""
    if args.flag is not None:
        return browsing.flag(opened, units, args.flag)
    if args.set_due is not None:
        return browsing.set_due(opened, units, browsing.days_from(args.set_due))
    if args.report is not None:
        return _report(opened, units, args.report)
    if args.action == "reset":
        return browsing.reset(opened, units)
    if args.action is not None:
        act, on = SWITCHES[args.action]
        return act(opened, units, on=on)
    return ""


def _report(opened: "Workspace", units: Sequence[UnitId], message: str) -> str:
    from mlprep.study.content.reports import add_report

    for name in dict.fromkeys(map(card_of, units)):
        card = opened.library.card(name)
        if card is not None:
            add_report(opened, card, message)
    return f"Noted in {opened.paths.reports}; nothing was sent."


def _text(info: CardInfo) -> str:
    title = question(info.card, info.unit, 0).title_in(TITLE) if info.card else info.unit
    lines = [bold(title), *columns([(f"  {name}", value) for name, value in info_rows(info)])]
    if info.log:
        lines += ["  reviews, the latest first"]
        lines += [f"    {visible(log_line(one))}" for one in reversed(info.log)]
    return "\n".join(lines)
