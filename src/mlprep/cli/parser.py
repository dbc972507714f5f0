"""What the command line takes; completion and the man page are made from the same parser."""

import argparse
import os
from collections.abc import Callable, Collection, Mapping
from functools import cache

from mlprep import __version__

TYPE_CHECKING = False  # a help text does without the module of that name
if TYPE_CHECKING:
    from typing import TypeAlias

EPILOG = """\
examples:
  mlprep                        open the screen (without a terminal: today's summary)
  mlprep review --minutes 10    ten minutes of what is due
  mlprep review docker --cram   study ahead of an interview, the schedule stays as it is
  mlprep assess                 twenty minutes of questions; stop and go on at any time
  mlprep profile --role mlops   the same measurement against another role
  mlprep project list           the projects that train your gaps
  mlprep search 'tag:sql is:due'
  mlprep card swe-sql-databases-join-fan-out --set-due 3
  mlprep deck check my.toml     what is wrong in a deck, with line and column

files:  everything is kept in your user folders; MLPREP_HOME puts it all in one folder.
exit:   0 done, 1 failed or problems found, 2 wrong usage, 3 history unreadable or locked,
        130 interrupted
"""


_Commands: "TypeAlias" = (
    "argparse._SubParsersAction[argparse.ArgumentParser]"  # it has no public name
)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Asks the terminal for its width itself: argparse loads shutil for that, each time anew."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_width())


@cache
def _width() -> int:
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return int(columns) - MARGIN
    try:
        return (os.get_terminal_size().columns or USUAL_COLUMNS) - MARGIN
    except (OSError, ValueError):
        return USUAL_COLUMNS - MARGIN


MARGIN, USUAL_COLUMNS = 2, 80
MINUTES_A_DAY = 1440


def command_names() -> Collection[str]:
    """Name all commands."""
    return _ADD.keys()


class _Nothing:
    """Takes any argument that a command wants to add, and forgets it."""

    def __getattr__(self, _name: str) -> "_Nothing":
        return self

    def __call__(self, *_: object, **__: object) -> "_Nothing":
        return self


class _Names:
    """Takes of each command its name and its line."""

    def __init__(self, commands: _Commands) -> None:
        self._commands = commands

    def add_parser(self, name: str, *, help: str, **_: object) -> _Nothing:  # noqa: A002  # argparse's word
        """Add a command without its arguments."""
        self._commands.add_parser(name, help=help, add_help=False)
        return _Nothing()


def build_overview() -> argparse.ArgumentParser:
    """Build what ``mlprep --help`` shows: commands without their arguments, which is quicker."""
    parser, commands = _base()
    for add in _ADD.values():
        add(_Names(commands))  # type: ignore[arg-type]  # has what they ask of it
    return parser


def build_parser(only: str = "") -> argparse.ArgumentParser:
    """Build the whole parser, or as much of it as one command needs: that is quicker."""
    parser, commands = _base()
    for name, add in _ADD.items():
        if only in ("", name):
            add(commands)
    return parser


