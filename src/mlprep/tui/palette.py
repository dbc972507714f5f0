"""The command palette: every action of the present screen by name, with its help line."""

from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.command import DiscoveryHit, Hit, Hits, Provider

from mlprep.tui.actions import APP, Action

if TYPE_CHECKING:
    from mlprep.tui.app import StudyApp

Run = Callable[[], Coroutine[Any, Any, None]]
NOT_LISTED = frozenset({"Move", "Options"})


class Actions(Provider):
    """Finds actions by name."""

    @property
    def _study(self) -> "StudyApp":
        from mlprep.tui.app import StudyApp

        assert isinstance(self.app, StudyApp)  # noqa: S101  # tells the type; nothing else runs us
        return self.app

    def _listed(self) -> Iterator[tuple[str, str, Run]]:
        scope = getattr(self.screen, "SCOPE", "")
        for action, _ in self._study.keys.for_scope(scope):
            if action.group not in NOT_LISTED and action.id != "app.palette":
                yield self._name(action), action.help, partial(self._run, action)

    def _name(self, action: Action) -> str:
        key = self._study.keys.label(action.id)
        place = "view" if action.scope == APP else action.scope
        return f"{place}: {action.title}" + (f"  ({key})" if key else "")

    async def _run(self, action: Action) -> None:
        await self.app.run_action(action.command, self.screen)

    async def discover(self) -> Hits:
        """List everything while nothing is typed."""
        for name, help_line, run in self._listed():
            yield DiscoveryHit(name, run, help=help_line)

    async def search(self, query: str) -> Hits:
        """List what fits the typed text."""
        matcher = self.matcher(query)
        for name, help_line, run in self._listed():
            score = matcher.match(f"{name} {help_line}")
            if score > 0:
                yield Hit(score, matcher.highlight(name), run, help=help_line)
