"""What becomes of files when both sides may have changed them since they were alike.

Each side is a mapping from path to the id of the content.  Nothing that a person wrote is lost:
a file that is gone on one side stays on the other, unless it was only moved.
"""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from enum import Enum, auto
from typing import NamedTuple

from mlprep.formats.archive.moving import Alike, moved, never


class Step(Enum):
    """What is to be done about a path."""

    TAKE = auto()
    """Our side gets their content."""
    GIVE = auto()
    """Their side gets ours."""
    SETTLE = auto()
    """Both changed it: the contents have to be merged."""
    DROP_OURS = auto()
    """They moved it, and we have it at the new place or are about to."""
    DROP_THEIRS = auto()
    """We moved it."""


def steps(
    base: Mapping[str, str],
    ours: Mapping[str, str],
    theirs: Mapping[str, str],
    alike: Alike = never,
) -> dict[str, Step]:
    """Compare both sides with what they had in common last; paths that need nothing are left.

    ``alike`` knows the versions of a file, so that one that was edited and moved is moved too.
    """
    moved_here, moved_there = moved(base, ours, alike), moved(base, theirs, alike)
    found = {}
    for path in sorted(base.keys() | ours.keys() | theirs.keys()):
        was, our, their = base.get(path), ours.get(path), theirs.get(path)
        if our == their:
            continue
        if our is None:
            step = _absent(was, their, Step.TAKE, Step.DROP_THEIRS, path in moved_here)
        elif their is None:
            step = _absent(was, our, Step.GIVE, Step.DROP_OURS, path in moved_there)
        else:
            step = Step.TAKE if our == was else Step.GIVE if their == was else Step.SETTLE
        if step is not None:
            found[path] = step
    return found


def _absent(
    was: str | None, other: str | None, bring: Step, drop: Step, moved: bool
) -> Step | None:
    """Decide on a path that one side lacks: bring it, drop it elsewhere too, or leave it so."""
    if was is None or other != was:
        return bring
    return drop if moved else None


def torn(
    base: Mapping[str, str], ours: Mapping[str, str], theirs: Mapping[str, str], alike: Alike
) -> dict[str, str]:
    """Name the files that one side changed at the old path while the other moved them.

    They stay at both places: old path to new.
    """
    return {
        old: new
        for kept, other in ((ours, theirs), (theirs, ours))
        for old, new in moved(base, other, alike).items()
        if kept.get(old, base[old]) != base[old]
    }


class Settled(NamedTuple):
    """The content for both sides, and theirs as a whole where it did not merge."""

    content: bytes
    clash: bytes | None = None


def settle(base: bytes | None, ours: bytes, theirs: bytes, *, toml: bool) -> Settled:
    """Merge two versions of a file; where they clash ours holds and theirs is kept beside it.

    ``toml`` says that the result has to be TOML where both versions were.
    """
    if base is None or b"\0" in ours or b"\0" in theirs:
        return Settled(ours, theirs)
    merged = three_way(_lines(base), _lines(ours), _lines(theirs))
    content = b"".join(merged.lines)
    if toml and not _is_toml(content) and _is_toml(ours) and _is_toml(theirs):
        return Settled(ours, theirs)
    return Settled(content, theirs if merged.clashes else None)


def breaks_off(before: bytes, now: bytes, *, toml: bool) -> bool:
    """Whether a file was cut, as by a full disk or half-way through a file synchroniser.

    That is one that was emptied or filled with zeros, and a beginning of what it was that can
    be no version of its own.
    """
    kept = now.rstrip(b"\0")
    if not kept.strip():
        return bool(before.strip())
    if len(now) > len(before) or not before.startswith(kept) or now == before:
        return False
    return (_is_toml(before) and not _is_toml(now)) if toml else b"\0" in before


def _lines(data: bytes) -> list[bytes]:
    """Split into lines that keep their ends; the last one gets an end, so that it can be joined."""
    lines = data.split(b"\n")
    return [line + b"\n" for line in (lines if lines[-1] else lines[:-1])]


def _is_toml(data: bytes) -> bool:
    import tomli

    try:
        tomli.loads(str(data.removeprefix(b"\xef\xbb\xbf"), "utf-8"))
    except (ValueError, RecursionError):
        return False
    return True


class Merged(NamedTuple):
    """Merged lines, and how often both sides had changed the same."""

    lines: list[bytes]
    clashes: int


def three_way(base: Sequence[bytes], ours: Sequence[bytes], theirs: Sequence[bytes]) -> Merged:
    """Merge two changed versions line by line.

    Where both changed the same lines ours holds and a clash is counted; tables that one side
    added behind what the other added or changed, as cards at the end of a deck, are kept.
    """
    lines: list[bytes] = []
    clashes, done = 0, (0, 0, 0)
    for start, our, their, length in _shared(base, ours, theirs):
        before = base[done[0] : start]
        a, b = ours[done[1] : our], theirs[done[2] : their]
        if b in (before, a):
            lines += a
        elif a == before:
            lines += b
        elif (added := _added(before, b)) is not None:
            lines += [*a, *_behind(a, added)]
        elif (added := _added(before, a)) is not None:
            lines += [*b, *_behind(b, added)]
        else:
            lines += a
            clashes += 1
        lines += base[start : start + length]
        done = (start + length, our + length, their + length)
    return Merged(lines, clashes)


def _added(before: Sequence[bytes], side: Sequence[bytes]) -> Sequence[bytes] | None:
    """Return the tables that a side added behind lines that it left alone; None for other edits."""
    added = side[len(before) :]
    return added if side[: len(before)] == before and _is_whole(added) else None


def _is_whole(block: Sequence[bytes]) -> bool:
    """Whether added lines are tables of their own, and no fields of the one before."""
    said = (line.strip() for line in block)
    return next((line for line in said if line and not line.startswith(b"#")), b"").startswith(b"[")


def _behind(ours: Sequence[bytes], theirs: Sequence[bytes]) -> Sequence[bytes]:
    """Put a blank line between blocks of which neither side has one at the seam."""
    if ours and theirs and ours[-1].strip() and theirs[0].strip():
        return [b"\n", *theirs]
    return theirs


def _shared(
    base: Sequence[bytes], ours: Sequence[bytes], theirs: Sequence[bytes]
) -> Iterator[tuple[int, int, int, int]]:
    """Give the runs that all three share: where each begins, and how long; an empty one last."""
    left, right = _matches(base, ours), _matches(base, theirs)
    i = j = 0
    while i < len(left) and j < len(right):
        (start_a, our, size_a), (start_b, their, size_b) = left[i], right[j]
        start, end = max(start_a, start_b), min(start_a + size_a, start_b + size_b)
        if start < end:
            yield start, our + start - start_a, their + start - start_b, end - start
        if start_a + size_a <= start_b + size_b:
            i += 1
        else:
            j += 1
    yield len(base), len(ours), len(theirs), 0


def _matches(base: Sequence[bytes], side: Sequence[bytes]) -> list[tuple[int, int, int]]:
    """Find runs of equal lines; what is alike at both ends is set aside first."""
    most = min(len(base), len(side))
    head = next((at for at in range(most) if base[at] != side[at]), most)
    tail = next((n for n in range(most - head) if base[-1 - n] != side[-1 - n]), most - head)
    middle = SequenceMatcher(
        None, base[head : len(base) - tail], side[head : len(side) - tail]
    ).get_matching_blocks()
    found = [(0, 0, head)] if head else []
    found += [(a + head, b + head, size) for a, b, size in middle if size]
    return [*found, (len(base) - tail, len(side) - tail, tail)] if tail else found