def _base() -> tuple[argparse.ArgumentParser, _Commands]:
    parser = argparse.ArgumentParser(
        prog="mlprep",
        description="Find the gaps between you and a machine-learning engineering job, and close"
        " them in a daily session.",
        epilog=EPILOG,
        formatter_class=_Formatter,
    )
    parser.add_argument("--version", action="version", version=f"mlprep {__version__}")
    _add_decks(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    return parser, commands


def _today(commands: _Commands) -> None:
    today = _command(commands, "today", "show what is due today and how long it will take")
    _add_json(today)


def _review(commands: _Commands) -> None:
    review = _command(commands, "review", "review what is due, or the topics and decks named")
    review.add_argument("scope", nargs="*", metavar="TOPIC|DECK", help="only these")
    review.add_argument("--cram", action="store_true", help="ask everything; move no due date")
    review.add_argument("--minutes", type=_minutes, metavar="N", help="stop after N minutes")
    review.add_argument("--more", action="store_true", help="a helping beyond the day's limits")
    review.add_argument(
        "--plain", action="store_true", help="line by line, for screen readers and pipes"
    )


def _assess(commands: _Commands) -> None:
    assess = _command(commands, "assess", "test yourself on all areas, or those named; resumable")
    if _is_whole(assess):
        from mlprep.cli.assess_parser import add_assess

        add_assess(assess, _add_json)


def _profile(commands: _Commands) -> None:
    profile = _command(commands, "profile", "show your skill gaps against what a role asks for")
    profile.add_argument("--role", metavar="ROLE", help="against this role instead of yours")
    profile.add_argument("--seniority", choices=_SENIORITIES, help="at this seniority")
    form = profile.add_mutually_exclusive_group()
    _add_json(form)
    form.add_argument("--markdown", action="store_true", help="print Markdown, to keep or send")


_SENIORITIES = ("junior", "mid", "senior")


def _plan(commands: _Commands) -> None:
    plan = _command(commands, "plan", "show the weeks ahead: minutes, topics, what a date asks")
    plan.add_argument(
        "--minutes", type=_count, nargs="+", metavar="N", help="compare these minutes a day"
    )
    plan.add_argument("--until", metavar="DATE", help="look at this day, such as 2027-01-31")
    form = plan.add_mutually_exclusive_group()
    _add_json(form)
    form.add_argument("--markdown", action="store_true", help="print Markdown, to keep or send")


def _stats(commands: _Commands) -> None:
    stats = _command(commands, "stats", "show what you studied, how well you recalled it")
    if _is_whole(stats):
        from mlprep.study.statistics.gathering import RANGES, USUAL_RANGE

        ranges = tuple(RANGES)
        stats.add_argument(
            "--range", choices=ranges, default=USUAL_RANGE, help="look at so many days"
        )
    _add_json(stats)


def _project(commands: _Commands) -> None:
    project = _command(
        commands, "project", "projects that train your gaps, and what you did of them"
    )
    if _is_whole(project):
        from mlprep.cli.work_parser import add_project

        add_project(project, _command, _add_json)


def _route(commands: _Commands) -> None:
    route = _command(commands, "route", "routes into the role: whose advice, and the next step")
    if _is_whole(route):
        from mlprep.cli.work_parser import add_route

        add_route(route, _command, _add_json)


def _portfolio(commands: _Commands) -> None:
    portfolio = _command(commands, "portfolio", "write what you finished as Markdown pages")
    if _is_whole(portfolio):
        from mlprep.cli.work_parser import add_portfolio

        add_portfolio(portfolio, _add_json)


def _setup(commands: _Commands) -> None:
    setup = _command(commands, "setup", "say who you are and where you want to go")
    setup.add_argument("--background", metavar="NAME", help="where you come from")
    setup.add_argument("--role", metavar="NAME", help="the role that you want")
    setup.add_argument("--seniority", choices=_SENIORITIES, help="at which seniority")
    setup.add_argument("--specialisms", metavar="A,B", help="specialisms; empty for none")
    setup.add_argument("--minutes", type=_whole, metavar="N", help="minutes a day; 0: no limit")
    setup.add_argument("--date", metavar="DATE", help="when to be ready, such as 2027-01-31")
    setup.add_argument("--skip", action="store_true", help="do not be asked at the start")
    _add_json(setup)


def _search(commands: _Commands) -> None:
    search = _command(commands, "search", "find cards by words, deck:, topic:, tag:, is:, prop:")
    search.add_argument("query", nargs="+", metavar="QUERY", help="words and terms, all must hold")
    search.add_argument("--limit", type=_count, default=500, metavar="N", help="rows at most")
    _add_json(search)


def _card(commands: _Commands) -> None:
    card = _command(commands, "card", "show what is known of cards, or do something to them")
    if _is_whole(card):
        from mlprep.cli.card_parser import add_card

        add_card(card, _add_json)


def _topic(commands: _Commands) -> None:
    topic = _command(commands, "topic", "show why topics stand where they do, or overrule it")
    if _is_whole(topic):
        from mlprep.cli.card_parser import add_topic

        add_topic(topic, _add_json, _count)


def _undo(commands: _Commands) -> None:
    _command(commands, "undo", "take back the last thing you did, also on the screen")


def _redo(commands: _Commands) -> None:
    _command(commands, "redo", "do again what was undone last")


def _demo(commands: _Commands) -> None:
    demo = _command(commands, "demo", "look around as a made-up learner with a year of history")
    demo.add_argument(
        "--fresh", action="store_true", help="make the learner anew, forgetting what you did"
    )
    demo.add_argument("rest", nargs=argparse.REMAINDER, metavar="COMMAND", help="run it as them")


def _deck(commands: _Commands) -> None:
    deck = _command(commands, "deck", "write decks of your own; list, check and tidy them")
    if _is_whole(deck):
        from mlprep.cli.deck_parser import add_deck

        add_deck(deck, _command, _add_json)


def _reports(commands: _Commands) -> None:
    reports = _command(commands, "reports", "list the mistakes in cards that you reported")
    _add_json(reports)


def _settings(commands: _Commands) -> None:
    settings = _command(commands, "settings", "show the study settings, or change one")
    settings.add_argument("key", nargs="?", help="show this setting")
    settings.add_argument("value", nargs="?", help="its new value")
    _add_json(settings)


def _keys(commands: _Commands) -> None:
    again = _command(commands, "reschedule", "choose all due days anew; shows the load first")
    again.add_argument("--yes", action="store_true", help="move them, undone by one undo")
    _add_json(again)
    keys = _command(commands, "keys", "list the keys of every screen")
    _add_json(keys)


def _doctor(commands: _Commands) -> None:
    doctor = _command(commands, "doctor", "examine the history; say where everything is")
    doctor.add_argument("--repair", action="store_true", help="rebuild what is derived")
    _add_json(doctor)


def _backup(commands: _Commands) -> None:
    backup = _command(commands, "backup", "make a backup of the history, or list them")
    backup.add_argument("--list", action="store_true", help="list the backups")
    _add_json(backup)


def _restore(commands: _Commands) -> None:
    restore = _command(commands, "restore", "put a backup in the history's place")
    restore.add_argument("backup", nargs="?", metavar="FILE", help="default: the newest good one")
    restore.add_argument("--yes", action="store_true", help="do not ask")


def _export(commands: _Commands) -> None:
    export = _command(
        commands, "export", "write history, settings and own decks as text files, to keep or move"
    )
    if _is_whole(export):
        from mlprep.cli.archive_parser import add_export

        add_export(export, _add_json)


def _import(commands: _Commands) -> None:
    taken = _command(commands, "import", "take over what `mlprep export` wrote; shows it first")
    if _is_whole(taken):
        from mlprep.cli.archive_parser import add_import

        add_import(taken, _add_json)


def _sync(commands: _Commands) -> None:
    sync = _command(commands, "sync", "share history and own decks with your other devices")
    if _is_whole(sync):
        from mlprep.cli.archive_parser import add_sync

        add_sync(sync, _add_json)


def _completion(commands: _Commands) -> None:
    completion = _command(commands, "completion", "print the completion script of a shell")
    completion.add_argument("shell", choices=("bash", "zsh", "fish"))


_ADD: Mapping[str, Callable[[_Commands], None]] = {
    "today": _today,
    "review": _review,
    "assess": _assess,
    "profile": _profile,
    "plan": _plan,
    "stats": _stats,
    "project": _project,
    "route": _route,
    "portfolio": _portfolio,
    "setup": _setup,
    "search": _search,
    "card": _card,
    "topic": _topic,
    "undo": _undo,
    "redo": _redo,
    "demo": _demo,
    "deck": _deck,
    "reports": _reports,
    "settings": _settings,
    "keys": _keys,
    "doctor": _doctor,
    "backup": _backup,
    "restore": _restore,
    "export": _export,
    "import": _import,
    "sync": _sync,
    "completion": _completion,
}


def _command(commands: _Commands, name: str, text: str) -> argparse.ArgumentParser:
    description = f"{text[0].upper()}{text[1:]}."
    parser = commands.add_parser(
        name, help=text, description=description, formatter_class=_Formatter
    )
    _add_decks(parser)
    return parser


def _is_whole(parser: object) -> bool:
    """Whether a command takes arguments: those of some stand in modules of their own."""
    return isinstance(parser, argparse.ArgumentParser)


def _add_decks(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--decks",
        action="append",
        default=argparse.SUPPRESS,
        metavar="FOLDER",
        help="look for decks here too",
    )


def _add_json(
    parser: argparse._ActionsContainer,  # what parsers and groups have in common
    text: str = "print JSON for programs",
) -> None:
    parser.add_argument("--json", action="store_true", help=text)


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = -1.0
    if not 0 < minutes <= MINUTES_A_DAY:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of minutes between 0 and 1440")
    return minutes


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number")
    return int(text)


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 on")
    return int(text)
