"""Where imported pictures stand: in the folder ``media`` beside the decks that show them.

A name is taken where its folder has it already, in capitals or not: macOS and Windows do not tell
them apart.  Pictures under a taken name are told apart by their content; one that is another gets
another name, in the note too.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory

from mlprep.formats.exchange.collection import Collection, Note
from mlprep.study.exchange.import_decks import MEDIA, DeckFileChange

_SHOWN = re.compile(rf"\({MEDIA}/([^()\s]+)\)")
_MARK_LENGTHS = (8, 16, 64)


def media_targets(
    changes: Iterable[DeckFileChange], notes: Iterable[Note], collection: Collection
) -> tuple[list[Note], dict[Path, str]]:
    """Say which pictures are written where, and give the notes with the names that they get.

    Raises ``ExchangeError`` or ``OSError`` where a picture that has to be compared cannot be read.
    """
    by_path: dict[Path, _Folder] = {}
    folders: dict[str, _Folder] = {}
    for change in changes:
        path = change.path.parent / MEDIA
        folders[change.title] = by_path.setdefault(path, _Folder(path))
    shown = [(note, folders.get("::".join(note.deck))) for note in notes]
    wanted = [
        (folder, name)
        for note, folder in shown
        if folder is not None
        for name in note.media
        if name in collection.media
    ]
    contents = _contents(collection, _contested(wanted))
    chosen: dict[_Folder, dict[str, str]] = defaultdict(dict)
    # A name that nobody else wants first, so that none is made that is one of these.
    for folder, name in sorted(dict.fromkeys(wanted), key=lambda pair: pair[1] in contents):
        chosen[folder][name] = folder.take(name, contents.get(name, ""))
    renamed = [_with_names(note, chosen[folder]) if folder else note for note, folder in shown]
    return renamed, {path: name for one in by_path.values() for path, name in one.new.items()}


@dataclass(slots=True, eq=False)
class _Folder:
    """A folder of pictures, with those that will be written there."""

    path: Path
    names: dict[str, str] = field(default_factory=dict)
    """What stands or will stand there, by what every system takes for the same name."""
    new: dict[Path, str] = field(default_factory=dict)
    """Pictures of the collection, by the path of each."""
    contents: dict[Path, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.path.is_dir():
            self.names = {_key(one.name): one.name for one in self.path.iterdir()}

    def take(self, name: str, content: str) -> str:
        """Find the name for a picture: its own, or one with a mark of its content."""
        for candidate in _candidates(name, content):
            there = self.names.get(_key(candidate))
            if there is None:
                break
            if self._content(there) == content:
                return there
        self.names[_key(candidate)] = candidate
        self.new[self.path / candidate] = name
        self.contents[self.path / candidate] = content
        return candidate

    def _content(self, name: str) -> str:
        path = self.path / name
        if path not in self.contents:
            self.contents[path] = _digest(path) if path.is_file() else ""
        return self.contents[path]


def _contested(wanted: Iterable[tuple[_Folder, str]]) -> set[str]:
    """Name the pictures whose name is taken already, or wanted for another one too."""
    alike: defaultdict[tuple[_Folder, str], set[str]] = defaultdict(set)
    for folder, name in wanted:
        alike[folder, _key(name)].add(name)
    return {
        name
        for (folder, key), names in alike.items()
        if key in folder.names or len(names) > 1
        for name in names
    }


def _contents(collection: Collection, names: set[str]) -> dict[str, str]:
    """Sum up the content of pictures of a collection."""
    if not names:
        return {}
    with TemporaryDirectory(prefix="mlprep-") as folder:
        places = {Path(folder) / str(at): name for at, name in enumerate(sorted(names))}
        collection.save_media(places)
        return {name: _digest(place) for place, name in places.items()}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _candidates(name: str, content: str) -> Iterator[str]:
    yield name
    stem, dot, ending = name.rpartition(".")
    for length in _MARK_LENGTHS:
        yield f"{stem}-{content[:length]}{dot}{ending}"


def _with_names(note: Note, names: Mapping[str, str]) -> Note:
    if all(names.get(one, one) == one for one in note.media):
        return note

    def named(text: str) -> str:
        return _SHOWN.sub(lambda found: f"({MEDIA}/{names.get(found[1], found[1])})", text)

    return note._replace(
        front=named(note.front),
        back=named(note.back),
        cloze=named(note.cloze),
        why=named(note.why),
    )
