"""Fitting the parameters of FSRS-6 to a learner's reviews, with ``fsrs-rs``.

The library keeps the interpreter to itself until it is done, and a panic of it is no
``Exception``: call it in a process of its own.
"""

from collections.abc import Sequence
from typing import NamedTuple

EPOCHS = 8


class Task(NamedTuple):
    """What to fit to, in numbers that travel between processes."""

    ratings: Sequence[int]
    """Of all reviews, 1 to 4."""
    elapsed: Sequence[int]
    """Days since the unit's review before; 0 at its first."""
    begins: Sequence[int]
    """First review of each item, in the order of the items' last reviews."""
    ends: Sequence[int]
    """Number after its last review."""
    units: Sequence[int]
    sizes: Sequence[int]
    """Fit once to so many of the earliest items, for each number here."""


def fit(task: Task) -> list[list[float]]:
    """Give the 21 parameters that forecast the items best, for each size.

    The latest items count up to four times as much as the earliest.  Parameters may lie outside
    of the range that FSRS-6 takes where there is little to go by.
    """
    from fsrs_rs_python import FSRS, FSRSItem, FSRSReview, TrainingConfig

    reviews = [FSRSReview(*one) for one in zip(task.ratings, task.elapsed, strict=True)]
    items = [
        FSRSItem(reviews[begin:end]) for begin, end in zip(task.begins, task.ends, strict=True)
    ]
    config = TrainingConfig(num_epochs=EPOCHS)
    return [
        FSRS([]).compute_parameters(
            items[:size], card_ids=task.units[:size], training_config=config
        )
        for size in task.sizes
    ]
