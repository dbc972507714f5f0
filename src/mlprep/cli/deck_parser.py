"""What the command line takes for decks and the other files that a person writes."""

from argparse import ArgumentParser

from mlprep.cli.arguments import Commands, add_json, command
from mlprep.cli.exchange_parser import add_exchange

TYPE_CHECKING = False  # a help text does without the module of that name
if TYPE_CHECKING:
    from typing import Any

FORMATS = ("deck", "bank", "projects", "areas", "roles", "backgrounds", "routes")
KINDS = ("deck", "bank", "project", "role", "route")
CARD_KINDS = ("why", "compare", "compute", "code", "misconception", "definition", "procedure")


def add_deck(deck: ArgumentParser) -> None:
    """Add the arguments of ``mlprep deck``."""
    actions = deck.add_subparsers(dest="action", metavar="ACTION", required=True)
    listed = command(actions, "list", "list the decks by area with what is due in each")
    add_json(listed)
    _add_new(actions)
    _add_add(actions)
    edit = command(actions, "edit", "open your deck, or a card, in your editor")
    edit.add_argument("name", metavar="DECK|CARD", help="id, title or file; id of a card")
    _add_fmt(actions)
    _add_check(actions)
    _add_doubts(actions)
    rename = command(actions, "rename", "give your deck another title; its history stays")
    rename.add_argument("deck", metavar="DECK", help="id, title or file")
    rename.add_argument("title", metavar="TITLE", help="its new title")
    stats = command(actions, "stats", "count cards, levels, kinds and forms; tell the recall")
    stats.add_argument("names", nargs="*", metavar="DECK", help="default: your own decks")
    add_json(stats)
    _add_schema(actions)
    add_exchange(actions)


def _add_new(actions: Commands) -> None:
    new = command(actions, "new", "begin a file with every field explained in comments")
    new.add_argument("title", metavar="TITLE", help="name of the deck")
    new.add_argument("--kind", choices=KINDS, default="deck", help="default: deck")
    new.add_argument("--topic", default="", metavar="TOPIC", help="topic of its cards or items")
    new.add_argument("--edit", action="store_true", help="open it in your editor")
    add_json(new)


def _add_add(actions: Commands) -> None:
    add = command(actions, "add", "add a card to a deck of yours; without a text, in your editor")
    add.add_argument(
        "deck", nargs="?", default="", metavar="DECK", help="default: your only deck, or My cards"
    )
    add.add_argument("--front", default="", metavar="TEXT", help="the question")
    add.add_argument("--back", default="", metavar="TEXT", help="the answer")
    add.add_argument("--cloze", default="", metavar="TEXT", help="a text with {{c1::gaps}}")
    add.add_argument("--answer", default="", metavar="TEXT", help="the answer, to be typed")
    add.add_argument("--unit", default="", metavar="TEXT", help="unit of the typed answer")
    add.add_argument("--accept", **_LIST, metavar="TEXT", help="also right when typed")
    add.add_argument("--option", **_LIST, metavar="TEXT", help="a choice; the first is the key")
    add.add_argument(
        "--key", type=int, **_LIST, metavar="N", help="option that is right, from 1; may repeat"
    )
    add.add_argument("--why", default="", metavar="TEXT", help="why the answer is right")
    add.add_argument("--reverse", action="store_true", help="ask from back to front too")
    add.add_argument("--level", type=int, choices=range(1, 6), help="1 novice to 5 expert")
    add.add_argument("--kind", default="", choices=CARD_KINDS, help="what kind of question it is")
    add.add_argument("--topic", default="", metavar="TOPIC", help="where it is not the deck's")
    add.add_argument("--tag", **_LIST, metavar="WORD", help="a word to search by; may repeat")
    add.add_argument("--source", **_LIST, metavar="TEXT", help="where to look it up; may repeat")
    add.add_argument("--id", default="", metavar="ID", help="its name for ever; else from its text")
    add_json(add)


_LIST: "dict[str, Any]" = {"action": "append", "default": []}


def _add_doubts(actions: Commands) -> None:
    doubts = command(actions, "doubts", "say which edited cards keep their history")
    settled = doubts.add_mutually_exclusive_group()
    settled.add_argument("--keep", metavar="CARD", help="the same card: its history stays")
    settled.add_argument("--reset", metavar="CARD", help="the same card: learn it anew")
    settled.add_argument("--new", metavar="CARD", help="another card")
    settled.add_argument("--all", choices=("keep", "reset", "new"), help="all of them alike")
    add_json(doubts)


def _add_fmt(actions: Commands) -> None:
    fmt = command(actions, "fmt", "write missing ids and put fields in order; comments stay")
    fmt.add_argument("files", nargs="*", metavar="FILE", help="or folders; default: all of yours")
    fmt.add_argument("--check", action="store_true", help="write nothing; 1 if there is any to do")
    add_json(fmt)


def _add_check(actions: Commands) -> None:
    check = command(
        actions, "check", "report problems with line and column, and what would be better"
    )
    check.add_argument("files", nargs="*", metavar="FILE", help="only these files or folders")
    check.add_argument("--strict", action="store_true", help="hints count as problems")
    add_json(check)


def _add_schema(actions: Commands) -> None:
    schema = command(actions, "schema", "print the JSON schema of a format, for editors")
    schema.add_argument("kind", nargs="?", default="deck", choices=FORMATS, help="default: deck")
    schema.add_argument(
        "--install", action="store_true", help="write all schemas; print the line that names one"
    )
