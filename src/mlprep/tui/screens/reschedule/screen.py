"""Due days chosen anew: the load before and after, and one key that moves them."""

from typing import TYPE_CHECKING

from textual.content import Content

from mlprep.study.review.rescheduling import Reschedule, plan_reschedule, reschedule
from mlprep.text.counting import counted
from mlprep.tui.action import Action
from mlprep.tui.screens.gathered import GatheredScreen
from mlprep.tui.screens.reschedule import text

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


class RescheduleScreen(GatheredScreen[Reschedule]):
    """What choosing all due days anew would change."""

    SCOPE = "reschedule"
    WAITING = "Choosing due days anew…"

    def gather(self, workspace: "Workspace") -> Reschedule:
        """Work out the days."""
        return plan_reschedule(workspace)

    def page(self, found: Reschedule, width: int) -> Content:
        """Draw the load before and after."""
        return text.page(found, width)

    def applies(self, action: Action) -> bool:
        """Offer to move days where one would move."""
        return action.id != "reschedule.move" or (self.found is not None and bool(self.found.due))

    def action_move(self) -> None:
        """Move the due days, as one action."""
        found = self.found
        if found is None or not found.due:
            return
        if self.recorded(lambda: reschedule(self.workspace, found)):
            self.tell(f"{counted(len(found.due), 'due day')} moved; undo takes them back at once.")
            self.reload()
