"""What the command line takes to move decks in and out of other programs."""

from mlprep.cli.work_parser import AddCommand, AddJson, Commands


def add_exchange(actions: Commands, command: AddCommand, add_json: AddJson) -> None:
    """Add ``mlprep deck import`` and ``mlprep deck export``."""
    taken = command(
        actions, "import", "take over decks and history of another program; says first what comes"
    )
    taken.add_argument("files", nargs="+", metavar="FILE", help="an Anki package: .apkg, .colpkg")
    taken.add_argument("--dry-run", action="store_true", help="only say what would come")
    taken.add_argument(
        "--parameters",
        action="store_true",
        help="take over the file's parameters of the memory model too",
    )
    add_json(taken)
    given = command(actions, "export", "write decks with their history for another program")
    given.add_argument(
        "decks", nargs="*", metavar="DECK", help="id or title; default: all decks of your own"
    )
    given.add_argument(
        "--to", required=True, metavar="FILE", help="what to write, such as decks.apkg for Anki"
    )
    add_json(given)
