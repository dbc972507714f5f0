"""Open the screen; Textual is imported here and nowhere else on the command line."""

from typing import TYPE_CHECKING

from mlprep.store.paths import typed_path
from mlprep.study.workspace import Workspace

if TYPE_CHECKING:
    from argparse import Namespace

    from mlprep.domain.ids import UnitId


def open_screen(
    args: "Namespace",
    *,
    review: bool = False,
    units: "frozenset[UnitId] | None" = None,
    demo: bool = False,
) -> int:
    """Open the screen on Today, or on a review of what is named; of it ``units`` alone."""
    from mlprep.tui.app import ReviewRequest, run

    extra = [typed_path(one) for one in args.decks]
    request = None
    if review:
        request = ReviewRequest(tuple(args.scope), args.cram, args.minutes, units, args.more)
    return run(lambda: Workspace.open(extra_decks=extra), review=request, demo=demo)


def open_assess(args: "Namespace") -> int:
    """Open the screen on a sitting of what the arguments name."""
    from mlprep.tui.app import run
    from mlprep.tui.request import AssessRequest

    extra = [typed_path(one) for one in args.decks]
    request = AssessRequest(tuple(args.names), args.length, args.check_up or "", args.ratings)
    return run(lambda: Workspace.open(extra_decks=extra), start="assess", arguments=(request,))
