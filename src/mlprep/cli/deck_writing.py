"""``mlprep deck new|add|edit|fmt|rename``: what writes files of one's own."""

import os
import re
import sys
import tempfile
from argparse import Namespace
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from mlprep.cli.conversation import read_line
from mlprep.cli.main import DONE, FAILED
from mlprep.cli.opening import workspace
from mlprep.cli.output import print_json, say
from mlprep.formats.card_writing import CardDraft
from mlprep.store.paths import typed_path
from mlprep.study.authoring.adding import Added, add_card, append_card, rename_deck
from mlprep.study.authoring.editor import chosen_editor, editor_command, named_editor, run_editor
from mlprep.study.authoring.errors import AuthoringError
from mlprep.study.content.deck_names import DeckPlace, find_deck, place_for_cards
from mlprep.text.counting import counted
from mlprep.text.sanitise import visible

if TYPE_CHECKING:
    from mlprep.study.authoring.editing import EditTarget
    from mlprep.study.workspace import Workspace


def _new(args: Namespace) -> int:
    from mlprep.study.authoring.beginning import begin

    with workspace(args) as opened:
        begun = begin(opened, args.title, kind=args.kind, topic=args.topic)
        if args.json:
            print_json(begun)
        else:
            print(begun.path)
            say(visible(begun.sentence))
        return _edit_file(opened, begun.path, begun.line) if args.edit else DONE


# ------------------------------------------------------------------------- add


def _add(args: Namespace) -> int:
    draft = _draft(args)
    with workspace(args) as opened:
        place = place_for_cards(opened, args.deck)
        added = add_card(opened, draft, place) if draft.asked else _add_in_editor(opened, place)
    if added is None:
        say("mlprep: nothing was added")
        return FAILED
    if args.json:
        print_json(added)
    else:
        own = "your part of " if added.extends else ""
        print(f"{added.path}:{added.line}")
        say(visible(f"Added `{added.card}` to {own}{added.deck}."))
    return DONE


def _draft(args: Namespace) -> CardDraft:
    if args.key and not args.option:
        raise AuthoringError("--key says which --option is right, and there is none")
    if any(not 0 < one <= len(args.option) for one in args.key):
        raise AuthoringError(f"--key counts the options from 1 to {len(args.option)}")
    keys = [one - 1 for one in args.key] or ([0] if args.option else [])
    draft = CardDraft(
        id=args.id,
        topic=args.topic,
        level=args.level,
        kind=args.kind,
        reverse=args.reverse,
        front=args.front,
        cloze=args.cloze,
        back=args.back,
        options=tuple(args.option),
        key=tuple(keys),
        answer=args.answer,
        unit=args.unit,
        accept=tuple(args.accept),
        why=args.why,
        tags=tuple(args.tag),
        sources=tuple(args.source),
    )
    if draft != CardDraft() and not draft.asked:
        raise AuthoringError(
            "a card needs --front, or --cloze; with neither it is written in $EDITOR"
        )
    return draft


def _add_in_editor(opened: "Workspace", place: DeckPlace) -> Added | None:
    """Let the learner write one card; what they wrote is kept until it is a card."""
    from mlprep.formats.templates import card_draft

    if not sys.stdin.isatty() and not named_editor(opened.config.editor):
        raise AuthoringError(
            "there is no terminal for an editor; say what the card holds: --front and --back"
        )
    template = card_draft()
    descriptor, name = tempfile.mkstemp(prefix="mlprep-card-", suffix=".toml")
    path = Path(name)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(template)
    while True:
        failed = run_editor(editor_command(chosen_editor(opened.config.editor), path, 4))
        block = _written(path, template)
        if failed or block is None:
            if failed:
                say(f"mlprep: {failed}")
            if block is None:
                path.unlink()
            else:
                say(f"What you wrote is kept in {path}.")
            return None
        try:
            added = append_card(opened, block, place)
        except AuthoringError as fault:
            say(f"mlprep: {visible(str(fault))}")
            if not _again():
                say(f"What you wrote is kept in {path}.")
                return None
            continue
        path.unlink()
        return added


