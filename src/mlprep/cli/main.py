"""Read the arguments, run the command, turn faults into a sentence and an exit code."""

import gc
import os
import sys
from collections.abc import Collection, Sequence
from io import TextIOWrapper

from mlprep import __version__

TYPE_CHECKING = False  # the help does without the module of that name
if TYPE_CHECKING:
    from argparse import Namespace
    from types import SimpleNamespace

DONE, FAILED, USAGE, UNREADABLE, INTERRUPTED = 0, 1, 2, 3, 130


_COLLECT_AFTER = 50_000
"""Objects made before rubbish is looked for: a start makes many, and nearly no rubbish."""
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "1")
"""For numpy: on matrices as small as a profile's, several threads take five times as long."""
_UNPARSED: dict[tuple[str, ...], dict[str, object]] = {
    (): {"command": None},
    ("today",): {"command": "today", "json": False},
    ("today", "--json"): {"command": "today", "json": True},
}
"""What the parser would make of these arguments."""


def run() -> None:
    """Run the program; the entry point."""
    gc.set_threshold(_COLLECT_AFTER)
    os.environ.setdefault(*_ONE_THREAD)
    if sys.stdin is None or sys.stdout is None or sys.stderr is None:
        _open_closed()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that lacks a sign shows a ?
    code = main(sys.argv[1:])
    gc.freeze()  # what is left goes with the process; looking it through takes a while
    sys.exit(code)


def _open_closed() -> None:
    """Read from nowhere and write to nowhere what a caller closed, as ``>&-`` does."""
    if sys.stdin is None:
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY))
    nowhere = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
    sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere


def main(argv: Sequence[str]) -> int:
    """Run the program with these arguments and return its exit code."""
    try:
        return _explained(argv)
    except KeyboardInterrupt:
        sys.stderr.write("\nmlprep: interrupted; every answer given is kept\n")
        return INTERRUPTED


def _explained(argv: Sequence[str]) -> int:
    """Run the program; what is the person's to know is a sentence, not a traceback."""
    try:
        return _dispatch(argv)
    except BrokenPipeError:
        silence_stdout()
        return DONE
    except Exception as fault:
        from mlprep.cli.faults import explain, offer_backup
        from mlprep.text.sanitise import visible

        told = explain(fault)
        if told is None:
            raise
        code, sentence = told
        sys.stderr.write(f"mlprep: {visible(sentence)}\n")
        return _explained(argv) if offer_backup(fault) else code


def _dispatch(argv: Sequence[str]) -> int:
    if list(argv) == ["--version"]:
        print(f"mlprep {__version__}")  # spares building the whole parser
        return DONE
    if list(argv) in (["--help"], ["-h"]):
        from mlprep.cli.parser import build_overview

        build_overview().print_help()
        return DONE
    try:
        args = _arguments(argv)
    except SystemExit as end:
        return int(end.code or 0) if isinstance(end.code, int | None) else USAGE
    from importlib import import_module  # which the help does without

    name = {None: "home", "import": "import_archive"}.get(args.command, args.command)
    code = import_module(f"mlprep.cli.commands.{name}").run(args)
    sys.stdout.flush()
    return int(code)


def _arguments(argv: Sequence[str]) -> "Namespace | SimpleNamespace":
    """Read the arguments; the screen, and today, are there sooner without a parser."""
    words = tuple(argv)
    if words in _UNPARSED:
        from types import SimpleNamespace

        return SimpleNamespace(**_UNPARSED[words], decks=[])
    from mlprep.cli.parser import build_parser, command_names

    names = command_names()
    if argv[0] not in names and not argv[0].startswith("-"):
        _suggest(argv[0], names)
    args = build_parser(argv[0] if argv[0] in names else "").parse_args(argv)
    args.decks = getattr(args, "decks", None) or []
    return args


def _suggest(name: str, names: Collection[str]) -> None:
    """Name the command that was probably meant, and end; nothing where none is near."""
    from difflib import get_close_matches

    near = get_close_matches(name, names, 1)
    if near:
        sys.stderr.write(f"mlprep: no command is called {name!r}; did you mean {near[0]}?\n")
        raise SystemExit(USAGE)


def silence_stdout() -> None:
    """Keep the interpreter from complaining at its end about what cannot be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
