"""Sync through a folder that a file synchroniser carries.

Facts are read from every file that changed, whatever the synchroniser called it, and written by
uniting.  Of own files the last state that both sides had is kept here as the base of a merge.
Each file is written whole or not at all, first there, then here, then the base.  What is copied
from one side to the other is noted before, so that a run after a kill knows it for what both had,
and whatever is edited meanwhile is no clash.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import starmap
from pathlib import Path

from mlprep.domain.ids import DeviceId
from mlprep.formats.archive import layout, packing
from mlprep.formats.archive.layout import ArchiveError
from mlprep.formats.archive.merging import Step, breaks_off, settle, steps, torn
from mlprep.formats.archive.moving import Versions, moved
from mlprep.formats.archive.packing import Found, read_limited, walk, write_if_changed
from mlprep.study.exchange import own_files
from mlprep.study.exchange.own_files import OwnFiles
from mlprep.study.sync import facts as on_their_way
from mlprep.study.sync.errors import OutOfReach, SyncError
from mlprep.study.sync.facts import FactFile
from mlprep.study.sync.marks import Marks, load_marks, save_marks
from mlprep.study.sync.report import Synced, kept_twice
from mlprep.study.workspace import Workspace

_GIVEN, _TAKEN = "given", "taken"
"""Folders of notes: what is being copied there, and here."""
_OURS = frozenset({layout.FACTS, *layout.OWN_FOLDERS, layout.MARKER, layout.README})


@dataclass(slots=True)
class FolderSync:
    """One sync of a home with a folder."""

    workspace: Workspace
    folder: Path
    key: str
    local: Path
    """Where the base and what was seen are kept on this machine."""
    report: Synced = field(init=False)

    def __post_init__(self) -> None:
        self.report = Synced(str(self.folder), "folder")

    def run(self) -> Synced:
        """Take in what others wrote, write what is here; raises ``SyncError``."""
        history = self.workspace.history
        marks, lasts = load_marks(history, self.key), history.streams.lasts()
        try:
            self._prepare()
            self._facts()
            self._files()
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
        self.report.reached = True
        marks = load_marks(history, self.key)
        marks.sent = dict(marks.written)
        save_marks(history, self.key, marks)
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
        history = self.workspace.history
        save_marks(history, self.key, Marks())
        (self.local / "seen.json").unlink(missing_ok=True)
        for folder in ("base", _GIVEN, _TAKEN):
            for one in list(walk(self.local / folder)):
                one.real.unlink()

    # ------------------------------------------------------------------ facts

    def _facts(self) -> None:
        history = self.workspace.history
        there = {one.path: one for one in self._fact_files()}
        marks = load_marks(history, self.key)
        seen = self._seen() if marks.written else {}
        changed = {path: one for path, one in there.items() if seen.get(path) != _stamp(one)}
        on_their_way.announce(history, changed, self.key)
        before = history.streams.lasts()
        taken = on_their_way.take_facts(history, self._contents(changed), self.report)
        marks = load_marks(history, self.key)
        on_their_way.raise_marks(marks, taken.reached, before)
        lasts = history.streams.lasts()
        known = {path: seen.get(path) for path in there}
        known |= {path: _stamp(changed[path]) for path in taken.numbers}
        for file in on_their_way.outgoing(history, marks.written, lasts, self._existing):
            known[file.path] = self._write(file.path, file.content)
            self.report.facts_sent += file.new
        known |= self._heal({path for path in seen if path not in there}, taken.numbers)
        marks.written |= {str(device): last for device, last in lasts.items()}
        save_marks(history, self.key, marks)
        text = json.dumps({path: stamp for path, stamp in known.items() if stamp}, sort_keys=True)
        write_if_changed(self.local / "seen.json", text.encode())

    def _fact_files(self) -> Iterator[Found]:
        for one in walk(self.folder / layout.FACTS):
            path = f"{layout.FACTS}/{one.path}"
            if layout.device_of(path):
                yield one._replace(path=path)

    def _contents(self, found: dict[str, Found]) -> Iterator[FactFile]:
        for path, one in found.items():
            try:
                yield FactFile(path, read_limited(one.location, layout.MOST_CHUNK_BYTES))
            except (ArchiveError, OSError) as why:
                self.report.problems.append(f"{one.location} was passed over: {why}")

    def _existing(self, path: str) -> bytes:
        place = self.folder / path
        return read_limited(place, layout.MOST_CHUNK_BYTES) if place.exists() else b""

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
            here = self.workspace.history.streams.read(
                DeviceId(device), first, first + layout.CHUNK - 1
            )
            if {fact.number for fact in here} - numbers.get(path, set()):
                existing = self._existing(path)
                united = on_their_way.united(DeviceId(device), existing, here)
                healed[path] = self._write(path, united)
        return healed

    def _seen(self) -> dict[str, list[int]]:
        try:
            found = json.loads((self.local / "seen.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    # -------------------------------------------------------------- own files

    def _files(self) -> None:
        paths = self.workspace.paths
        home = own_files.read_own(paths)
        there = self._there()
        self._recall(_GIVEN, there)
        self._recall(_TAKEN, home)
        base = self._base()
        self.report.problems += home.left_out
        self._pass_over_cut(base, home, there)
        copies = _take_copies(there, home)
        contents = {**base.by_id(), **home.by_id(), **there.by_id()}
        alike = Versions(contents.get).alike
        ids = base.ids(), home.ids(), there.ids()
        self.report.problems += starmap(kept_twice, torn(*ids, alike).items())
        todo = steps(*ids, alike)
        for path, step in todo.items():
            if step is Step.GIVE:
                with self._noted(_GIVEN, path, home.contents[path]):
                    self._write(path, home.contents[path])
                    self._keep(path, home.contents[path])
                self.report.files_sent.append(path)
            elif step is Step.TAKE:
                self._bring(path, there.contents[path], home.contents.get(path))
            elif step is Step.SETTLE:
                self._settle(
                    path, base.contents.get(path), home.contents[path], there.contents[path]
                )
        stands = moved(ids[0], ids[2], alike)
        for path in (path for path, step in todo.items() if step is Step.DROP_OURS):
            if own_files.remove_moved(paths, path, stands[path], home.contents[path]):
                self._forget_base(path)
        for path in (path for path, step in todo.items() if step is Step.DROP_THEIRS):
            self._drop(path, there.contents[path])
        self._agree(base, home, there)
        for path, content in copies:
            self._clash(path, content, (home, there, base))

    def _there(self) -> OwnFiles:
        found = OwnFiles()
        for folder in layout.OWN_FOLDERS:
            for one in walk(self.folder / folder):
                path = f"{folder}/{one.path}"
                if not layout.is_own(path):
                    continue
                try:
                    found.contents[path] = read_limited(one.location, layout.MOST_FILE_BYTES)
                except (ArchiveError, OSError) as why:
                    self.report.problems.append(f"{one.location} was passed over: {why}")
        return found

    def _pass_over_cut(self, base: OwnFiles, home: OwnFiles, there: OwnFiles) -> None:
        """Leave out what breaks off on one side; in the folder the whole file is written again."""
        for path in _cut(base, home):
            del home.contents[path]
            place = own_files.place_of(self.workspace.paths, path)
            self.report.problems.append(
                f"{place} is empty or breaks off and was not shared; mend it, the whole one is"
                f" {self.folder / path}"
            )
        for path in _cut(base, there):
            del there.contents[path]
            told = f"{self.folder / path} is empty or breaks off and was passed over"
            if path in home.contents:
                self._write(path, home.contents[path])
                self._keep(path, home.contents[path])
                base.contents[path] = there.contents[path] = home.contents[path]
                self.report.files_sent.append(path)
                told += "; yours was written there again"
            self.report.problems.append(told)

    def _base(self) -> OwnFiles:
        root = self.local / "base"
        return OwnFiles(
            {one.path: read_limited(one.location, layout.MOST_FILE_BYTES) for one in walk(root)}
        )

    def _settle(self, path: str, base: bytes | None, ours: bytes, theirs: bytes) -> None:
        settled = settle(base, ours, theirs, toml=path.endswith(".toml"))
        if settled.clash is not None:
            self._clash(path, settled.clash, ())
        self._write(path, settled.content)
        self._bring(path, settled.content, ours)

    def _clash(self, path: str, content: bytes, known: tuple[OwnFiles, ...]) -> None:
        """Keep another version beside a file on both sides, unless it is known already."""
        name = layout.clash_path(path, content)
        if any(name in one.contents or one.contents.get(path) == content for one in known):
            return
        self._write(name, content)
        self._bring(name, content, None)

    def _bring(self, path: str, content: bytes, before: bytes | None) -> None:
        with self._noted(_TAKEN, path, content):
            try:
                settled = own_files.bring_own(self.workspace.paths, path, content, before)
            except ArchiveError as why:
                self.report.problems.append(str(why))
                return
            self._keep(path, content)
        is_clash = layout.clash_of(path) is not None
        (self.report.clashes if is_clash else self.report.files_received).append(path)
        if settled.clash is not None:
            self._clash(path, settled.clash, ())

    @contextmanager
    def _noted(self, way: str, path: str, content: bytes) -> Iterator[None]:
        """Note what is being copied to one side, until it is the base."""
        note = self.local / way / path
        write_if_changed(note, content)
        yield
        note.unlink(missing_ok=True)

    def _recall(self, way: str, side: OwnFiles) -> None:
        """Make what a run that was killed had copied to a side, and is there still, the base."""
        for one in list(walk(self.local / way)):
            content = read_limited(one.location, layout.MOST_FILE_BYTES)
            if side.contents.get(one.path) == content:
                self._keep(one.path, content)
            one.real.unlink()

    def _keep(self, path: str, content: bytes) -> None:
        write_if_changed(self.local / "base" / path, content)

    def _agree(self, base: OwnFiles, home: OwnFiles, there: OwnFiles) -> None:
        """Note as common what both sides have alike, and forget what neither has."""
        for path, content in home.contents.items():
            if there.contents.get(path) == content != base.contents.get(path):
                self._keep(path, content)
        for path in base.contents.keys() - home.contents.keys() - there.contents.keys():
            self._forget_base(path)

    def _forget_base(self, path: str) -> None:
        (self.local / "base" / path).unlink(missing_ok=True)

    def _drop(self, path: str, content: bytes) -> None:
        place = self.folder / path
        with suppress(OSError):
            if place.read_bytes() == content:
                place.unlink()
        self._forget_base(path)

    def _write(self, path: str, content: bytes) -> list[int]:
        """Write a file of the folder; returns its stamp, by which it is known again."""
        place = self.folder / path
        if not place.parent.resolve().is_relative_to(self.folder.resolve()) or place.is_symlink():
            raise SyncError(f"{place} is a link, or below one, and is not written to; remove it")
        write_if_changed(place, content)
        status = place.stat()
        return [status.st_size, status.st_mtime_ns]


def _cut(base: OwnFiles, side: OwnFiles) -> list[str]:
    """Name the files of a side that are only a rest of what both sides had last."""
    return [
        path
        for path, content in side.contents.items()
        if path in base.contents
        and breaks_off(base.contents[path], content, toml=path.endswith(".toml"))
    ]


def _stamp(found: Found) -> list[int]:
    return [found.status.st_size, found.status.st_mtime_ns]


def _take_copies(there: OwnFiles, home: OwnFiles) -> list[tuple[str, bytes]]:
    """Take out what a synchroniser laid beside a file because both sides had changed it."""
    copies = []
    known = there.contents.keys() | home.contents.keys()
    for path in sorted(there.contents):
        original = layout.copy_of(path)
        if original is not None and original in known:
            copies.append((original, there.contents.pop(path)))
    return copies
