"""``mlprep review``: on the screen, or line by line with ``--plain``."""

from argparse import Namespace

from mlprep.cli.main import DONE
from mlprep.cli.opening import end_session, workspace
from mlprep.cli.output import is_interactive
from mlprep.study.review.queueing import scope_of
from mlprep.study.review.session import ReviewSession


def run(args: Namespace) -> int:
    """Review."""
    if is_interactive() and not args.plain:
        from mlprep.cli.screen import open_screen

        if args.scope:
            with workspace(args) as opened:
                scope_of(opened, args.scope)  # a name that is not known is told before all else
        return open_screen(args, review=True)
    from mlprep.cli.plain import PlainReview

    with workspace(args) as opened:
        scope = scope_of(opened, args.scope)
        session = ReviewSession(opened, scope, cram=args.cram, minutes=args.minutes, more=args.more)
        PlainReview(session).run()
        if session.has_first_sights:
            from mlprep.study.measuring.remeasuring import measure_after_study

            measure_after_study(opened)
        end_session(opened)
    return DONE
