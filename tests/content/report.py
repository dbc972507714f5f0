"""Print how much content there is and what is due: ``python tests/content/report.py``."""

import datetime as dt
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.content.library import BANKS, DECKS, PROJECTS, Table, entries, name
from tests.content.staleness import overdue  # needs the path


def counted(found: list[Table]) -> str:
    """Return counts by level and by kind, in one line."""
    levels = Counter(entry.get("level") for entry in found)
    kinds = Counter(str(entry.get("kind", "project")) for entry in found)
    by_kind = " ".join(f"{kind} {count}" for kind, count in kinds.most_common())
    return f"{len(found):4}   {'/'.join(str(levels[level]) for level in range(1, 6)):14} {by_kind}"


def main() -> None:
    """Print one line a file, the sums, and what is past its date."""
    write = sys.stdout.write
    for files in (DECKS, BANKS, PROJECTS):
        for path in files:
            write(f"{name(path):55} {counted(entries(path))}\n")
        everything = [entry for path in files for entry in entries(path)]
        write(f"{'all':55} {counted(everything)}\n\n")
        for line in overdue(everything, dt.datetime.now(tz=dt.UTC).date()):
            write(f"overdue: {line}\n")


if __name__ == "__main__":
    main()
