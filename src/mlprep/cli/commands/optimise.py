"""``mlprep optimise``: fit the memory model to the learner's reviews, after showing how it does."""

from argparse import Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mlprep.cli.conversation import wrapped
from mlprep.cli.main import DONE, FAILED
from mlprep.cli.opening import workspace
from mlprep.cli.output import columns, print_json, say
from mlprep.study.optimiser import sets, words
from mlprep.study.optimiser.proposing import Proposal, propose

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


def run(args: Namespace) -> int:
    """Show what a fit comes to, and take it or another set where that is asked for."""
    with workspace(args) as opened:
        if args.choice is not None:
            before = args.choice == "previous"
            return _use(opened, sets.previous(opened) if before else sets.PUBLISHED)
        found = propose(opened)
        taken = found.offered if args.yes else None
        if taken is not None:
            sets.use(opened, taken)
    if args.json:
        print_json({**found._asdict(), "taken": taken is not None})
    else:
        print("\n".join(_lines(found)))
        _say_next(found, taken=taken is not None)
    return FAILED if args.yes and found.fit is None else DONE


def _use(opened: "Workspace", chosen: sets.ParameterSet) -> int:
    if chosen.parameters == opened.settings.parameters:
        say(f"In use already: {chosen.words}.")
    else:
        sets.use(opened, chosen)
        say(f"In use now: {chosen.words}. {words.AFTERWARDS}")
    return DONE


def _lines(found: Proposal) -> Iterator[str]:
    yield f"In use: {found.present.words}."
    yield from wrapped(words.made_from(found))
    if found.judgement is None:
        return
    yield from ("", *wrapped(words.judged_by(found.judgement)))
    yield from columns(
        [("", "expected", "log loss"), *words.score_rows(found.judgement)], right=(1, 2)
    )
    yield from wrapped(words.verdict(found.judgement))
    yield from ("", f"{words.ALWAYS_GOOD}:")
    yield from columns(words.days_rows(found))


def _say_next(found: Proposal, *, taken: bool) -> None:
    if taken:
        say(f"The fit is in use; one undo takes it back. {words.AFTERWARDS}")
    elif found.offered is None and found.fit is not None:
        say("This fit is in use already.")
    elif found.fit is not None:
        say("Nothing changed; `mlprep optimise --yes` takes the fit.")
