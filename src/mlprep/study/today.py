"""What is due today, how long it will take and why; the home screen and ``mlprep today``."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from mlprep.domain.days import MINUTE_MS, date_of
from mlprep.domain.facts import FactKind
from mlprep.domain.ids import DeckId
from mlprep.domain.units import Phase
from mlprep.store.values import NewUnit
from mlprep.study.review.limits import Limits, limits_of, new_left, reviews_in_time
from mlprep.study.review.new_cards import NOTHING, Drawn, new_today
from mlprep.text.counting import long_date

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

CALENDAR_DAYS = 7 * 26
FORECAST_DAYS = 7
CATCH_UP_DAYS = 60
DAY_OFF = (
    "A day off: nothing is asked of you. What is due waits until tomorrow; more today and a"
    " session of some minutes are there all the same."
)


class DueDeck(NamedTuple):
    """One deck that has something for today."""

    id: str
    title: str
    steps: int
    reviews: int
    new: int


class Today(NamedTuple):
    """Today at a glance.  Counts respect the day's limits; minutes are an estimate."""

    date: str
    steps: int
    reviews: int
    new: int
    minutes: float
    studied: int
    studied_ms: int
    streak: int
    backlog: int
    """Reviews due beyond today's limits."""
    retention: float | None
    """True retention of the last four weeks; None before there is any."""
    desired_retention: float
    decks: tuple[DueDeck, ...]
    forecast: tuple[int, ...]
    """Reviews falling due on each of the next days, tomorrow first."""
    calendar: tuple[int, ...]
    """Answers a day, oldest first, today last."""
    cards: int
    problems: int
    notes: tuple[str, ...]
    """Sentences on why today looks as it does."""

    @property
    def due(self) -> int:
        """Everything that today asks."""
        return self.steps + self.reviews + self.new


def today(workspace: "Workspace") -> Today:
    """Look at the day."""
    history, day = workspace.history, workspace.today
    limits = limits_of(workspace)
    decks = _decks(workspace)
    all_reviews = sum(deck.reviews for deck in decks)
    steps = sum(deck.steps for deck in decks)
    is_over = limits.minutes is not None and limits.minutes <= 0
    reviews = reviews_in_time(workspace, limits, steps, all_reviews)
    room = 0 if is_over else new_left(workspace, limits, steps, all_reviews)
    drawn = new_today(workspace, room) if any(deck.new for deck in decks) else NOTHING
    new = max(min(len(drawn.units), room), _asked_for(workspace))
    days = history.days_studied(day - CALENDAR_DAYS + 1, day)
    answered = {one.day: one.reviews for one in days}
    passed, total = history.true_retention(day - 27, day)
    ahead = history.due_load(day + 1, day + FORECAST_DAYS)
    done = history.day_summary(day)
    return Today(
        date=date_of(day).isoformat(),
        steps=steps,
        reviews=reviews,
        new=new,
        minutes=_minutes(workspace, limits, steps + reviews, new),
        studied=done.reviews,
        studied_ms=done.ms,
        streak=_streak_until(workspace, day, answered),
        backlog=all_reviews - reviews,
        retention=passed / total if total else None,
        desired_retention=workspace.settings.desired_retention,
        decks=_for_today(decks, drawn.units[:new]),
        forecast=tuple(ahead.get(day + 1 + i, 0) for i in range(FORECAST_DAYS)),
        calendar=tuple(answered.get(day - CALENDAR_DAYS + 1 + i, 0) for i in range(CALENDAR_DAYS)),
        cards=sum(workspace.library.cache.deck_sizes().values()),
        problems=len(workspace.library.cache.problems()),
        notes=(
            *_notes(workspace, limits, all_reviews - reviews, decks),
            *_on_new(limits, room, drawn),
        ),
    )


def _on_new(limits: Limits, room: int, drawn: Drawn) -> Iterator[str]:
    """Say why fewer new cards come than the limit allows."""
    count = len(drawn.units)
    if room < min(limits.new, count):
        yield "Reviews take their minutes first; new cards get what is left."
    elif count < room and drawn.held:
        few = "No new cards" if not count else f"Only {count} new card{'s' * (count != 1)}"
        yield f"{few} today: the next levels open once you recall what you began, on a later day."


def _asked_for(workspace: "Workspace") -> int:
    """Count the new cards that the learner asked for: they come whatever the limits are."""
    if next(workspace.history.facts(kinds=[FactKind.PIN]), None) is None:
        return 0
    from mlprep.study.review.asking import asked_for

    states = workspace.history.states(asked_for(workspace))
    return sum(state.phase is Phase.NEW for state in states.values())


