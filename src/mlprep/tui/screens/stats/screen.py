"""Statistics: a range of days in figures."""

from typing import TYPE_CHECKING

from textual.content import Content

from mlprep.study.statistics.gathering import RANGES, USUAL_RANGE, Statistics
from mlprep.tui.screens.gathered import GatheredScreen
from mlprep.tui.screens.stats import text

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


class StatsScreen(GatheredScreen[Statistics]):
    """What was studied, how well it was remembered, what comes."""

    SCOPE = "stats"
    WAITING = "Looking back…"

    def __init__(self) -> None:
        super().__init__()
        self.range = USUAL_RANGE

    def gather(self, workspace: "Workspace") -> Statistics:
        """Look back over the range."""
        from mlprep.study.statistics.gathering import statistics

        return statistics(workspace, self.range)

    def page(self, found: Statistics, width: int) -> Content:
        """Draw the statistics."""
        return text.page(found, width)

    def on_screen_resume(self) -> None:
        """Look again: the memory model may be another."""
        super().on_screen_resume()
        if self.found is not None:
            self.reload()

    def action_turn(self, step: int) -> None:
        """Look at another range."""
        names = list(RANGES)
        self.range = names[(names.index(self.range) + step) % len(names)]
        self.reload()

    def action_save(self) -> None:
        """Save what is shown as a file of the learner's."""
        from mlprep.study.statistics.saving import save

        if self.found is None:
            return
        try:
            path = save(self.workspace, self.found)
        except OSError as fault:
            self.tell(f"Not saved: {fault}", severity="error")
        else:
            self.tell(f"Saved as {path.parent.name}/{path.name} in {path.parents[1]}")
