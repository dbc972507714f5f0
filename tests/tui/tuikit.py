"""A learner with small decks and a clock that stands still; what a test reads off the screen."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from tests.beginnings import begin_history
from textual.content import Content
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from mlprep.domain.clock import FixedClock
from mlprep.store.paths import Paths, paths_below
from mlprep.study.workspace import Workspace
from mlprep.text.lines import cell_width
from mlprep.tui.app import StudyApp
from mlprep.tui.screens.review.screen import ReviewScreen
from mlprep.tui.widgets.panel import Panel

SIZE = (80, 24)
NOON = 1_795_262_400_000
"""2026-11-21, 12:00 UTC."""

DECK = r"""
[deck]
title = "Attention"
id = "attention"

[[card]]
id = "scaling"
front = "Why divide by $\\sqrt{d_k}$?"
back = "It keeps the softmax out of saturation."
why = "Dot products grow with the dimension."
sources = ["Vaswani 2017"]
"""

TYPED = r"""
[deck]
title = "Numbers"
id = "numbers"

[[card]]
id = "heads"
front = "How many heads has the base Transformer?"
answer = 8
unit = "heads"
why = "512 / 64 = 8."
"""

CHOICE = r"""
[deck]
title = "Choices"
id = "choices"

[[card]]
id = "which"
front = "Which one is a *recurrent* network?"
options = [
  {text = "LSTM", why = "It carries a state."},
  {text = "ResNet", why = "It is a convolutional one."},
  {text = "BERT", why = "It attends."},
]
key = 0
fixed_order = true
"""

SEVERAL = r"""
[deck]
title = "Several"
id = "several"

[[card]]
id = "several-keys"
front = "Which are optimisers?"
options = ["Adam", "ReLU", "SGD"]
key = [0, 2]
fixed_order = true
"""

CLOZE = r"""
[deck]
title = "Gaps"
id = "gaps"

[[card]]
id = "gap"
cloze = "BERT masks {{c1::15 %::share}} of the tokens; {{c2::GPT}} masks the future."
"""


class Learner:
    """The files of one learner, and the app over them."""

    def __init__(self, home: Path) -> None:
        self.paths: Paths = paths_below(home)
        self.paths.make()
        begin_history(self.paths.history)
        self.clock = FixedClock(NOON)

    def deck(self, text: str, name: str = "deck.toml") -> Path:
        """Write a deck of the learner's own."""
        path = self.paths.decks / name
        path.write_text(text, encoding="utf-8")
        return path

    def config(self, text: str) -> None:
        """Write the settings file."""
        self.paths.settings.write_text(text, encoding="utf-8")

    def workspace(self) -> Workspace:
        """Open the learner's things."""
        return Workspace.open(paths=self.paths, clock=self.clock, zone="UTC")

    def read_decks(self) -> None:
        """Warm the cache, as an earlier start would have."""
        with self.workspace() as workspace:
            workspace.refresh_library()


OpenApp = Callable[..., StudyApp]


def shown(app: StudyApp) -> str:
    """All text of the present screen, as the terminal has it."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)


def panel(app: StudyApp, name: str) -> str:
    """Text of one panel, whole."""
    found = app.screen.query_one(f"#{name}", Panel)
    return found.render().plain


def review(app: StudyApp) -> ReviewScreen:
    """The review screen on top."""
    assert isinstance(app.screen, ReviewScreen)
    return app.screen


PATIENCE = 500


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys, and wait after each until what it opened stands there."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


def too_wide(page: Callable[[int], Content], widths: Iterable[int]) -> list[int]:
    """Name the widths at which a line of a page does not fit."""
    return [
        width
        for width in widths
        if any(cell_width(line) > width for line in page(width).plain.split("\n"))
    ]


async def settle(pilot: Pilot[int]) -> None:
    """Wait until the library is read and the screen drawn."""
    app = pilot.app
    assert isinstance(app, StudyApp)
    for _ in range(PATIENCE):
        with suppress(WorkerCancelled):  # a look at the files gives way to the next one
            await app.workers.wait_for_complete()
        await pilot.pause()
        if not app.is_reading:
            break
    await pilot.pause()
    await pilot.pause()
