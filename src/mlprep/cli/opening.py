"""Open the learner's things for a command."""

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager

from mlprep.cli.output import say
from mlprep.store.paths import typed_path
from mlprep.study.workspace import Workspace
from mlprep.text.sanitise import visible


@contextmanager
def workspace(args: Namespace, *, refresh: bool = True) -> Iterator[Workspace]:
    """Open the workspace, bring the library up to date, and close it in the end."""
    with Workspace.open(extra_decks=[typed_path(one) for one in args.decks]) as opened:
        for problem in opened.config_problems:
            say(f"mlprep: {problem}")
        if refresh:
            first = opened.is_first_look
            news = opened.refresh_library()
            for told in (news.sentence, visible(news.trouble())):
                if told and not first:
                    say(told)
        yield opened
