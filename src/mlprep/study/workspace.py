"""Everything that a use case needs, opened once: history, library, settings, clock."""

import os
import time
from collections.abc import Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import Self

from mlprep.domain.clock import Clock
from mlprep.domain.days import Calendar, DayTable
from mlprep.domain.facts import Draft, Fact, FactKind, Json
from mlprep.domain.problems import Problem
from mlprep.domain.settings import StudySettings, setting_label, settings_from, with_setting
from mlprep.formats.config import Config, load_config
from mlprep.memory.fold import ARITHMETIC, advance
from mlprep.memory.model import DEFAULT_PARAMETERS, sound_parameters
from mlprep.store.history import History
from mlprep.store.paths import Paths, find_paths
from mlprep.study.content.library import Library
from mlprep.study.folding import BULK
from mlprep.study.news import LibraryNews

NEW_SECONDS, REVIEW_SECONDS = 30.0, 12.0
"""Expected seconds a card until the learner's own are known."""
ENOUGH_ANSWERS = 50


class SystemClock:
    """The clock of the machine."""

    def now_ms(self) -> int:
        """Milliseconds since 1970-01-01 UTC."""
        return time.time_ns() // 1_000_000


def system_zone() -> str:
    """Name the IANA zone of the machine; ``UTC`` where it cannot be told."""
    name = os.environ.get("TZ", "").lstrip(":") or _linked_zone() or _asked_zone()
    try:
        Calendar(name).day(0)
    except (LookupError, ValueError, OSError):
        return "UTC"
    return name


def _linked_zone() -> str:
    try:
        target = str(Path("/etc/localtime").readlink())
    except OSError:
        return ""
    return target.partition("zoneinfo/")[2]


def _asked_zone() -> str:
    import tzlocal

    return str(tzlocal.get_localzone_name() or "UTC")


def _bring_up_to_date(history: History) -> None:
    """Derive the state anew where it was derived by an earlier arithmetic."""
    if history.note("arithmetic") != ARITHMETIC:
        history.repair()
        history.set_note("arithmetic", ARITHMETIC)


class _Cached:
    __slots__ = ("days", "settings", "version")

    def __init__(self, settings: StudySettings | None = None, version: int = -1) -> None:
        self.settings = settings
        self.version = version
        self.days: DayTable | None = None


class Workspace:
    """One learner's things.  Close it, or use it as a context manager."""

    def __init__(
        self, paths: Paths, clock: Clock, history: History, library: Library, zone: str
    ) -> None:
        self.paths = paths
        self.clock = clock
        self.history = history
        self.library = library
        self.system_zone = zone
        self._cached = _Cached()

    @classmethod
    def open(
        cls,
        *,
        paths: Paths | None = None,
        clock: Clock | None = None,
        zone: str | None = None,
        extra_decks: Sequence[Path] = (),
    ) -> Self:
        """Open the learner's history and library, creating what is missing."""
        where = paths or find_paths()
        where.make()
        ticking = clock or SystemClock()
        with ExitStack() as opened:
            history = opened.enter_context(
                History.open(
                    where.history,
                    clock=ticking,
                    advance=advance,
                    default_parameters=DEFAULT_PARAMETERS,
                    bulk=BULK,
                )
            )
            _bring_up_to_date(history)
            config, _ = load_config(where.settings)
            library = Library.open(where, [*config.deck_folders, *extra_decks])
            opened.callback(library.close)
            workspace = cls(where, ticking, history, library, zone or system_zone())
            opened.pop_all()
        return workspace

    @property
    def is_first_look(self) -> bool:
        """Whether the history has never seen a library: everything in it is new."""
        return not self.history.note("library")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the files."""
        try:
            self.library.close()
        finally:
            self.history.close()

    # -------------------------------------------------------------- settings

    @cached_property
    def _loaded_config(self) -> tuple[Config, list[Problem]]:
        return load_config(self.paths.settings)

    @property
    def config(self) -> Config:
        """Looks and keys, from the settings file."""
        return self._loaded_config[0]

    @property
    def config_problems(self) -> list[Problem]:
        """What is wrong with the settings file."""
        return self._loaded_config[1]

    def reload_config(self) -> None:
        """Read the settings file again."""
        self.__dict__.pop("_loaded_config", None)

    @property
    def settings(self) -> StudySettings:
        """The study settings as the facts have them now."""
        version = self.history.data_version()
        if self._cached.settings is None or self._cached.version != version:
            self._cached = _Cached(settings_from(self.history.settings()), version)
        settings = self._cached.settings
        return settings if settings is not None else StudySettings()

    @property
    def known_settings(self) -> StudySettings:
        """The study settings as last read, without a look at what other programs wrote since.

        A session looks once for every card, which is enough.
        """
        known = self._cached.settings
        return self.settings if known is None else known

    def change_setting(self, key: str, value: Json) -> StudySettings:
        """Record a new value; raises ``SettingError`` where it does not fit."""
        with_setting(self.settings, key, value)
        self.record(Draft(FactKind.SETTING, key, {"value": value}, setting_label(key, value)))
        return self.settings

    @property
    def parameters(self) -> tuple[float, ...]:
        """The 21 parameters of the learner's memory model."""
        return sound_parameters(self.known_settings.parameters)

    @property
    def seconds_per_card(self) -> tuple[float, float]:
        """Expected seconds for a new card and for a review, each with the steps of its day.

        From the last four weeks; how the time divides between the two is taken as usual.
        """
        days = self.history.days_studied(self.today - 28, self.today)
        ratio = NEW_SECONDS / REVIEW_SECONDS
        cards = sum(day.tested + ratio * day.introduced for day in days)
        if sum(day.reviews for day in days) < ENOUGH_ANSWERS or not cards:
            return NEW_SECONDS, REVIEW_SECONDS
        each = sum(day.ms for day in days) / cards / 1000
        return each * ratio, each

    # ------------------------------------------------------------------ time

    @property
    def calendar(self) -> Calendar:
        """The learner's calendar."""
        return self.known_settings.calendar(self.system_zone)

    @property
    def today(self) -> int:
        """The present study day."""
        return self.day_at(self.clock.now_ms())

    def day_at(self, at_ms: int) -> int:
        """Study day of an instant."""
        if self._cached.days is None:
            days = DayTable(self.calendar)  # which may read the settings first
            self._cached.days = days
        return self._cached.days.day(at_ms)

    # ----------------------------------------------------------------- facts

    def record(self, *drafts: Draft) -> list[Fact]:
        """Record one action, durably."""
        facts = self.history.record(drafts)
        self._cached = _Cached()
        return facts

    def forget_cached(self) -> None:
        """Read settings anew the next time, after an undo or another program's write."""
        self._cached = _Cached()

    def refresh_library(self) -> LibraryNews:
        """Look at the files; tell the history about new, gone and edited cards."""
        changes = self.library.refresh()
        is_known = self.history.note("library") == self.library.version
        if is_known and not (changes or self.library.has_unrecognised):
            return LibraryNews(changes)
        from mlprep.study.content.recognition import take_in_changes

        return take_in_changes(self, changes)
