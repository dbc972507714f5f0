"""``mlprep restore``: put a backup in the history's place."""

import sys
from argparse import Namespace
from pathlib import Path

from mlprep.cli.main import DONE, FAILED, USAGE
from mlprep.cli.output import say
from mlprep.store.backups import newest_good
from mlprep.store.paths import find_paths, typed_path
from mlprep.study.upkeep import restore
from mlprep.study.workspace import SystemClock
from mlprep.text.sanitise import visible


def run(args: Namespace) -> int:
    """Restore, after asking."""
    paths = find_paths()
    backup = typed_path(args.backup) if args.backup else newest_good(paths.backups)
    if backup is None:
        say(f"mlprep: there is no good backup in {paths.backups}")
        return FAILED
    if not backup.is_file():
        say(f"mlprep: {visible(str(backup))} is no file; `mlprep backup --list` lists the backups")
        return USAGE
    if not args.yes and not confirmed(backup):
        return FAILED
    aside = restore(paths, backup, SystemClock())
    say(f"Restored {backup}." + (f"  What was there is kept as {aside}." if aside else ""))
    return DONE


def confirmed(backup: Path) -> bool:
    """Ask whether a backup may take the history's place; no without a terminal."""
    if not sys.stdin.isatty():
        say("mlprep: say --yes to put the backup in the history's place")
        return False
    sys.stderr.write(f"Put {backup} in the history's place? The present one is kept. [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}
