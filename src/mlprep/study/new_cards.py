"""The new cards of a day: drawn from the topics by their gaps, once a day and plan.

What was drawn is kept, in its order, so that Today and the session agree, an undo finds the same
cards, and a start need not draw again.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import starmap
from typing import TYPE_CHECKING, NamedTuple

from mlprep.domain.ids import CardId
from mlprep.store.values import NewUnit
from mlprep.study.plan_basis import keep_note, plan_key

if TYPE_CHECKING:
    from mlprep.planning.drawing import Draw, Levels
    from mlprep.store.lanes import LaneProgress
    from mlprep.study.priorities import TopicPlan
    from mlprep.study.queueing import Scope
    from mlprep.study.workspace import Workspace

NOTE = "drawn"
PROGRESS_NOTE = "progress"
BEYOND = 30
"""Cards drawn beyond the day's limit: for more today."""
OWN = "deck:"
"""Begins the name of a deck's own lane: of one without a topic of the plan."""
Lane = Callable[[str, str | None, int | None], str | None]
"""Names the lane of a deck, topic and level."""


class Drawn(NamedTuple):
    """The new cards of today that were not begun yet."""

    units: Sequence[NewUnit]
    """In the order in which to learn them; those beyond the day's limit last."""
    held: int
    """Cards that the plan asks for, but not yet: their level is closed or waits."""
    is_all: bool
    """Whether no other card is open today."""
    awaited: Sequence[str] = ()
    """Cards not met yet that others require."""


NOTHING = Drawn((), 0, is_all=True)


def new_today(workspace: "Workspace", count: int) -> Drawn:
    """Draw, or read again, at least so many new cards of everything; fewer where no more are."""
    key = f"{plan_key(workspace)} {workspace.today} {workspace.settings.new_per_day}"
    kept = _read(workspace, key)
    if kept is not None and (len(kept.units) >= count or _is_final(workspace, kept)):
        return kept
    drawn = _draw_all(workspace, count)
    body = {"key": key, "held": drawn.held, "all": drawn.is_all, "awaited": drawn.awaited}
    units = [one.unit for one in drawn.units]
    keep_note(workspace, NOTE, json.dumps({**body, "units": units}))
    return drawn


def _is_final(workspace: "Workspace", kept: Drawn) -> bool:
    """Whether another draw would find nothing more."""
    met = map(workspace.history.has_history, map(CardId, kept.awaited))
    return kept.is_all and not any(met)


def _read(workspace: "Workspace", key: str) -> Drawn | None:
    text = workspace.history.note(NOTE)
    if not text.startswith(f'{{"key": "{key}"'):
        return None
    body = json.loads(text)
    units = workspace.history.lanes.still_new(body["units"], workspace.today)
    return Drawn(units, body["held"], body["all"], body["awaited"])


def _draw_all(workspace: "Workspace", count: int) -> Drawn:
    from mlprep.study.priorities import topic_plan

    plan = topic_plan(workspace)
    wanted = count + BEYOND
    rows, awaited = open_units(workspace, wanted)
    draw, by_unit = _draw(workspace, plan, rows, lanes_of(workspace, plan))
    units = [*draw.take(count), *draw.take(BEYOND)]
    chosen = [by_unit[one.unit] for one in units]
    return Drawn(chosen, draw.waiting, len(units) < wanted, sorted(awaited))


def new_in_scope(workspace: "Workspace", scope: "Scope", count: int) -> list[NewUnit]:
    """Draw new cards of some topics or decks alone.

    Where the learner asks for them by name, no level stays closed: what would wait comes last.
    """
    from mlprep.study.priorities import topic_plan

    plan = topic_plan(workspace)
    rows, _ = open_units(workspace, count)
    rows = [one for one in rows if scope.holds(one.deck, one.topic)]
    draw, by_unit = _draw(workspace, plan, rows, _named_lanes(plan))
    chosen = [by_unit[one.unit] for one in draw.take(count)]
    taken = {one.unit for one in chosen}
    rest = sorted((one for one in rows if one.unit not in taken), key=_by_level)
    return [*chosen, *rest][:count]


