"""``mlprep stats``: what was studied in a range of days, and how well it was recalled."""

from argparse import Namespace

from mlprep.cli.main import DONE
from mlprep.cli.opening import workspace
from mlprep.cli.output import print_json
from mlprep.study.statistics.gathering import statistics


def run(args: Namespace) -> int:
    """Print the statistics."""
    with workspace(args) as opened:
        found = statistics(opened, args.range)
    if args.json:
        print_json(found)
    else:
        from mlprep.cli.stats_text import stats_lines

        print("\n".join(stats_lines(found)))
    return DONE
