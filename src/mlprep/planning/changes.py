"""What a new measurement changed in the plan, in sentences for the next day."""

from collections.abc import Mapping, Sequence

from mlprep.planning.priorities import Priority

MOVED_LEVELS = 0.3
"""A level that moved by less is not spoken of: a sitting's own noise is larger."""
MOST_CHANGES = 3
_TOP = 5
"""Places at the head of the plan of which it is told who came and who went."""


def plan_changes(before: Sequence[Priority], after: Sequence[Priority]) -> tuple[str, ...]:
    """Say what differs between two plans: levels that moved, and who leads now; at most three.

    Both are lists from ``priorities.prioritise``.  The largest moves come first.
    """
    old = {one.topic: (place, one) for place, one in enumerate(before, 1)}
    new = {one.topic: (place, one) for place, one in enumerate(after, 1)}
    moved = sorted(
        (
            topic
            for topic in new
            if topic in old
            and abs(_moved(old, new, topic)) >= MOVED_LEVELS
            and _is_seen(old, new, topic)
        ),
        key=lambda topic: (-abs(_moved(old, new, topic)), topic),
    )
    told = [_level_sentence(old[topic], new[topic]) for topic in moved]
    told += [
        f"{one.title} is new in the plan, in place {place}."
        for topic, (place, one) in new.items()
        if topic not in old and place <= _TOP
    ]
    told += [
        f"{one.title} has left the plan."
        for topic, (place, one) in old.items()
        if topic not in new and place <= _TOP
    ]
    return tuple(told[:MOST_CHANGES])


_Placed = tuple[int, Priority]


def _moved(old: Mapping[str, _Placed], new: Mapping[str, _Placed], topic: str) -> float:
    return new[topic][1].shown_level - old[topic][1].shown_level


def _is_seen(old: Mapping[str, _Placed], new: Mapping[str, _Placed], topic: str) -> bool:
    """Whether a move is worth a sentence: measured, or it changed who leads."""
    places = (old[topic][0], new[topic][0])
    return new[topic][1].measured or (min(places) <= _TOP and places[0] != places[1])


def _level_sentence(old: _Placed, new: _Placed) -> str:
    (before, was), (after, now) = old, new
    first_time = not (was.measured or was.inferred)
    is_asked = now.measured and now.answered > was.answered  # else its neighbours' answers moved it
    what = "measured at level" if is_asked else "now put at level"
    earlier = f"{was.shown_level:.1f}"
    instead = f"assumed {earlier}" if first_time else f"{earlier} before"
    place = (
        f"still in place {after}" if before == after else f"now in place {after}, {before} before"
    )
    reaches = now.measured and was.level < now.required <= now.level
    there = f"; that reaches the {now.required:.1f} asked for" if reaches else ""
    return f"{now.title}: {what} {now.shown_level:.1f} ({instead}), {place}{there}."
