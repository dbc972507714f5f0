"""Pictures of the screens: the made-up learner on a fixed day, drawn by the program itself."""

import asyncio
import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from mlprep.domain.clock import FixedClock
from mlprep.store.paths import paths_below
from mlprep.study.demo import make_demo
from mlprep.study.workspace import Workspace
from mlprep.tui.app import StudyApp

MORNING = 1_795_248_000_000
"""2026-11-21, 08:00 UTC."""

SCREENS: Sequence[tuple[str, Sequence[str], tuple[int, int]]] = (
    ("today", (), (80, 46)),
    ("today-wide", (), (160, 45)),
    ("review-front", ("enter",), (80, 24)),
    ("review-back", ("enter", "space"), (80, 24)),
    ("card-info", ("enter", "i"), (80, 24)),
    ("help", ("enter", "question_mark"), (80, 24)),
    ("decks", ("d",), (80, 24)),
    ("decks-wide", ("d",), (160, 45)),
    ("stats", ("T",), (80, 24)),
    ("stats-wide", ("T",), (160, 50)),
    ("optimise", ("T", "o"), (80, 24)),
    ("settings", ("s",), (80, 24)),
    ("projects", ("w",), (80, 24)),
    ("projects-wide", ("w",), (160, 45)),
    ("project", ("w", "enter", *["pagedown"] * 3), (80, 24)),
    ("routes", ("w", "v"), (80, 24)),
    ("route", ("w", "v", "enter"), (80, 24)),
    ("narrow", (), (60, 20)),
    ("tiny", (), (39, 11)),
)


THEMES = ("dark", "light", "high-contrast", "ansi")
README = ("today", "review-back")


def draw(folder: Path, themes: Sequence[str], only: Sequence[str] = ()) -> None:
    """Draw every screen, or only some, in these themes."""
    clock = FixedClock(MORNING)
    os.environ["TZ"] = "UTC"
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary) / "demo"
        make_demo(home, clock)
        for theme in themes:
            (home / "config.toml").write_text(f'theme = "{theme}"\n', encoding="utf-8")
            for name, keys, size in (one for one in SCREENS if not only or one[0] in only):
                svg = _without_fonts(asyncio.run(_draw(home, clock, keys, size)))
                (folder / f"{name}-{theme}.svg").write_text(svg, encoding="utf-8")


async def _draw(home: Path, clock: FixedClock, keys: Sequence[str], size: tuple[int, int]) -> str:
    app = StudyApp(lambda: Workspace.open(paths=paths_below(home), clock=clock, zone="UTC"))
    try:
        async with app.run_test(size=size) as pilot:
            await pilot.pause(0.6)
            for key in keys:
                await pilot.press(key)
                await pilot.pause(0.3)
            await app.workers.wait_for_complete()
            await pilot.pause()
            return app.export_screenshot(title="mlprep")
    finally:
        app.close_workspace()


_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def _without_fonts(svg: str) -> str:
    """Use the reader's own fixed-width font: a picture fetches nothing."""
    return _FONTS.sub("", svg).replace("Fira Code", "monospace")
