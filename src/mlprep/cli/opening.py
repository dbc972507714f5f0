"""Open the learner's things for a command."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mlprep.cli.output import say
from mlprep.store.paths import typed_path
from mlprep.study.news import LibraryNews
from mlprep.study.workspace import Workspace

if TYPE_CHECKING:
    from argparse import Namespace


@contextmanager
def workspace(
    args: "Namespace", *, refresh: bool = True, trouble: bool = True
) -> Iterator[Workspace]:
    """Open the workspace, bring the library up to date, and close it in the end.

    ``trouble`` false leaves to the command to say what is wrong with the files.
    """
    folders = [typed_path(one) for one in args.decks]
    for folder in folders:
        if not folder.exists():
            say(f"mlprep: --decks: there is no folder {folder}")
    with Workspace.open(extra_decks=folders) as opened:
        for problem in opened.config_problems:
            say(f"mlprep: {problem}")
        if refresh:
            first = opened.is_first_look
            news = opened.refresh_library()
            if not first:
                tell(news, trouble=trouble)
        yield opened


def tell(news: LibraryNews, *, trouble: bool = True) -> None:
    """Say what changed in the files, and what is wrong with them."""
    if news.sentence:
        say(news.sentence)
    if trouble and (told := news.trouble()):
        from mlprep.text.sanitise import visible

        say(visible(told))


def end_session(opened: Workspace) -> None:
    """Make the day's backup after studying; one that fails is told and stops nothing."""
    from mlprep.study.upkeep import fault_of_backup

    if fault := fault_of_backup(opened):
        say(f"mlprep: {fault}")