def open_units(workspace: "Workspace", each: int) -> tuple[list[NewUnit], set[str]]:
    """List what may be begun, and the cards not met yet for which others wait."""
    rows = workspace.history.lanes.waiting(workspace.today, each)
    requirements = workspace.library.cache.requirements([row.card for row in rows])
    needed = {one for required in requirements.values() for one in required}
    known = workspace.library.cache.listed_by_id(needed)  # unknown ones hold nothing up
    unmet = {card for card in known if not workspace.history.has_history(CardId(card))}
    waiting = {card for card, required in requirements.items() if unmet.intersection(required)}
    return [row for row in rows if row.card not in waiting], unmet


def _by_level(one: NewUnit) -> tuple[int, int, int, str]:
    return (one.level or 0, one.priority, one.position, one.unit)


# ------------------------------------------------------------------ lanes


def lanes_of(workspace: "Workspace", plan: "TopicPlan") -> Lane:
    """Say from which lane a card is drawn: its topic's, its deck's, or none.

    Decks of the learner's own come although no role asks for them; without a role all do.
    """
    from mlprep.planning.drawing import is_drawn

    own = {
        body["deck"]["id"]
        for _path, is_own, body in workspace.library.cache.bodies("deck")
        if is_own or not plan.has_role
    }

    def lane(deck: str, topic: str | None, level: int | None) -> str | None:
        found = plan.by_topic.get(topic or "")
        if found is not None and (is_drawn(found, level) or deck not in own):
            return found.topic
        return f"{OWN}{deck}" if deck in own and not plan.is_away(topic) else None

    return lane


def _named_lanes(plan: "TopicPlan") -> Lane:
    """Say the same of decks and topics that were asked for by name: none is left out."""

    def lane(deck: str, topic: str | None, _level: int | None) -> str:
        return topic if topic is not None and topic in plan.by_topic else f"{OWN}{deck}"

    return lane


def _draw(
    workspace: "Workspace", plan: "TopicPlan", rows: Sequence[NewUnit], lane: Lane
) -> "tuple[Draw, dict[str, NewUnit]]":
    from mlprep.planning.drawing import Draw, NewCard

    progress, recent = _progress(begun(workspace), lane)
    cards = []
    for place, row in enumerate(sorted(rows, key=_in_deck)):
        name = lane(row.deck, row.topic, row.level)
        if name is not None:
            cards.append(NewCard(row.unit, name, row.level or 0, row.priority, place))
    own = sorted({one.topic for one in cards if one.topic.startswith(OWN)})
    named = {one.topic for one in cards}
    asked = [one for one in plan.priorities if one.topic in named or one.waits_for]
    return Draw(asked, cards, progress, recent, own), {row.unit: row for row in rows}


def _in_deck(one: NewUnit) -> tuple[int, int, str]:
    return (one.level or 0, one.position, one.unit)


def _progress(rows: "Iterable[LaneProgress]", lane: Lane) -> "tuple[Levels, dict[str, int]]":
    """Sum up, by topic and level, what was begun; and by topic what was begun lately."""
    from mlprep.planning.drawing import Progress

    counts: defaultdict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    recent: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        name = lane(row.deck, row.topic, row.level)
        if name is not None:
            both = counts[name, row.level or 0]
            both[0] += row.introduced
            both[1] += row.recalled
            recent[name] += row.recent
    return {key: Progress(*both) for key, both in counts.items()}, dict(recent)


def begun(workspace: "Workspace") -> "list[LaneProgress]":
    """Tell how far the begun cards are: as the day began, and what was begun since.

    What stood when the day began is counted once and kept; a level opens overnight.
    """
    from mlprep.planning.drawing import WINDOW_DAYS
    from mlprep.store.lanes import LaneProgress

    history, day = workspace.history, workspace.today
    key = f'{{"key": "{day} {workspace.library.version}"'
    text = history.note(PROGRESS_NOTE)
    if text.startswith(key):
        before = list(starmap(LaneProgress, json.loads(text)["rows"]))
    else:
        before = history.lanes.progress(day, WINDOW_DAYS)
        keep_note(workspace, PROGRESS_NOTE, f'{key}, "rows": {json.dumps(before)}}}')
    return [*before, *history.lanes.begun_today(day)]
