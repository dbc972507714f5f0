"""After a session: what the first answers to its cards say of the learner's level."""

from typing import TYPE_CHECKING

from mlprep.study.plan.priorities import topic_plan

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


def measure_after_study(workspace: "Workspace") -> None:
    """Renew the summary of what was measured, and the plan that hangs on it.

    Loads numpy and takes some tenths of a second: to be done once a session is over, beside the
    screen, so that the next look at Today is as quick as ever.
    """
    from mlprep.study.measuring.profile import renew_summary

    renew_summary(workspace)
    topic_plan(workspace)
