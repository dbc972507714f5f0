"""``mlprep import``: show what an archive would bring, and take it over."""

import sys
from argparse import Namespace
from pathlib import Path

from mlprep.cli.main import DONE, FAILED
from mlprep.cli.opening import workspace
from mlprep.cli.output import print_json, say
from mlprep.study.exchange.archiving import Incoming, import_archive, look_into
from mlprep.study.workspace import Workspace
from mlprep.text.sanitise import visible

_MOST_NAMES = 20


def run(args: Namespace) -> int:
    """Show the summary; take the archive over where that is wanted."""
    source = Path(args.file).expanduser()
    with workspace(args, refresh=False) as opened:
        incoming = look_into(opened, source)
        wanted = not args.dry_run and not incoming.is_empty
        if not args.json:
            print("\n".join(summary(incoming)))
        if wanted and (args.yes or _confirmed()):
            incoming = import_archive(opened, source)
            _tell_news(opened)
    if args.json:
        print_json(incoming)
    elif incoming.done:
        say(f"Done: {incoming.new_facts} facts and {len(incoming.new_files)} files came.")
    return DONE if incoming.done or not wanted else FAILED


def _tell_news(opened: Workspace) -> None:
    told = opened.refresh_library().sentence
    if told:
        say(told)


def summary(incoming: Incoming) -> list[str]:
    """Say what an archive would bring, line by line."""
    count = f"{incoming.facts} facts of {len(incoming.devices)} devices"
    lines = [f"{incoming.path}: {count}, {incoming.new_facts} of them new here."]
    if incoming.different_facts:
        lines.append(f"{incoming.different_facts} facts are recorded otherwise here and stay so.")
    lines += _listed("New files", incoming.new_files)
    if incoming.same_files:
        lines.append(f"Files that are the same here: {incoming.same_files}.")
    lines += _listed("Different here (yours stays, the other is kept beside it)", incoming.clashes)
    lines += _listed("Not understood and left out", incoming.not_understood)
    if incoming.is_empty:
        lines.append("Everything in it is here already.")
    return [visible(line) for line in lines]


def _listed(title: str, names: list[str]) -> list[str]:
    if not names:
        return []
    more = [f"  and {len(names) - _MOST_NAMES} more"] if len(names) > _MOST_NAMES else []
    return [f"{title}:", *(f"  {name}" for name in names[:_MOST_NAMES]), *more]


def _confirmed() -> bool:
    if not sys.stdin.isatty():
        say("mlprep: nothing was changed; say --yes to take it over")
        return False
    sys.stderr.write("Take it over? A backup of the history is made before. [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}
