"""The screens by name; each is imported when it is first opened."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlprep.tui.screens.base import StudyScreen


def _today() -> "type[StudyScreen]":
    from mlprep.tui.screens.today.screen import TodayScreen

    return TodayScreen


def _review() -> "type[StudyScreen]":
    from mlprep.tui.screens.review.screen import ReviewScreen

    return ReviewScreen


SCREENS: Mapping[str, "Callable[[], type[StudyScreen]]"] = {"today": _today, "review": _review}
