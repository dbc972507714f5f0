"""Facts on their way: from files that others wrote into the history, and out of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from mlprep.domain.facts import Fact
from mlprep.domain.ids import DeviceId
from mlprep.formats.archive import layout, lines
from mlprep.store.history import History
from mlprep.study.bulk import paused_collector
from mlprep.study.exchange.archiving import chunks_of
from mlprep.study.sync.marks import Marks, load_marks, lower_marks, save_marks
from mlprep.study.sync.report import Synced

_MOST_FAULTS = 5


class FactFile(NamedTuple):
    """A file of facts as it is shared."""

    path: str
    content: bytes
    new: int = 0
    """Facts that the file did not hold before."""


@dataclass(slots=True)
class Taken:
    """What files of facts held."""

    reached: dict[str, int] = field(default_factory=dict)
    """Device -> greatest number."""
    numbers: dict[str, set[int]] = field(default_factory=dict)
    """File -> numbers in it."""


def take_facts(history: History, files: Iterable[FactFile], report: Synced) -> Taken:
    """Unite the history with the facts of files, in one transaction.

    A line that cannot be read is told and passed over; so is a fact that is recorded otherwise
    here, for what is here stays.
    """
    taken = Taken()
    with paused_collector():
        report.facts_received += history.merge(_new_facts(history, files, taken, report))
    return taken


def _new_facts(
    history: History, files: Iterable[FactFile], taken: Taken, report: Synced
) -> Iterator[Fact]:
    for file in files:
        name = layout.device_of(file.path)
        if name is None:
            continue
        device = DeviceId(name)
        chunk = lines.read_chunk(device, file.content)
        report.problems += [
            f"{file.path}:{fault.line}: {fault.what}; the line was passed over"
            for fault in chunk.faults[:_MOST_FAULTS]
        ]
        numbers = {fact.number for fact in chunk.facts}
        taken.numbers[file.path] = numbers
        if not numbers:
            continue
        taken.reached[name] = max(*numbers, taken.reached.get(name, 0))
        here = {
            fact.number: fact for fact in history.streams.read(device, min(numbers), max(numbers))
        }
        different = [fact.number for fact in chunk.facts if here.get(fact.number, fact) != fact]
        if different:
            report.problems.append(
                f"{file.path}: fact {different[0]} of the device {device} is another one here;"
                " yours stays. Two devices may count under one name, as after copying a machine"
            )
        yield from (fact for fact in chunk.facts if fact.number not in here)


def announce(history: History, paths: Iterable[str], key: str) -> None:
    """Note for other places that facts of these files may come, before they do."""
    firsts: dict[str, int] = {}
    for path in paths:
        device = layout.device_of(path)
        if device is not None:
            stem = path.rpartition("/")[2].removesuffix(".jsonl")
            first = int(stem) if stem.isascii() and stem.isdigit() else 1
            firsts[device] = min(first, firsts.get(device, first))
    lower_marks(history, firsts, besides=key)


def outgoing(
    history: History,
    after: Mapping[str, int],
    lasts: Mapping[DeviceId, int],
    existing: Callable[[str], bytes],
) -> Iterator[FactFile]:
    """Give the files in which facts behind a number stand, with all that is there already."""
    for device, last in sorted(lasts.items()):
        if last > after.get(device, 0):
            for facts in chunks_of(history.streams, device, after.get(device, 0), last):
                path = layout.chunk_path(device, facts[0].number)
                before = existing(path)
                content = united(device, before, facts)
                yield FactFile(path, content, lines.count(content) - lines.count(before))


def united(device: DeviceId, existing: bytes, facts: Iterable[Fact]) -> bytes:
    """Unite a file with facts of the history."""
    own = lines.chunk_bytes(facts)
    return own if own.startswith(existing) else lines.joined(device, existing, own)


def waiting(lasts: Mapping[DeviceId, int], marks: Marks) -> int:
    """Count the facts that the others cannot see yet."""
    return sum(max(0, last - marks.sent.get(device, 0)) for device, last in lasts.items())


def arrived(history: History, key: str, report: Synced) -> None:
    """Note that the others can see all that was written."""
    report.reached = True
    marks = load_marks(history, key)
    marks.sent = dict(marks.written)
    save_marks(history, key, marks)


def raise_marks(marks: Marks, reached: Mapping[str, int], before: Mapping[DeviceId, int]) -> None:
    """Count what came from a place as written there, where nothing here was missing there."""
    for device, number in reached.items():
        if marks.written.get(device, 0) >= before.get(DeviceId(device), 0):
            marks.written[device] = max(number, marks.written.get(device, 0))
