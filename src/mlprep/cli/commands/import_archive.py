"""``mlprep import``: show what an archive would bring, and take it over."""

import sys
from argparse import Namespace

from mlprep.cli.main import DONE, FAILED
from mlprep.cli.opening import workspace
from mlprep.cli.output import print_json, say
from mlprep.store.paths import typed_path
from mlprep.study.exchange.archiving import import_archive, look_into
from mlprep.study.exchange.words import archive_lines, taken_line
from mlprep.study.workspace import Workspace


def run(args: Namespace) -> int:
    """Show the summary; take the archive over where that is wanted."""
    source = typed_path(args.file)
    with workspace(args, refresh=False) as opened:
        incoming = look_into(opened, source)
        wanted = not args.dry_run and not incoming.is_empty
        if not args.json:
            print("\n".join(archive_lines(incoming)))
        if wanted and (args.yes or _confirmed()):
            incoming = import_archive(opened, source)
            _tell_news(opened)
    if args.json:
        print_json(incoming)
    elif incoming.done:
        say(taken_line(incoming))
    return DONE if incoming.done or not wanted else FAILED


def _tell_news(opened: Workspace) -> None:
    told = opened.refresh_library().sentence
    if told:
        say(told)


def _confirmed() -> bool:
    if not sys.stdin.isatty():
        say("mlprep: nothing was changed; say --yes to take it over")
        return False
    sys.stderr.write("Take it over? A backup of the history is made before. [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}
