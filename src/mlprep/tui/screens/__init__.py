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


def _decks() -> "type[StudyScreen]":
    from mlprep.tui.screens.decks.screen import DecksScreen

    return DecksScreen


def _settings() -> "type[StudyScreen]":
    from mlprep.tui.screens.settings.screen import SettingsScreen

    return SettingsScreen


SCREENS: Mapping[str, "Callable[[], type[StudyScreen]]"] = {
    "today": _today,
    "review": _review,
    "decks": _decks,
    "settings": _settings,
}
