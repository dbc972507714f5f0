"""Which answers count, and which items may be asked again: rules without numbers to estimate."""

from collections.abc import Iterable, Sequence

from mlprep.assessment.model import Exposure, Outcome, Response

RAPID_SECONDS, RAPID_SHARE = 2.0, 0.1
NOTE_AFTER_RAPID = 3
"""Rapid guesses in one sitting after which a gentle note is due, once."""
SEEN_DAYS, EXPLAINED_DAYS = 12 * 7.0, 26 * 7.0
IDLE_DAYS = 3.0
"""A sitting idle for longer is closed; a later answer opens the next."""


def is_rapid(response: Response) -> bool:
    """Tell whether an answer came too fast to have been read: under 2 s or 10 % of the estimate.

    A fast "I don't know" is an honest answer and counts (effort thresholds: Wise & Kong 2005).
    """
    if response.seconds is None or response.outcome is Outcome.DONT_KNOW:
        return False
    limit = max(RAPID_SECONDS, RAPID_SHARE * response.item.expected_seconds)
    return response.seconds < limit


def counted(responses: Iterable[Response]) -> tuple[Response, ...]:
    """Answers that are evidence: all but rapid guesses, which are neither right nor wrong."""
    return tuple(response for response in responses if not is_rapid(response))


def is_note_due(responses: Sequence[Response]) -> bool:
    """Tell whether the last answer was the third rapid guess of the sitting."""
    rapid = [is_rapid(response) for response in responses]
    return bool(rapid) and rapid[-1] and sum(rapid) == NOTE_AFTER_RAPID


def blocked_items(exposures: Iterable[Exposure], today: float) -> frozenset[str]:
    """Items not to be asked now: 12 weeks after showing, 26 if explained, for ever if carded."""
    blocked = set()
    for shown in exposures:
        window = EXPLAINED_DAYS if shown.explained else SEEN_DAYS
        if shown.carded or today - shown.day < window:
            blocked.add(shown.item)
    return frozenset(blocked)


def is_idle(last_at: float, now: float) -> bool:
    """Tell whether a sitting has been left alone for so long that it is closed."""
    return now - last_at > IDLE_DAYS
