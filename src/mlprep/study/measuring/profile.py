"""The skill-gap profile: measured abilities against a role, computed afresh from all answers.

The answers are read and the posterior is computed once; a profile against another role is made
from them at once.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from math import erf, sqrt
from typing import TYPE_CHECKING

from mlprep.assessment import (
    AreaReport,
    Learner,
    Outcome,
    Profile,
    Standing,
    TopicReport,
    is_rapid,
)
from mlprep.assessment.report import standing
from mlprep.assessment.scale import theta_of_level
from mlprep.domain.days import DAY_MS, date_of
from mlprep.study.measuring.check_ups import offered_check_ups
from mlprep.study.measuring.evidence import Evidence, gather_evidence
from mlprep.study.measuring.measured import forget_summary, keep_summary
from mlprep.study.measuring.profile_view import (
    AreaBar,
    CalibrationView,
    ChangeLine,
    ProfileView,
    SittingLine,
    TopicBar,
)
from mlprep.study.measuring.recall import Recall, recall_by_topic
from mlprep.study.measuring.sitting_facts import SITTING, SittingRecord, days_of
from mlprep.study.measuring.stability import note_stable_topics
from mlprep.study.measuring.standpoint import Standpoint, role_of

if TYPE_CHECKING:
    from mlprep.assessment.timeline import Timeline
    from mlprep.study.workspace import Workspace

SENIORITIES = ("junior", "mid", "senior")
LEAST_GAP = 0.05
"""Levels; smaller expected gaps are none."""


def profile(
    workspace: "Workspace", role: str | None = None, seniority: str | None = None
) -> ProfileView:
    """Make the profile against a role (an id or a title), the learner's own where none is named.

    Raises ``NameNotKnown`` with a sentence where there is no such role.
    """
    return Measurement(workspace).view(role, seniority)


def renew_summary(workspace: "Workspace") -> None:
    """Measure anew and keep the dated summary."""
    Measurement(workspace).report()


class Measurement:
    """Everything that was measured up to now; ``view`` shows it against any role."""

    def __init__(self, workspace: "Workspace") -> None:
        self.workspace = workspace
        self.evidence: Evidence = gather_evidence(workspace)
        self.standpoint: Standpoint = self.evidence.standpoint()
        self._day = days_of(workspace.clock.now_ms())

    @cached_property
    def _learner(self) -> Learner:
        return self.evidence.learner(self.standpoint)

    @cached_property
    def _timeline(self) -> "Timeline":
        from mlprep.assessment.timeline import build_timeline

        return build_timeline(self._learner, self._day)

    @cached_property
    def _recall(self) -> dict[str, Recall]:
        return recall_by_topic(self.workspace)

    @cached_property
    def _misfits(self) -> frozenset[str]:
        """Sittings whose answers do not fit the model."""
        return frozenset(one.id for one in self.evidence.counted if not _fits(one))

    def report(self, role: str | None = None, seniority: str | None = None) -> Profile:
        """Make the engine's report against a role; keeps the dated summary of abilities."""
        from mlprep.assessment.profile import profile_of

        target = self.standpoint.target(
            self.evidence.settings.role if role is None else role,
            seniority or self.evidence.settings.seniority,
        )
        found = profile_of(self._timeline, replace(self._learner, target=target))
        if self._timeline.blocks:
            keep_summary(self.workspace, found)
        else:
            forget_summary(self.workspace)
        note_stable_topics(self.workspace)  # it asks for the plan, which stands on the summary
        return found

    def view(self, role: str | None = None, seniority: str | None = None) -> ProfileView:
        """Show what was measured against a role (an id or a title)."""
        skills, settings = self.evidence.skills, self.evidence.settings
        wanted = settings.role if role is None else role_of(skills, role) if role else ""
        found = self.report(wanted, seniority)
        known = skills.roles.get(wanted)
        chosen = skills.backgrounds.get(settings.background)
        areas = tuple(self._areas(found))
        bars = {topic.id: topic for area in areas for topic in area.topics}
        gaps = [bars[one.topic] for one in found.gaps if one.gap >= LEAST_GAP]
        compared, changes = self._changes()
        return ProfileView(
            date=date_of(self.workspace.today).isoformat(),
            background=chosen.title if chosen else "",
            role=known.title if known else "",
            role_id=known.id if known else "",
            seniority=seniority or settings.seniority,
            questions=found.honesty.questions,
            areas=areas,
            gaps=tuple(gaps),
            capture=found.capture,
            promise=found.promise,
            honesty=found.honesty.sentence,
            sittings=tuple(self._lines()),
            changes=changes,
            compared=compared,
            calibration=self._calibration(),
            self_rated=self._learner.ratings is not None,
            notes=tuple(self._notes(known is not None)),
            check_ups=tuple(offered_check_ups(self.workspace)),
        )

    # ------------------------------------------------------------------- bars

    def _areas(self, found: Profile) -> Iterator[AreaBar]:
        for area in found.areas:
            estimate = area.estimate
            topics = tuple(self._bar(one) for one in found.topics if one.area == area.area)
            yield AreaBar(
                area.area,
                self.evidence.skills.area_title(area.area),
                estimate.level,
                estimate.low,
                estimate.high,
                area.required,
                _area_standing(area),
                area.answered,
                area.self_rated.level if area.self_rated else None,
                area.self_rating_word,
                topics,
            )

    def _bar(self, one: TopicReport) -> TopicBar:
        estimate = one.estimate
        return TopicBar(
            id=one.topic,
            title=self.evidence.skills.topic_title(one.topic),
            area=one.area,
            level=estimate.level,
            low=estimate.low,
            high=estimate.high,
            required=one.required,
            standing=None if one.required is None else one.standing,
            answered=one.answered,
            hollow=one.hollow,
            gap=0.0 if one.required is None else max(0.0, one.required - estimate.level),
            expected_gap=one.gap,
            weighted_gap=one.weighted_gap,
            share_from_answers=one.share_from_answers,
            self_rating=self.evidence.ratings.get(one.topic),
            recall=self._recall.get(one.topic),
        )

    # ----------------------------------------------------------- earlier sittings

    def _lines(self) -> Iterator[SittingLine]:
        skills = self.evidence.skills
        for record in reversed(self.evidence.sittings):
            if record.discarded or not record.given:
                continue
            focus = record.begun.focus
            yield SittingLine(
                record.id,
                self._date(record),
                record.begun.mode,
                record.begun.length.name,
                tuple(
                    skills.area_title(one) if one in skills.areas else skills.topic_title(one)
                    for one in focus
                ),
                record.answered,
                sum(one.seconds or 0.0 for one in record.responses) / 60,
                record.ended or "open",
                record.id not in self._misfits,
            )

    def _date(self, record: SittingRecord) -> str:
        return date_of(self.workspace.calendar.day(record.begun.at_ms)).isoformat()

    def _changes(self) -> tuple[str, tuple[ChangeLine, ...]]:
        """Compare the last two proper sittings."""
        from mlprep.assessment.change import compare

        line = self._timeline
        found = [place for place, block in enumerate(line.blocks) if block.mode == SITTING]
        if len(found) < 2:  # noqa: PLR2004  # a change is between two
            return "", ()
        before, after = found[-2:]
        calendar = self.workspace.calendar
        days = [date_of(calendar.day(_ms(line.days[place]))) for place in (before, after)]
        changes = compare(line, before, after)
        skills = self.evidence.skills
        return f"{days[0]} and {days[1]}", tuple(
            ChangeLine(
                skills.area_title(one.name), one.improved, one.mean, one.low, one.high, one.sentence
            )
            for one in changes
        )

    # ------------------------------------------------------------------ beside

    def _calibration(self) -> CalibrationView | None:
        from mlprep.assessment.calibration import calibrate_learner, confidence

        responses = [one for record in self.evidence.counted for one in record.responses]
        found = calibrate_learner(confidence(responses))
        if found is None:
            return None
        return CalibrationView(
            found.answers,
            found.hit_rate,
            found.p_sure,
            found.p_unsure,
            found.brier,
            found.reliability,
            found.in_the_large,
            found.worth_showing,
        )

    def _notes(self, has_role: bool) -> Iterator[str]:
        if not self._timeline.blocks:
            yield (
                "Nothing was measured yet: this is what your background makes likely."
                "  `mlprep assess` measures."
            )
        if not has_role:
            yield "No role is chosen, so no gap can be named: `mlprep setup` chooses one."
        if any(record.is_open for record in self.evidence.counted):
            yield "A sitting waits to be finished: `mlprep assess` takes it up."
        if self._misfits:
            yield (
                "The answers of a sitting do not fit the model; take its figures with care,"
                " or discard it and sit again."
            )


def _area_standing(area: AreaReport) -> Standing | None:
    if area.required is None:
        return None
    estimate = area.estimate
    short = theta_of_level(area.required) - estimate.theta
    return standing(0.5 * (1 + erf(short / estimate.sd / sqrt(2))))


def _fits(record: SittingRecord) -> bool:
    """Whether the answers are about as likely as the chances given to them beforehand say."""
    from mlprep.assessment.calibration import calibrate_engine

    found = calibrate_engine(_predicted(record))
    return found is None or found.fits


def _predicted(record: SittingRecord) -> list[tuple[float, bool]]:
    return [
        (one.chance, one.response.outcome is Outcome.RIGHT)
        for one in record.given
        if one.chance is not None and not is_rapid(one.response)
    ]


def _ms(day: float) -> int:
    return round(day * DAY_MS)
