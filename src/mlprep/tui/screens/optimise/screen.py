"""A fit of the memory model, worked out beside the screen: look at it, take it or go back."""

from typing import TYPE_CHECKING

from textual.content import Content

from mlprep.study.optimiser import sets
from mlprep.study.optimiser.proposing import Proposal
from mlprep.tui.action import Action
from mlprep.tui.screens.gathered import GatheredScreen
from mlprep.tui.screens.optimise import text

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


class OptimiseScreen(GatheredScreen[Proposal]):
    """What a fit to the learner's reviews comes to, and how well it forecasts."""

    SCOPE = "optimise"
    WAITING = "Fitting the memory model to your reviews…"

    def gather(self, workspace: "Workspace") -> Proposal:
        """Fit."""
        from mlprep.study.optimiser.proposing import propose

        return propose(workspace)

    def page(self, found: Proposal, width: int) -> Content:
        """Draw the proposal."""
        return text.page(found, width)

    def reason(self, error: BaseException | None) -> str:
        """Say why there is no fit."""
        return str(error)

    def applies(self, action: Action) -> bool:
        """Offer the fit once it is there."""
        return action.id != "optimise.take" or self._offered is not None

    @property
    def _offered(self) -> sets.ParameterSet | None:
        return self.found.offered if self.found is not None else None

    def action_take(self) -> None:
        """Use the fit from now on."""
        if self._offered is not None:
            self._use(self._offered)

    def action_previous(self) -> None:
        """Use the set that was in use before."""
        self._use(sets.previous(self.workspace))

    def action_published(self) -> None:
        """Use the published parameters."""
        self._use(sets.PUBLISHED)

    def _use(self, chosen: sets.ParameterSet) -> None:
        if chosen.parameters == self.workspace.settings.parameters:
            self.tell(f"In use already: {chosen.words}.")
            return
        if self.recorded(lambda: sets.use(self.workspace, chosen)):
            self.tell(f"In use now: {chosen.words}.")
            self.reload()
