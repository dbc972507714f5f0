"""``mlprep search``: find cards."""

from argparse import Namespace

from mlprep.cli.main import DONE, FAILED
from mlprep.cli.opening import workspace
from mlprep.cli.output import columns, print_json, say
from mlprep.domain.units import UnitState
from mlprep.study.content.search import Hit, search
from mlprep.text.titles import title_line


def run(args: Namespace) -> int:
    """Print what is found; exit code 1 where nothing is."""
    with workspace(args) as opened:
        hits = search(opened, " ".join(map(_quoted, args.query)), limit=args.limit + 1)
        today = opened.today
    if len(hits) > args.limit:
        hits = hits[: args.limit]
        say(f"mlprep: there are more; these are the first {args.limit:,}, --limit N shows others")
    if args.json:
        print_json(hits)
    elif hits:
        print("\n".join(columns([_row(hit, today) for hit in hits])))
    else:
        say("mlprep: nothing is found")
    return DONE if hits else FAILED


def _quoted(word: str) -> str:
    """Keep an argument that the shell had quoted together."""
    return f'"{word}"' if " " in word and ":" not in word and '"' not in word else word


def _row(hit: Hit, today: int) -> list[str]:
    return [hit.unit, title_line(hit.title, TITLE), where(hit.state, today)]


TITLE = 60


def where(state: UnitState, today: int) -> str:
    """Say where a unit stands: new, a step, due in so many days, suspended."""
    if state.suspended:
        return "suspended"
    if state.due_day is not None:
        days = state.due_day - today
        return f"due in {days} d" if days > 0 else "due"
    return state.phase.value
