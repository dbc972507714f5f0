"""The weeks ahead in lines of text that stand at 80 columns."""

from collections.abc import Iterator

from mlprep.cli.conversation import text_width, wrapped
from mlprep.cli.output import bold, columns
from mlprep.study.plan.view import Option, PlanAhead, TopicAhead
from mlprep.study.plan.words import (
    events_heading,
    headline,
    minutes_words,
    pace_words,
    plain_date,
    retention_words,
    rough_date,
    spread_words,
)
from mlprep.text.charts import bar, nice_top
from mlprep.text.counting import counted
from mlprep.text.lines import fit

BAR, TITLE, DATE = 24, 28, 14
SHOWN_WEEKS, SHOWN_EVENTS, SHOWN_REASONS = 16, 8, 3


def plan_lines(ahead: PlanAhead) -> Iterator[str]:
    """Write the plan, what matters most first."""
    if ahead.topics:
        yield from map(bold, wrapped(headline(ahead)))
        yield from wrapped(pace_words(ahead).capitalize())
        if ahead.goal:
            yield from wrapped(ahead.goal.told)
        yield from ("", *_weeks(ahead), "", *_options(ahead), "", *_topics(ahead))
        yield from _events(ahead)
        yield ""
    for note in (*ahead.notes, spread_words(ahead.topics)):
        yield from wrapped(note)


def _weeks(ahead: PlanAhead) -> Iterator[str]:
    shown = [one for one in ahead.weeks if one.date <= ahead.day][:SHOWN_WEEKS]
    top = nice_top(max(one.minutes_per_day for one in shown))
    rows = [["week from", "min a day", "", "reviews", "new", "recalled"]]
    rows += [
        [
            plain_date(one.date, ahead.today),
            f"{one.minutes_per_day:.0f}",
            bar(one.minutes_per_day / top, BAR),
            str(one.reviews),
            str(one.new),
            f"{one.recalled:.0f}",
        ]
        for one in shown
    ]
    yield from columns(rows, right=(0, 1, 3, 4, 5))
    left = len([one for one in ahead.weeks if one.date <= ahead.day]) - len(shown)
    if left > 0:
        yield f"... and {left} more weeks to {plain_date(ahead.day, ahead.today)} (`--json`)"


def _options(ahead: PlanAhead) -> Iterator[str]:
    by = f"by {plain_date(ahead.day, ahead.today)}"
    for name, options, words in (
        ("minutes a day", ahead.options, minutes_words),
        ("desired recall", ahead.retentions, retention_words),
    ):
        rows = [[name, "used", "introduced", f"recalled {by}", "learned", "all learned"]]
        rows += [_option(one, words(one), ahead.today) for one in options]
        yield from columns(rows, right=(1, 2, 3, 4))
        if options is ahead.options:
            yield ""


def _option(one: Option, name: str, today: str) -> list[str]:
    return [
        name + (" (yours)" if one.is_own else ""),
        f"{one.minutes_used:.0f}",
        f"{one.introduced:,}",
        f"{one.recalled:.0%}",
        f"{one.learned} of {one.topics}",
        rough_date(one.all_learned_on, today),
    ]


def _topics(ahead: PlanAhead) -> Iterator[str]:
    rows = [["", "topic", "gap", "cards", "learned", "check-up", "recalled"]]
    rows += [_topic(rank, one, ahead.today) for rank, one in enumerate(ahead.topics, 1)]
    yield from columns(rows, right=(0, 2, 3, 6))
    for rank, one in enumerate(ahead.topics[:SHOWN_REASONS], 1):
        if one.area:
            yield from wrapped(f"{rank}. {one.reason}")
    if ahead.without_cards:
        yield from wrapped(f"Without a card yet: {', '.join(ahead.without_cards)}.")


def _topic(rank: int, one: TopicAhead, today: str) -> list[str]:
    return [
        str(rank),
        fit(one.title, TITLE),
        f"{one.gap:.1f}" if one.gap else "",
        f"{one.introduced}/{one.cards}",
        rough_date(one.learned_on, today),
        rough_date(one.checkup_on, today) if one.checkup_on else "-",
        f"{one.recalled_by_day:.0%}",
    ]


def _events(ahead: PlanAhead) -> Iterator[str]:
    if not ahead.events:
        return
    yield ""
    yield bold(events_heading(ahead))
    shown = ahead.events[:SHOWN_EVENTS]
    yield from columns(
        [[rough_date(one.date, ahead.today), fit(one.told, text_width() - DATE)] for one in shown]
    )
    left = len(ahead.events) - SHOWN_EVENTS
    if left > 0:
        yield f"and {left} more"
    if ahead.room is not None:
        yield f"Cards leave about {counted(ahead.room, 'minute')} a week for projects."
