"""Take over what another program exported: first the plan, then all of it or nothing.

``read_foreign`` gives the neutral form of a file, ``plan_import`` says what would come, and
``carry_out`` writes the decks and records the history as one action, which undo takes back.
Whatever the library and the history have already is left as it is, so that the same file
imported twice changes nothing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mlprep.domain.days import DayTable
from mlprep.domain.facts import Draft, FactKind, Json, PlainReview
from mlprep.domain.ids import unit_id
from mlprep.domain.past import Past, ReviewRun, SinglePast
from mlprep.formats.amending import replace
from mlprep.formats.exchange.collection import Collection, Remark
from mlprep.formats.exchange.reading import ReadOptions, read_file
from mlprep.formats.writing import write_atomic
from mlprep.memory.model import sound_parameters
from mlprep.study.bulk import paused_collector
from mlprep.study.content.scanning import WrittenDeck
from mlprep.study.exchange.import_decks import DeckFileChange, deck_changes
from mlprep.study.exchange.import_facts import PARAMETERS_ID, Frame, past_of, unknown
from mlprep.study.exchange.import_pictures import media_targets
from mlprep.study.exchange.import_runs import Runs

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that is left out or changed, how often, and where for example."""

    what: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would bring."""

    name: str
    source: str
    notes: int
    """Notes that were understood."""
    kept: int
    """Notes whose card is in the library already; its text stays as it is."""
    decks: tuple[DeckFileChange, ...]
    media: Mapping[Path, str]
    """Pictures to write, by the path of each."""
    facts: tuple[Past, ...]
    losses: tuple[Loss, ...]
    collection: Collection
    label: str
    """What undo will call it."""

    @property
    def cards(self) -> int:
        """Number of new cards."""
        return sum(change.cards for change in self.decks)

    def counts(self) -> Counter[FactKind]:
        """Count what would be recorded, by its kind.

        Due days are as many as the units that get one: the log, the schedule and the memory of a
        card each set it.
        """
        runs = [one for one in self.facts if isinstance(one, ReviewRun)]
        singles = [one for one in self.facts if not isinstance(one, ReviewRun)]
        found = Counter(map(_kind_of, singles))
        if runs:
            found[FactKind.REVIEW] += sum(run.size for run in runs)
        if found[FactKind.SET_DUE]:
            found[FactKind.SET_DUE] = len(set(_set_due(singles)))
        return found

    def count(self, kind: FactKind) -> int:
        """Count the facts of a kind that would be recorded."""
        return self.counts()[kind]

    @property
    def is_empty(self) -> bool:
        """Whether nothing new would come."""
        return not (self.decks or self.facts)


def _set_due(facts: Iterable[SinglePast]) -> Iterator[str]:
    """Name the unit of each due day that is set."""
    for one in facts:
        if not isinstance(one, PlainReview) and one[1].kind is FactKind.SET_DUE:
            yield one[1].subject


def _kind_of(one: SinglePast) -> FactKind:
    return FactKind.REVIEW if isinstance(one, PlainReview) else one[1].kind


@paused_collector()
def read_foreign(path: Path, options: ReadOptions | None = None) -> Collection:
    """Read a file of another program, by its ending; ``options`` say what it does not.

    Raises ``ExchangeError`` where it is not understood, ``OSError`` where it cannot be read.
    """
    return read_file(path, options)


@paused_collector()
def plan_import(
    workspace: "Workspace", collection: Collection, name: str, *, parameters: bool = False
) -> ImportPlan:
    """Say what a collection would bring; nothing is written.

    ``name`` is what the person calls the file; ``parameters`` takes over the collection's
    parameters of the memory model too.  Raises ``WritingError`` or ``OSError`` where a deck
    file that would be added to cannot be, ``ExchangeError`` where a picture cannot be read.
    """
    notes = collection.notes
    there = workspace.library.cache.listed_by_id(note.id for note in notes)
    new = [note for note in notes if note.id not in there]
    changes = deck_changes(workspace, new, collection.heads)
    media: dict[Path, str] = {}
    if any(note.media for note in new):
        new, media = media_targets(changes, new, collection)
        changes = deck_changes(workspace, new, collection.heads)
    label = f"Import of {name}"
    facts = _new_facts(workspace, collection, parameters=parameters)
    return ImportPlan(
        name,
        collection.source,
        len(notes),
        len(notes) - len(new),
        tuple(changes),
        media,
        tuple(facts),
        _losses(collection.remarks),
        collection,
        label,
    )


def _new_facts(workspace: "Workspace", collection: Collection, *, parameters: bool) -> list[Past]:
    """List the facts that the history does not have yet, in the order of the notes."""
    own = collection.parameters if parameters else ()
    now_ms = workspace.clock.now_ms()
    days = DayTable(workspace.calendar)
    frame = Frame(
        days,
        sound_parameters(own) if own else workspace.parameters,
        len(workspace.settings.learning_steps),
        now_ms,
        collection.saved_at_ms,
        Runs(days, now_ms),
    )
    history = workspace.history
    known = history.with_facts(
        unit_id(note.id, card.part) for note in collection.notes for card in note.cards
    )
    states = history.states(known)
    facts: list[Past] = []
    for note in collection.notes:
        for card in note.cards:
            unit = unit_id(note.id, card.part)
            past = past_of(note, card, frame)
            if unit in known and past.all:
                facts += unknown(past, history.facts_of(unit), states[unit])
            else:
                facts += past.all
    if own and workspace.settings.parameters != tuple(own):
        facts += _parameters(own, frame)
    return facts


def _parameters(own: Sequence[float], frame: Frame) -> list[tuple[int, Draft]]:
    values: dict[str, Json] = {"parameters": list(own), "parameters_id": PARAMETERS_ID}
    return [
        (frame.now_ms, Draft(FactKind.SETTING, key, {"value": value}))
        for key, value in values.items()
    ]


def _losses(remarks: Sequence[Remark]) -> tuple[Loss, ...]:
    """Count remarks that say the same, with a few of their places; the most frequent first."""
    counts = Counter(one.what for one in remarks)
    places: dict[str, list[str]] = {}
    for one in remarks:
        known = places.setdefault(one.what, [])
        if one.where and one.where not in known and len(known) < _EXAMPLES:
            known.append(one.where)
    return tuple(Loss(what, count, tuple(places[what])) for what, count in counts.most_common())


@paused_collector()
def carry_out(workspace: "Workspace", plan: ImportPlan) -> None:
    """Do what a plan says: all of it, or nothing where a step of it fails.

    Raises ``WritingError``, ``OSError`` or ``HistoryError``; the files are then as they were.
    """
    done: list[DeckFileChange] = []
    pictures = [path for path in plan.media if not path.exists()]
    try:
        if plan.media:
            plan.collection.save_media(plan.media)
        for change in plan.decks:
            done.append(change)
            _write(change)
        workspace.history.record_past(plan.facts, plan.label, parameters=PARAMETERS_ID)
    except BaseException:
        for change in reversed(done):
            _take_back(change)
        for path in pictures:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        raise
    workspace.forget_cached()
    workspace.library.expect(
        WrittenDeck(change.text, change.table) for change in plan.decks if change.table is not None
    )
    workspace.refresh_library()


def _write(change: DeckFileChange) -> None:
    if change.original is None:
        write_atomic(change.path, change.text)
    else:
        replace(change.original, change.text)


def _take_back(change: DeckFileChange) -> None:
    """Put a file back as it was, unless somebody else has changed it since."""
    with suppress(OSError):
        if change.path.read_text(encoding="utf-8-sig") != change.text:
            return
        if change.original is None:
            change.path.unlink()
        else:
            change.path.write_bytes(change.original.data)
