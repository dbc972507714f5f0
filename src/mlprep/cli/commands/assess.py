"""``mlprep assess``: take a sitting, or a check-up; it goes on where it was left."""

import sys
from argparse import Namespace

from mlprep.cli.conversation import tell, wrapped
from mlprep.cli.main import DONE, FAILED, USAGE
from mlprep.cli.opening import end_session, workspace
from mlprep.cli.output import is_interactive, print_json, say
from mlprep.cli.plain_sitting import PlainAnswers, PlainSitting, rate_topics
from mlprep.cli.profile_text import headline, summary_lines
from mlprep.study.content.skill_map import load_skill_map
from mlprep.study.measuring.answered import answered_items
from mlprep.study.measuring.confirming import found_by
from mlprep.study.measuring.self_rating import RatingRound, read_ratings
from mlprep.study.measuring.setting_up import needs_setup
from mlprep.study.measuring.sitting import (
    SittingSession,
    discard_sitting,
    open_check_up,
    open_sitting,
    unfinished,
)
from mlprep.study.measuring.sitting_facts import read_sittings
from mlprep.study.measuring.standpoint import focus_of
from mlprep.study.workspace import Workspace
from mlprep.text.counting import counted


def run(args: Namespace) -> int:
    """Take a sitting line by line, discard one, or go through the answers of the last."""
    if args.json and not args.answers:
        say("mlprep assess: --json goes with --answers; `mlprep profile --json` has the levels")
        return USAGE
    if is_interactive() and not (args.plain or args.discard or args.answers):
        return _on_screen(args)
    with workspace(args) as opened:
        if args.discard:
            return _discard(opened)
        if args.answers:
            return _answers(opened, as_json=args.json)
        code = _sit(opened, args)
        end_session(opened)
        return code


def _on_screen(args: Namespace) -> int:
    """Open the screen; a name that is not known is told before all else."""
    from mlprep.cli.screen import open_assess

    with workspace(args) as opened:
        skills = load_skill_map(opened.library)
        args.names = focus_of(skills, args.names)
        if args.check_up:
            (args.check_up,) = focus_of(skills, [args.check_up])
    return open_assess(args)


def _discard(opened: Workspace) -> int:
    gone = discard_sitting(opened)
    if gone is None:
        say("mlprep: there is no unfinished sitting to discard")
        return FAILED
    say(f"Discarded; its {len(gone.given)} answers do not count.  Its questions stay seen.")
    return DONE


def _answers(opened: Workspace, *, as_json: bool) -> int:
    sittings = [one for one in read_sittings(opened) if one.given and not one.discarded]
    over = [one for one in sittings if not one.is_open]
    if not over:
        say("mlprep: no sitting is finished yet; answers are explained after its end")
        return FAILED
    items = answered_items(opened, over[-1:])
    if as_json:
        print_json(items)
    else:
        PlainAnswers(opened, items).run()
    return DONE


def _sit(opened: Workspace, args: Namespace) -> int:
    if needs_setup(opened):
        say("No role is chosen, so every topic counts the same; `mlprep setup` takes a minute.")
    if _wants_ratings(opened, args) and not rate_topics(_round(opened, args)):
        return DONE
    session = _session(opened, args)
    if session.record.given:
        tell(f"Going on after {counted(session.record.answered, 'answer')}.")
    if not PlainSitting(session).run():
        tell("Paused; every answer is kept.  `mlprep assess` goes on.")
        return DONE
    _show_result(opened, session)
    return DONE


def _wants_ratings(opened: Workspace, args: Namespace) -> bool:
    """Whether to ask for self-ratings: as told, else once, before the first sitting."""
    if args.check_up or args.ratings is not None:
        return bool(args.ratings) and not args.check_up
    first = unfinished(opened) is None and not read_ratings(opened)
    return first and not args.names and sys.stdin.isatty()


def _round(opened: Workspace, args: Namespace) -> RatingRound:
    return RatingRound(opened, args.names, again=args.ratings is True)


def _session(opened: Workspace, args: Namespace) -> SittingSession:
    if args.check_up:
        return open_check_up(opened, args.check_up)
    return open_sitting(opened, args.names, args.length)


def _show_result(opened: Workspace, session: SittingSession) -> None:
    from mlprep.study.measuring.profile import profile

    view = profile(opened)
    tell(found_by(opened, session.record.id))
    tell("\n" + "\n".join(wrapped(headline(view))))
    for line in summary_lines(view):
        print(line)
    items = answered_items(opened, [session.record])
    rapid = sum(not one.counts for one in items)
    if rapid:
        tell(f"\nFaster than they can be read, and not counted: {counted(rapid, 'answer')}.")
    tell("\nThe answers, explained; `mlprep assess --answers` shows them again.")
    PlainAnswers(opened, items).run()
