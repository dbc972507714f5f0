"""What the command line takes for archives and for syncing."""

from argparse import ArgumentParser

from mlprep.cli.arguments import add_json


def add_export(export: ArgumentParser) -> None:
    """Add the arguments of ``mlprep export``."""
    export.add_argument("file", metavar="FILE", help="a new FILE.zip, or a folder")
    add_json(export)


def add_import(taken: ArgumentParser) -> None:
    """Add the arguments of ``mlprep import``."""
    taken.add_argument("file", metavar="FILE", help="the archive: a zip file or a folder")
    one = taken.add_mutually_exclusive_group()
    one.add_argument("--dry-run", action="store_true", help="only show what would come")
    one.add_argument("--yes", action="store_true", help="do not ask")
    add_json(taken)


def add_sync(sync: ArgumentParser) -> None:
    """Add the arguments of ``mlprep sync``."""
    sync.add_argument(
        "place",
        nargs="?",
        metavar="REMOTE|FOLDER",
        help="a git repository of yours, or a folder that is carried; default: as last time",
    )
    add_json(sync)
