"""Faults that are the person's to know, as a sentence and an exit code."""

import sys

from mlprep.cli.main import FAILED, UNREADABLE, USAGE, silence_stdout


def explain(fault: Exception) -> tuple[int, str] | None:
    """Turn a fault into exit code and sentence; None where it is a defect of the program."""
    from mlprep.domain.settings import SettingError
    from mlprep.formats.archive.layout import ArchiveError
    from mlprep.formats.exchange.collection import ExchangeError, OptionError
    from mlprep.formats.writing import WritingError
    from mlprep.store.errors import HistoryError
    from mlprep.study.authoring.errors import AuthoringError
    from mlprep.study.content.reports import ReportsDamaged
    from mlprep.study.content.search import SearchError
    from mlprep.study.exchange.exporting import ExportError
    from mlprep.study.measuring.standpoint import NothingToAsk
    from mlprep.study.names import NameNotKnown
    from mlprep.study.optimiser.process import FitError
    from mlprep.study.plan.start import PlanDateError
    from mlprep.study.review.browsing import BrowsingError
    from mlprep.study.sync.errors import SyncError
    from mlprep.study.work.inputs import WorkError, WorkInputError

    if isinstance(fault, HistoryError):
        return UNREADABLE, str(fault)
    if isinstance(fault, BrowsingError | SettingError | NameNotKnown | SearchError):
        return USAGE, str(fault)
    if isinstance(fault, AuthoringError | ExportError | WorkInputError | PlanDateError):
        return USAGE, str(fault)
    if isinstance(fault, OptionError):
        return USAGE, str(fault)
    if isinstance(fault, NothingToAsk | ReportsDamaged | WorkError | WritingError | ExchangeError):
        return FAILED, str(fault)
    if isinstance(fault, ArchiveError | FitError | SyncError):
        return FAILED, str(fault)
    if isinstance(fault, PermissionError):
        return FAILED, f"{fault.filename} cannot be used: permission is denied"
    if isinstance(fault, OSError):
        return FAILED, f"{fault.filename or _unnamed()}: {fault.strerror or fault}"
    return None


def _unnamed() -> str:
    """Name what could not be written where the fault does not: most often the output."""
    try:
        sys.stdout.write("\n")  # what could not be written before may have been dropped
        sys.stdout.flush()
    except OSError:
        silence_stdout()
        return "standard output"
    return "a file"


def offer_backup(fault: Exception) -> bool:
    """Offer the newest good backup in place of a damaged history; whether it was taken.

    Nothing is replaced without a yes, and what was there is kept beside it.
    """
    from mlprep.store.errors import HistoryDamaged

    if not isinstance(fault, HistoryDamaged) or not sys.stdin.isatty():
        return False
    from mlprep.cli.commands.restore import confirmed
    from mlprep.store.backups import newest_good
    from mlprep.store.paths import find_paths
    from mlprep.study.upkeep import restore
    from mlprep.study.workspace import SystemClock

    backup = newest_good(find_paths().backups)
    if backup is None or not confirmed(backup):
        return False
    aside = restore(find_paths(), backup, SystemClock())
    sys.stderr.write(f"mlprep: the damaged history is kept as {aside}\n")
    return True
