"""``mlprep sync``: share history and own decks with one's other devices."""

import sys
from argparse import Namespace

from mlprep.cli.main import DONE, FAILED
from mlprep.cli.opening import tell, workspace
from mlprep.cli.output import print_json, say
from mlprep.study.sync.session import sync
from mlprep.text.sanitise import visible


def run(args: Namespace) -> int:
    """Sync, and say what came, what went and what clashed."""
    with workspace(args, refresh=False) as opened:
        report = sync(opened, args.place or "", interactive=sys.stdin.isatty())
        news = opened.refresh_library() if report.files_received else None
    for problem in report.problems:
        say(f"mlprep: {visible(problem)}")
    if args.json:
        print_json(report)
    else:
        for sentence in report.sentences:
            print(visible(sentence))
    if news is not None:
        tell(news)
    return DONE if report.reached else FAILED
