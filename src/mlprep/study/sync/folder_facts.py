"""Facts between the history and a carried folder.

They are read from every file that changed, whatever the synchroniser called it, and written by
uniting.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mlprep.domain.ids import DeviceId
from mlprep.formats.archive import layout
from mlprep.formats.archive.layout import ArchiveError
from mlprep.formats.archive.packing import Found, read_limited, walk, write_if_changed
from mlprep.store.history import History
from mlprep.study.sync import facts as on_their_way
from mlprep.study.sync.facts import FactFile
from mlprep.study.sync.marks import load_marks, save_marks
from mlprep.study.sync.report import Synced
from mlprep.study.sync.shared_folder import SharedFolder, stamp_of


@dataclass(frozen=True, slots=True)
class FolderFacts:
    """The facts of a history, and those in the files of a folder."""

    history: History
    folder: SharedFolder
    key: str
    local: Path
    report: Synced

    def unite(self) -> None:
        """Take in what the files have, write what they have not."""
        history = self.history
        there = {one.path: one for one in self._files()}
        marks = load_marks(history, self.key)
        seen = self._seen() if marks.written else {}
        changed = {path: one for path, one in there.items() if seen.get(path) != stamp_of(one)}
        on_their_way.announce(history, changed, self.key)
        before = history.streams.lasts()
        taken = on_their_way.take_facts(history, self._contents(changed), self.report)
        marks = load_marks(history, self.key)
        on_their_way.raise_marks(marks, taken.reached, before)
        lasts = history.streams.lasts()
        known = {path: seen.get(path) for path in there}
        known |= {path: stamp_of(changed[path]) for path in taken.numbers}
        existing = self.folder.existing
        for file in on_their_way.outgoing(history, marks.written, lasts, existing):
            known[file.path] = self.folder.write(file.path, file.content)
            self.report.facts_sent += file.new
        known |= self._heal({path for path in seen if path not in there}, taken.numbers)
        marks.written |= {str(device): last for device, last in lasts.items()}
        save_marks(history, self.key, marks)
        text = json.dumps({path: stamp for path, stamp in known.items() if stamp}, sort_keys=True)
        write_if_changed(self._seen_at, text.encode())

    def forget(self) -> None:
        """Look at every file the next time."""
        self._seen_at.unlink(missing_ok=True)

    def _files(self) -> Iterator[Found]:
        for one in walk(self.folder.root / layout.FACTS):
            path = f"{layout.FACTS}/{one.path}"
            if layout.device_of(path):
                yield one._replace(path=path)

    def _contents(self, found: dict[str, Found]) -> Iterator[FactFile]:
        for path, one in found.items():
            try:
                yield FactFile(path, read_limited(one.location, layout.MOST_CHUNK_BYTES))
            except (ArchiveError, OSError) as why:
                self.report.problems.append(f"{one.location} was passed over: {why}")

    def _heal(self, gone: set[str], numbers: dict[str, set[int]]) -> dict[str, list[int]]:
        """Write files anew that are gone or have lost lines which the history has."""
        healed = {}
        for path in gone | numbers.keys():
            device, stem = layout.device_of(path), path.rpartition("/")[2].removesuffix(".jsonl")
            if device is None or not (stem.isascii() and stem.isdigit()):
                continue
            first = layout.first_of(int(stem) or 1)
            if path != layout.chunk_path(device, first):
                continue
            here = self.history.streams.read(DeviceId(device), first, first + layout.CHUNK - 1)
            if {fact.number for fact in here} - numbers.get(path, set()):
                existing = self.folder.existing(path)
                united = on_their_way.united(DeviceId(device), existing, here)
                healed[path] = self.folder.write(path, united)
        return healed

    @property
    def _seen_at(self) -> Path:
        return self.local / "seen.json"

    def _seen(self) -> dict[str, list[int]]:
        try:
            found = json.loads(self._seen_at.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}
