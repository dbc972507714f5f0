"""Pictures that a text file names and that stand beside it."""

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from mlprep.formats.exchange.anki.archive import MOST_MEDIA_BYTES, is_image, safe_name
from mlprep.formats.exchange.collection import Note
from mlprep.formats.exchange.gathering import Gathering

_MARKDOWN: Final = re.compile(r"!\[([^\[\]\n]*)\]\(([^()\n]+)\)")
_USED: Final = re.compile(r"\]\(media/([\w.-]+)\)")


@dataclass(slots=True)
class Pictures:
    """The pictures of one file; only those in its own folder or below it are taken."""

    path: Path
    gathering: Gathering
    found: dict[str, Path] = field(default_factory=dict)

    def linked(self, text: str, where: str) -> str:
        """Name the pictures of a Markdown text as they will stand beside the deck."""
        if "![" not in text:
            return text
        return _MARKDOWN.sub(lambda one: self._named(one[1], one[2], one[0], where), text)

    def _named(self, alt: str, target: str, written: str, where: str) -> str:
        if target.startswith(("http://", "https://")):
            return written
        place = self.place(target.strip(" <>"), where)
        return f"![{alt}]({place})"

    def place(self, target: str, where: str) -> str:
        """Give the path of a picture beside the deck; a missing one is named all the same."""
        name = safe_name(unquote(target).replace("\\", "/").rpartition("/")[2])
        source = self._source(unquote(target))
        if source is None:
            what = "a picture is missing; put it into the folder media beside the deck"
            self.gathering.remark(what, where)
            return f"media/{name}"
        known = self.found.setdefault(name, source)
        if known != source:
            name = safe_name(target)
            self.found[name] = source
        return f"media/{name}"

    def _source(self, target: str) -> Path | None:
        folder = self.path.parent.resolve()
        try:
            source = (folder / target).resolve()
            sound = (
                source.is_relative_to(folder)
                and is_image(source.name)
                and source.is_file()
                and source.stat().st_size <= MOST_MEDIA_BYTES
            )
        except (OSError, ValueError, RuntimeError):
            return None
        return source if sound else None

    @property
    def sizes(self) -> dict[str, int]:
        """Names of the pictures with their bytes."""
        return {name: source.stat().st_size for name, source in self.found.items()}

    def save(self, targets: Mapping[Path, str]) -> None:
        """Copy pictures to the paths given, each with its name."""
        for target, name in targets.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.found[name], target)

    def beside(self, note: Note) -> Note:
        """Take the pictures that a note of our own form has in the folder ``media``."""
        texts = (note.front, note.back, note.cloze, note.why)
        names = {name for text in texts if "](media/" in text for name in _USED.findall(text)}
        for name in sorted(names):
            source = self._source(f"media/{name}")
            if source is not None:
                self.found[name] = source
        return note._replace(media=self.used(*texts)) if names else note

    def used(self, *texts: str) -> tuple[str, ...]:
        """Name the pictures that texts show."""
        names = {name for text in texts if "](media/" in text for name in _USED.findall(text)}
        return tuple(sorted(names.intersection(self.found)))
