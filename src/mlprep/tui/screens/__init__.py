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


def _setup() -> "type[StudyScreen]":
    from mlprep.tui.screens.setup.screen import SetupScreen

    return SetupScreen


def _assess() -> "type[StudyScreen]":
    from mlprep.tui.screens.assess.screen import AssessScreen

    return AssessScreen


def _result() -> "type[StudyScreen]":
    from mlprep.tui.screens.result.screen import ResultScreen

    return ResultScreen


def _profile() -> "type[StudyScreen]":
    from mlprep.tui.screens.profile.screen import ProfileScreen

    return ProfileScreen


def _projects() -> "type[StudyScreen]":
    from mlprep.tui.screens.projects.screen import ProjectsScreen

    return ProjectsScreen


def _project() -> "type[StudyScreen]":
    from mlprep.tui.screens.projects.project import ProjectScreen

    return ProjectScreen


def _route() -> "type[StudyScreen]":
    from mlprep.tui.screens.projects.route import RouteScreen

    return RouteScreen


def _plan() -> "type[StudyScreen]":
    from mlprep.tui.screens.plan.screen import PlanScreen

    return PlanScreen


def _stats() -> "type[StudyScreen]":
    from mlprep.tui.screens.stats.screen import StatsScreen

    return StatsScreen


def _optimise() -> "type[StudyScreen]":
    from mlprep.tui.screens.optimise.screen import OptimiseScreen

    return OptimiseScreen


def _reschedule() -> "type[StudyScreen]":
    from mlprep.tui.screens.reschedule.screen import RescheduleScreen

    return RescheduleScreen


def _newcard() -> "type[StudyScreen]":
    from mlprep.tui.screens.newcard.screen import NewCardScreen

    return NewCardScreen


def _transfer() -> "type[StudyScreen]":
    from mlprep.tui.screens.transfer.screen import TransferScreen

    return TransferScreen


SCREENS: Mapping[str, "Callable[[], type[StudyScreen]]"] = {
    "today": _today,
    "review": _review,
    "decks": _decks,
    "settings": _settings,
    "setup": _setup,
    "assess": _assess,
    "result": _result,
    "profile": _profile,
    "projects": _projects,
    "project": _project,
    "route": _route,
    "plan": _plan,
    "stats": _stats,
    "optimise": _optimise,
    "reschedule": _reschedule,
    "newcard": _newcard,
    "transfer": _transfer,
}
