"""Faults that are the person's to know, as a sentence and an exit code."""

from mlprep.cli.main import FAILED, UNREADABLE, USAGE


def explain(fault: Exception) -> tuple[int, str] | None:
    """Turn a fault into exit code and sentence; None where it is a defect of the program."""
    from mlprep.domain.settings import SettingError
    from mlprep.store.errors import HistoryError
    from mlprep.study.queueing import ScopeError
    from mlprep.study.reports import ReportsDamaged
    from mlprep.study.search import SearchError

    if isinstance(fault, HistoryError):
        return UNREADABLE, str(fault)
    if isinstance(fault, SettingError | ScopeError | SearchError):
        return USAGE, str(fault)
    if isinstance(fault, ReportsDamaged):
        return FAILED, str(fault)
    if isinstance(fault, PermissionError):
        return FAILED, f"{fault.filename} cannot be used: permission is denied"
    if isinstance(fault, OSError):
        return FAILED, f"{fault.filename or 'a file'}: {fault.strerror or fault}"
    return None
