"""What the command line takes to do something to cards and topics."""

from argparse import ArgumentParser

from mlprep.cli.arguments import add_json, natural_number


def add_card(card: ArgumentParser) -> None:
    """Add the arguments of ``mlprep card``."""
    card.add_argument(
        "units",
        nargs="*",
        metavar="CARD",
        help="as `mlprep search` names it; CARD#* is all its parts",
    )
    card.add_argument(
        "--found", metavar="TERMS", help="all cards that `mlprep search TERMS` finds, as one action"
    )
    one = card.add_mutually_exclusive_group()
    for name, text in _CARD_ACTIONS.items():
        one.add_argument(f"--{name}", dest="action", action="store_const", const=name, help=text)
    one.add_argument(
        "--flag", type=int, metavar="N", help="give it a flag, 1 to 7; 0 takes it away"
    )
    one.add_argument("--set-due", metavar="DAYS", help="make it due in so many days; 0 is today")
    one.add_argument("--report", metavar="TEXT", help="note a mistake in it, to be sent later")
    add_json(card)


_CARD_ACTIONS = {
    "suspend": "take it out of study",
    "unsuspend": "bring it back into study",
    "bury": "put it off until tomorrow",
    "unbury": "bring it back today",
    "mark": "mark it",
    "unmark": "take the mark away",
    "reset": "forget its schedule: it is new again, its log stays",
}


def add_topic(topic: ArgumentParser) -> None:
    """Add the arguments of ``mlprep topic``."""
    topic.add_argument("name", nargs="?", metavar="TOPIC", help="only this; default: all")
    one = topic.add_mutually_exclusive_group()
    for name, text in _TOPIC_CHOICES.items():
        one.add_argument(f"--{name}", dest="choice", action="store_const", const=name, help=text)
    one.add_argument(
        "--postpone", type=natural_number, metavar="DAYS", help="leave it out for so many days"
    )
    add_json(topic)


_TOPIC_CHOICES = {
    "pin": "study it first",
    "skip": "leave it out of the plan",
    "clear": "let the numbers decide again",
}
