"""Look after the learner's history: examine, back up, restore, find out where things are."""

import platform
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import mlprep
from mlprep.domain.clock import Clock
from mlprep.domain.days import DAY_MS
from mlprep.domain.facts import Json
from mlprep.domain.settings import SettingError, StudySettings, with_setting
from mlprep.memory.fold import advance
from mlprep.memory.model import DEFAULT_PARAMETERS, check_parameters
from mlprep.store import backups
from mlprep.store.doctor import Finding, examine
from mlprep.store.errors import HistoryError
from mlprep.store.history import History
from mlprep.store.paths import Paths, shipped
from mlprep.study.folding import BULK
from mlprep.text.counting import counted

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Examination:
    """What the doctor found, and where everything is."""

    findings: tuple[Finding, ...]
    places: tuple[tuple[str, Path, int], ...]
    """Name, path and size in bytes (0 where it does not exist)."""
    versions: tuple[tuple[str, str], ...]

    @property
    def is_well(self) -> bool:
        """Whether nothing is wrong."""
        return all(finding.ok for finding in self.findings)


def examine_all(paths: Paths, clock: Clock) -> Examination:
    """Examine the history and say where everything is."""
    if not paths.history.exists() and not kept_backups(paths):
        findings = [Finding("history", ok=True, detail='None yet; "mlprep" begins one.')]
    else:
        findings = examine(
            paths.history,
            clock=clock,
            advance=advance,
            default_parameters=DEFAULT_PARAMETERS,
            bulk=BULK,
            fault_of=setting_fault,
        )
    if all(one.name != "history" for one in findings):
        findings.append(_works(paths, clock))
    findings += _texts(paths)
    findings += _clashes(paths)
    return Examination(tuple(findings), tuple(places(paths)), tuple(versions()))


def _works(paths: Paths, clock: Clock) -> Finding:
    """Fold what was recorded of projects and routes; nothing of it is stored beside the facts."""
    from mlprep.study.work.facts import WORK_KINDS, works_from

    with History.open(
        paths.history,
        clock=clock,
        advance=advance,
        default_parameters=DEFAULT_PARAMETERS,
        create=False,
    ) as history:
        works = works_from(history.facts(kinds=WORK_KINDS))
    told = f"{counted(len(works.projects), 'project')}, {counted(len(works.routes), 'route')}"
    if works.unreadable:
        told += f"; {counted(works.unreadable, 'fact')} cannot be read and left out"
    return Finding("projects and routes", ok=not works.unreadable, detail=told)


def _texts(paths: Paths) -> Iterator[Finding]:
    """Name what cannot be used of the settings file and the reports."""
    from mlprep.formats.config import load_config
    from mlprep.study.content.reports import ReportsDamaged, read_reports

    for problem in load_config(paths.settings)[1]:
        yield Finding("settings file", ok=False, detail=str(problem))
    try:
        read_reports(paths.reports)
    except ReportsDamaged as fault:
        yield Finding("reports", ok=False, detail=str(fault))


def _clashes(paths: Paths) -> Iterator[Finding]:
    """Name the files that hold another version of a file, as a sync or an import left them."""
    from mlprep.formats.archive.layout import clash_of
    from mlprep.formats.archive.packing import walk
    from mlprep.study.exchange.own_files import roots

    for root in roots(paths).values():
        for found in walk(root):
            if (original := clash_of(found.path)) is not None:
                told = (
                    f"{found.location} holds the other version of {original}; take from it what"
                    " you want to keep, then delete it on every device"
                )
                yield Finding("two versions", ok=True, detail=told)


def setting_fault(key: str, value: Json) -> str:
    """Say why a recorded setting cannot be used as it is; empty where it can."""
    try:
        settings = with_setting(StudySettings(), key, value)
    except SettingError as error:
        return f"{error}; the default is used"
    if key == "parameters" and settings.parameters:
        try:
            check_parameters(settings.parameters)
        except ValueError as error:
            return f"parameters: {error}; the nearest that fit are used"
    return ""


def places(paths: Paths) -> list[tuple[str, Path, int]]:
    """Say where everything is: name, path and size in bytes (0 where it does not exist)."""
    named = [
        ("history", paths.history),
        ("settings", paths.settings),
        ("own decks", paths.decks),
        ("shipped decks", shipped("decks")),
        ("shipped assessments", shipped("assessments")),
        ("backups", paths.backups),
        ("reports", paths.reports),
        ("library cache", paths.library),
    ]
    return [(name, path, _size(path)) for name, path in named]


def _size(path: Path) -> int:
    try:
        if path.is_dir():
            return sum(one.stat().st_size for one in path.rglob("*") if one.is_file())
        return path.stat().st_size
    except OSError:
        return 0


def versions() -> list[tuple[str, str]]:
    """Name the program, what it runs on, and the system."""
    from importlib.metadata import PackageNotFoundError, version

    rows = [("mlprep", mlprep.__version__), ("Python", sys.version.split()[0])]
    for name in ("textual", "fsrs", "pydantic"):
        try:
            rows.append((name, version(name)))
        except PackageNotFoundError:
            rows.append((name, "missing"))
    return [*rows, ("system", platform.platform())]


def back_up(workspace: "Workspace") -> Path:
    """Make a backup now and rotate the older ones."""
    paths, now = workspace.paths, workspace.clock.now_ms()
    made = backups.backup(paths.history, paths.backups, now=now)
    backups.rotate(paths.backups, now)
    return made


def back_up_if_due(workspace: "Workspace") -> Path | None:
    """Make a backup where none was made within the last day.

    One whose name lies in the future, as a clock that went wrong gives it, is none of today's.
    """
    kept = backups.backups(workspace.paths.backups)
    now = workspace.clock.now_ms()
    if any(0 <= now - taken < DAY_MS for taken in map(backups.taken_at, kept)):
        return None
    return back_up(workspace)


def fault_of_backup(workspace: "Workspace") -> str:
    """Make the day's backup; say why there is none where it failed, else nothing."""
    try:
        back_up_if_due(workspace)
    except HistoryError as fault:
        return f"No backup was made. {fault}"
    except OSError as fault:
        where = fault.filename or workspace.paths.backups
        return f"No backup was made. {where}: {fault.strerror or fault}"
    return ""


def join_search_index(workspace: "Workspace") -> None:
    """Make the next searches quick, while nobody waits; where it cannot be done it can wait."""
    with suppress(OSError):
        workspace.library.cache.join_words()


def kept_backups(paths: Paths) -> list[Path]:
    """List the backups, newest first."""
    return sorted(backups.backups(paths.backups), key=backups.taken_at, reverse=True)


def last_backup_ms(paths: Paths) -> int | None:
    """Tell when the newest backup was made; None where there is none."""
    kept = backups.backups(paths.backups)
    return max(map(backups.taken_at, kept)) if kept else None


def restore(paths: Paths, backup: Path, clock: Clock) -> Path | None:
    """Put a backup in the history's place; returns where the present file was kept."""
    return backups.restore(backup, paths.history, now=clock.now_ms())


def repair(paths: Paths, clock: Clock) -> str:
    """Rebuild what is derived from the facts; says what was done."""
    with History.open(
        paths.history,
        clock=clock,
        advance=advance,
        default_parameters=DEFAULT_PARAMETERS,
        bulk=BULK,
    ) as history:
        wrong = history.verify()
        history.repair()
    return (
        f"Rebuilt from the facts; {counted(len(wrong), 'difference')} gone."
        if wrong
        else "Nothing to repair."
    )
