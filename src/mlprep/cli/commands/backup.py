"""``mlprep backup``: copy the history, or list the copies."""

from argparse import Namespace

from mlprep.cli.main import DONE
from mlprep.cli.opening import workspace
from mlprep.cli.output import print_json, say
from mlprep.store.paths import find_paths
from mlprep.study.upkeep import back_up, kept_backups
from mlprep.text.counting import counted


def run(args: Namespace) -> int:
    """Back up or list."""
    if args.list:
        kept = kept_backups(find_paths())
        if args.json:
            print_json(kept)
        else:
            print("\n".join(map(str, kept)))
            say(counted(len(kept), "backup"))
        return DONE
    with workspace(args, refresh=False) as opened:
        made = back_up(opened)
    if args.json:
        print_json({"backup": made})
    else:
        print(made)
    return DONE
