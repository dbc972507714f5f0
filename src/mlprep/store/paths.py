"""Where things are: the learner's folders, and the content that is shipped."""

import os
from pathlib import Path
from typing import NamedTuple

import mlprep

NAME = "mlprep"


def typed_path(text: str | Path) -> Path:
    """Read a path as a person types it: ``~`` is their home.

    A home that nobody has (``~nobody/x``) is taken for a name like any other.
    """
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)


class Paths(NamedTuple):
    """The folders of one learner; ``MLPREP_HOME`` puts them all below one folder."""

    data: Path
    config: Path
    state: Path
    cache: Path

    @property
    def history(self) -> Path:
        """The learner's history."""
        return self.data / "history.sqlite"

    @property
    def decks(self) -> Path:
        """The learner's own decks."""
        return self.data / "decks"

    @property
    def assessments(self) -> Path:
        """The learner's own banks, roles, backgrounds and routes."""
        return self.data / "assessments"

    @property
    def backups(self) -> Path:
        """Rotating copies of the history."""
        return self.data / "backups"

    @property
    def reports(self) -> Path:
        """Mistakes in cards that the learner reported, ready to send."""
        return self.data / "reports.toml"

    @property
    def settings(self) -> Path:
        """The settings file: looks and keys."""
        return self.config / "config.toml"

    @property
    def library(self) -> Path:
        """The cache of parsed files and its search index; safe to delete."""
        return self.cache / "library.sqlite"

    def make(self) -> None:
        """Create the folders, readable by the learner alone."""
        for folder in (self.data, self.config, self.state, self.cache, self.decks):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def find_paths() -> Paths:
    """Name the learner's folders; nothing is created."""
    home = os.environ.get("MLPREP_HOME")
    if home:
        return paths_below(Path(home).expanduser())
    from platformdirs import PlatformDirs

    dirs = PlatformDirs(NAME, appauthor=False)
    return Paths(
        dirs.user_data_path, dirs.user_config_path, dirs.user_state_path, dirs.user_cache_path
    )


def paths_below(home: Path) -> Paths:
    """Put every folder of a learner below one."""
    return Paths(home, home, home / "state", home / "cache")


def shipped(folder: str) -> Path:
    """Find the shipped ``decks`` or ``assessments``, in the wheel or in the checkout."""
    package = Path(mlprep.__file__).resolve().parent
    installed = package / "_content" / folder
    return installed if installed.is_dir() else package.parents[1] / folder
