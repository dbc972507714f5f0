"""What a proposal says in words, the same on the screen and on the command line."""

from collections.abc import Sequence

from mlprep.study.optimiser.proposing import FEWEST, Judgement, Proposal
from mlprep.text.counting import counted

AFTERWARDS = (
    "Memories follow at once. Due days stay until you have them chosen anew"
    " (`mlprep reschedule`), which shows the load first."
)
THIS_FIT = "this fit"
ALWAYS_GOOD = "Days between answers that are all Good"


def made_from(found: Proposal) -> str:
    """Say what there is to fit to."""
    left_out = (
        f" Left out: {counted(found.left_out, 'review')} of cards whose memory another program"
        " brought."
        if found.left_out
        else ""
    )
    if found.fit is None:
        return (
            f"Too few to fit to: {counted(found.reviews, 'review')} of the {FEWEST} that it takes,"
            f" each on a later day than the one before.{left_out}"
        )
    return (
        f"A fit to {counted(found.reviews, 'review')}, each on a later day than the one before;"
        f" {found.weight:.0%} of it is yours, the rest the published parameters, which hold"
        f" it back while there is little to go by.{left_out}"
    )


def judged_by(found: Judgement) -> str:
    """Say what the sets were judged by."""
    return (
        f"Your latest {counted(found.reviews, 'review')}, of which you recalled"
        f" {found.recalled:.1%}, forecast by a fit to the earlier ones (log loss: how surprising"
        " what came was; lower is better):"
    )


def score_rows(found: Judgement) -> list[tuple[str, str, str]]:
    """Name each set with the share that it expected and its log loss; the fit comes last."""
    names = [*(one.set.words for one in found.scores[:-1]), THIS_FIT]
    return [
        (name, f"{one.expected:.1%}", f"{one.log_loss:.4f}")
        for name, one in zip(names, found.scores, strict=True)
    ]


def verdict(found: Judgement) -> str:
    """Say whether the fit forecast better, as far as this can be told, and what follows."""
    gain, other = found.gain, found.against.words
    if found.seen:
        other += f", which knew {found.seen:,} of these reviews already"
    span = f"{gain.mean:+.4f}; chance allows {gain.low:+.4f} to {gain.high:+.4f}"
    if gain.is_clear:
        return f"The fit forecast better than {other}: log loss saved {span}."
    if not gain.is_loss:
        return f"As good as {other}, for all that chance lets see: log loss saved {span}."
    advice = "" if found.seen else " Better keep those."
    return f"The fit forecast worse than {other}: log loss saved {span}.{advice}"


def days_rows(found: Proposal) -> list[tuple[str, str]]:
    """Set the days between answers that are all Good side by side, in use and with the fit."""
    return list(zip(("in use", THIS_FIT), map(_days, found.good_days), strict=False))


def _days(days: Sequence[int]) -> str:
    """``2, 11, 46, 163 d``."""
    return f"{', '.join(f'{one:,}' for one in days)} d"
