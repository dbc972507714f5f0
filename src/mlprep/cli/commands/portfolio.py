"""``mlprep portfolio``: what was finished, as Markdown pages."""

from argparse import Namespace

from mlprep.cli.main import DONE
from mlprep.cli.opening import workspace
from mlprep.cli.output import print_json, say
from mlprep.store.paths import typed_path
from mlprep.study.work.portfolio import portfolio, write_portfolio
from mlprep.text.sanitise import visible


def run(args: Namespace) -> int:
    """Write the pages and print their paths; with ``--json`` print what there is to show."""
    with workspace(args) as opened:
        shown = portfolio(opened)
    if args.json:
        print_json(shown)
        return DONE
    for title in shown.left_out:
        say(visible(f'"{title}" is left out: its file is no longer in the library.'))
    written = write_portfolio(shown, typed_path(args.out))
    print("\n".join(map(str, written)))
    say(f"{len(written)} page{'s' * (len(written) != 1)} written.")
    return DONE
