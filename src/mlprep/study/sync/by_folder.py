"""Sync through a folder that a file synchroniser carries: is it ours, then facts, then files."""

from pathlib import Path

from mlprep.formats.archive import layout, packing
from mlprep.formats.archive.layout import ArchiveError
from mlprep.formats.archive.packing import read_limited, write_if_changed
from mlprep.study.sync import facts as on_their_way
from mlprep.study.sync.common_base import CommonBase
from mlprep.study.sync.errors import OutOfReach, SyncError
from mlprep.study.sync.folder_facts import FolderFacts
from mlprep.study.sync.folder_files import FolderFiles
from mlprep.study.sync.marks import Marks, load_marks, save_marks
from mlprep.study.sync.report import Synced
from mlprep.study.sync.shared_folder import SharedFolder
from mlprep.study.workspace import Workspace

_OURS = frozenset({layout.FACTS, *layout.OWN_FOLDERS, layout.MARKER, layout.README})


class FolderSync:
    """One sync of a home with a folder; what was seen of it is kept in ``local``."""

    def __init__(self, workspace: Workspace, folder: Path, key: str, local: Path) -> None:
        self.workspace = workspace
        self.folder = folder
        self.key = key
        self.report = Synced(str(folder), "folder")
        shared, self.base = SharedFolder(folder), CommonBase(local)
        self.facts = FolderFacts(workspace.history, shared, key, local, self.report)
        self.files = FolderFiles(workspace.paths, shared, self.base, self.report)

    def run(self) -> Synced:
        """Take in what others wrote, write what is here; raises ``SyncError``."""
        history = self.workspace.history
        marks, lasts = load_marks(history, self.key), history.streams.lasts()
        try:
            self._prepare()
            self.facts.unite()
            self.files.unite()
        except OutOfReach as why:
            self.report.message = str(why)
            self.report.facts_waiting = on_their_way.waiting(lasts, marks)
            return self.report
        except OSError as why:
            name = why.filename or self.folder
            raise SyncError(
                f"{name} cannot be used ({why.strerror or why}); mend that and sync again,"
                " nothing is lost"
            ) from why
        on_their_way.arrived(history, self.key, self.report)
        return self.report

    def _prepare(self) -> None:
        """Look whether the folder is one of ours, and make a fresh one such."""
        if not self.folder.is_dir():
            raise OutOfReach(f"The folder {self.folder} is not there now.")
        names = {name.name for name in self.folder.iterdir() if not name.name.startswith(".")}
        marker = self.folder / layout.MARKER
        if layout.MARKER in names:
            try:
                layout.check_marker(read_limited(marker, layout.MOST_FILE_BYTES), self.folder)
            except ArchiveError as why:
                raise SyncError(str(why)) from why
        elif names - _OURS:
            raise SyncError(
                f"{self.folder} holds other things; nothing was written. Name a new folder, for"
                f" instance {self.folder / 'mlprep'}"
            )
        old = self.workspace.clock.now_ms() / 1000 - packing.OLD_SECONDS
        packing.sweep(self.folder, before=old)
        if layout.README not in names:
            write_if_changed(self.folder / layout.README, layout.README_TEXT.encode())
        if layout.MARKER not in names:
            self._forget()
            write_if_changed(marker, layout.MARKER_TEXT.encode())

    def _forget(self) -> None:
        """Begin anew with a folder that was emptied or is another one by now."""
        save_marks(self.workspace.history, self.key, Marks())
        self.facts.forget()
        self.base.clear()
