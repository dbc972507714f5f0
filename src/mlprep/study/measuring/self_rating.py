"""Rating oneself, topic by topic, one key each; among the topics stand terms that do not exist."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from mlprep.domain.facts import Draft, FactKind
from mlprep.study.measuring.standpoint import focus_of

if TYPE_CHECKING:
    from mlprep.study.content.skill_map import SkillMap
    from mlprep.study.workspace import Workspace

SCALE = ("never met it", "heard of it", "did it with help", "do it alone", "could teach it")
"""What ratings 0 to 4 say."""


@dataclass(frozen=True, slots=True)
class Term:
    """Something to rate oneself in."""

    id: str
    title: str
    area: str
    """Title of its area."""


def read_ratings(workspace: "Workspace") -> dict[str, int]:
    """Read the ratings of topics and foils; the later one counts."""
    found: dict[str, int] = {}
    for fact in workspace.history.facts(kinds=[FactKind.SELF_RATING]):
        rating = fact.body.get("rating")
        if isinstance(rating, int) and 0 <= rating < len(SCALE):
            found[fact.subject] = rating
        else:
            found.pop(fact.subject, None)
    return found


class RatingRound:
    """One round of ratings over the topics of a focus; every rating is durable at once.

    ``again`` asks for terms, too, that were rated before.
    """

    def __init__(
        self, workspace: "Workspace", names: Iterable[str] = (), *, again: bool = False
    ) -> None:
        from mlprep.study.content.skill_map import load_skill_map

        self.workspace = workspace
        self.ratings = read_ratings(workspace)
        skills = load_skill_map(workspace.library)
        focus = focus_of(skills, names)
        terms = _terms(skills, focus, workspace.settings.specialisms)
        self.terms = [term for term in terms if again or term.id not in self.ratings]
        self._place = 0

    @property
    def term(self) -> Term | None:
        """The term to rate now; ``None`` when the round is over."""
        return self.terms[self._place] if self._place < len(self.terms) else None

    @property
    def done(self) -> int:
        """Terms behind the learner."""
        return self._place

    def rate(self, rating: int) -> Term | None:
        """Record a rating of 0-4 for the present term; returns the next one."""
        term = self.term
        if term is None:
            raise LookupError("no term is left to rate")
        if not 0 <= rating < len(SCALE):
            raise ValueError(f"a rating is 0 to {len(SCALE) - 1}, not {rating}")
        self.workspace.record(Draft(FactKind.SELF_RATING, term.id, {"rating": rating}))
        self.ratings[term.id] = rating
        return self.skip()

    def skip(self) -> Term | None:
        """Leave the present term unrated; returns the next one."""
        self._place = min(self._place + 1, len(self.terms))
        return self.term

    def back(self) -> Term | None:
        """Go back to the term before, to rate it anew."""
        self._place = max(0, self._place - 1)
        return self.term


def _terms(skills: "SkillMap", focus: Iterable[str], chosen: Iterable[str]) -> list[Term]:
    """Topics area by area, each area's foils somewhere among them, always at the same place."""
    wanted, specialisms = set(focus), set(chosen)
    found = []
    for area in skills.areas.values():
        topics = [topic for topic in skills.topics.values() if topic.area == area.id]
        if wanted and area.id not in wanted:
            topics = [topic for topic in topics if topic.id in wanted]
        elif not wanted and area.specialism and area.id not in specialisms:
            continue
        terms = [Term(one.id, one.title, area.title) for one in topics]
        for foil in skills.foils:
            if foil.area == area.id and len(terms) > 1:
                terms.insert(1 + _number(foil.id) % (len(terms) - 1), _as_term(foil.id, skills))
        found += terms
    return found


def _as_term(name: str, skills: "SkillMap") -> Term:
    foil = next(one for one in skills.foils if one.id == name)
    return Term(foil.id, foil.title, skills.area_title(foil.area))


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=4).digest(), "big")
