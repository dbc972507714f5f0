"""The use case: sync with the place that was named, or with the one of the last time."""

import hashlib
import re
from pathlib import Path

from mlprep.formats.archive.packing import OLD_SECONDS, sweep
from mlprep.store.paths import typed_path
from mlprep.study.exchange.own_files import roots
from mlprep.study.sync.errors import SyncError
from mlprep.study.sync.lock import locked
from mlprep.study.sync.marks import remember, remembered
from mlprep.study.sync.report import Synced
from mlprep.study.workspace import Workspace

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://|(?:[\w.-]+@)?[\w.-]{2,}:(?![/\\]{2})", re.IGNORECASE)


def sync(workspace: Workspace, place: str = "", *, interactive: bool = False) -> Synced:
    """Share history and own files with the learner's other devices.

    ``place`` is a git remote or a folder and is remembered, an unreachable one where there is
    no other; without it the remembered one is taken.  ``interactive`` lets git ask for a
    password.  What is shared already waits for nobody: where the place is out of reach the
    report says what is kept ready.  Raises ``SyncError``.
    """
    named = _absolute(place) if place else remembered(workspace.history)
    if not named:
        raise SyncError(
            "No place to sync with is known yet; name a git repository of yours or a folder:"
            " mlprep sync REMOTE|FOLDER"
        )
    by_git = is_remote(named)
    if place and not by_git:
        _make(Path(named))
    key = hashlib.sha256(named.encode("utf-8", "surrogateescape")).hexdigest()[:12]
    local = workspace.paths.state / "sync" / key
    with locked(local):
        _sweep(workspace, local)
        if by_git:
            from mlprep.study.sync.by_git import GitSync

            job = GitSync.open(workspace, named, key, local, interactive=interactive)
            report = job.run()
            # An address that was mistyped does not take the place of one that works.
            if report.reached or not remembered(workspace.history):
                remember(workspace.history, named)
        else:
            from mlprep.study.sync.by_folder import FolderSync

            report = FolderSync(workspace, Path(named), key, local).run()
            remember(workspace.history, named)
    workspace.forget_cached()
    return report


def _sweep(workspace: Workspace, local: Path) -> None:
    """Remove what a killed program left unfinished on this machine."""
    old = workspace.clock.now_ms() / 1000 - OLD_SECONDS
    for folder in (local, *roots(workspace.paths).values()):
        sweep(folder, before=old)


def is_remote(place: str) -> bool:
    """Whether a place is reached by git: an address, or a folder that is a repository."""
    if _ADDRESS.match(place) and not Path(place).is_dir():
        return True
    path = Path(place)
    is_bare = (path / "HEAD").is_file() and (path / "objects").is_dir()
    return is_bare or (path / ".git").exists() or path.suffix == ".git"


def _absolute(place: str) -> str:
    if place.startswith("-") or "\n" in place or "\0" in place:
        raise SyncError(f"{place[:80]!r} is neither a git repository nor a folder")
    path = typed_path(place)
    if _ADDRESS.match(place) and not path.exists():
        return place
    return str(path.absolute())


def _make(folder: Path) -> None:
    """Make a folder that was named, below one that is there."""
    if folder.exists() or not folder.parent.is_dir():
        if not folder.is_dir():
            raise SyncError(
                f"{folder} is neither a folder nor a git repository; make the folder, or name"
                " an address that git knows"
            )
        return
    folder.mkdir(mode=0o700)
