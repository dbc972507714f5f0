"""Everything that is read of a history: facts, states, what to study, figures."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mlprep.domain.facts import Fact, FactKind, Json
from mlprep.domain.ids import CardId, UnitId
from mlprep.domain.units import UnitState
from mlprep.store import queries, queues, statistics
from mlprep.store.engine import Engine
from mlprep.store.explain import Guard
from mlprep.store.values import DaySummary, DeckCounts, DueReview, DueStep, StudiedUnit

if TYPE_CHECKING:
    from mlprep.store.forecasts import StandingNow
    from mlprep.store.lanes import Lanes
    from mlprep.store.lookback import LookBack
    from mlprep.store.streams import Streams
    from mlprep.store.topics import LevelCounts, StudySpell, TopicCounts, TopicMemory
    from mlprep.store.unit_search import StateTest

# What a start does without is imported where it is used.


class Reader:
    """Reads an open history; ``History`` writes it too."""

    def __init__(self, path: Path, engine: Engine, guard: Guard) -> None:
        self.path = path
        self._engine = engine
        self._guard = guard

    # Reading facts and states

    def state(self, unit: UnitId) -> UnitState:
        """Read the state of a unit, a fresh one where nothing is known of it."""
        with self._guard:
            self._engine.notice()
            return self._engine.known_unit(unit).state

    def known_state(self, unit: UnitId) -> UnitState:
        """Give the state of a unit as of the version that was noticed last."""
        with self._guard:
            return self._engine.known_unit(unit).state

    def states(self, units: Iterable[UnitId]) -> dict[UnitId, UnitState]:
        """Read the states of several units."""
        with self._guard:
            return queues.read_states(self._engine, units)

    def with_facts(self, units: Iterable[UnitId]) -> set[UnitId]:
        """Tell for which of these units, or their relatives, there may be facts that hold."""
        with self._guard:
            return queries.with_facts(self._engine, units)

    def facts_of(self, unit: UnitId, *, include_voided: bool = False) -> list[Fact]:
        """List the facts that count for a unit, in their order."""
        with self._guard:
            return queries.facts_of(self._engine, unit, include_voided=include_voided)

    def facts(
        self, *, kinds: Collection[FactKind] | None = None, include_voided: bool = False
    ) -> Iterator[Fact]:
        """Go through all facts in their total order, or through those of some kinds."""
        if kinds is None or FactKind.REVIEW in kinds:
            return queries.many_in_order(self.path, kinds, include_voided=include_voided)
        with self._guard:
            few = queries.few_in_order(self._engine, kinds, include_voided=include_voided)
            return iter(few)

    def latest(self, kind: FactKind, subject: str) -> Fact | None:
        """Find the newest fact of a kind on a subject that was not voided."""
        with self._guard:
            return queries.latest(self._engine, kind, subject)

    @property
    def streams(self) -> "Streams":
        """The facts as each device recorded them, by running number."""
        from mlprep.store.streams import Streams

        return Streams(self._engine, self._guard)

    def settings(self) -> dict[str, Json]:
        """Read the study settings that were ever chosen; the later choice wins."""
        with self._guard:
            return queries.settings(self._engine)

    # What to study

    def due_reviews(
        self,
        today: int,
        *,
        decks: Collection[str] | None = None,
        limit: int | None = None,
        factors: Mapping[str, float],
        default_factor: float = 1.0,
    ) -> list[DueReview]:
        """List due units in review, relatively most overdue first.

        ``factors`` multiply a deck's stability: the interval per day of stability that its
        desired retention gives.  Left out are units whose sibling was reviewed today; of two
        siblings that are both due, both are listed.
        """
        with self._guard:
            weights = (factors, default_factor)
            return queues.due_reviews(self._engine, today, decks, limit, weights)

    def due_steps(
        self, *, until_ms: int, today: int, decks: Collection[str] | None = None
    ) -> list[DueStep]:
        """List units whose (re)learning step is due by an instant, the earliest first."""
        with self._guard:
            return queues.due_steps(self._engine, until_ms, today, decks)

    def studied_units(self, *, awake_on: int | None = None) -> list[StudiedUnit]:
        """List every unit of the library that was reviewed before and is not suspended."""
        with self._guard:
            return queues.studied_units(self._engine, awake_on)

    @property
    def lanes(self) -> "Lanes":
        """What new cards are drawn from, and how far the begun ones are."""
        from mlprep.store.lanes import Lanes

        return Lanes(self._engine, self._guard)

    def few_matching(
        self,
        tests: "Sequence[StateTest]",
        today: int,
        *,
        decks: Collection[str] | None = None,
        most: int,
    ) -> dict[UnitId, UnitState] | None:
        """Find the units of the library that pass all tests; ``None`` if more than ``most``."""
        from mlprep.store import unit_search

        with self._guard:
            return unit_search.few_matching(self._engine, tests, today, decks=decks, most=most)

    def matching_cards(
        self,
        tests: "Sequence[StateTest]",
        today: int,
        *,
        decks: Collection[str] | None = None,
    ) -> set[str]:
        """Find the cards with a unit in the library that passes all tests."""
        from mlprep.store import unit_search

        with self._guard:
            return unit_search.matching_cards(self._engine, tests, today, decks=decks)

    def matching_among(
        self, tests: "Sequence[StateTest]", today: int, units: Iterable[UnitId]
    ) -> dict[UnitId, UnitState]:
        """Read the states of those of the units that are in the library and pass all tests."""
        from mlprep.store import unit_search

        with self._guard:
            return unit_search.matching_among(self._engine, tests, today, units)

    def has_history(self, card: CardId) -> bool:
        """Tell whether any fact that holds speaks of a unit of the card."""
        with self._guard:
            return queues.has_history(self._engine, card)

    def reviews_of_card(self, card: CardId) -> int:
        """Count the reviews of all units of a card, since each was last made new."""
        with self._guard:
            return queues.reviews_of_card(self._engine, card)

    def was_studied(self, card: CardId) -> bool:
        """Tell whether a unit of the card was learned, here or elsewhere, since it was new."""
        with self._guard:
            return queues.was_studied(self._engine, card)

    def deck_counts(self, today: int, now_ms: int) -> dict[str, DeckCounts]:
        """Count what each deck holds and what of it is due."""
        with self._guard:
            return queues.deck_counts(self._engine, today, now_ms)

    # Figures

    @property
    def look_back(self) -> "LookBack":
        """The whole log and all memories, as columns."""
        from mlprep.store.lookback import LookBack

        return LookBack(self._engine, self._guard)

    def due_load(self, start_day: int, end_day: int) -> dict[int, int]:
        """Count the reviews due on each day from start to end, both included."""
        with self._guard:
            return queues.due_load(self._engine, start_day, end_day)

    def day_summary(self, day: int) -> DaySummary:
        """Sum up one study day."""
        with self._guard:
            return statistics.day_summary(self._engine, day)

    def days_studied(self, start: int, end: int) -> list[DaySummary]:
        """Sum up each day with reviews from start to end, both included."""
        with self._guard:
            return statistics.days_studied(self._engine, start, end)

    def true_retention(self, start: int, end: int) -> tuple[int, int]:
        """Count (recalled, asked) on the first reviews of a day of units in review."""
        with self._guard:
            return statistics.true_retention(self._engine, start, end)

    def seconds_per_review(self, today: int, days: int = 30) -> float | None:
        """Mean seconds of a review over the last days; ``None`` without reviews."""
        with self._guard:
            return statistics.seconds_per_review(self._engine, today, days)

    def topic_memories(self) -> "list[TopicMemory]":
        """List the memories of all units of topics that are not suspended."""
        from mlprep.store import topics

        with self._guard:
            return topics.topic_memories(self._engine)

    def topic_counts(self) -> "dict[str, TopicCounts]":
        """Count the units of every topic."""
        from mlprep.store import topics

        with self._guard:
            return topics.topic_counts(self._engine)

    def level_counts(self, stable_days: float) -> "list[LevelCounts]":
        """Count the units of every level of every topic, and those held and stable."""
        from mlprep.store import topics

        with self._guard:
            return topics.level_counts(self._engine, stable_days)

    def study_spells(self, since_ms: int) -> "list[StudySpell]":
        """List when each topic was reviewed since an instant, day by day."""
        from mlprep.store import topics

        with self._guard:
            return topics.study_spells(self._engine, since_ms)

    def first_sights(self) -> list[Fact]:
        """List the reviews that were a first answer to a typed or choice card."""
        from mlprep.store import topics

        with self._guard:
            return topics.first_sights(self._engine)

    def standing_now(self, today: int, since: int) -> "StandingNow":
        """List what a forecast starts from, with the answers since a study day."""
        from mlprep.store import forecasts

        with self._guard:
            return forecasts.standing_now(self._engine, today, since)
