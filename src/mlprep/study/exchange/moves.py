"""Moving in and out as a front end offers it: look first, then do, each as a few sentences.

What hangs on the deck files looks at them first: some may have changed since they were read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

Work = Callable[["Workspace"], "Told"]


@dataclass(frozen=True, slots=True)
class Told:
    """What a move came to, or what it would bring."""

    lines: tuple[str, ...]
    take: Work | None = None
    """Does what the lines announce; ``None`` where nothing waits for a yes."""
    changed: bool = False
    """Whether history or files may be other than before."""
    failed: bool = False


def look_at_cards(path: Path) -> Work:
    """Say what a file of another program would bring."""

    def work(workspace: "Workspace") -> Told:
        from mlprep.study.exchange.importing import plan_import, read_foreign
        from mlprep.study.exchange.words import plan_lines

        news = workspace.refresh_library()
        plan = plan_import(workspace, read_foreign(path), path.name)
        lines = tuple(plan_lines(workspace, plan))
        take = None if plan.is_empty else _take_cards(path)
        return Told(lines, take, changed=bool(news.changes))

    return work


def _take_cards(path: Path) -> Work:
    """Read and plan once more, by the connection and the files of then, and take it over."""

    def work(workspace: "Workspace") -> Told:
        from mlprep.study.exchange.importing import carry_out, plan_import, read_foreign
        from mlprep.text.counting import counted

        workspace.refresh_library()
        plan = plan_import(workspace, read_foreign(path), path.name)
        carry_out(workspace, plan)
        done = f"{plan.name} is taken over: {counted(plan.cards, 'new card')}."
        back = "An undo on Today takes the history back; the deck files stay."
        return Told((done, back) if plan.facts else (done,), changed=True)

    return work


def look_at_archive(path: Path) -> Work:
    """Say what an archive of this program would bring."""

    def work(workspace: "Workspace") -> Told:
        from mlprep.study.exchange.archiving import look_into
        from mlprep.study.exchange.words import archive_lines

        incoming = look_into(workspace, path)
        lines = tuple(archive_lines(incoming))
        return Told(lines, None if incoming.is_empty else _take_archive(path))

    return work


def _take_archive(path: Path) -> Work:
    def work(workspace: "Workspace") -> Told:
        from mlprep.study.exchange.archiving import import_archive
        from mlprep.study.exchange.words import taken_line

        incoming = import_archive(workspace, path)
        done, backup = taken_line(incoming), "A backup of the history was made before."
        return Told((done, backup) if incoming.new_facts else (done,), changed=True)

    return work


def write_decks(path: Path) -> Work:
    """Write the learner's own decks for another program, by the file's ending.

    The learner has said yes to replacing what stands there.
    """

    def work(workspace: "Workspace") -> Told:
        from mlprep.study.exchange.exporting import export_decks
        from mlprep.study.exchange.words import exported_line

        news = workspace.refresh_library()
        done = export_decks(workspace, (), path, force=True)
        return Told((exported_line(done),), changed=bool(news.changes))

    return work


def write_archive(path: Path) -> Work:
    """Write everything of the learner as text files."""

    def work(workspace: "Workspace") -> Told:
        from mlprep.study.exchange.archiving import export_archive
        from mlprep.study.exchange.words import archived_line

        done = export_archive(workspace, path)
        return Told((archived_line(done), *done.left_out))

    return work


def share(place: str = "") -> Work:
    """Sync with a place, or with that of the last time."""

    def work(workspace: "Workspace") -> Told:
        from mlprep.study.sync.session import sync

        report = sync(workspace, place)
        lines = (*report.sentences, *report.problems)
        came = bool(report.facts_received or report.files_received)
        return Told(lines, changed=came, failed=not report.reached)

    return work


def carried_out(work: Work, workspace: "Workspace") -> Told:
    """Do it; what a person can put right comes back as a sentence."""
    from mlprep.formats.archive.layout import ArchiveError
    from mlprep.formats.exchange.collection import ExchangeError
    from mlprep.formats.writing import WritingError
    from mlprep.store.errors import HistoryError
    from mlprep.study.exchange.exporting import ExportError
    from mlprep.study.names import NameNotKnown
    from mlprep.study.sync.errors import SyncError

    try:
        return work(workspace)
    except (ArchiveError, ExchangeError, ExportError, HistoryError) as fault:
        return not_done(str(fault))
    except (NameNotKnown, SyncError, WritingError) as fault:
        return not_done(str(fault))
    except OSError as fault:
        return not_done(f"{fault.filename or 'a file'}: {fault.strerror or fault}")


def not_done(why: str) -> Told:
    """Say why something failed; what it had done by then is there and wants to be shown."""
    return Told((f"Not done: {why}",), changed=True, failed=True)
