"""``mlprep deck import`` and ``mlprep deck export``."""

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from mlprep.cli.main import DONE, FAILED
from mlprep.cli.opening import workspace
from mlprep.cli.output import bold, print_json, say
from mlprep.store.paths import typed_path

if TYPE_CHECKING:
    from mlprep.formats.exchange.reading import ReadOptions
    from mlprep.study.exchange.importing import ImportPlan


def take(args: Namespace) -> int:
    """Say what would come of each file, then take it over unless it is a dry run.

    Exit code 1 where no card was found in one of them.
    """
    from mlprep.study.exchange.importing import carry_out, plan_import, read_foreign
    from mlprep.study.exchange.words import plan_lines

    paths = [typed_path(one) for one in args.files]
    options = _options(args)
    collections = [read_foreign(path, options) for path in paths]
    told: list[dict[str, Any]] = []
    found = True
    with workspace(args) as opened:
        for path, collection in zip(paths, collections, strict=True):
            plan = plan_import(opened, collection, path.name, parameters=args.parameters)
            told.append(_as_json(plan, dry_run=args.dry_run))
            found = found and plan.notes > 0
            if not args.json:
                title, *lines = plan_lines(opened, plan)
                print("\n".join([bold(title), *lines]))
            if not args.dry_run and not plan.is_empty:
                carry_out(opened, plan)
                if plan.facts:
                    say("Done. `mlprep undo` takes the history back; the deck files stay.")
                else:
                    say("Done.")
            elif args.dry_run:
                say("Nothing was changed: this was a dry run.")
    if args.json:
        print_json(told)
    return DONE if found else FAILED


def _options(args: Namespace) -> "ReadOptions":
    from mlprep.formats.exchange.delimited.mapping import parse_columns, parse_separator
    from mlprep.formats.exchange.reading import ReadOptions

    return ReadOptions(
        parse_columns(args.columns) if args.columns else None,
        parse_separator(args.separator),
        args.encoding,
        args.deck,
        typed_path(args.history) if args.history else None,
    )


def give(args: Namespace) -> int:
    """Write decks to a file."""
    from mlprep.study.exchange.exporting import export_decks
    from mlprep.study.exchange.words import exported_line

    with workspace(args) as opened:
        done = export_decks(opened, args.names, typed_path(args.to), force=args.force)
    if args.json:
        print_json(done)
        return DONE
    say(exported_line(done))
    return DONE


def _as_json(plan: "ImportPlan", *, dry_run: bool) -> dict[str, Any]:
    from mlprep.study.exchange.words import COUNTED

    return {
        "file": plan.name,
        "source": plan.source,
        "dry_run": dry_run,
        "new_cards": plan.cards,
        "kept_cards": plan.kept,
        "decks": [
            {"title": change.title, "id": change.deck, "path": change.path, "cards": change.cards}
            for change in plan.decks
        ],
        "facts": {kind.value: plan.count(kind) for kind, _, _ in COUNTED},
        "pictures": len(plan.media),
        "losses": plan.losses,
    }


ACTIONS = {"import": take, "export": give}
