"""``mlprep deck import`` and ``mlprep deck export``."""

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlprep.cli.main import DONE
from mlprep.cli.opening import workspace
from mlprep.cli.output import bold, print_json, say
from mlprep.domain.facts import FactKind
from mlprep.text.sanitise import visible

if TYPE_CHECKING:
    from mlprep.formats.exchange.reading import ReadOptions
    from mlprep.study.exchange.importing import ImportPlan
    from mlprep.study.workspace import Workspace

_SHOWN_DECKS = 12
_COUNTED = (
    (FactKind.REVIEW, "review", "reviews"),
    (FactKind.SET_DUE, "due day", "due days"),
    (FactKind.RESET, "reset", "resets"),
    (FactKind.SUSPEND, "suspended", "suspended"),
    (FactKind.BURY, "buried until tomorrow", "buried until tomorrow"),
    (FactKind.FLAG, "flag", "flags"),
    (FactKind.MARK, "mark", "marks"),
    (FactKind.SETTING, "setting", "settings"),
)


def take(args: Namespace) -> int:
    """Say what would come of each file, then take it over unless it is a dry run."""
    from mlprep.study.exchange.importing import carry_out, plan_import, read_foreign

    paths = [Path(one).expanduser() for one in args.files]
    options = _options(args)
    collections = [read_foreign(path, options) for path in paths]
    told: list[dict[str, Any]] = []
    with workspace(args) as opened:
        for path, collection in zip(paths, collections, strict=True):
            plan = plan_import(opened, collection, path.name, parameters=args.parameters)
            told.append(_as_json(plan, dry_run=args.dry_run))
            if not args.json:
                print("\n".join(_lines(opened, plan)))
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
    return DONE


def _options(args: Namespace) -> "ReadOptions":
    from mlprep.formats.exchange.delimited.mapping import parse_columns, parse_separator
    from mlprep.formats.exchange.reading import ReadOptions

    return ReadOptions(
        parse_columns(args.columns) if args.columns else None,
        parse_separator(args.separator),
        args.encoding,
        args.deck,
        Path(args.history).expanduser() if args.history else None,
    )


def give(args: Namespace) -> int:
    """Write decks to a file."""
    from mlprep.study.exchange.exporting import export_decks

    with workspace(args) as opened:
        done = export_decks(opened, args.decks, Path(args.to).expanduser())
    if args.json:
        print_json(done)
        return DONE
    say(
        f"{_some(done.cards, 'card', 'cards')} of {_some(done.decks, 'deck', 'decks')} with"
        f" {_some(done.reviews, 'review', 'reviews')} and"
        f" {_some(done.pictures, 'picture', 'pictures')} are in {visible(str(done.path))}."
    )
    return DONE


def _some(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _lines(opened: "Workspace", plan: "ImportPlan") -> Iterator[str]:
    yield bold(f"{visible(plan.name)}: {plan.source}")
    if plan.is_empty:
        yield "  nothing in it is new to you"
    if plan.cards:
        decks = _some(len(plan.decks), "deck file", "deck files")
        yield f"  {_some(plan.cards, 'new card', 'new cards')} in {decks}:"
        for change in plan.decks[:_SHOWN_DECKS]:
            verb = "added to" if change.original else "new"
            yield f"    {visible(change.title)}: {change.cards:,} ({verb} {change.path})"
        if len(plan.decks) > _SHOWN_DECKS:
            yield f"    and {len(plan.decks) - _SHOWN_DECKS} more"
    if plan.kept:
        yield f"  {_some(plan.kept, 'card', 'cards')} that you have: the text stays as it is"
    counted = ((plan.count(kind), one, many) for kind, one, many in _COUNTED)
    history = [_some(count, one, many) for count, one, many in counted if count]
    if history:
        yield f"  {', '.join(history)}"
    if plan.media:
        yield f"  {_some(len(plan.media), 'picture', 'pictures')}"
    yield from _losses(plan)
    yield from _hints(opened, plan)


def _losses(plan: "ImportPlan") -> Iterator[str]:
    if plan.losses:
        yield "  left out or changed:"
    for loss in plan.losses:
        places = "; ".join(visible(" ".join(one.split())) for one in loss.examples)
        yield f"    {loss.count:,} x {visible(loss.what)}{f' ({places})' if places else ''}"


def _hints(opened: "Workspace", plan: "ImportPlan") -> Iterator[str]:
    collection = plan.collection
    if collection.parameters and not plan.count(FactKind.SETTING):
        yield "  it has parameters of FSRS of its own; --parameters takes them over"
    hour, own = collection.rollover_hour, opened.settings.rollover_hour
    if hour is not None and hour != own:
        yield (
            f"  its days begin at {hour}:00 and yours at {own}:00; for the same days run"
            f" `mlprep settings rollover_hour {hour}` before"
        )


def _as_json(plan: "ImportPlan", *, dry_run: bool) -> dict[str, Any]:
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
        "facts": {kind.value: plan.count(kind) for kind, _, _ in _COUNTED},
        "pictures": len(plan.media),
        "losses": plan.losses,
    }


ACTIONS = {"import": take, "export": give}
