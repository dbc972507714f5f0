"""Read the arguments, run the command, turn faults into a sentence and an exit code."""

import gc
import os
import sys
from collections.abc import Sequence

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


def run() -> None:
    """Run the program; the entry point."""
    gc.set_threshold(_COLLECT_AFTER)
    os.environ.setdefault(*_ONE_THREAD)
    code = main(sys.argv[1:])
    gc.freeze()  # what is left goes with the process; looking it through takes a while
    sys.exit(code)


def main(argv: Sequence[str]) -> int:
    """Run the program with these arguments and return its exit code."""
    try:
        return _dispatch(argv)
    except KeyboardInterrupt:
        sys.stderr.write("\nmlprep: interrupted; every answer given is kept\n")
        return INTERRUPTED
    except BrokenPipeError:
        _silence_stdout()
        return DONE
    except Exception as fault:
        from mlprep.cli.faults import explain, offer_backup

        told = explain(fault)
        if told is None:
            raise
        code, sentence = told
        sys.stderr.write(f"mlprep: {sentence}\n")
        return main(argv) if offer_backup(fault) else code


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
    """Read the arguments; where there are none the screen opens sooner without a parser."""
    if not argv:
        from types import SimpleNamespace

        return SimpleNamespace(command=None, decks=[])
    from mlprep.cli.parser import build_parser, is_command

    args = build_parser(argv[0] if is_command(argv[0]) else "").parse_args(argv)
    args.decks = getattr(args, "decks", None) or []
    return args


def _silence_stdout() -> None:
    """Keep the interpreter from complaining about the closed pipe at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
