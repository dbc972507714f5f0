"""The profile as Markdown, to keep or to send."""

from collections.abc import Iterator, Sequence

from mlprep.cli.profile_text import headline
from mlprep.planning.reasons import with_article
from mlprep.study.measuring.profile_view import ProfileView, TopicBar
from mlprep.text.counting import long_date
from mlprep.text.markdown_tables import in_cell, markdown_table


def profile_markdown(view: ProfileView) -> Iterator[str]:
    """Write the whole profile."""
    yield f"# {headline(view)}"
    yield ""
    yield view.honesty
    if view.gaps:
        yield from ("", f"## Gaps to {with_article(view.role)} ({view.seniority})", "")
        yield from _table(view.gaps, ranked=True)
        yield from ("", f"Of the first three: {view.promise}.")
    for area in view.areas:
        asked = "" if area.required is None else f" of {area.required:.1f} asked for"
        yield from ("", f"## {in_cell(area.title)}: {area.level:.1f}{asked}", "")
        yield f"90% interval {area.low:.1f} to {area.high:.1f}, {area.answered} questions."
        yield ""
        yield from _table(area.topics)
    yield from _sections(view)


def _sections(view: ProfileView) -> Iterator[str]:
    if view.changes:
        yield from ("", f"## Between {view.compared}", "")
        yield from (f"- {in_cell(one.title)}: {one.sentence}" for one in view.changes)
    if view.sittings:
        yield from ("", "## Sittings", "")
        for one in view.sittings:
            about = f" on {', '.join(one.focus)}" if one.focus else ""
            yield f"- {long_date(one.date)}: {one.mode}{about}, {one.questions} questions"
    if view.next_steps:
        yield from ("", "## Next", "")
        yield from (f"- {note}" for note in view.next_steps)


def _table(topics: Sequence[TopicBar], *, ranked: bool = False) -> Iterator[str]:
    """Write topics below one another; those that are ``ranked`` with their places."""
    heads = ("topic", "level", "90% interval", "asked for", "standing")
    rows = [_row(topic) for topic in topics]
    if ranked:
        rows = [(str(rank), *row) for rank, row in enumerate(rows, 1)]
        yield from markdown_table(("", *heads), rows, right=(0, 2, 4))
    else:
        yield from markdown_table(heads, rows, right=(1, 3))


def _row(topic: TopicBar) -> tuple[str, ...]:
    asked = "" if topic.required is None else f"{topic.required:.1f}"
    interval = f"{topic.low:.1f} to {topic.high:.1f}"
    return (in_cell(topic.title), f"{topic.level:.1f}", interval, asked, topic.words)
