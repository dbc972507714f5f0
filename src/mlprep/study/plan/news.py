"""What changed in the plan and why: told on the day of the change and on the day after."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mlprep.planning.changes import plan_changes
from mlprep.study.measuring.confirming import found_lately
from mlprep.study.plan.basis import keep_note

if TYPE_CHECKING:
    from mlprep.planning.priorities import Priority
    from mlprep.study.workspace import Workspace

NOTE = "plan-news"
ANSWERS = "answers"
"""Name of what sums up the answers of all sittings: a measurement is news only with new ones."""
TOLD_DAYS = 1
"""Days after the change on which it is told still."""
_CAUSES = (
    ("measured", "Your latest answers moved the plan:"),
    ("target", "The plan follows your new target:"),
    ("background", "The plan follows the background that you named:"),
    ("chosen", "The plan follows what you said of topics:"),
    ("library", "The library has changed, and the plan with it:"),
)
_FROM_CARDS = "Your first answers to new cards moved the plan:"
_MOST_TOLD = 6
_MOST_KEPT = 8
_CONFIRMED = "Your latest answers confirm the plan: no level in it moved by much."


def keep_news(
    workspace: "Workspace",
    before: Sequence["Priority"],
    after: Sequence["Priority"],
    was: Mapping[str, str],
    now: Mapping[str, str],
) -> None:
    """Keep what differs between two plans; ``was`` and ``now`` sum up what each hangs on, by name.

    What first answers to cards moved comes after what is told already, and only if it is much.
    News of what has been undone is dropped, and the news before it told again.
    """
    moved = {name for name in now if was[name] != now[name]}
    has_lost_target = "target" in moved and not workspace.settings.role
    fresh = _fresh(workspace)
    standing = [one for one in fresh if not (has_lost_target or _is_undone(one, now))]
    told = plan_changes(before, after)
    if has_lost_target or len(standing) < len(fresh):
        sentences = []
    elif moved == {"measured"}:  # again, with no answer of a sitting that was not there before
        sentences = [*_told(standing), _FROM_CARDS, *told][:_MOST_TOLD] if told else []
    elif told:
        cause = next((words for name, words in _CAUSES if name in moved), "The plan has changed:")
        sentences = [cause, *told]
    elif ANSWERS in moved:
        sentences = [_CONFIRMED]
    else:
        sentences = []
    if sentences:
        since = {name: was[name] for name in (moved - {"measured"} or moved)}
        standing.append({"day": workspace.today, "told": sentences, "since": since})
    if standing != fresh:
        keep_note(workspace, NOTE, json.dumps(standing[-_MOST_KEPT:]))


def _is_undone(one: dict[str, Any], now: Mapping[str, str]) -> bool:
    """Whether all that news tells of is again as it was before."""
    since = one["since"]
    return bool(since) and all(now.get(name) == value for name, value in since.items())


def plan_news(workspace: "Workspace") -> tuple[str, ...]:
    """Say what a check-up found, what changed in the plan lately and why; empty without both."""
    return (*found_lately(workspace), *_told(_fresh(workspace)))


def _told(kept: list[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(kept[-1]["told"]) if kept else ()


def _fresh(workspace: "Workspace") -> list[dict[str, Any]]:
    """Read the news of today and yesterday, the newest last."""
    text = workspace.history.note(NOTE)
    kept = json.loads(text) if text.startswith("[") else []
    return [one for one in kept if 0 <= workspace.today - one["day"] <= TOLD_DAYS]
