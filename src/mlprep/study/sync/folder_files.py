"""The learner's own files between the home and a carried folder.

Each file is written whole or not at all, first there, then here, then the base.  What is copied
from one side to the other is noted before, so that a run after a kill knows it for what both had,
and whatever is edited meanwhile is no clash.
"""

from dataclasses import dataclass
from itertools import starmap

from mlprep.formats.archive import layout
from mlprep.formats.archive.layout import ArchiveError
from mlprep.formats.archive.merging import Step, breaks_off, settle, steps, torn
from mlprep.formats.archive.moving import Versions, moved
from mlprep.formats.archive.packing import read_limited, walk
from mlprep.store.paths import Paths
from mlprep.study.exchange import own_files
from mlprep.study.exchange.own_files import OwnFiles
from mlprep.study.sync.common_base import GIVEN, TAKEN, CommonBase
from mlprep.study.sync.report import Synced, kept_twice
from mlprep.study.sync.shared_folder import SharedFolder


@dataclass(frozen=True, slots=True)
class FolderFiles:
    """The own files of a home, and those in a folder."""

    paths: Paths
    folder: SharedFolder
    base: CommonBase
    report: Synced

    def unite(self) -> None:
        """Bring both sides to the same files."""
        home = own_files.read_own(self.paths)
        there = self._there()
        self.base.recall(GIVEN, there)
        self.base.recall(TAKEN, home)
        base = self.base.read()
        self.report.problems += home.left_out
        self._pass_over_cut(base, home, there)
        copies = _take_copies(there, home)
        self._carry_out(base, home, there)
        self.base.agree(base, home, there)
        for path, content in copies:
            self._clash(path, content, (home, there, base))

    def _carry_out(self, base: OwnFiles, home: OwnFiles, there: OwnFiles) -> None:
        """Give, take, settle and drop what one side or both have changed."""
        contents = {**base.by_id(), **home.by_id(), **there.by_id()}
        alike = Versions(contents.get).alike
        ids = base.ids(), home.ids(), there.ids()
        self.report.problems += starmap(kept_twice, torn(*ids, alike).items())
        todo = steps(*ids, alike)
        for path, step in todo.items():
            if step is Step.GIVE:
                self._give(path, home.contents[path])
            elif step is Step.TAKE:
                self._bring(path, there.contents[path], home.contents.get(path))
            elif step is Step.SETTLE:
                self._settle(
                    path, base.contents.get(path), home.contents[path], there.contents[path]
                )
        stands = moved(ids[0], ids[2], alike)
        for path in (path for path, step in todo.items() if step is Step.DROP_OURS):
            if own_files.remove_moved(self.paths, path, stands[path], home.contents[path]):
                self.base.forget(path)
        for path in (path for path, step in todo.items() if step is Step.DROP_THEIRS):
            self.folder.drop(path, there.contents[path])
            self.base.forget(path)

    def _there(self) -> OwnFiles:
        found = OwnFiles()
        for folder in layout.OWN_FOLDERS:
            for one in walk(self.folder.root / folder):
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
            place = own_files.place_of(self.paths, path)
            self.report.problems.append(
                f"{place} is empty or breaks off and was not shared; mend it, the whole one is"
                f" {self.folder.root / path}"
            )
        for path in _cut(base, there):
            del there.contents[path]
            told = f"{self.folder.root / path} is empty or breaks off and was passed over"
            if path in home.contents:
                self.folder.write(path, home.contents[path])
                self.base.keep(path, home.contents[path])
                base.contents[path] = there.contents[path] = home.contents[path]
                self.report.files_sent.append(path)
                told += "; yours was written there again"
            self.report.problems.append(told)

    def _give(self, path: str, content: bytes) -> None:
        with self.base.noted(GIVEN, path, content):
            self.folder.write(path, content)
            self.base.keep(path, content)
        self.report.files_sent.append(path)

    def _bring(self, path: str, content: bytes, before: bytes | None) -> None:
        with self.base.noted(TAKEN, path, content):
            try:
                settled = own_files.bring_own(self.paths, path, content, before)
            except ArchiveError as why:
                self.report.problems.append(str(why))
                return
            self.base.keep(path, content)
        is_clash = layout.clash_of(path) is not None
        (self.report.clashes if is_clash else self.report.files_received).append(path)
        if settled.clash is not None:
            self._clash(path, settled.clash, ())

    def _settle(self, path: str, base: bytes | None, ours: bytes, theirs: bytes) -> None:
        settled = settle(base, ours, theirs, toml=path.endswith(".toml"))
        if settled.clash is not None:
            self._clash(path, settled.clash, ())
        self.folder.write(path, settled.content)
        self._bring(path, settled.content, ours)

    def _clash(self, path: str, content: bytes, known: tuple[OwnFiles, ...]) -> None:
        """Keep another version beside a file on both sides, unless it is known already."""
        name = layout.clash_path(path, content)
        if any(name in one.contents or one.contents.get(path) == content for one in known):
            return
        self.folder.write(name, content)
        self._bring(name, content, None)


def _cut(base: OwnFiles, side: OwnFiles) -> list[str]:
    """Name the files of a side that are only a rest of what both sides had last."""
    return [
        path
        for path, content in side.contents.items()
        if path in base.contents
        and breaks_off(base.contents[path], content, toml=path.endswith(".toml"))
    ]


def _take_copies(there: OwnFiles, home: OwnFiles) -> list[tuple[str, bytes]]:
    """Take out what a synchroniser laid beside a file because both sides had changed it."""
    copies = []
    known = there.contents.keys() | home.contents.keys()
    for path in sorted(there.contents):
        original = layout.copy_of(path)
        if original is not None and original in known:
            copies.append((original, there.contents.pop(path)))
    return copies
