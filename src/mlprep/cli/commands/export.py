"""``mlprep export``: write everything of the learner as text files."""

from argparse import Namespace

from mlprep.cli.main import DONE
from mlprep.cli.opening import workspace
from mlprep.cli.output import print_json, say
from mlprep.store.paths import typed_path
from mlprep.study.exchange.archiving import export_archive
from mlprep.study.exchange.words import archived_line
from mlprep.text.sanitise import visible


def run(args: Namespace) -> int:
    """Export, and say what was written."""
    with workspace(args, refresh=False) as opened:
        done = export_archive(opened, typed_path(args.file))
    for sentence in done.left_out:
        say(f"mlprep: {visible(sentence)}")
    if args.json:
        print_json(done)
    else:
        print(archived_line(done))
    return DONE
