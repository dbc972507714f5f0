"""The profile as Markdown, to keep or to send."""

from collections.abc import Iterator

from mlprep.cli.profile_text import headline
from mlprep.planning.reasons import with_article
from mlprep.study.measuring.profile_view import ProfileView, TopicBar
from mlprep.text.counting import long_date


def profile_markdown(view: ProfileView) -> Iterator[str]:
    """Write the whole profile."""
    yield f"# {headline(view)}"
    yield ""
    yield view.honesty
    if view.gaps:
        yield from ("", f"## Gaps to {with_article(view.role)} ({view.seniority})", "")
        yield from _table(("", "topic", "level", "90% interval", "asked for", "standing"))
        for rank, gap in enumerate(view.gaps, 1):
            yield _row(str(rank), gap)
        yield from ("", f"Of the first three: {view.promise}.")
    for area in view.areas:
        asked = "" if area.required is None else f" of {area.required:.1f} asked for"
        yield from ("", f"## {_cell(area.title)}: {area.level:.1f}{asked}", "")
        yield f"90% interval {area.low:.1f} to {area.high:.1f}, {area.answered} questions."
        yield ""
        yield from _table(("", "topic", "level", "90% interval", "asked for", "standing"))
        for topic in area.topics:
            yield _row("", topic)
    yield from _sections(view)


def _sections(view: ProfileView) -> Iterator[str]:
    if view.changes:
        yield from ("", f"## Between {view.compared}", "")
        yield from (f"- {_cell(one.title)}: {one.sentence}" for one in view.changes)
    if view.sittings:
        yield from ("", "## Sittings", "")
        for one in view.sittings:
            about = f" on {', '.join(one.focus)}" if one.focus else ""
            yield f"- {long_date(one.date)}: {one.mode}{about}, {one.questions} questions"
    if view.next_steps:
        yield from ("", "## Next", "")
        yield from (f"- {note}" for note in view.next_steps)


def _table(heads: tuple[str, ...]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"


def _row(rank: str, topic: TopicBar) -> str:
    asked = "" if topic.required is None else f"{topic.required:.1f}"
    interval = f"{topic.low:.1f} to {topic.high:.1f}"
    cells = (rank, _cell(topic.title), f"{topic.level:.1f}", interval, asked, topic.words)
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
