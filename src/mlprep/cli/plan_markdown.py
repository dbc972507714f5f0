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
    yield from _head("week from", "minutes a day", "reviews", "new", "introduced", "recalled")
    for one in ahead.weeks:
        if one.date <= ahead.day:
            yield _row(
                plain_date(one.date, ahead.today), f"{one.minutes_per_day:.0f}", one.reviews,
                one.new, one.introduced, f"{one.recalled:.0f}",
            )  # fmt: skip


def _options(ahead: PlanAhead) -> Iterator[str]:
    yield from ("", "## Other minutes a day", "")
    yield from _compared("minutes", ahead, ahead.options, minutes_words)
    yield from ("", "## Other desired recall", "")
    yield from _compared("recall", ahead, ahead.retentions, retention_words)


def _compared(
    what: str, ahead: PlanAhead, options: Sequence[Option], words: Callable[[Option], str]
) -> Iterator[str]:
    yield from _head(what, "used", "introduced", "recalled", "topics learned", "all learned")
    for one in options:
        name = words(one) + (" (yours)" if one.is_own else "")
        yield _row(
            name, f"{one.minutes_used:.0f}", one.introduced, f"{one.recalled:.0%}",
            f"{one.learned} of {one.topics}", rough_date(one.all_learned_on, ahead.today),
        )  # fmt: skip


def _topics(ahead: PlanAhead) -> Iterator[str]:
    yield from ("", "## Topics, in their order", "")
    yield from _head("", "topic", "cards", "learned", "check-up", "recalled then", "why")
    for rank, one in enumerate(ahead.topics, 1):
        yield _row(
            rank, one.title, f"{one.introduced} of {one.cards}",
            rough_date(one.learned_on, ahead.today),
            rough_date(one.checkup_on, ahead.today) if one.checkup_on else "-",
            f"{one.recalled_by_day:.0%}", one.reason,
        )  # fmt: skip
    if ahead.without_cards:
        yield from ("", f"Without a card yet: {', '.join(map(_cell, ahead.without_cards))}.")


def _events(ahead: PlanAhead) -> Iterator[str]:
    if ahead.events:
        yield from ("", "## On the time line", "")
        yield from (
            f"- {rough_date(one.date, ahead.today)}: {_cell(one.told)}" for one in ahead.events
        )


def _head(*names: str) -> Iterator[str]:
    yield _row(*names)
    yield f"|{' --- |' * len(names)}"


def _row(*cells: object) -> str:
    return f"| {' | '.join(_cell(str(one)) for one in cells)} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
