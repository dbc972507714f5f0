"""``mlprep profile``: what was measured, against what a role asks for."""

from argparse import Namespace

from mlprep.cli.main import DONE
from mlprep.cli.opening import workspace
from mlprep.cli.output import print_json
from mlprep.cli.profile_markdown import profile_markdown
from mlprep.cli.profile_text import profile_lines
from mlprep.study.measuring.profile import profile


def run(args: Namespace) -> int:
    """Print the profile."""
    with workspace(args) as opened:
        view = profile(opened, args.role, args.seniority)
    if args.json:
        print_json(view)
    else:
        print("\n".join((profile_markdown if args.markdown else profile_lines)(view)))
    return DONE
