"""Write everything of the learner into an archive of text files, and take one over."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from mlprep.domain.facts import Fact
from mlprep.domain.ids import DeviceId
from mlprep.formats.archive import layout, lines, packing
from mlprep.formats.archive.layout import ArchiveError
from mlprep.formats.archive.packing import Archive, Entry
from mlprep.formats.exchange.reading import ENDINGS
from mlprep.store.streams import Streams
from mlprep.study.bulk import paused_collector
from mlprep.study.exchange.own_files import place_of, read_own, read_single, write_own

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    path: Path
    facts: int
    devices: int
    files: int
    left_out: tuple[str, ...] = ()


@dataclass(slots=True)
class Incoming:
    """What an archive would bring, or has brought."""

    path: Path
    facts: int = 0
    new_facts: int = 0
    different_facts: int = 0
    """Recorded otherwise here under the same number; what is here stays."""
    devices: list[str] = field(default_factory=list)
    new_files: list[str] = field(default_factory=list)
    same_files: int = 0
    clashes: list[str] = field(default_factory=list)
    """Files that are different here: yours stays, the other is kept beside it."""
    not_understood: list[str] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)
    """Left out because the archive's own list of files has them not: left from before."""
    done: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to take over."""
        return not (self.new_facts or self.new_files)


def export_archive(workspace: "Workspace", target: Path) -> Exported:
    """Write facts, settings and own files to a zip file (``*.zip``) or into a folder.

    Equal things give equal bytes.  Raises ``ArchiveError`` where something else stands there
    or its folder is missing.
    """
    is_zip = target.suffix.lower() == ".zip"
    _refuse_foreign(target, is_zip=is_zip)
    own = read_own(workspace.paths)
    files = {**read_single(workspace.paths), **own.contents}
    streams = workspace.history.streams
    lasts = streams.lasts()
    counts: dict[str, dict[str, int]] = {}
    entries = _entries(streams, lasts, files, counts)
    if is_zip:
        packing.write_zip(target, entries)
    else:
        before = _listed(target)
        packing.write_folder(target, entries)
        _drop_stale(workspace, target, before - files.keys())
    facts = sum(count["facts"] for count in counts.values())
    return Exported(target, facts, len(lasts), len(files), tuple(own.left_out))


def _refuse_foreign(target: Path, *, is_zip: bool) -> None:
    """Raise unless its folder is there, and at the target nothing or an earlier export."""
    if not (folder := target.absolute().parent).is_dir():
        raise ArchiveError(f"there is no folder {folder}; make it, or name another place")
    if not target.exists() or (target.is_dir() and not is_zip and not any(target.iterdir())):
        return
    try:
        with packing.opened(target):
            pass
    except ArchiveError as why:
        raise ArchiveError(
            f"{target} is there already and no archive of mlprep; nothing was written, name"
            " another file or a new folder"
        ) from why
    if target.is_dir() == is_zip:
        raise ArchiveError(f"{target} is a folder; nothing was written, name a new file")


def _listed(target: Path) -> set[str]:
    """Name the files that an earlier export wrote into a folder; none where that is not known."""
    try:
        with packing.opened(target) as archive:
            manifest = _manifest(target, archive)
    except ArchiveError:
        return set()
    return manifest.files if manifest else set()


def _drop_stale(workspace: "Workspace", target: Path, stale: set[str]) -> None:
    """Remove what an earlier export wrote and the home has no more; nothing else that is there."""
    for found in list(packing.walk(target)) if stale else ():
        if found.path in stale and _is_gone(workspace, found.path):
            found.real.unlink()
            for folder in found.real.parents[: found.path.count("/")]:
                with suppress(OSError):  # something else is in it
                    folder.rmdir()


def _is_gone(workspace: "Workspace", path: str) -> bool:
    """Whether a file of an archive is the learner's own kind and stands no more in the home."""
    try:
        return not place_of(workspace.paths, path).exists()
    except ArchiveError:
        return False


