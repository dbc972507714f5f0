"""Pin, skip or postpone the topic that a screen is on."""

from mlprep.study.names import NameNotKnown
from mlprep.study.plan.wishes import TopicChoice, toggle_topic
from mlprep.tui.screens.base import StudyScreen


class Wishing(StudyScreen):
    """A screen that is on a topic, or has one under its cursor."""

    def topic_at(self) -> str:
        """Name the topic; empty where there is none."""
        raise NotImplementedError

    def action_pin(self) -> None:
        """Put the topic first, or let the numbers decide again."""
        self._say(TopicChoice.PIN)

    def action_skip(self) -> None:
        """Leave the topic out of the plan, or take it in again."""
        self._say(TopicChoice.SKIP)

    def action_postpone(self) -> None:
        """Leave the topic out for two weeks, or take it in again."""
        self._say(TopicChoice.POSTPONE)

    def _say(self, choice: TopicChoice) -> None:
        topic, told = self.topic_at(), list[str]()
        if not topic:
            self.tell("Go to a gap or a topic first.")
            return
        try:
            done = self.recorded(lambda: told.append(toggle_topic(self.workspace, topic, choice)))
        except (NameNotKnown, ValueError) as fault:
            self.tell(str(fault))
            return
        if done:
            self.reload()
            undo = self.study.keys.hint(f"{self.SCOPE}.undo")
            self.tell(f"{told[0]} The plan follows.", hint=f"({undo} undoes it)")

    def travelled(self) -> None:
        """Show what is there after an undo."""
        self.reload()
