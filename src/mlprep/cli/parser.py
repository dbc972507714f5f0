"""What the command line takes; completion and the man page are made from the same parser."""

import argparse
from collections.abc import Callable, Collection, Mapping

from mlprep import __version__
from mlprep.cli.arguments import (
    Commands,
    Formatter,
    add_decks,
    add_json,
    command,
    minutes_a_day,
    natural_number,
    session_minutes,
    whole_number,
)

EPILOG = """\
examples:
  mlprep                        open the screen (without a terminal: today's summary)
  mlprep review --minutes 10    ten minutes of what is due
  mlprep review docker --cram   study ahead of an interview, the schedule stays as it is
  mlprep assess                 45 questions, half an hour; stop and go on at any time
  mlprep profile --role mlops   the same measurement against another role
  mlprep project list           the projects that train your gaps
  mlprep search 'tag:sql is:due'
  mlprep card swe-sql-databases-join-fan-out --set-due 3
  mlprep deck check my.toml     what is wrong in a deck, with line and column

files:  everything is kept in your user folders; MLPREP_HOME puts it all in one folder.
exit:   0 done, 1 failed or problems found, 2 wrong usage, 3 history unreadable or locked,
        130 interrupted
"""


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

    def __init__(self, commands: Commands) -> None:
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


def _base() -> tuple[argparse.ArgumentParser, Commands]:
    parser = argparse.ArgumentParser(
        prog="mlprep",
        description="Find the gaps between you and a machine-learning engineering job, and close"
        " them in a daily session.",
        epilog=EPILOG,
        formatter_class=Formatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"mlprep {__version__}")
    add_decks(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    return parser, commands


def _today(commands: Commands) -> None:
    today = command(commands, "today", "show what is due today and how long it will take")
    add_json(today)


def _review(commands: Commands) -> None:
    review = command(commands, "review", "review what is due, or the topics and decks named")
    review.add_argument("scope", nargs="*", metavar="TOPIC|DECK", help="only these")
    review.add_argument("--found", metavar="TERMS", help="only what `mlprep search TERMS` finds")
    review.add_argument("--cram", action="store_true", help="ask everything; move no due date")
    review.add_argument("--minutes", type=session_minutes, metavar="N", help="stop after N minutes")
    review.add_argument("--more", action="store_true", help="a helping beyond the day's limits")
    review.add_argument(
        "--plain", action="store_true", help="line by line, for screen readers and pipes"
    )


def _assess(commands: Commands) -> None:
    assess = command(commands, "assess", "test yourself on all areas, or those named; resumable")
    if _is_whole(assess):
        from mlprep.cli.assess_parser import add_assess

        add_assess(assess)


def _profile(commands: Commands) -> None:
    profile = command(commands, "profile", "show your skill gaps against what a role asks for")
    profile.add_argument("--role", metavar="ROLE", help="against this role instead of yours")
    profile.add_argument("--seniority", choices=_SENIORITIES, help="at this seniority")
    form = profile.add_mutually_exclusive_group()
    add_json(form)
    form.add_argument("--markdown", action="store_true", help="print Markdown, to keep or send")


_SENIORITIES = ("junior", "mid", "senior")


def _plan(commands: Commands) -> None:
    plan = command(commands, "plan", "show the weeks ahead: minutes, topics, what a date asks")
    plan.add_argument(
        "--minutes", type=minutes_a_day, nargs="+", metavar="N", help="compare these minutes a day"
    )
    plan.add_argument("--until", metavar="DATE", help="look at this day, such as 2027-01-31")
    form = plan.add_mutually_exclusive_group()
    add_json(form)
    form.add_argument("--markdown", action="store_true", help="print Markdown, to keep or send")


def _stats(commands: Commands) -> None:
    stats = command(commands, "stats", "show what you studied, how well you recalled it")
    if _is_whole(stats):
        from mlprep.study.statistics.gathering import RANGES, USUAL_RANGE

        ranges = tuple(RANGES)
        stats.add_argument(
            "--range", choices=ranges, default=USUAL_RANGE, help="look at so many days"
        )
    add_json(stats)


def _project(commands: Commands) -> None:
    project = command(
        commands, "project", "projects that train your gaps, and what you did of them"
    )
    if _is_whole(project):
        from mlprep.cli.work_parser import add_project

        add_project(project)


def _route(commands: Commands) -> None:
    route = command(commands, "route", "routes into the role: whose advice, and the next step")
    if _is_whole(route):
        from mlprep.cli.work_parser import add_route

        add_route(route)


def _portfolio(commands: Commands) -> None:
    portfolio = command(commands, "portfolio", "write what you finished as Markdown pages")
    if _is_whole(portfolio):
        from mlprep.cli.work_parser import add_portfolio

        add_portfolio(portfolio)


def _setup(commands: Commands) -> None:
    setup = command(commands, "setup", "say who you are and where you want to go")
    setup.add_argument("--background", metavar="NAME", help="where you come from")
    setup.add_argument("--role", metavar="NAME", help="the role that you want")
    setup.add_argument("--seniority", choices=_SENIORITIES, help="at which seniority")
    setup.add_argument("--specialisms", metavar="A,B", help="specialisms; empty for none")
    setup.add_argument(
        "--minutes", type=whole_number, metavar="N", help="minutes a day; 0: no limit"
    )
    setup.add_argument("--date", metavar="DATE", help="when to be ready, such as 2027-01-31")
    setup.add_argument("--skip", action="store_true", help="do not be asked at the start")
    add_json(setup)


def _search(commands: Commands) -> None:
    search = command(commands, "search", "find cards by words, deck:, topic:, tag:, is:, prop:")
    search.add_argument("query", nargs="+", metavar="QUERY", help=_TERMS)
    search.add_argument(
        "--limit", type=natural_number, default=500, metavar="N", help="rows at most"
    )
    add_json(search)


_TERMS = """words, which match beginnings, "phrases" and terms; all must hold, a minus excludes.
deck:, topic:, tag: by their beginning; is: new, learn, review, due, forgotten, suspended, buried,
marked, flagged, leech; prop: stability, difficulty, reps, lapses, ivl, due, seen, met with < <= =
!= >= > and a number (the last four in days: prop:seen=0 was asked today); flag:N"""


def _card(commands: Commands) -> None:
    card = command(commands, "card", "show what is known of cards, or do something to them")
    if _is_whole(card):
        from mlprep.cli.card_parser import add_card

        add_card(card)


def _topic(commands: Commands) -> None:
    topic = command(commands, "topic", "show why topics stand where they do, or overrule it")
    if _is_whole(topic):
        from mlprep.cli.card_parser import add_topic

        add_topic(topic)


def _undo(commands: Commands) -> None:
    command(commands, "undo", "take back the last thing you did, also on the screen")


def _redo(commands: Commands) -> None:
    command(commands, "redo", "do again what was undone last")


def _demo(commands: Commands) -> None:
    demo = command(commands, "demo", "look around as a made-up learner with a year of history")
    demo.add_argument(
        "--fresh", action="store_true", help="make the learner anew, forgetting what you did"
    )
    demo.add_argument("rest", nargs=argparse.REMAINDER, metavar="COMMAND", help="run it as them")


def _deck(commands: Commands) -> None:
    deck = command(commands, "deck", "write decks of your own; list, check and tidy them")
    if _is_whole(deck):
        from mlprep.cli.deck_parser import add_deck

        add_deck(deck)


def _reports(commands: Commands) -> None:
    reports = command(commands, "reports", "list the mistakes in cards that you reported")
    add_json(reports)


def _settings(commands: Commands) -> None:
    settings = command(commands, "settings", "show the study settings, or change one")
    settings.add_argument("key", nargs="?", help="show this setting")
    settings.add_argument("value", nargs="?", help="its new value")
    add_json(settings)


def _optimise(commands: Commands) -> None:
    fit = command(commands, "optimise", "fit the memory model to your reviews; shows it first")
    choice = fit.add_mutually_exclusive_group()
    choice.add_argument("--yes", action="store_true", help="take the fit, undone by one undo")
    for name, text in _OTHER_SETS.items():
        choice.add_argument(f"--{name}", dest="choice", action="store_const", const=name, help=text)
    add_json(fit)


_OTHER_SETS = {
    "previous": "go back to the parameters that were in use before",
    "published": "go back to the published parameters",
}


def _reschedule(commands: Commands) -> None:
    again = command(commands, "reschedule", "choose all due days anew; shows the load first")
    again.add_argument("--yes", action="store_true", help="move them, undone by one undo")
    add_json(again)


def _keys(commands: Commands) -> None:
    keys = command(commands, "keys", "list the keys of every screen")
    add_json(keys)


def _doctor(commands: Commands) -> None:
    doctor = command(commands, "doctor", "examine the history; say where everything is")
    doctor.add_argument("--repair", action="store_true", help="rebuild what is derived")
    add_json(doctor)


def _backup(commands: Commands) -> None:
    backup = command(commands, "backup", "make a backup of the history, or list them")
    backup.add_argument("--list", action="store_true", help="list the backups")
    add_json(backup)


def _restore(commands: Commands) -> None:
    restore = command(commands, "restore", "put a backup in the history's place")
    restore.add_argument("backup", nargs="?", metavar="FILE", help="default: the newest good one")
    restore.add_argument("--yes", action="store_true", help="do not ask")


def _export(commands: Commands) -> None:
    export = command(
        commands, "export", "write history, settings and own decks as text files, to keep or move"
    )
    if _is_whole(export):
        from mlprep.cli.archive_parser import add_export

        add_export(export)


def _import(commands: Commands) -> None:
    taken = command(commands, "import", "take over what `mlprep export` wrote; shows it first")
    if _is_whole(taken):
        from mlprep.cli.archive_parser import add_import

        add_import(taken)


def _sync(commands: Commands) -> None:
    sync = command(commands, "sync", "share history and own decks with your other devices")
    if _is_whole(sync):
        from mlprep.cli.archive_parser import add_sync

        add_sync(sync)


def _completion(commands: Commands) -> None:
    completion = command(commands, "completion", "print the completion script of a shell")
    completion.add_argument("shell", choices=("bash", "zsh", "fish"))


_ADD: Mapping[str, Callable[[Commands], None]] = {
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
    "optimise": _optimise,
    "reschedule": _reschedule,
    "keys": _keys,
    "doctor": _doctor,
    "backup": _backup,
    "restore": _restore,
    "export": _export,
    "import": _import,
    "sync": _sync,
    "completion": _completion,
}


def _is_whole(parser: object) -> bool:
    """Whether a command takes arguments: those of some stand in modules of their own."""
    return isinstance(parser, argparse.ArgumentParser)
