"""A bare repository of our own and the learner's remote; files are read and written as objects.

There is no working tree: nothing is checked out, so neither filters nor links nor attributes of
a repository that others write to ever act here.  A commit is one atomic change of one reference.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from mlprep.study.sync.errors import OutOfReach, SyncError
from mlprep.study.sync.git import Git, GitFailed, shown

BRANCH = "refs/heads/mlprep"
"""The branch that the devices share, apart from whatever else the repository holds."""
PENDING = "refs/mlprep/pending"
"""A merge that is being taken into the home."""
SHARED = "refs/mlprep/shared/mlprep"
_FETCH = "+refs/heads/mlprep*:refs/mlprep/shared/mlprep*"
FILE = "100644"
"""The mode of a plain file."""
_PLAIN = frozenset({FILE, "100755"})
_STALE_SECONDS, _LOCK_SECONDS = 3.0, 0.1
_AGAIN = ("[rejected]", "[remote rejected]", "cannot lock ref", "fetch first", "stale info")
_REFUSED = ("hook declined", "denied", "protected branch", "prohibited", "unpack")


class Item(NamedTuple):
    """What stands at a path of a tree."""

    mode: str
    id: str

    @property
    def mark(self) -> str:
        """Tell contents apart, and files from links."""
        return self.id if self.mode in _PLAIN else f"{self.mode} {self.id}"


class Change(NamedTuple):
    """A path that a commit changes; with neither content nor item it goes."""

    path: str
    content: bytes | None = None
    item: Item | None = None


Tree = Mapping[str, Item]


class Repository:
    """Our side of the shared repository."""

    def __init__(self, git: Git) -> None:
        self._git = git

    @classmethod
    def open(cls, folder: Path, *, interactive: bool) -> "Repository":
        """Open the repository, make it where it is not there; raises ``SyncError``."""
        git = Git(folder, interactive=interactive)
        if not all((folder / name).exists() for name in ("HEAD", "config", "objects", "refs")):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                git.run("init", "--quiet", "--bare", "--object-format=sha1", "--template=")
            except GitFailed as why:
                raise SyncError(f"git cannot make a repository in {folder}: {why}") from why
        _wait_for_locks(folder)
        return cls(git)

    def resolve(self, name: str) -> str:
        """Return the commit that a reference names; empty where there is none."""
        return self._git.text("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")

    def tree(self, commit: str) -> dict[str, Item]:
        """List all files of a commit."""
        if not commit:
            return {}
        found = {}
        for row in self._git.run("ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0"):
            head, _, path = row.partition(b"\t")
            if path:
                mode, _kind, name = head.decode("ascii").split(" ")
                found[path.decode("utf-8", "surrogateescape")] = Item(mode, name)
        return found

    def read(self, items: Iterable[Item], most: int) -> dict[str, bytes]:
        """Read contents by their ids; what is larger than ``most`` bytes is left out."""
        wanted = sorted({item.id for item in items if item.mode in _PLAIN})
        if not wanted:
            return {}
        listed = self._git.run("cat-file", "--batch-check", given="\n".join(wanted).encode())
        rows = [row.split(" ") for row in listed.decode("ascii").splitlines()]
        fit = [row[0] for row in rows if row[1] == "blob" and int(row[2]) <= most]
        if not fit:
            return {}
        printed, found, at = (
            self._git.run("cat-file", "--batch", given="\n".join(fit).encode()),
            {},
            0,
        )
        for name in fit:
            start = printed.index(b"\n", at) + 1
            size = int(printed[at : start - 1].rsplit(b" ", 1)[1])
            found[name] = printed[start : start + size]
            at = start + size + 1
        return found

    def commit(
        self,
        name: str,
        parents: Iterable[str],
        changes: Iterable[Change],
        *,
        device: str,
        now_ms: int,
    ) -> str:
        """Make a commit out of its first parent and changes, and let a reference name it."""
        head = _head(name, parents, device, now_ms)
        pieces = chain([head], map(_change_bytes, changes), [b"\ndone\n"])
        try:
            self._git.feed(
                pieces, "fast-import", "--quiet", "--done", "--force", "--date-format=raw"
            )
        except GitFailed as why:
            raise SyncError(f"git could not keep what is to be shared: {why}") from why
        return self.resolve(name)

    def point(self, name: str, commit: str) -> None:
        """Let a reference name a commit; an empty one removes the reference."""
        self._git.run(*(("update-ref", name, commit) if commit else ("update-ref", "-d", name)))

    def common(self, one: str, other: str) -> str:
        """Find the newest commit that both contain; empty where there is none."""
        return self._git.text("merge-base", one, other)

    def fetch(self, remote: str) -> str:
        """Get what the others shared; returns its commit, empty where there is nothing yet.

        Raises ``OutOfReach``.
        """
        try:
            self._git.reach("fetch", "--quiet", "--no-tags", "--prune", "--", remote, _FETCH)
        except GitFailed as why:
            raise OutOfReach(f"{shown(remote)} cannot be reached: {why}.") from why
        return self.resolve(SHARED)

    def push(self, remote: str) -> bool:
        """Share our branch; false where somebody else was quicker.  Raises ``OutOfReach``."""
        try:
            self._git.reach("push", "--porcelain", "--", remote, f"{BRANCH}:{BRANCH}")
        except GitFailed as why:
            raced = any(word in why.said for word in _AGAIN)
            if raced and not any(word in why.said for word in _REFUSED):
                return False
            raise OutOfReach(f"{shown(remote)} takes nothing: {why}.") from why
        return True


def _head(name: str, parents: Iterable[str], device: str, now_ms: int) -> bytes:
    who = f"mlprep <{device}@mlprep> {now_ms // 1000} +0000"
    lines = ["feature done", f"commit {name}", f"committer {who}", "data 4", "sync"]
    lines += [
        f"{'merge' if at else 'from'} {parent}" for at, parent in enumerate(filter(None, parents))
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def _change_bytes(change: Change) -> bytes:
    path = _quoted(change.path)
    if change.item is not None:
        return f"M {change.item.mode} {change.item.id} ".encode() + path + b"\n"
    if change.content is None:
        return b"D " + path + b"\n"
    return b"M 100644 inline %s\ndata %d\n%s\n" % (path, len(change.content), change.content)


def _quoted(path: str) -> bytes:
    """Write a path as git reads it back, whatever letters it has."""
    raw = path.encode("utf-8", "surrogateescape")
    return b'"' + b"".join(_letter(one) for one in raw) + b'"'


def _letter(byte: int) -> bytes:
    plain = 0x20 <= byte < 0x7F and byte not in b'"\\'  # noqa: PLR2004  # printable ASCII
    return bytes([byte]) if plain else b"\\%03o" % byte


def _wait_for_locks(folder: Path) -> None:
    """Let a git that outlived its killed parent end; a lock that stays was left behind."""
    end = time.monotonic() + _STALE_SECONDS
    while locks := list(_locks(folder)):
        if time.monotonic() > end:
            for lock in locks:
                lock.unlink(missing_ok=True)
            return
        time.sleep(_LOCK_SECONDS)


def _locks(folder: Path) -> Iterator[Path]:
    yield from folder.glob("*.lock")
    yield from (folder / "refs").rglob("*.lock")
