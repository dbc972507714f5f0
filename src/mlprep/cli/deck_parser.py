"""What the command line takes for decks and the other files that a person writes."""

import argparse

from mlprep.cli.work_parser import AddCommand, AddJson, Commands

FORMATS = ("deck", "bank", "projects", "areas", "roles", "backgrounds", "routes")


def add_deck(commands: Commands, command: AddCommand, add_json: AddJson) -> None:
    """Add ``mlprep deck``."""
    deck = command(commands, "deck", "write decks of your own; list, check and tidy them")
    actions = deck.add_subparsers(dest="action", metavar="ACTION", required=True)
    listed = command(actions, "list", "list the decks by area with what is due in each")
    add_json(listed)
    _add_check(actions, command, add_json)
    schema = command(actions, "schema", "print the JSON schema of a format, for editors")
    schema.add_argument("kind", nargs="?", default="deck", choices=FORMATS, help="default: deck")


def _add_check(actions: Commands, command: AddCommand, add_json: AddJson) -> None:
    check = command(actions, "check", "report every problem of the decks, with line and column")
    check.add_argument("files", nargs="*", metavar="FILE", help="only these files")
    add_json(check)
