"""A program that syncs a home and says so; the tests kill it.

syncing.py HOME PLACE
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))

from mlprep.store.paths import paths_below
from mlprep.study.sync.session import sync
from mlprep.study.workspace import Workspace


def main() -> int:
    os.write(1, b"started\n")
    with Workspace.open(paths=paths_below(Path(sys.argv[1])), zone="UTC") as opened:
        os.write(1, b"open\n")
        report = sync(opened, sys.argv[2])
    os.write(1, f"done {report.reached}\n".encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
