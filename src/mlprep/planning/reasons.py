"""The sentences that say why a topic stands where it stands, built from its numbers."""

from collections.abc import Sequence

from mlprep.domain.skills import HIGHEST_LEVEL, LOWEST_LEVEL
from mlprep.planning.standing import Standing

UNMEASURED = "not measured yet: assumed from your background"
INFERRED = "inferred from neighbouring topics"
SMALLEST_GAP = 0.05
"""Levels; what rounds to 0.0 is not called a gap."""
_NAMED = 2
"""Topics that are named as waiting; the others are counted."""
_SPOKEN_AS_VOWEL = frozenset("AEFHILMNORSX")
"""Letters whose names begin with a vowel sound: an MLE, an SRE, but a UK firm."""


_SPOKEN_AS_WORD = frozenset({"STEM"})
"""Initials that are read as a word: a STEM PhD."""


def with_article(title: str) -> str:
    """Write a role's title inside a sentence: ``a data scientist``, ``an ML engineer``."""
    if not title:
        return "your target"
    first = title.split(maxsplit=1)[0]
    initials = len(first) > 1 and first[1].isupper()
    written = title if initials else title[0].lower() + title[1:]
    spelt = initials and first not in _SPOKEN_AS_WORD
    vowel = first[0] in _SPOKEN_AS_VOWEL if spelt else first[0].lower() in "aeiou"
    return f"{'an' if vowel else 'a'} {written}"


def joined(names: Sequence[str]) -> str:
    """Write a list: ``A``, ``A and B``, ``A, B and C``."""
    *before, last = names or ("",)
    return f"{', '.join(before)} and {last}" if before else last


def levels(count: float) -> str:
    """Write a number of levels: ``1.0 level``, ``1.9 levels``."""
    return f"{count:.1f} level{'' if round(count, 1) == 1 else 's'}"


def topic_reason(
    standing: Standing, role_title: str, *, pinned: bool = False, unlocks: Sequence[str] = ()
) -> str:
    """Say in one sentence why a topic has its place.

    ``unlocks`` are titles of the topics that wait for this one to reach level 2.
    """
    parts = [_place(standing, role_title)]
    if _is_met(standing) and not unlocks and not pinned:
        parts.append("a few of its cards show whether that holds")
    if unlocks:
        more = len(unlocks) - _NAMED
        shown = [*unlocks[:_NAMED], *([f"{more} more"] if more > 0 else [])]
        parts.append(f"at level 2 it opens the harder cards of {joined(shown)}")
    if pinned:
        parts.append("you pinned it")
    if not standing.measured:
        parts.append(INFERRED if standing.inferred else UNMEASURED)
    return f"{standing.title}: {'; '.join(parts)}."


def without_caveat(reason: str) -> str:
    """Leave out that a topic is not measured, where it is said once for all of them."""
    return reason.replace(f"; {UNMEASURED}", "").replace(f"; {INFERRED}", "")


def _is_met(standing: Standing) -> bool:
    return standing.weight > 0 and standing.required - standing.level < SMALLEST_GAP


def _place(standing: Standing, role_title: str) -> str:
    level = min(HIGHEST_LEVEL, max(LOWEST_LEVEL, standing.level))
    missing = standing.required - level
    asked = _asked(standing, role_title)
    about = "" if standing.measured else "about "
    if standing.weight <= 0:
        return f"{about}level {level:.1f}, and {asked.removeprefix('what ')} no more"
    if missing >= SMALLEST_GAP:
        return f"{about}{levels(missing)} under {asked}"
    there = "at" if missing > -SMALLEST_GAP else f"{about}{levels(-missing)} above"
    return f"{there} {asked}, give or take {standing.sd:.1f}"


def _asked(standing: Standing, role_title: str) -> str:
    if standing.specialism:
        return "what your specialism asks for"
    return f"what {with_article(role_title)} needs"