def _entries(
    streams: Streams,
    lasts: Mapping[DeviceId, int],
    files: Mapping[str, bytes],
    counts: dict[str, dict[str, int]],
) -> Iterator[Entry]:
    yield Entry(layout.MARKER, layout.MARKER_TEXT.encode())
    yield Entry(layout.README, layout.README_TEXT.encode())
    for device in sorted(lasts):
        count = counts[device] = {"facts": 0, "last": lasts[device]}
        for facts in chunks_of(streams, device, 0, lasts[device]):
            count["facts"] += len(facts)
            path = layout.chunk_path(device, facts[0].number)
            yield Entry(path, lines.chunk_bytes(facts))
    for path in sorted(files):
        yield Entry(path, files[path])
    manifest = {"facts": counts, "files": sorted(files)}
    yield Entry(layout.MANIFEST, f"{json.dumps(manifest, indent=2)}\n".encode())


def chunks_of(streams: Streams, device: DeviceId, after: int, last: int) -> Iterator[list[Fact]]:
    """Give the facts of a device file by file, from the file with the first one behind a number.

    Raises ``ArchiveError`` for a device whose name cannot be a folder's.
    """
    if layout.device_of(layout.chunk_path(device, 1)) is None:
        raise ArchiveError(f"{device!r} cannot be the name of a folder, so nothing was written")
    number = streams.next_number(device, after)
    while number is not None and number <= last:
        first = layout.first_of(number)
        end = min(first + layout.CHUNK - 1, last)
        yield streams.read(device, first, end)
        number = streams.next_number(device, end)


def look_into(workspace: "Workspace", source: Path) -> Incoming:
    """Read an archive to its end and tell what it would bring; nothing is changed.

    Raises ``ArchiveError`` where it is not whole or not sound.
    """
    if source.suffix.lower() in ENDINGS and source.is_file():
        raise ArchiveError(
            f"{source} is no archive of mlprep but looks like cards; `mlprep deck import` takes"
            " them over"
        )
    with packing.opened(source) as archive:
        return _look(workspace, source, archive)[0]


def import_archive(workspace: "Workspace", source: Path) -> Incoming:
    """Take an archive over: facts as a union, files where there are none of the same name.

    All of it is read before anything is written; a backup is made before.  Taking the same
    archive over twice changes nothing.  Raises ``ArchiveError``.
    """
    from mlprep.study.sync.marks import lower_marks
    from mlprep.study.upkeep import back_up

    with packing.opened(source) as archive:
        incoming, files = _look(workspace, source, archive)
        if incoming.new_facts:
            back_up(workspace)
            lower_marks(workspace.history, _firsts(archive))
            with paused_collector():
                incoming.new_facts = workspace.history.merge(_facts(source, archive))
    for path in incoming.new_files:
        write_own(workspace.paths, path, files[path])
    workspace.forget_cached()
    incoming.done = True
    return incoming


def _look(
    workspace: "Workspace", source: Path, archive: Archive
) -> tuple[Incoming, dict[str, bytes]]:
    incoming = Incoming(source)
    counts: dict[str, set[int]] = {}
    for device, chunk in _read_facts(source, archive):
        numbers = counts.setdefault(device, set())
        fresh = [fact for fact in chunk if fact.number not in numbers]
        numbers.update(fact.number for fact in fresh)
        _compare(workspace.history.streams, device, fresh, incoming)
    manifest = _manifest(source, archive)
    files = _files(workspace, archive, incoming, manifest)
    if manifest is not None:
        _check_whole(source, archive, counts, manifest)
    incoming.facts = sum(map(len, counts.values()))
    incoming.devices = sorted(counts)
    return incoming, files


