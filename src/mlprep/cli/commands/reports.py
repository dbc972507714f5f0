"""``mlprep reports``: mistakes in cards that the learner reported."""

from argparse import Namespace

from mlprep.cli.main import DONE
from mlprep.cli.opening import workspace
from mlprep.cli.output import bold, print_json, say
from mlprep.study.content.reports import list_reports
from mlprep.text.sanitise import visible


def run(args: Namespace) -> int:
    """Print the reports, ready to send."""
    with workspace(args, refresh=False) as opened:
        reports = list_reports(opened)
        path = opened.paths.reports
    if args.json:
        print_json(reports)
        return DONE
    for report in reports:
        print(f"{bold(visible(report.card))} ({report.at}, deck {visible(report.deck)})")
        print(f"  {visible(report.message)}")
    count = "1 report" if len(reports) == 1 else f"{len(reports)} reports"
    say(f"{count} in {path}" if reports else "There are no reports.")
    return DONE
