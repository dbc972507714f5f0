"""``mlprep deck``: list, check, schema, stats.

Writing is in ``cli.deck_writing``, moving in and out in ``cli.deck_exchange``, the question
whether a card is an edited one in ``cli.deck_doubts``.
"""

import json
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from mlprep.cli.main import DONE, FAILED
from mlprep.cli.opening import workspace
from mlprep.cli.output import bold, columns, print_json, say
from mlprep.domain.problems import Problem, Severity
from mlprep.text.counting import counted
from mlprep.text.sanitise import visible


def run(args: Namespace) -> int:
    """Run the action that was asked for."""
    action = _ACTIONS.get(args.action)
    if action is None:
        module = import_module(f"mlprep.cli.deck_{_MODULES.get(args.action, 'writing')}")
        action = module.ACTIONS[args.action]
    return int(action(args))


def _list(args: Namespace) -> int:
    from mlprep.study.content.decks import deck_tree

    with workspace(args) as opened:
        areas = deck_tree(opened)
    if args.json:
        print_json(areas)
        return DONE
    for area in areas:
        print(bold(visible(area.title)))
        rows = [
            [
                f"  {deck.title}",
                deck.id,
                *map(str, (deck.cards, deck.new, deck.steps + deck.reviews)),
            ]
            for deck in area.decks
        ]
        head = ["  deck", "id", "cards", "new", "due"]
        print("\n".join(columns([head, *rows], right=(2, 3, 4), shorten=(0, 1))))
    return DONE


def _check(args: Namespace) -> int:
    from mlprep.study.authoring.checking import check_files, hints_for

    files = [Path(one) for one in args.files]
    with workspace(args, trouble=False) as opened:
        problems = check_files(opened, files)
        hints = hints_for(opened, files)
        cards = sum(opened.library.cache.deck_sizes().values())
        doubtful = len(opened.library.doubts())
    if args.json:
        print_json([*problems, *hints])
    else:
        for one in (*problems, *hints):
            sign = "hint: " if one.severity is Severity.HINT else ""
            print(sign + visible(str(one)))
    say(_verdict(problems, hints, "" if args.files else f" in {counted(cards, 'card')}"))
    if doubtful:
        told = "1 card may be an edited one" if doubtful == 1 else f"{doubtful} cards may be edited"
        say(f"{told}: `mlprep deck doubts` asks whether the history stays.")
    return FAILED if problems or (args.strict and hints) else DONE


def _verdict(problems: Sequence[Problem], hints: Sequence[Problem], where: str) -> str:
    found = counted(len(problems), "problem") if problems else "No problems"
    told = f"; {counted(len(hints), 'hint')}" if hints else ""
    return f"{found} found{'' if problems else where}{told}."


def _schema(args: Namespace) -> int:
    from mlprep.formats.schema import schema_of
    from mlprep.formats.templates import schema_line

    if not args.install:
        print(json.dumps(schema_of(args.kind), ensure_ascii=False, indent=2))
        return DONE
    from mlprep.study.authoring.beginning import install_schemas

    with workspace(args, refresh=False) as opened:
        folder = install_schemas(opened)
    say(
        f"The schemas are in {folder}. Put this line on top of a file of yours; Even Better TOML"
        " and taplo then complete and check it:"
    )
    print(schema_line((folder / f"{args.kind}.json").as_uri()))
    return DONE


def _stats(args: Namespace) -> int:
    from mlprep.study.content.deck_stats import DeckStats, deck_stats

    with workspace(args) as opened:
        found = deck_stats(opened, args.names)
    if args.json:
        print_json(found)
        return DONE

    def rows(one: DeckStats) -> list[tuple[str, str]]:
        recall = "nothing studied yet"
        if one.recall is not None:
            recall = f"{one.recall:.0%} of the {one.studied} studied, {one.remembered:.0%} of all"
        units = f" ({one.units} to review)" if one.units != one.cards else ""
        told = [
            ("cards", f"{one.cards}{units}"),
            ("levels", _mix(one.levels, "no level")),
            ("kinds", _mix(one.kinds, "no kind")),
            ("forms", _mix(one.forms, "")),
            ("without a source", str(one.without_source) if one.without_source else ""),
            ("recall today", recall),
        ]
        return [(f"  {name}", value) for name, value in told if value]

    for one in found:
        print(bold(visible(f"{one.title}  {one.id}")))
        print("\n".join(columns(rows(one))))
    return DONE


def _mix(counts: Mapping[str, int], unsaid: str) -> str:
    if not any(counts) and counts:
        return unsaid
    return ", ".join(f"{name or unsaid}: {count}" for name, count in counts.items())


_ACTIONS: Mapping[str, Callable[[Namespace], int]] = {
    "list": _list,
    "check": _check,
    "schema": _schema,
    "stats": _stats,
}
_MODULES = {"import": "exchange", "export": "exchange", "doubts": "doubts"}
"""Of the other actions."""
