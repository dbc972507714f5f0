"""``mlprep review``: on the screen, or line by line with ``--plain``."""

from argparse import Namespace
from typing import TYPE_CHECKING

from mlprep.cli.main import DONE
from mlprep.cli.opening import end_session, workspace
from mlprep.cli.output import is_interactive
from mlprep.study.content.search import SearchError, units_found
from mlprep.study.review.scope import Scope, scope_of, scope_of_units
from mlprep.study.review.session import ReviewSession

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


def run(args: Namespace) -> int:
    """Review."""
    if is_interactive() and not args.plain:
        from mlprep.cli.screen import open_screen

        units = None
        if args.scope or args.found is not None:
            with workspace(args) as opened:  # what is not known is told before all else
                units = _scope(opened, args).units
        return open_screen(args, review=True, units=units)
    from mlprep.cli.plain import PlainReview

    with workspace(args) as opened:
        scope = _scope(opened, args)
        session = ReviewSession(opened, scope, cram=args.cram, minutes=args.minutes, more=args.more)
        PlainReview(session).run()
        if session.has_first_sights:
            from mlprep.study.measuring.remeasuring import measure_after_study

            measure_after_study(opened)
        end_session(opened)
    return DONE


def _scope(opened: "Workspace", args: Namespace) -> Scope:
    """Read which decks and topics are named, and what of them a search finds."""
    named = scope_of(opened, args.scope)
    if args.found is None:
        return named
    found = scope_of_units(opened, units_found(opened, args.found), named)
    if not found.units:
        raise SearchError(f"no card of {', '.join(args.scope)} matches {args.found!r}")
    return found
