"""Everything that is known of a learner, put together for the engine."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlprep.assessment import (
    Exposure,
    Learner,
    Outcome,
    PastSitting,
    Response,
    SelfRatings,
    Studied,
    first_sight,
    is_rapid,
)
from mlprep.assessment.scale import difficulty_of_level
from mlprep.domain.days import DAY_MS
from mlprep.domain.facts import Fact, FactKind
from mlprep.domain.settings import StudySettings
from mlprep.study.content.item_bank import ItemBank
from mlprep.study.content.skill_map import SkillMap, load_skill_map
from mlprep.study.measuring.self_rating import read_ratings
from mlprep.study.measuring.sitting_facts import SittingRecord, days_of, read_sittings
from mlprep.study.measuring.standpoint import Standpoint, areas_of, standpoint

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

FIRST_SIGHTS = "first sight"
"""Mode of what the first answers to cards say."""
SPELL_DAYS = 56
"""Days whose first answers to cards are taken as one measurement."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The learner's answers and what the library says of them, read once."""

    skills: SkillMap
    bank: ItemBank
    settings: StudySettings
    sittings: tuple[SittingRecord, ...]
    """All, discarded ones too."""
    first_sights: tuple[PastSitting, ...]
    studied: tuple[Studied, ...]
    ratings: dict[str, int]
    explained: tuple[Exposure, ...]

    @property
    def counted(self) -> tuple[SittingRecord, ...]:
        """Sittings that were not discarded and hold an answer."""
        return tuple(one for one in self.sittings if one.given and not one.discarded)

    def standpoint(self, focus: Iterable[str] = ()) -> Standpoint:
        """Where the learner stands; specialisms in focus or answered before are taken in."""
        answered = {given.response.item.topic for record in self.counted for given in record.given}
        wanted = areas_of(self.skills, [*focus, *answered])
        return standpoint(self.skills, self.settings, banked=self.bank.topics, wanted=wanted)

    def learner(
        self,
        place: Standpoint,
        *,
        role: str | None = None,
        seniority: str | None = None,
        without: str = "",
    ) -> Learner:
        """Everything known against a role; ``without`` the sitting that is going on."""
        past = (one.past() for one in self.counted if one.id != without)
        return Learner(
            place.hierarchy,
            place.prior_levels,
            place.target(
                self.settings.role if role is None else role,
                self.settings.seniority if seniority is None else seniority,
            ),
            self._self_ratings(place),
            (*past, *self.first_sights),
            self.studied,
        )

    def _self_ratings(self, place: Standpoint) -> SelfRatings | None:
        foils = [self.ratings[foil.id] for foil in self.skills.foils if foil.id in self.ratings]
        rated = {topic: one for topic, one in self.ratings.items() if topic in self.skills.topics}
        if not rated:
            return None
        return SelfRatings(rated, place.norms, len(foils), sum(one > 0 for one in foils))

    def exposures(self, without: str = "") -> tuple[Exposure, ...]:
        """List what other sittings showed when; items guessed at unread are free again."""
        shown = tuple(
            Exposure(given.item, days_of(given.at_ms))
            for record in self.sittings
            if record.id != without
            for given in record.given
            if not is_rapid(given.response)
        )
        return (*shown, *self.explained)


def gather_evidence(workspace: "Workspace") -> Evidence:
    """Read everything that a sitting or a profile is made from."""
    history = workspace.history
    sittings = tuple(read_sittings(workspace))
    first = tuple(_first_sights(history.first_sights()))
    measured = [record.begun.at_ms for record in sittings]
    measured += [round(one.day * DAY_MS) for one in first]
    spells = history.study_spells(min(measured)) if measured else []
    return Evidence(
        load_skill_map(workspace.library),
        ItemBank.of(workspace.library),
        workspace.settings,
        sittings,
        first,
        tuple(
            Studied(days_of(at_ms), (spell.topic,))
            for spell in spells
            for at_ms in sorted({spell.first_ms, spell.last_ms})
        ),
        read_ratings(workspace),
        tuple(
            Exposure(fact.subject, days_of(fact.at_ms), explained=True)
            for fact in history.facts(kinds=[FactKind.EXPLANATION])
        ),
    )


def _first_sights(facts: Iterable[Fact]) -> Iterator[PastSitting]:
    """Turn first answers to cards into half-weight evidence; of a unit only the first counts.

    Those of eight weeks are taken as one measurement, at the day of the last: a year of cards
    would otherwise make the posterior slow, for little that single answers of half weight tell.
    """
    spells: dict[int, list[Response]] = {}
    days: dict[int, float] = {}
    seen = set[str]()
    for fact in facts:
        response = _first_answer(fact)
        if response is not None and fact.subject not in seen:
            seen.add(fact.subject)
            day = days_of(fact.at_ms)
            spell = int(day // SPELL_DAYS)
            spells.setdefault(spell, []).append(response)
            days[spell] = max(day, days.get(spell, day))
    for spell, responses in spells.items():
        yield PastSitting(days[spell], tuple(responses), FIRST_SIGHTS)


def _first_answer(fact: Fact) -> Response | None:
    told = fact.body.get("first_sight")
    if not isinstance(told, dict):
        return None
    topic, level, chance = told.get("topic"), told.get("level"), told.get("chance")
    if not (isinstance(topic, str) and isinstance(level, int)):
        return None
    outcome = Outcome.RIGHT if told.get("right") is True else Outcome.WRONG
    c = float(chance) if isinstance(chance, int | float) else 0.0
    return first_sight(fact.subject, topic, difficulty_of_level(level), outcome, c=c)
