"""Mistakes in cards that the learner reports, kept in a file of theirs until it is sent."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import tomli

from mlprep.formats.amending import alone
from mlprep.formats.writing import write_atomic

if TYPE_CHECKING:
    from pathlib import Path

    from mlprep.domain.cards import Card
    from mlprep.study.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Report:
    """One reported mistake."""

    card: str
    deck: str
    front: str
    message: str
    at: str


class ReportsDamaged(ValueError):  # noqa: N818  # named for what the person sees
    """The file of reports cannot be read; it is left as it is."""


def add_report(workspace: "Workspace", card: "Card", message: str) -> Report:
    """Append a report to the learner's file; raises ``ReportsDamaged`` rather than lose one."""
    import tomli_w

    at = datetime.fromtimestamp(workspace.clock.now_ms() / 1000, UTC)
    report = Report(card.id, card.deck, card.front or card.cloze, message, f"{at:%Y-%m-%dT%H:%MZ}")
    path = workspace.paths.reports
    with alone(path):
        rows = [*read_reports(path), report]
        tables = [{name: getattr(row, name) for name in Report.__slots__} for row in rows]
        write_atomic(path, tomli_w.dumps({"report": tables}, multiline_strings=True))
    return report


def list_reports(workspace: "Workspace") -> list[Report]:
    """Read the reports that wait to be sent, oldest first."""
    return read_reports(workspace.paths.reports)


def read_reports(path: "Path") -> list[Report]:
    """Read a file of reports; none where it is missing.  Raises ``ReportsDamaged``."""
    try:
        data = tomli.loads(path.read_text(encoding="utf-8"))
        return [
            Report(**{name: str(row.get(name, "")) for name in Report.__slots__})
            for row in data.get("report", [])
        ]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, AttributeError, TypeError) as fault:
        raise ReportsDamaged(f"{path} cannot be read ({fault}); mend it or move it away") from None
