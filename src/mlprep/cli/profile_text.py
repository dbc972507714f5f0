"""The profile in lines of text: bars that stand at 80 columns, gaps in order, sentences."""

from collections.abc import Iterator, Sequence

from mlprep.cli.conversation import wrapped
from mlprep.cli.output import bold
from mlprep.planning.reasons import with_article
from mlprep.study.measuring.profile_view import LEAST_SHORT, AreaBar, ProfileView, TopicBar
from mlprep.text.counting import counted, long_date
from mlprep.text.lines import cell_width
from mlprep.text.sanitise import visible

TITLE, CELLS_A_LEVEL, LEVELS = 28, 5, 4
BAR = CELLS_A_LEVEL * LEVELS + 1
MOST_GAPS = 10
LEGEND = "● measured   ○ inferred from neighbours   ├─┤ 90% interval   ▲ asked for"


def profile_lines(view: ProfileView) -> Iterator[str]:
    """Write the whole profile; what to do next stands last, where a terminal shows it."""
    yield from map(bold, wrapped(headline(view)))
    yield ""
    yield f"{'':{TITLE}} {_scale()} {'is':>3} {'ask':>3}"
    for area in view.areas:
        yield bold(_row(area.title, area, hollow=area.answered == 0, words=_area_words(area)))
        for topic in area.topics:
            yield _row(f"  {topic.title}", topic, hollow=topic.hollow, words=_words(topic))
    yield LEGEND
    yield from summary_lines(view)


def summary_lines(view: ProfileView) -> Iterator[str]:
    """Write what matters most: gaps in order, how sure that is, and what has changed."""
    if view.gaps:
        yield ""
        gaps = "Gaps" if view.questions else "Likely gaps"
        yield bold(f"{gaps} to {with_article(view.role)} ({view.seniority}), the weightiest first")
        yield from (gap_line(rank, gap) for rank, gap in enumerate(view.gaps[:MOST_GAPS], 1))
        yield from wrapped(other_gaps(view.gaps[MOST_GAPS:]))
        if view.questions:
            yield from wrapped(f"Begin with the first three: {view.promise}.")
    yield from _beside(view)
    yield ""
    for sentence in (view.honesty, *view.next_steps):
        yield from wrapped(sentence)


def headline(view: ProfileView) -> str:
    """Say whose profile of what this is."""
    asked = f"{view.questions} question{'s' * (view.questions != 1)}"
    came = f", background {view.background}" if view.background else ""
    aim = f"against {view.role}, {view.seniority}" if view.role else "no role chosen"
    return f"Profile of {long_date(view.date)}: {asked}{came}, {aim}"


def gap_line(rank: int, gap: TopicBar) -> str:
    """Write one gap, and how many of its topic's cards would be recalled now."""
    short = f"{gap.gap:.1f} levels short of {gap.required:.1f}"
    if gap.gap < LEAST_SHORT:
        short = f"reaches {gap.required:.1f}, unsure"
    hollow = ", inferred" if gap.hollow else ""
    is_begun = gap.recall is not None and gap.recall.introduced
    recall = f", recall {gap.recall.recall:.0%}" if is_begun and gap.recall else ""
    return f"{rank:>3}. {_fitted(gap.title, TITLE)} {short}{hollow}{recall}"


def other_gaps(gaps: Sequence[TopicBar]) -> str:
    """Count the gaps that are not listed, those that may be none apart."""
    unsure = sum(gap.gap < LEAST_SHORT for gap in gaps)
    short = len(gaps) - unsure
    parts = [f"{counted(short, 'more topic')} short of what is asked for"] if short else []
    if unsure:
        parts.append(f"{counted(unsure, 'topic')} at or above it, but not for sure")
    return f"And {', '.join(parts)}." if parts else ""


def _beside(view: ProfileView) -> Iterator[str]:
    rated = [area for area in view.areas if area.self_rated is not None]
    if rated:
        yield ""
        yield bold("Self-rating against measured")
        for area in rated:
            word = f": {area.self_rating_word}" if area.self_rating_word else ""
            yield f"  {_fitted(area.title, TITLE)} {area.self_rated:.1f} / {area.level:.1f}{word}"
    if view.changes:
        yield ""
        yield bold(f"Between {view.compared}")
        for change in view.changes:
            yield f"  {_fitted(change.title, TITLE)} {change.sentence}"
    if view.calibration is not None:
        yield ""
        yield from wrapped(view.calibration.sentence)


def _row(title: str, bar: AreaBar | TopicBar, *, hollow: bool, words: str) -> str:
    asked = "" if bar.required is None else f"{bar.required:.1f}"
    drawn = draw(bar.level, bar.low, bar.high, bar.required, hollow=hollow)
    return f"{_fitted(title, TITLE)} {drawn} {bar.level:>3.1f} {asked:>3} {words}".rstrip()


def _area_words(area: AreaBar) -> str:
    return area.standing.value if area.standing else ""


def _words(topic: TopicBar) -> str:
    return topic.standing.value if topic.standing else ""


def draw(level: float, low: float, high: float, required: float | None, *, hollow: bool) -> str:
    """Draw an estimate with its interval and what is asked for on a scale of 1 to 5."""
    cells = ["·" if index % CELLS_A_LEVEL == 0 else " " for index in range(BAR)]
    start, end = _cell(low), _cell(high)
    for index in range(start, end + 1):
        cells[index] = "─"
    cells[start], cells[end] = "├", "┤"
    if required is not None:
        cells[_cell(required)] = "▲"
    cells[_cell(level)] = "○" if hollow else "●"
    return "".join(cells)


def _scale() -> str:
    return "".join(
        str(1 + index // CELLS_A_LEVEL) if index % CELLS_A_LEVEL == 0 else " "
        for index in range(BAR)
    )


def _cell(level: float) -> int:
    return min(BAR - 1, max(0, round((level - 1) * CELLS_A_LEVEL)))


def _fitted(text: str, width: int) -> str:
    shown = visible(text)
    while cell_width(shown) > width:
        shown = shown[:-2].rstrip() + "…"
    return shown + " " * (width - cell_width(shown))
