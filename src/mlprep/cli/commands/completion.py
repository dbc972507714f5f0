"""``mlprep completion``: the completion script of a shell, made from the parser."""

from argparse import ArgumentParser, Namespace, _SubParsersAction

from mlprep.cli.main import DONE
from mlprep.cli.parser import build_parser


def run(args: Namespace) -> int:
    """Print the script."""
    import shtab

    parser = build_parser()
    _name_paths(parser, shtab.FILE, shtab.DIRECTORY)
    print(shtab.complete(parser, args.shell))
    return DONE


def _name_paths(parser: ArgumentParser, file: object, folder: object) -> None:
    """Let the arguments that take a path be completed by the names of files."""
    for action in parser._actions:  # noqa: SLF001  # argparse has no other way to list them
        if isinstance(action, _SubParsersAction):
            for below in set(action.choices.values()):
                _name_paths(below, file, folder)
        elif action.metavar in ("FILE", "FOLDER", "REMOTE|FOLDER"):
            action.complete = file if action.metavar == "FILE" else folder  # type: ignore[attr-defined]  # read by shtab
