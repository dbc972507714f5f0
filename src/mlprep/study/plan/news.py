"""What changed in the plan and why: told on the day of the change and on the day after."""

import json
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from mlprep.planning.changes import plan_changes
from mlprep.study.measuring.confirming import found_lately
from mlprep.study.plan.basis import keep_note

if TYPE_CHECKING:
    from mlprep.planning.priorities import Priority
    from mlprep.study.workspace import Workspace

NOTE = "plan-news"
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
_CONFIRMED = "Your latest answers confirm the plan: no level in it moved by much."


def keep_news(
    workspace: "Workspace",
    before: Sequence["Priority"],
    after: Sequence["Priority"],
    moved: Collection[str],
    *,
    from_cards: bool = False,
) -> None:
    """Keep what differs between two plans; ``moved`` names what they hang on and what changed.

    What first answers to cards moved comes after what is told already, and only if it is much.
    """
    told = plan_changes(before, after)
    if from_cards:
        sentences = [*_kept(workspace), _FROM_CARDS, *told][:_MOST_TOLD] if told else []
    elif told:
        cause = next((words for name, words in _CAUSES if name in moved), "The plan has changed:")
        sentences = [cause, *told]
    elif "measured" in moved:
        sentences = [_CONFIRMED]
    else:
        sentences = []
    if not sentences:
        return
    body = {"day": workspace.today, "told": sentences}
    keep_note(workspace, NOTE, json.dumps(body))


def plan_news(workspace: "Workspace") -> tuple[str, ...]:
    """Say what a check-up found, what changed in the plan lately and why; empty without both."""
    return (*found_lately(workspace), *_kept(workspace))


def _kept(workspace: "Workspace") -> tuple[str, ...]:
    text = workspace.history.note(NOTE)
    if not text:
        return ()
    body = json.loads(text)
    is_fresh = 0 <= workspace.today - body["day"] <= TOLD_DAYS
    return tuple(body["told"]) if is_fresh else ()