def _written(path: Path, template: str) -> str | None:
    """Take what stands in the file without the lines of the template; None where nothing was."""
    text = path.read_text(encoding="utf-8", errors="replace").removeprefix("\ufeff")
    text = text.replace("\r\n", "\n")
    given = set(template.splitlines()) - {"[[card]]", ""}
    lines = [line for line in text.split("\n") if line not in given]
    kept = re.sub(r"\A\[\[card\]\]\n+", "[[card]]\n", "\n".join(lines).strip("\n"))
    return None if kept.strip() in ("", "[[card]]") else kept + "\n"


def _again() -> bool:
    if not sys.stdin.isatty():
        return False
    return (read_line("Open it again? [Y/n] ") or "y").casefold() in ("y", "yes")


# ------------------------------------------------------------------------ edit


def _edit(args: Namespace) -> int:
    from mlprep.domain.ids import UnitId, card_of
    from mlprep.study.authoring.editing import prepare_edit
    from mlprep.study.authoring.tidying import refuse_shipped

    with workspace(args) as opened:
        card = opened.library.card(card_of(UnitId(args.name)))
        if card is not None:
            target = prepare_edit(opened, card)
            return _edit_file(opened, target.path, target.line, target)
        path = typed_path(args.name).absolute()
        if path.is_file():
            refuse_shipped(opened, path)
            return _edit_file(opened, path, 1)
        deck = find_deck(opened, args.name, what="deck or card")
        if not deck.own:
            raise AuthoringError(
                f"{deck.title} is shipped; name one of its cards, which is copied to be yours,"
                f" or add to it: mlprep deck add {deck.id}"
            )
        return _edit_file(opened, deck.path, 1)


def _edit_file(
    opened: "Workspace", path: Path, line: int, target: "EditTarget | None" = None
) -> int:
    """Open the editor, then say what changed and what is wrong now."""
    from mlprep.study.authoring.editing import after_edit, problems_of, take_back_copy

    failed = run_editor(editor_command(chosen_editor(opened.config.editor), path, line))
    if target is not None and target.copied and not take_back_copy(target):
        say(f"It is now your own copy, in {target.path}.")
    news = after_edit(opened)
    problems = problems_of(opened, path)
    for problem in problems:
        print(visible(str(problem)))
    say(failed or news.sentence or "Nothing was changed.")
    return FAILED if failed or problems else DONE


# ------------------------------------------------------------------------- fmt


def _fmt(args: Namespace) -> int:
    from mlprep.study.authoring.tidying import Outcome, tidy_files

    with workspace(args, refresh=False) as opened:
        done = tidy_files(opened, [Path(one) for one in args.files], check=args.check)
    if args.json:
        print_json(done)
    tidied = [one for one in done if one.outcome is Outcome.TIDIED]
    refused = [one for one in done if one.outcome is Outcome.REFUSED]
    for one in tidied if not args.json else ():
        ids = f" ({counted(one.ids, 'id')})" if one.ids else ""
        print(visible(f"{one.path}{ids}"))
    for one in refused:
        say(f"mlprep: {visible(one.reason)}")
    verb = "would be tidied" if args.check else "tidied"
    say(f"{len(tidied)} of {len(done)} files {verb}.")
    return FAILED if refused or (args.check and tidied) else DONE


def _rename(args: Namespace) -> int:
    with workspace(args) as opened:
        renamed = rename_deck(opened, args.deck, args.title)
    say(visible(f"{renamed.old} is called {renamed.new} now; its id `{renamed.id}` stays."))
    return DONE


ACTIONS: Mapping[str, Callable[[Namespace], int]] = {
    "new": _new,
    "add": _add,
    "edit": _edit,
    "fmt": _fmt,
    "rename": _rename,
}
