"""What the command line takes for archives and for syncing."""

from mlprep.cli.work_parser import AddCommand, AddJson, Commands


def add_export(commands: Commands, command: AddCommand, add_json: AddJson) -> None:
    """Add ``mlprep export``."""
    export = command(
        commands, "export", "write history, settings and own decks as text files, to keep or move"
    )
    export.add_argument("file", metavar="FILE", help="a new FILE.zip, or a folder")
    add_json(export)


def add_import(commands: Commands, command: AddCommand, add_json: AddJson) -> None:
    """Add ``mlprep import``."""
    taken = command(commands, "import", "take over what `mlprep export` wrote; shows it first")
    taken.add_argument("file", metavar="FILE", help="the archive: a zip file or a folder")
    one = taken.add_mutually_exclusive_group()
    one.add_argument("--dry-run", action="store_true", help="only show what would come")
    one.add_argument("--yes", action="store_true", help="do not ask")
    add_json(taken)


def add_sync(commands: Commands, command: AddCommand, add_json: AddJson) -> None:
    """Add ``mlprep sync``."""
    sync = command(commands, "sync", "share history and own decks with your other devices")
    sync.add_argument(
        "place",
        nargs="?",
        metavar="REMOTE|FOLDER",
        help="a git repository of yours, or a folder that is carried; default: as last time",
    )
    add_json(sync)
