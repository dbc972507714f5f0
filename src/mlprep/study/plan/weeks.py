"""The weeks ahead: forecast, other minutes side by side, what gives when a date is too near.

The simulation loads numpy; it is imported when a plan is asked for.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from mlprep.domain.days import date_from, date_of, day_of
from mlprep.planning.pace import Pace
from mlprep.study.plan import notes
from mlprep.study.plan.start import OWN, Footing, PlanDateError, footing
from mlprep.study.plan.telling import Heard, Telling
from mlprep.study.plan.view import (
    AreaAhead,
    AwayTopic,
    Event,
    Goal,
    Option,
    PlanAhead,
    Speed,
    TopicAhead,
    counted_noun,
    counted_topics,
)

if TYPE_CHECKING:
    from mlprep.planning.forecast import Forecast
    from mlprep.planning.outlook import Needed
    from mlprep.study.plan.priorities import TopicPlan
    from mlprep.study.workspace import Workspace

USUAL_MINUTES = (10, 20, 40)
USUAL_RETENTIONS = (0.80, 0.85, 0.90, 0.95)
LOOK_DAYS = 84
"""Days to the day looked at, where no date is set."""
HORIZON_DAYS, LONGEST_DAYS = 365, 730
LIVES = 3
"""How often the same days are lived, to see how far chance moves a date."""
SEARCHES = 7
"""Forecasts that looking for the minutes takes, at most."""
BOUND_DAYS = 14
"""First days, by which the limit that binds is told."""


def plan_ahead(
    workspace: "Workspace",
    *,
    minutes: Sequence[int] = USUAL_MINUTES,
    until: str = "",
    heard: Heard | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> PlanAhead:
    """Forecast the weeks ahead of this learner.

    ``minutes`` a day are looked at beside the learner's own; ``until`` is the date to look at
    instead of the target date.  Raises ``PlanDateError`` where it is none, past or too far, and
    ``planning.forecast.ForecastCancelledError`` once ``cancelled`` answers yes.
    """
    from mlprep.study.plan.priorities import topic_plan

    plan = topic_plan(workspace)
    return _Ahead(workspace, plan, footing(workspace, plan), until).told(minutes, heard, cancelled)


def _day_asked_for(until: str, today: int) -> int | None:
    if not until:
        return None
    try:
        day = day_of(date_from(until))
    except ValueError:
        raise PlanDateError(f"{until!r} is no date; write it like 2027-01-31") from None
    if not today <= day <= today + LONGEST_DAYS:
        last = date_of(today + LONGEST_DAYS).isoformat()
        raise PlanDateError(f"a plan looks from today to {last}, not to {until}")
    return day


class _Lived(NamedTuple):
    """The days at the learner's own pace."""

    ahead: "Forecast"
    check_ups: Mapping[str, int]
    """Study days by topic."""
    topics: tuple[TopicAhead, ...]


class _Compared(NamedTuple):
    """What other paces come to, the learner's own among them."""

    minutes: tuple[Option, ...]
    retentions: tuple[Option, ...]


