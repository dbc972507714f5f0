"""``mlprep deck list|check|schema``."""

import json
from argparse import Namespace
from pathlib import Path

from mlprep.cli.main import DONE, FAILED
from mlprep.cli.opening import workspace
from mlprep.cli.output import bold, columns, print_json, say
from mlprep.domain.problems import Problem
from mlprep.study.checking import check_files
from mlprep.study.decks import deck_tree
from mlprep.text.sanitise import visible


def run(args: Namespace) -> int:
    """Run the action that was asked for."""
    return {"list": _list, "check": _check, "schema": _schema}[args.action](args)


def _list(args: Namespace) -> int:
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
        print("\n".join(columns([head, *rows], right=(2, 3, 4))))
    return DONE


def _check(args: Namespace) -> int:
    with workspace(args) as opened:
        problems = check_files(opened, [Path(one) for one in args.files])
        cards = sum(opened.library.cache.deck_sizes().values())
    if args.json:
        print_json(problems)
    else:
        for problem in problems:
            print(visible(str(problem)))
    say(_verdict(problems, cards, bool(args.files)))
    return FAILED if problems else DONE


def _verdict(problems: list[Problem], cards: int, some: bool) -> str:
    if problems:
        return f"{len(problems)} problem{'s' * (len(problems) != 1)} found."
    return "No problems found." if some else f"No problems found in {cards} cards."


def _schema(args: Namespace) -> int:
    from mlprep.formats.schema import schema_of

    print(json.dumps(schema_of(args.kind), ensure_ascii=False, indent=2))
    return DONE
