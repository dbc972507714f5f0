"""The files that a learner wrote, by the names that they have in an archive."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mlprep.formats.archive import layout
from mlprep.formats.archive.layout import ArchiveError
from mlprep.formats.archive.merging import Settled, settle
from mlprep.formats.archive.packing import read_limited, walk, write_if_changed
from mlprep.store.paths import Paths


@dataclass(slots=True)
class OwnFiles:
    """What stands in the learner's own folders; what cannot travel is told in sentences."""

    contents: dict[str, bytes] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def ids(self) -> dict[str, str]:
        """Name each content."""
        return {path: layout.content_id(content) for path, content in self.contents.items()}

    def by_id(self) -> dict[str, bytes]:
        """Give each content by its name."""
        return {layout.content_id(content): content for content in self.contents.values()}


def roots(paths: Paths) -> Mapping[str, Path]:
    """Say which folder of the home each folder of an archive is."""
    return {"decks": paths.decks, "assessments": paths.assessments}


def place_of(paths: Paths, path: str) -> Path:
    """Say where a file of an archive stands in the home; raises ``ArchiveError`` for others."""
    if path == "config.toml":
        return paths.settings
    if path == "reports.toml":
        return paths.reports
    if not layout.is_own(path):
        raise ArchiveError(f"{path[:80]!r} is no file that belongs into the home")
    folder, _, rest = path.partition("/")
    root = roots(paths)[folder]
    place = root / rest
    if not place.parent.resolve().is_relative_to(root.resolve()) or place.is_symlink():
        raise ArchiveError(f"{place} is a link, or below one, and was left as it is")
    return place


def read_own(paths: Paths) -> OwnFiles:
    """Read all files of the learner's own folders."""
    found = OwnFiles()
    links: list[str] = []
    for folder, root in roots(paths).items():
        for one in walk(root, links):
            path = f"{folder}/{one.path}"
            if not layout.is_own(path):
                found.left_out.append(
                    f"{one.location} does not travel: not every system takes such a name; rename it"
                )
                continue
            try:
                found.contents[path] = read_limited(one.location, layout.MOST_FILE_BYTES)
            except ArchiveError as why:
                found.left_out.append(str(why))
            except OSError as why:
                found.left_out.append(f"{one.location} cannot be read: {why.strerror or why}")
    found.left_out += [
        f"{link} is a link and does not travel; put in its place what it leads to" for link in links
    ]
    return found


def read_single(paths: Paths) -> dict[str, bytes]:
    """Read the settings file and the reports, those that there are."""
    found = {}
    for name in layout.OWN_FILES:
        place = place_of(paths, name)
        if place.is_file():
            found[name] = read_limited(place, layout.MOST_FILE_BYTES)
    return found


def write_own(paths: Paths, path: str, content: bytes) -> bool:
    """Put a file into the home, whole or not at all; whether it had to be written.

    Raises ``ArchiveError`` where its place is taken by a link, ``OSError`` where it cannot be
    written.
    """
    return write_if_changed(place_of(paths, path), content)


def bring_own(paths: Paths, path: str, content: bytes, before: bytes | None) -> Settled:
    """Put a file into the home, merged with what was written there since it held ``before``.

    Returns what the file holds now, and the content beside it where the two clash.  Raises as
    ``write_own`` does.
    """
    place = place_of(paths, path)
    now = read_limited(place, layout.MOST_FILE_BYTES) if place.is_file() else None
    if now is None or not now.strip() or now in (before, content):
        settled = Settled(content)
    else:
        settled = settle(before, now, content, toml=path.endswith(".toml"))
    write_if_changed(place, settled.content)
    return settled


def remove_moved(paths: Paths, path: str, new: str, content: bytes) -> bool:
    """Remove a file that was moved, unless it is another one by now; whether it is gone.

    It stays where nothing could be brought to the new path.
    """
    place = place_of(paths, path)
    try:
        there = place_of(paths, new).is_file()
    except ArchiveError:
        there = False
    if not there:
        return False
    if place.is_file() and place.read_bytes() == content:
        place.unlink()
    return not place.exists()
