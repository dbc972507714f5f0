"""Sync through a git repository of the learner's.

Our branch always names the commit that the home reflects, but for what the learner changed
since.  First that is committed; then what the others shared is merged into a commit of its own,
which stays *pending* until facts and files of it are in the home; then our branch moves on and
is pushed.  Killed anywhere, the next run goes on from there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from mlprep.domain.ids import DeviceId
from mlprep.formats.archive import layout, lines
from mlprep.formats.archive.layout import ArchiveError
from mlprep.formats.archive.merging import Settled, Step, settle, steps, torn
from mlprep.formats.archive.moving import Alike, Versions, moved
from mlprep.study.exchange import own_files
from mlprep.study.sync import facts as on_their_way
from mlprep.study.sync.errors import OutOfReach, SyncError
from mlprep.study.sync.facts import FactFile
from mlprep.study.sync.git import shown
from mlprep.study.sync.marks import load_marks, save_marks
from mlprep.study.sync.report import Synced, kept_twice
from mlprep.study.sync.repository import BRANCH, FILE, PENDING, Change, Item, Repository, Tree
from mlprep.study.workspace import Workspace

_ATTEMPTS = 5
_READ_AT_ONCE = 50


@dataclass(slots=True)
class GitSync:
    """One sync of a home with a remote."""

    workspace: Workspace
    remote: str
    key: str
    repository: Repository
    report: Synced

    @classmethod
    def open(
        cls, workspace: Workspace, remote: str, key: str, folder: Path, *, interactive: bool
    ) -> "GitSync":
        """Open our side of the repository; raises ``SyncError``."""
        repository = Repository.open(folder / "repository.git", interactive=interactive)
        return cls(workspace, remote, key, repository, Synced(shown(remote), "git"))

    def run(self) -> Synced:
        """Commit, merge, push; raises ``SyncError`` where not even the first can be done."""
        self._finish()
        head = self.repository.resolve(BRANCH)
        self._take_facts(head)
        head = self._commit_own(head)
        history = self.workspace.history
        waits = on_their_way.waiting(history.streams.lasts(), load_marks(history, self.key))
        try:
            head = self._exchange(head)
        except OutOfReach as why:
            self.report.message = str(why)
            self.report.facts_waiting = waits
            return self.report
        on_their_way.arrived(history, self.key, self.report)
        return self.report

    def _exchange(self, head: str) -> str:
        for _ in range(_ATTEMPTS):
            theirs = self.repository.fetch(self.remote)
            if theirs and self.repository.common(head, theirs) != theirs:
                self._merge(head, theirs)
                self._finish()
                head = self.repository.resolve(BRANCH)
            if theirs == head:
                return head
            if self.repository.push(self.remote):
                self.report.facts_sent = self._new_there(theirs, head)
                return head
        raise OutOfReach(f"{self.report.place} was changed by others again and again; try later.")

    # ------------------------------------------------------------------ facts

    def _take_facts(self, commit: str) -> dict[str, int]:
        """Take in the facts of a commit that are not in the history for certain."""
        history = self.workspace.history
        marks = load_marks(history, self.key)
        if commit == marks.merged:
            return {}
        known = self.repository.tree(self.repository.resolve(marks.merged) if marks.merged else "")
        changed = {
            path: item
            for path, item in self.repository.tree(commit).items()
            if layout.device_of(path) and known.get(path) != item
        }
        on_their_way.announce(history, changed, self.key)
        before = history.streams.lasts()
        taken = on_their_way.take_facts(history, self._files(changed), self.report)
        marks = load_marks(history, self.key)
        marks.merged = commit
        on_their_way.raise_marks(marks, taken.reached, before)
        save_marks(history, self.key, marks)
        return taken.reached

    def _files(self, items: Tree) -> Iterator[FactFile]:
        for path, content in self._contents(items):
            if content is not None:
                yield FactFile(path, content)
            else:
                self.report.problems.append(f"{path} is no file of facts; it was passed over")

    def _contents(self, items: Tree) -> Iterator[tuple[str, bytes | None]]:
        """Read what stands at paths; ``None`` where it is no plain file, or too large."""
        paths = sorted(items)
        for start in range(0, len(paths), _READ_AT_ONCE):
            some = paths[start : start + _READ_AT_ONCE]
            found = self.repository.read((items[path] for path in some), layout.MOST_CHUNK_BYTES)
            yield from ((path, found.get(items[path].id)) for path in some)

    def _new_there(self, before: str, after: str) -> int:
        """Count the facts of a commit that are not in an earlier one."""
        if not before:
            return sum(one.facts for one in self.workspace.history.streams.summary().values())
        was, now = self.repository.tree(before), self.repository.tree(after)
        changed = [path for path in now if layout.device_of(path) and was.get(path) != now[path]]
        gained = self._facts_in({path: now[path] for path in changed})
        return gained - self._facts_in({path: was[path] for path in changed if path in was})

    def _facts_in(self, items: Tree) -> int:
        return sum(lines.count(content or b"") for _, content in self._contents(items))

    # ------------------------------------------------------- what is here goes

    def _commit_own(self, head: str) -> str:
        """Commit what was recorded and written here since; returns the new head."""
        history = self.workspace.history
        tree = self.repository.tree(head)
        marks, lasts = load_marks(history, self.key), history.streams.lasts()
        changes = chain(self._standing(tree), self._own_changes(tree))
        some = chain(changes, self._fact_changes(tree, marks.written, lasts))
        first = next(some, None)
        if first is not None or not head:
            head = self._commit(BRANCH, [head], chain(filter(None, [first]), some))
        marks.written |= {str(device): last for device, last in lasts.items()}
        marks.merged = head
        save_marks(history, self.key, marks)
        return head

    def _standing(self, tree: Tree) -> Iterator[Change]:
        """Give the mark and the explanation, where they are not there."""
        if layout.MARKER not in tree:
            yield Change(layout.MARKER, layout.MARKER_TEXT.encode())
        if layout.README not in tree:
            yield Change(layout.README, layout.README_TEXT.encode())

    def _own_changes(self, tree: Tree) -> Iterator[Change]:
        own = own_files.read_own(self.workspace.paths)
        self.report.problems += own.left_out
        there = _own_marks(tree)
        for path, step in steps(there, own.ids(), there, self._alike(own)).items():
            if step is Step.GIVE and path in tree and not own.contents[path].strip(b"\0 \t\r\n"):
                place = own_files.place_of(self.workspace.paths, path)
                self.report.problems.append(f"{place} is empty and was not shared; mend it")
            elif step is Step.GIVE:
                self.report.files_sent.append(path)
                yield Change(path, own.contents[path])
            elif step is Step.DROP_THEIRS:
                yield Change(path)

    def _fact_changes(
        self, tree: Tree, after: dict[str, int], lasts: dict[DeviceId, int]
    ) -> Iterator[Change]:
        history = self.workspace.history
        for file in on_their_way.outgoing(history, after, lasts, lambda path: self._at(tree, path)):
            item = tree.get(file.path)
            if item is None or item.id != layout.content_id(file.content):
                yield Change(file.path, file.content)

    def _at(self, tree: Tree, path: str) -> bytes:
        """Read the file at a path; empty where there is none."""
        item = tree.get(path)
        if item is None:
            return b""
        return self.repository.read([item], layout.MOST_CHUNK_BYTES).get(item.id, b"")

    def _commit(self, name: str, parents: list[str], changes: Iterator[Change]) -> str:
        return self.repository.commit(
            name,
            parents,
            changes,
            device=self.workspace.history.device,
            now_ms=self.workspace.clock.now_ms(),
        )

    # ------------------------------------------------------ what others shared

    def _merge(self, head: str, theirs: str) -> None:
        """Make a commit of both sides, to be taken into the home."""
        base = self.repository.common(head, theirs)
        was, ours, new = (self.repository.tree(one) for one in (base, head, theirs))
        self._check(new)
        changes = [*self._merged_facts(ours, new), *self._merged_files(was, ours, new)]
        merged = _changed(ours, changes)
        if base == head and {path: item.mark for path, item in new.items()} == merged:
            self.repository.point(PENDING, theirs)
        else:
            self._commit(PENDING, [head, theirs], iter(changes))

    def _check(self, tree: Tree) -> None:
        """Refuse what a newer mlprep wrote."""
        if layout.MARKER in tree:
            try:
                layout.check_marker(self._at(tree, layout.MARKER), self.report.place)
            except ArchiveError as why:
                raise SyncError(str(why)) from why

    def _merged_facts(self, ours: Tree, new: Tree) -> Iterator[Change]:
        for path, item in new.items():
            device, own = layout.device_of(path), ours.get(path)
            if device is None or own == item:
                continue
            if own is None:
                yield Change(path, item=item)
                continue
            there = self._at(new, path)
            content = lines.joined(DeviceId(device), self._at(ours, path), there)
            self.report.problems += _lost(path, DeviceId(device), there, content)
            if layout.content_id(content) != own.id:
                yield Change(path, content)

    def _merged_files(self, was: Tree, ours: Tree, new: Tree) -> Iterator[Change]:
        trees = [
            {p: i for p, i in tree.items() if not layout.device_of(p)} for tree in (was, ours, new)
        ]
        base, own, their = ({path: item.mark for path, item in tree.items()} for tree in trees)
        alike = self._alike()
        for old, at in torn(base, own, their, alike).items():
            self.report.problems.append(kept_twice(old, at))
        for path, step in steps(base, own, their, alike).items():
            if step is Step.TAKE:
                yield Change(path, item=new[path])
            elif step is Step.DROP_OURS and layout.is_own(path):
                yield Change(path)
            elif step is Step.SETTLE and layout.is_own(path):
                settled = self._settled(path, was.get(path), ours[path], new[path])
                yield Change(path, settled.content)
                if settled.clash is not None:
                    yield Change(layout.clash_path(path, settled.clash), settled.clash)

    def _settled(self, path: str, was: Item | None, ours: Item, theirs: Item) -> Settled:
        items = [ours, theirs] if was is None else [ours, theirs, was]
        found = self.repository.read(items, layout.MOST_FILE_BYTES)
        if ours.id not in found or theirs.id not in found:
            self.report.problems.append(f"{path} is too large or a link there; yours stays")
            return Settled(found.get(ours.id, b""))
        base = None if was is None else found.get(was.id)
        return settle(base, found[ours.id], found[theirs.id], toml=path.endswith(".toml"))

    def _finish(self) -> None:
        """Take a pending merge into the home and move our branch on; twice does no harm."""
        pending = self.repository.resolve(PENDING)
        if not pending:
            return
        head = self.repository.resolve(BRANCH)
        self._take_facts(pending)
        self._take_files(self.repository.tree(head), self.repository.tree(pending))
        self.repository.point(BRANCH, pending)
        self.repository.point(PENDING, "")

    def _take_files(self, was: Tree, new: Tree) -> None:
        paths = self.workspace.paths
        own = own_files.read_own(paths)
        before, after = _own_marks(was), _own_marks(new)
        alike = self._alike(own)
        todo = steps(before, own.ids(), after, alike)
        wanted = [new[path] for path, step in todo.items() if step in (Step.TAKE, Step.SETTLE)]
        wanted += [was[path] for path, step in todo.items() if step is Step.SETTLE and path in was]
        found = self.repository.read(wanted, layout.MOST_FILE_BYTES)
        for path, step in todo.items():
            if step is Step.TAKE and new[path].id in found:
                self._write(path, found[new[path].id], own.contents.get(path))
            elif step is Step.SETTLE and new[path].id in found:
                base = found.get(was[path].id) if path in was else None
                toml = path.endswith(".toml")
                settled = settle(base, own.contents[path], found[new[path].id], toml=toml)
                self._write(path, settled.content, own.contents[path])
                if settled.clash is not None:
                    self._write(layout.clash_path(path, settled.clash), settled.clash, None)
        stands = moved(before, after, alike)
        for path, step in todo.items():
            if step is Step.DROP_OURS:
                own_files.remove_moved(paths, path, stands[path], own.contents[path])

    def _alike(self, own: own_files.OwnFiles | None = None) -> Alike:
        """Tell versions of a file by what is in the home and in the repository."""
        here = {} if own is None else own.by_id()

        def read(name: str) -> bytes | None:
            if name in here:
                return here[name]
            found = self.repository.read([Item(FILE, name)], layout.MOST_FILE_BYTES)
            return found.get(name)

        return Versions(read).alike

    def _write(self, path: str, content: bytes, before: bytes | None) -> None:
        try:
            settled = own_files.bring_own(self.workspace.paths, path, content, before)
        except ArchiveError as why:
            self.report.problems.append(str(why))
            return
        except OSError as why:
            raise SyncError(
                f"{own_files.place_of(self.workspace.paths, path)} cannot be written"
                f" ({why.strerror or why}); mend that and sync again, nothing is lost"
            ) from why
        if layout.clash_of(path):
            self.report.clashes.append(path)
        else:
            self.report.files_received.append(path)
        if settled.clash is not None:
            self._write(layout.clash_path(path, settled.clash), settled.clash, None)


def _lost(path: str, device: DeviceId, there: bytes, content: bytes) -> Iterator[str]:
    """Tell of the lines that are no facts and do not come along."""
    kept, rows = set(content.split(b"\n")), there.split(b"\n")
    for fault in lines.read_chunk(device, there).faults:
        if rows[fault.line - 1].strip() not in kept:
            yield f"{path}:{fault.line}: {fault.what}; the line was passed over"


def _own_marks(tree: Tree) -> dict[str, str]:
    return {path: item.mark for path, item in tree.items() if layout.is_own(path)}


def _changed(tree: Tree, changes: list[Change]) -> dict[str, str]:
    """Say what a tree is after changes."""
    marks = {path: item.mark for path, item in tree.items()}
    for change in changes:
        if change.item is not None:
            marks[change.path] = change.item.mark
        elif change.content is not None:
            marks[change.path] = layout.content_id(change.content)
        else:
            marks.pop(change.path, None)
    return marks