def _read_facts(source: Path, archive: Archive) -> Iterator[tuple[DeviceId, list[Fact]]]:
    """Go through the facts file by file; raises ``ArchiveError`` at the first that is none."""
    for path in archive.paths:
        name = layout.device_of(path)
        if name is not None:
            device = DeviceId(name)
            chunk = lines.read_chunk(device, archive.read(path))
            if chunk.faults:
                fault = chunk.faults[0]
                raise ArchiveError(
                    f"{source}: {path}:{fault.line}: {fault.what}; the archive is damaged or was"
                    " made by a newer mlprep, and nothing was changed"
                )
            yield device, chunk.facts


def _facts(source: Path, archive: Archive) -> Iterator[Fact]:
    for _, facts in _read_facts(source, archive):
        yield from facts


def _firsts(archive: Archive) -> dict[str, int]:
    """Tell from which number on an archive has facts of each device, to a file's width."""
    found: dict[str, int] = {}
    for path in archive.paths:
        device = layout.device_of(path)
        if device is not None:
            stem = path.rpartition("/")[2].removesuffix(".jsonl")
            first = int(stem) if stem.isascii() and stem.isdigit() else 1
            found[device] = min(first, found.get(device, first))
    return found


def _compare(streams: Streams, device: DeviceId, facts: list[Fact], incoming: Incoming) -> None:
    if not facts:
        return
    numbers = [fact.number for fact in facts]
    here = {one.number: one for one in streams.read(device, min(numbers), max(numbers))}
    incoming.new_facts += sum(fact.number not in here for fact in facts)
    incoming.different_facts += sum(here.get(fact.number, fact) != fact for fact in facts)


def _files(
    workspace: "Workspace", archive: Archive, incoming: Incoming, manifest: "_Manifest | None"
) -> dict[str, bytes]:
    """Sort the files of an archive into new ones, equal ones and clashes."""
    wanted: dict[str, bytes] = {}
    known = {layout.MARKER, layout.MANIFEST, layout.README}
    for path in archive.paths:
        if path not in layout.OWN_FILES and not layout.is_own(path):
            if path not in known and layout.device_of(path) is None:
                incoming.not_understood.append(path)
            continue
        if manifest is not None and path not in manifest.files:
            incoming.unlisted.append(path)
            continue
        content = archive.read(path)
        place = place_of(workspace.paths, path)
        if not place.exists():
            wanted[path] = content
        elif place.read_bytes() == content:
            incoming.same_files += 1
        else:
            kept = layout.clash_path(path, content)
            incoming.clashes.append(path)
            if not place.with_name(kept.rpartition("/")[2]).exists():
                wanted[kept] = content
    incoming.new_files = sorted(wanted)
    return wanted


class _Manifest(NamedTuple):
    """What an archive says of itself."""

    facts: dict[str, int]
    """Number of facts, by device."""
    files: set[str]


def _manifest(source: Path, archive: Archive) -> _Manifest | None:
    """Read what an archive says of itself, if anything; raises ``ArchiveError``."""
    if layout.MANIFEST not in archive.paths:
        return None
    try:
        found: Any = json.loads(archive.read(layout.MANIFEST))
        facts = {name: int(one["facts"]) for name, one in found["facts"].items()}
        return _Manifest(facts, {str(one) for one in found["files"]})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as why:
        raise ArchiveError(
            f"{source}: {layout.MANIFEST} cannot be read; nothing was changed"
        ) from why


def _check_whole(
    source: Path, archive: Archive, counts: Mapping[str, set[int]], manifest: _Manifest
) -> None:
    """Raise ``ArchiveError`` where the manifest names what is not there."""
    for device, count in manifest.facts.items():
        found = len(counts.get(device, ()))
        if found < count:
            raise ArchiveError(
                f"{source} is not whole: of {count} facts of the device {device[:80]} it holds"
                f" {found}; nothing was changed"
            )
    missing = sorted(manifest.files - set(archive.paths))
    if missing:
        raise ArchiveError(
            f"{source} is not whole: {missing[0][:80]} is missing; nothing was changed"
        )
