"""``mlprep doctor``: is the history sound, and where is everything."""

from argparse import Namespace

from mlprep.cli.main import DONE, FAILED
from mlprep.cli.output import bold, columns, print_json, say
from mlprep.store.paths import find_paths
from mlprep.study.upkeep import Examination, examine_all, repair
from mlprep.study.workspace import SystemClock


def run(args: Namespace) -> int:
    """Examine, and repair where that is asked for."""
    paths, clock = find_paths(), SystemClock()
    if args.repair:
        say(repair(paths, clock))
    seen = examine_all(paths, clock)
    if args.json:
        print_json(seen)
    else:
        print("\n".join(_lines(seen)))
    return DONE if seen.is_well else FAILED


def _lines(seen: Examination) -> list[str]:
    found = [["ok" if one.ok else "WRONG", one.name, one.detail] for one in seen.findings]
    places = [[name, str(path), _amount(size)] for name, path, size in seen.places]
    verdict = "All is well." if seen.is_well else "Something is wrong; see above."
    return [
        bold("History"),
        *columns(found),
        "",
        bold("Places"),
        *columns(places, right=(2,)),
        "",
        bold("Versions"),
        *columns([list(row) for row in seen.versions]),
        "",
        verdict,
    ]


def _amount(size: int) -> str:
    if size == 0:
        return "-"
    return f"{size / 1024:.0f} KiB" if size < 1024**2 else f"{size / 1024**2:.1f} MiB"
