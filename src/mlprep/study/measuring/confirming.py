"""What a check-up, or questions on one topic, found: has a gap closed?  Told then and on Today."""

import json
from typing import TYPE_CHECKING, Any

from mlprep.study.measuring.sitting_facts import CHECK_UP
from mlprep.study.plan.basis import keep_note

if TYPE_CHECKING:
    from mlprep.assessment import TopicReport
    from mlprep.study.measuring.sitting_facts import SittingRecord
    from mlprep.study.workspace import Workspace

NOTE = "check-up-found"
TOLD_DAYS = 1
"""Days after the check-up on which it is told still."""
MOSTLY_RIGHT = 0.75
"""Share of right answers from which nobody is told that they cannot use what they remember."""


def confirm(workspace: "Workspace", record: "SittingRecord") -> None:
    """Measure anew after a sitting; keep what it found where it was about one topic.

    What an earlier one found is not told any more.
    """
    from mlprep.study.measuring.profile import Measurement

    reports = Measurement(workspace).report().topics
    found = [one for one in reports if [one.topic] == [*record.begun.focus]]
    told = [_sentence(workspace, record, one) for one in found if one.required is not None]
    body = {"day": workspace.today, "sitting": record.id, "told": told}
    keep_note(workspace, NOTE, json.dumps(body) if told and record.given else "")


def found_by(workspace: "Workspace", sitting: str) -> str:
    """Say what a check-up found; empty where it is not the newest one, or none."""
    body = _read(workspace)
    return " ".join(body["told"]) if body.get("sitting") == sitting else ""


def found_lately(workspace: "Workspace") -> tuple[str, ...]:
    """Say what the newest check-up found, on its day and on the day after."""
    body = _read(workspace)
    is_fresh = "day" in body and 0 <= workspace.today - body["day"] <= TOLD_DAYS
    return tuple(body["told"]) if is_fresh else ()


def _read(workspace: "Workspace") -> dict[str, Any]:
    text = workspace.history.note(NOTE)
    return json.loads(text) if text else {}


def _sentence(workspace: "Workspace", record: "SittingRecord", report: "TopicReport") -> str:
    from mlprep.assessment import Outcome, counted
    from mlprep.assessment.checkup import Verdict, verdict
    from mlprep.study.measuring.recall import recall_by_topic

    recall = recall_by_topic(workspace).get(report.topic)
    given = counted(record.responses)
    right = sum(one.outcome is Outcome.RIGHT for one in given)
    kind = "Check-up" if record.begun.mode == CHECK_UP else "Questions"
    title, asked_here = workspace.library.title_of_topic(report.topic), len(given)
    found = verdict(report, recall.recall if recall else None)
    if found in (Verdict.OPEN, Verdict.RECALL_ONLY) and right >= MOSTLY_RIGHT * asked_here:
        found = Verdict.UNCLEAR
    level, asked = f"{report.estimate.level:.1f}", f"{report.required:.1f}"
    closed = "the gap has closed" if kind == "Check-up" else "no gap is left"
    told = {
        Verdict.CLOSED: f"{closed}: level {level}, and {asked} is asked for.",
        Verdict.OPEN: f"the gap is still open: level {level} of the {asked} asked for.",
        Verdict.UNCLEAR: f"level {level} of the {asked} asked for, but {asked_here} questions"
        f" cannot tell for sure; ten more would (`mlprep assess {report.topic}`).",
        Verdict.RECALL_ONLY: "you remember its cards, but cannot yet use them: a project would"
        f" train that. Level {level} of the {asked} asked for.",
    }[found]
    return f"{kind} on {title}, {right} of {asked_here} right: {told}"