class _Ahead:
    """One plan in the making."""

    def __init__(
        self, workspace: "Workspace", plan: "TopicPlan", base: Footing, until: str
    ) -> None:
        self.workspace, self.plan, self.base = workspace, plan, base
        self.today = workspace.today
        settings = workspace.settings
        self.target = (
            day_of(date.fromisoformat(settings.target_date)) if settings.target_date else None
        )
        asked = _day_asked_for(until, self.today)
        ahead = self.target if self.target is not None and self.target >= self.today else None
        self.goal_day = ahead if asked is None else asked
        if self.goal_day is not None:
            self.goal_day = min(self.goal_day, self.today + LONGEST_DAYS)
        self.day = self.today + LOOK_DAYS if self.goal_day is None else self.goal_day
        self.horizon = max(HORIZON_DAYS, self.day - self.today + 1)
        decks = workspace.library.deck_titles
        self.own = {
            one: f"{decks.get(one.removeprefix(OWN), one)} (deck)" for one in base.start.own_decks
        }
        self.titles = {one.topic: one.title for one in plan.priorities} | self.own

    def told(
        self,
        minutes: Sequence[int],
        heard: Heard | None,
        cancelled: Callable[[], bool] | None,
    ) -> PlanAhead:
        """Simulate, then say what came of it."""
        others = self._others(minutes)
        telling = Telling(self._days_in_all(len(others)), heard, cancelled)
        lived = self._lived(telling)
        compared = self._compared(lived, others, telling)
        goal = self._goal(lived, telling) if lived.topics else None
        telling.end()
        return self._view(lived, compared, goal)

    def _lived(self, telling: Telling) -> "_Lived":
        """Live the days at the learner's own pace."""
        from mlprep.study.plan.tables import topics_ahead

        runs = [self._run(self.base.pace, telling, seed=life) for life in range(LIVES)]
        check_ups = self._check_ups(runs[0])
        topics = topics_ahead(
            runs,
            self.plan.priorities,
            self.own,
            self.day,
            check_ups,
            measured=self.plan.is_measured,
        )
        return _Lived(runs[0], check_ups, tuple(map(self._guiding, topics)))

    def _view(self, lived: "_Lived", compared: "_Compared", goal: Goal | None) -> PlanAhead:
        from mlprep.study.plan.tables import days_ahead, weeks_ahead

        ahead, topics, settings = lived.ahead, lived.topics, self.workspace.settings
        return PlanAhead(
            today=date_of(self.today).isoformat(),
            role=self._role(),
            measured=self.plan.is_measured,
            target=settings.target_date or None,
            day=date_of(self.day).isoformat(),
            minutes=round(self.base.pace.minutes or 0),
            new_per_day=settings.new_per_day,
            speed=self._speed(),
            cards=sum(one.cards for one in topics),
            days=days_ahead(ahead),
            weeks=weeks_ahead(ahead),
            topics=topics,
            without_cards=tuple(self._without_cards([one.id for one in topics])),
            away=tuple(self._away()),
            areas=self._areas(ahead, topics),
            options=compared.minutes,
            retentions=compared.retentions,
            goal=goal,
            events=tuple(self._events(ahead, lived.check_ups)),
            room=self._room(ahead),
            notes=tuple(self._notes(ahead, len(topics))),
        )

    def _notes(self, ahead: "Forecast", topics: int) -> Iterator[str]:
        """Say what the forecast stands on, how sure it is, and what holds it back."""
        settings, habits = self.workspace.settings, self.base.habits
        if not topics:
            yield notes.NO_CARDS
            return
        yield from notes.on_measurement(self.plan)
        reach = None if self.goal_day else LOOK_DAYS
        yield from notes.on_date(settings, self.today, reach, LONGEST_DAYS)
        yield from notes.on_pace(settings, habits.answers)
        yield notes.SIMULATED
        yield from notes.on_limit(self.base.pace, ahead.introduced_new[:BOUND_DAYS].tolist())

    def _days_in_all(self, others: int) -> int:
        """Count the days that all runs simulate, at most."""
        runs = (LIVES + others + len(self._retentions())) * self.horizon
        return runs if self.goal_day is None else runs + SEARCHES * (self.day - self.today + 1)

    # ----------------------------------------------------------------- topics

    def _guiding(self, one: TopicAhead) -> TopicAhead:
        """Say of a deck that comes first what it is there for."""
        from mlprep.study.review.reasons import why_guided

        if one.id not in self.base.start.first:
            return one
        title = self.workspace.library.deck_titles[one.id.removeprefix(OWN)]
        return replace(one, reason=why_guided(title))

    def _goal(self, lived: "_Lived", telling: Telling) -> Goal | None:
        """Say what gives where the day of the goal is too near; without such a day, nothing."""
        from mlprep.planning.outlook import shortfall
        from mlprep.study.plan.tables import goal_of

        if self.goal_day is None:
            return None
        titles = {one.id: one.title for one in counted_topics(lived.topics)}
        short_of = partial(
            shortfall,
            lived.ahead,
            titles,
            self.day,
            beside=[one.id for one in lived.topics if one.id not in titles],
            noun=counted_noun(lived.topics),
        )
        short = short_of()
        return goal_of(short_of(self._needed(titles, telling)) if short.open else short, titles)

    def _areas(self, ahead: "Forecast", topics: Sequence[TopicAhead]) -> tuple[AreaAhead, ...]:
        from mlprep.study.plan.tables import areas_ahead

        titles = {name: one.title for name, one in self.workspace.library.areas.items()}
        return tuple(areas_ahead(ahead, topics, titles, self.day))

    def _without_cards(self, shown: Sequence[str]) -> Iterator[str]:
        """Title the topics of the plan that no card teaches."""
        taught = set(shown)
        return (one.title for one in self.plan.priorities if one.topic not in taught)

    def _away(self) -> Iterator[AwayTopic]:
        topics = self.workspace.library.topics
        for topic, said in self.plan.chosen.items():
            if self.plan.is_away(topic) and topic in topics:
                yield AwayTopic(topic, topics[topic].title, said.words)

    def _run(self, pace: Pace, telling: Telling, seed: int = 0) -> "Forecast":
        from mlprep.planning.forecast import forecast

        return forecast(
            self.base.start, pace, self.horizon, seed=seed, on_day=telling.on_day,
            cancelled=telling.cancelled,
        )  # fmt: skip

    # ---------------------------------------------------------------- what if

    def _others(self, minutes: Sequence[int]) -> list[int]:
        own = round(self.base.pace.minutes or 0)
        return sorted({one for one in minutes if one > 0 and one != own})

    def _retentions(self) -> list[Pace]:
        own = self.base.pace
        return [
            replace(own, desired_retention=one)
            for one in USUAL_RETENTIONS
            if one != own.desired_retention
        ]

    def _compared(self, lived: "_Lived", others: Sequence[int], telling: Telling) -> "_Compared":
        """Set what other paces would come to beside the learner's own."""
        from mlprep.study.plan.tables import option_of

        own = option_of(lived.ahead, self.base.pace, lived.topics, self.day, is_own=True)

        def option(pace: Pace) -> Option:
            run = self._run(pace, telling)
            return option_of(run, pace, lived.topics, self.day, is_own=False)

        minutes = [option(replace(self.base.pace, minutes=float(each))) for each in others]
        retentions = [option(pace) for pace in self._retentions()]
        return _Compared(
            tuple(sorted([own, *minutes], key=lambda one: one.minutes or 10**6)),
            tuple(sorted([own, *retentions], key=lambda one: one.retention)),
        )

    def _needed(self, titles: Mapping[str, str], telling: Telling) -> "Needed | None":
        from mlprep.planning.outlook import minutes_for

        return minutes_for(
            self.base.start, self.base.pace, titles, self.day, on_day=telling.on_day,
            cancelled=telling.cancelled,
        )  # fmt: skip

    # -------------------------------------------------------------- time line

    def _events(self, ahead: "Forecast", check_ups: Mapping[str, int]) -> Iterator[Event]:
        """List check-ups, the next steps of projects, and revisits, by date."""
        from mlprep.study.plan.tables import iso

        titles = {topic: self.titles[topic] for topic in check_ups}
        asked = [
            Event(iso(check_ups[topic]), "check-up", topic, title, f"Check-up on {title}")
            for topic, title in titles.items()
        ]
        found = [*asked, *self._work(ahead), *self._revisits()]
        yield from sorted(found, key=lambda one: (one.date, one.kind, one.id))

    def _check_ups(self, ahead: "Forecast") -> dict[str, int]:
        """Lay out the check-ups: study days by topic."""
        from mlprep.planning.timeline import planned_checkups
        from mlprep.study.measuring.check_ups import askable_topics, last_check_ups

        askable, last = askable_topics(self.workspace), last_check_ups(self.workspace)
        able = [one for one in self.plan.priorities if one.topic in askable]
        pace = self.base.pace
        planned = planned_checkups(ahead, able, last, lambda day: pace.share_of_day(day) > 0)
        return {one.topic: one.day for one in planned}

    def _work(self, ahead: "Forecast") -> Iterator[Event]:
        """Lay the next steps of projects and routes into the minutes that cards leave."""
        from mlprep.planning.timeline import days_of_work, room_for_work
        from mlprep.study.plan.tables import iso
        from mlprep.study.work.project_view import hours
        from mlprep.study.work.steps import steps_ahead

        steps = steps_ahead(self.workspace, self.plan.priorities)[:WORK_SHOWN]
        room = room_for_work(ahead, self.base.pace)
        days = days_of_work(self.today, room, [one.hours for one in steps])
        for step, day in zip(steps, days, strict=True):
            if day is not None:
                told = f"{hours(step.hours)}: {step.step_title} ({step.title})"
                yield Event(iso(day), str(step.kind), step.id, step.title, told)

    def _revisits(self) -> Iterator[Event]:
        from mlprep.study.plan.tables import iso
        from mlprep.study.work.facts import read_works

        for name, record in read_works(self.workspace).projects.items():
            day = record.revisit_on
            if day is not None and day < self.today + self.horizon:
                title = record.title or name
                told = f"Revisit {title}"
                yield Event(iso(max(day, self.today)), "revisit", name, title, told)

    def _room(self, ahead: "Forecast") -> int | None:
        from mlprep.planning.timeline import room_for_work

        room = room_for_work(ahead, self.base.pace)[: self.day - self.today + 1]
        return round(7 * sum(room) / len(room)) if room else None

    # ------------------------------------------------------------------ words

    def _role(self) -> str:
        from mlprep.study.content.skill_map import load_skill_map

        role = load_skill_map(self.workspace.library).roles.get(self.workspace.settings.role)
        return role.title if role else ""

    def _speed(self) -> Speed:
        habits = self.base.habits
        return Speed(round(habits.new_seconds, 1), round(habits.review_seconds, 1), habits.answers)


WORK_SHOWN = 3
"""Steps of projects and routes that are laid out."""
