"""Notice files that change while the screen is open: one stat walk, now and then, in a thread."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from mlprep.tui.app import StudyApp

SECONDS = 1.5
Stamps = frozenset[tuple[str, int, int]]
"""Path, modification time in ns and size of every file."""


def stamps_of(folders: "list[Path]", settings: "Path") -> tuple[Stamps, Stamps]:
    """Stamp the content files below the folders, and the settings file; opens none of them."""
    from mlprep.formats.files import find_toml

    found, _ = find_toml(folders)
    try:
        status = settings.stat()
    except OSError:
        own: Stamps = frozenset()
    else:
        own = frozenset({(str(settings), status.st_mtime_ns, status.st_size)})
    return frozenset((str(one.path), one.mtime_ns, one.size) for one in found), own


class FileWatch:
    """Lets the program read the library, or the settings file, when one of them has changed."""

    def __init__(self, app: "StudyApp") -> None:
        self._app = app
        self._folders = [root.path for root in app.workspace.library.roots]
        self._settings = app.workspace.paths.settings
        self._seen: tuple[Stamps, Stamps] | None = None

    def start(self) -> None:
        """Look every ``SECONDS`` from now on."""
        self._app.set_interval(SECONDS, self._begin)

    def _begin(self) -> None:
        if not self._app.is_reading:
            self._app.run_worker(
                self.look, thread=True, group="watch", exclusive=True, exit_on_error=False
            )

    def look(self) -> None:
        """Compare with the last look; runs beside the screen."""
        seen, before = stamps_of(self._folders, self._settings), self._seen
        self._seen = seen
        if before is None:
            return
        # Posted, not waited for: the program may be closing meanwhile.
        if seen[0] != before[0]:
            self._app.call_later(self._app.read_library)
        if seen[1] != before[1]:
            self._app.call_later(self._config_changed)

    def _config_changed(self) -> None:
        self._app.config_changed()
        self._app.library_changed(None)
