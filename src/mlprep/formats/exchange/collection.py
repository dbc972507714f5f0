"""What a file of another program holds, in our words: notes, their cards, what was done to them.

Every reader gives a ``Collection``; ``study.exchange.importing`` turns it into decks and facts.

* A ``Note`` becomes one ``[[card]]`` of a deck file, a ``Card`` one review unit of it.
* Texts are Markdown with ``$`` maths, as in our decks; see ``html.to_markdown``.
* ``Note.id`` is the card id for ever: a reader makes it from what is stable in the other
  program (a guid, an org id, the text), so that the same file imported twice changes nothing.
* Instants are milliseconds since 1970-01-01 UTC, days are study days (``domain.days``).  A
  reader that knows instants only leaves the days to ``study.exchange.importing``, which has the
  learner's calendar.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, overload

from mlprep.domain.ids import CardId
from mlprep.domain.past import Column


class ExchangeError(Exception):
    """A file that is refused as a whole; the message is a sentence for the person."""


class OptionError(ExchangeError):
    """What a person said of a file cannot be; the message says what would be right."""


class LogKind(StrEnum):
    """What an entry of a review log says."""

    REVIEW = "review"
    CRAM = "cram"
    """A review that left the schedule alone."""
    RESET = "reset"
    """The card was made new again: what came before counts no more."""
    SET_DUE = "set-due"
    """The due day was chosen by hand or moved by the program."""


class Memory(NamedTuple):
    """What another program holds a card's memory to be (FSRS-6), after its last review."""

    stability: float
    """In days."""
    difficulty: float
    """1 to 10."""


class Ease(NamedTuple):
    """What SM-2 and its kin know of a card; ``study.exchange.importing`` makes a memory of it."""

    ease: float
    """Factor of the intervals: 2.5 is usual."""
    interval_days: float


class ReviewLog(NamedTuple):
    """One entry of a review log.

    A review carries a rating and either ``days`` (an interval) or ``step_ms`` (a step of the
    same day); a set due day carries ``days``; a reset carries nothing.
    """

    at_ms: int
    rating: int | None = None
    """1 to 4."""
    duration_ms: int = 0
    days: int | None = None
    """Whole study days from the entry to the due day that was chosen."""
    step_ms: int | None = None
    """Milliseconds from the entry to the step that was chosen."""
    steps_left: int = 0
    """Steps that the card had before it then; 0 where that is not known."""
    kind: LogKind = LogKind.REVIEW
    memory: Memory | Ease | None = None
    """The memory after this entry, only where the log before it is incomplete: it wins over
    what replay would lead to."""


class Answers(NamedTuple):
    """Answers of many cards by columns: a collection has ten of them for each card."""

    at_ms: Column
    rating: Column
    duration_ms: Column
    interval: Column
    """Days to the due day that was chosen; from 0 down, milliseconds to a step, negated."""


@dataclass(frozen=True, slots=True, eq=False)
class AnswerLog(Sequence[ReviewLog]):
    """The log of a card that is nothing but answers: a stretch of columns, later and later."""

    answers: Answers
    start: int
    end: int

    def __len__(self) -> int:
        """Count the answers."""
        return self.end - self.start

    def __iter__(self) -> Iterator[ReviewLog]:
        """Give the answers as entries."""
        columns = (column[self.start : self.end] for column in self.answers)
        for at_ms, rating, duration_ms, interval in zip(*columns, strict=True):
            days, step_ms = (interval, None) if interval > 0 else (None, -interval)
            yield ReviewLog(at_ms, rating, duration_ms, days, step_ms)

    def __eq__(self, other: object) -> bool:
        """Tell whether it has the same entries as another log, however that one is kept."""
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        """Hash the entries."""
        return hash(tuple(self))

    @overload
    def __getitem__(self, at: int) -> ReviewLog: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[ReviewLog]: ...
    def __getitem__(self, at: int | slice) -> ReviewLog | Sequence[ReviewLog]:
        """Give one answer, or some, as entries."""
        return tuple(self)[at]


class Schedule(NamedTuple):
    """Where a card stands now, as the other program has it.

    It wins over what replay of the log leads to.  A card without a log has its whole state here;
    a card on a learning step needs none, as the last entry of its log says when it is due.
    """

    due_day: int | None = None
    """Study day on which the review is due."""
    memory: Memory | Ease | None = None
    """Only for a card whose log is missing."""
    last_day: int | None = None
    """Study day of the last review; needed with ``memory``."""


class Card(NamedTuple):
    """One review unit of a note."""

    part: str = ""
    """``""`` front to back, ``rev`` reverse, ``c1`` first gap of a cloze text."""
    log: Sequence[ReviewLog] = ()
    """Oldest first."""
    schedule: Schedule | None = None
    suspended: bool = False
    buried: bool = False
    flag: int = 0
    """0 none, to 7."""


class Note(NamedTuple):
    """One card as it will stand in a deck: front and back, front and answer, or a cloze text."""

    id: CardId
    deck: tuple[str, ...]
    """Path in the tree of decks, the outermost first; never empty."""
    front: str = ""
    back: str = ""
    cloze: str = ""
    answer: str = ""
    """Typed answer, in the place of ``back``."""
    why: str = ""
    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    marked: bool = False
    cards: tuple[Card, ...] = ()
    """What is known of its review units; units that are not listed are new."""
    media: tuple[str, ...] = ()
    """Names of the files that its text names as ``media/NAME``."""
    fields: Mapping[str, object] = MappingProxyType({})
    """Further fields of its ``[[card]]`` table (``level``, ``options``, ...), checked and as a
    deck file has them; of files that this program did not write ``level`` and ``priority``
    alone."""

    @property
    def reverse(self) -> bool:
        """Whether the back is asked too."""
        return any(card.part == "rev" for card in self.cards)


class Remark(NamedTuple):
    """Something that is left out or changed.

    Remarks with the same ``what`` are counted together; ``where`` names one place (a note's
    first words, a line, a deck).
    """

    what: str
    where: str = ""


def no_media(_targets: Mapping[Path, str]) -> None:
    """Save nothing: for collections without media."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Everything that a file holds."""

    source: str
    """What kind of file it is, for the person: ``Anki package, schema 18``."""
    notes: tuple[Note, ...] = ()
    remarks: tuple[Remark, ...] = ()
    media: Mapping[str, int] = field(default_factory=dict)
    """Names of the files that come along, with their bytes."""
    save_media: Callable[[Mapping[Path, str]], None] = no_media
    """Writes to each path the file of ``media`` with the name given, all in one go.

    Raises ``ExchangeError`` where the package is damaged, ``OSError`` where a file cannot be
    written.
    """
    parameters: tuple[float, ...] = ()
    """The 21 parameters of FSRS-6 with which most of its cards were scheduled."""
    saved_at_ms: int = 0
    """When the other program last changed it: suspensions and the like count from then on."""
    rollover_hour: int | None = None
    """Hour at which its days began, where that is known."""
    heads: Mapping[tuple[str, ...], Mapping[str, object]] = field(default_factory=dict)
    """Fields of ``[deck]`` tables (``id``, ``topic``, ...) by path, for decks that are new here;
    only files that this program wrote have any."""
