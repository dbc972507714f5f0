"""What the command line takes to move decks in and out of other programs."""

import argparse

from mlprep.cli.arguments import Commands, add_json, command


def add_exchange(actions: Commands) -> None:
    """Add ``mlprep deck import`` and ``mlprep deck export``."""
    taken = command(
        actions, "import", "take over decks and history of another program; says first what comes"
    )
    taken.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="Anki (.apkg, .colpkg, .txt), .csv, .tsv, Markdown of hashcards or Obsidian (.md), "
        ".mochi, org-fc (.org), .json of `deck export`",
    )
    taken.add_argument("--dry-run", action="store_true", help="only say what would come")
    taken.add_argument(
        "--parameters",
        action="store_true",
        help="take over the file's parameters of the memory model too",
    )
    _add_reading(taken)
    add_json(taken)
    given = command(actions, "export", "write decks for another program")
    given.add_argument(
        "names", nargs="*", metavar="DECK", help="id or title; default: all decks of your own"
    )
    given.add_argument(
        "--to",
        required=True,
        metavar="FILE",
        help="what to write, by its ending: .apkg for Anki; .csv, .md, .json for cards alone",
    )
    given.add_argument(
        "--force",
        action="store_true",
        help="replace a file that is there and no export of mlprep",
    )
    add_json(given)


def _add_reading(taken: argparse.ArgumentParser) -> None:
    """Add what a person may say of a file of rows, or of a text."""
    taken.add_argument(
        "--columns",
        metavar="MAP",
        help="what the columns of a CSV file hold, by number or name: front=1,back=2,tags=4",
    )
    taken.add_argument(
        "--separator", default="", metavar="SIGN", help="sign between columns: comma, tab, ;"
    )
    taken.add_argument(
        "--encoding", default="", metavar="NAME", help="encoding of a text; default: found out"
    )
    taken.add_argument(
        "--deck", default="", metavar="TITLE", help="deck of rows that name none; default: the file"
    )
    taken.add_argument(
        "--history", metavar="FILE", help="reviews of org-fc; default: org-fc-reviews.tsv beside it"
    )