def _decks(workspace: "Workspace") -> tuple[DueDeck, ...]:
    counts = workspace.history.deck_counts(workspace.today, steps_until_ms(workspace))
    titles = workspace.library.deck_titles
    rows = [
        DueDeck(name, titles.get(name, name), one.steps, one.reviews, one.new)
        for name, one in counts.items()
        if name and one.steps + one.reviews + one.new
    ]
    return tuple(sorted(rows, key=lambda row: (-row.steps - row.reviews, row.title)))


def _for_today(decks: Sequence[DueDeck], new: Sequence[NewUnit]) -> tuple[DueDeck, ...]:
    """Keep the decks of which something comes today, with what comes of each."""
    drawn = Counter(one.deck for one in new)
    rows = (one._replace(new=drawn[DeckId(one.id)]) for one in decks)
    return tuple(one for one in rows if one.steps or one.reviews or one.new)


def steps_until_ms(workspace: "Workspace") -> int:
    """Tell up to which instant steps count as due: a session shows them that much ahead."""
    return workspace.clock.now_ms() + workspace.settings.learn_ahead_minutes * MINUTE_MS


def _minutes(workspace: "Workspace", limits: Limits, reviews: int, new: int) -> float:
    new_seconds, review_seconds = workspace.seconds_per_card
    estimate = (new * new_seconds + reviews * review_seconds) / 60
    return estimate if limits.minutes is None else min(estimate, limits.minutes)


def streak(answered: Mapping[int, int], day: int) -> int:
    """Count the days in a row with an answer, up to today or, before today's first, yesterday."""
    last = day if answered.get(day) else day - 1
    length = 0
    while answered.get(last - length):
        length += 1
    return length


def _streak_until(workspace: "Workspace", day: int, answered: Mapping[int, int]) -> int:
    """Count the days in a row, however long; ``answered`` holds those of the calendar."""
    length, reach = streak(answered, day), CALENDAR_DAYS
    while length >= reach - 1:
        reach *= 2
        days = workspace.history.days_studied(day - reach + 1, day)
        length = streak({one.day: one.reviews for one in days}, day)
    return length


def _catching_up(workspace: "Workspace", waiting: int) -> str:
    """Say until when a backlog is worked off at the chosen pace."""
    from mlprep.memory.backlog import backlog_ends_on

    day, minutes = workspace.today, workspace.settings.catch_up_minutes
    ahead = workspace.history.due_load(day + 1, day + CATCH_UP_DAYS)
    falling_due = [0, *(ahead.get(day + 1 + i, 0) for i in range(CATCH_UP_DAYS))]
    _, seconds = workspace.seconds_per_card
    ends = backlog_ends_on(day, waiting, falling_due, seconds, minutes)
    until = f"until {long_date(date_of(ends))}" if ends is not None else "for more than a year"
    return f"Catching up at {minutes} minutes a day, {until} at this pace; no new cards until then."


def _notes(
    workspace: "Workspace", limits: Limits, backlog: int, decks: Sequence[DueDeck]
) -> Iterator[str]:
    settings = workspace.settings
    share = settings.share_of_day(workspace.today)
    if settings.target_date and settings.target_date < date_of(workspace.today).isoformat():
        day = long_date(settings.target_date)
        yield f"The date to be ready, {day}, is past; the setup takes another."
    if not share:
        yield DAY_OFF
        return
    if share < 1:
        yield f"An easy day: {share:.0%} of a normal day's study."
    if backlog > 0 and (limits.minutes is None or limits.minutes > 0):
        due = sum(deck.reviews for deck in decks)
        most = int(share * settings.reviews_per_day)
        bound = (
            f"today's limit of {most:,}" if due - backlog == limits.reviews else "there is time for"
        )
        more = "1 more review is" if backlog == 1 else f"{backlog:,} more reviews are"
        yield f"{more} due than {bound}; those at the greatest risk come first."
    if settings.catch_up_minutes:
        yield _catching_up(workspace, sum(deck.reviews for deck in decks))
    elif limits.new == 0 and any(deck.new for deck in decks) and settings.new_per_day:
        yield "Today's new cards are done."
    if limits.minutes is not None:
        whole = round(share * (settings.catch_up_minutes or settings.minutes_per_day))
        if limits.minutes > 0:
            yield f"{limits.minutes:.0f} of {whole} minutes of the day are left."
        else:
            yield f"The day's {whole} minutes are used up; steps that were begun still come."
