"""The weeks ahead as Markdown, to keep or to send."""

from collections.abc import Callable, Iterator, Sequence

from mlprep.study.plan.view import Option, PlanAhead
from mlprep.study.plan.words import (
    headline,
    minutes_words,
    pace_words,
    plain_date,
    retention_words,
    rough_date,
)
from mlprep.text.markdown_tables import in_cell, markdown_table


def plan_markdown(ahead: PlanAhead) -> Iterator[str]:
    """Write the whole plan, every topic with its reason."""
    yield f"# The weeks ahead, {plain_date(ahead.today, ahead.day)}"
    yield ""
    if ahead.topics:
        yield headline(ahead)
        yield ""
        yield pace_words(ahead).capitalize()
        if ahead.goal:
            yield from ("", ahead.goal.told)
        yield from _weeks(ahead)
        yield from _options(ahead)
        yield from _topics(ahead)
        yield from _events(ahead)
    yield from ("", "## What it stands on", "")
    yield from (f"- {note}" for note in ahead.notes)


def _weeks(ahead: PlanAhead) -> Iterator[str]:
    yield from ("", "## Weeks", "")
    heads = ("week from", "minutes a day", "reviews", "new", "introduced", "recalled")
    rows = [
        (
            plain_date(one.date, ahead.today),
            f"{one.minutes_per_day:.0f}",
            str(one.reviews),
            str(one.new),
            str(one.introduced),
            f"{one.recalled:.0f}",
        )
        for one in ahead.weeks
        if one.date <= ahead.day
    ]
    yield from markdown_table(heads, rows, right=range(len(heads)))


def _options(ahead: PlanAhead) -> Iterator[str]:
    yield from ("", "## Other minutes a day", "")
    yield from _compared("minutes", ahead, ahead.options, minutes_words)
    yield from ("", "## Other desired recall", "")
    yield from _compared("recall", ahead, ahead.retentions, retention_words)


def _compared(
    what: str, ahead: PlanAhead, options: Sequence[Option], words: Callable[[Option], str]
) -> Iterator[str]:
    heads = (what, "used", "introduced", "recalled", "topics learned", "all learned")
    rows = [
        (
            words(one) + (" (yours)" if one.is_own else ""),
            f"{one.minutes_used:.0f}",
            str(one.introduced),
            f"{one.recalled:.0%}",
            f"{one.learned} of {one.topics}",
            rough_date(one.all_learned_on, ahead.today),
        )
        for one in options
    ]
    yield from markdown_table(heads, rows, right=(1, 2, 3, 4))


def _topics(ahead: PlanAhead) -> Iterator[str]:
    yield from ("", "## Topics, in their order", "")
    heads = ("", "topic", "cards", "learned", "check-up", "recalled then", "why")
    rows = [
        (
            str(rank),
            in_cell(one.title),
            f"{one.introduced} of {one.cards}",
            rough_date(one.learned_on, ahead.today),
            rough_date(one.checkup_on, ahead.today) if one.checkup_on else "-",
            f"{one.recalled_by_day:.0%}",
            in_cell(one.reason),
        )
        for rank, one in enumerate(ahead.topics, 1)
    ]
    yield from markdown_table(heads, rows, right=(0, 2, 5))
    if ahead.without_cards:
        yield from ("", f"Without a card yet: {', '.join(map(in_cell, ahead.without_cards))}.")


def _events(ahead: PlanAhead) -> Iterator[str]:
    if ahead.events:
        yield from ("", "## On the time line", "")
        yield from (
            f"- {rough_date(one.date, ahead.today)}: {in_cell(one.told)}" for one in ahead.events
        )
