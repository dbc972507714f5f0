"""``mlprep deck doubts``: say which edited cards keep their history."""

from argparse import Namespace
from collections.abc import Callable, Mapping

from mlprep.cli.main import DONE
from mlprep.cli.opening import workspace
from mlprep.cli.output import print_json, say
from mlprep.study.content.doubts import Doubt, doubts, told
from mlprep.study.names import NameNotKnown
from mlprep.text.counting import counted
from mlprep.text.sanitise import visible


def _doubts(args: Namespace) -> int:
    """List the doubts, or settle one or all."""
    from mlprep.study.content.recognition import Decision, decide, decide_all

    with workspace(args) as opened:
        open_ones = doubts(opened)
        if args.all and open_ones:
            say(told(args.all, *decide_all(opened, Decision(args.all))))
            return DONE
        chosen = next((one for one in Decision if getattr(args, one.value)), None)
        if chosen is not None:
            found = _named(open_ones, getattr(args, chosen.value))
            decide(opened, found.old, found.new, chosen)
            say(visible(f"{_DECIDED[chosen.value]}: {found.asks}"))
            return DONE
    if args.json:
        print_json(open_ones)
        return DONE
    for one in open_ones:
        print(visible("\n".join(_told(one))))
    say("Settle one with --keep, --reset or --new and its id, or all alike with --all." if open_ones
        else "No card may be an edited one.")  # fmt: skip
    return DONE


def _named(open_ones: list[Doubt], name: str) -> Doubt:
    found = next((one for one in open_ones if name in (one.new, one.old)), None)
    if found is None:
        raise NameNotKnown(f"no card in doubt is called {name!r}; see `mlprep deck doubts`")
    return found


def _told(one: Doubt) -> list[str]:
    reviews = counted(one.reviews, "review")
    return [
        f"{one.new}  {one.place}",
        f"  asks: {one.asks}",
        f"  was?  {one.was} ({one.old}, {reviews}, {one.likeness:.0%} alike)",
    ]


_DECIDED = {
    "keep": "It is the same card and keeps its history",
    "reset": "It is the same card and is learned anew",
    "new": "It is another card",
}
ACTIONS: Mapping[str, Callable[[Namespace], int]] = {"doubts": _doubts}
