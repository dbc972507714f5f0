"""What the profile says, as rows for a width; pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from textual.content import Content

from mlprep.planning.reasons import with_article
from mlprep.study.measuring.profile_view import AreaBar, ProfileView
from mlprep.text.counting import counted, long_date, short_date
from mlprep.tui.pieces import (
    ACCENT,
    GOOD,
    MUTED,
    PRIMARY,
    fitted,
    lines,
    padded,
    row,
    said,
    wrapped,
)
from mlprep.tui.screens.profile import bars
from mlprep.tui.screens.result.text import gap_line
from mlprep.tui.widgets.rows import Line

HEADING = f"bold {PRIMARY}"
MORE_GAPS = 12


@dataclass(frozen=True, slots=True)
class View:
    """The profile as it is drawn now."""

    profile: ProfileView
    open_areas: Collection[str] = ()
    """Areas whose topics are shown."""
    own_role: str = ""
    """The learner's own role and seniority, where others are looked at."""
    take_key: str = "K"
    open_key: str = "enter"
    assess_key: str = ""
    """Begins what the check-ups offer."""
    role_key: str = ""


def head(view: View, width: int) -> Content:
    """Say whose profile this is and how much it rests on."""
    profile = view.profile
    aim = f"{profile.role}, {profile.seniority}" if profile.role else "no role chosen"
    first = row(
        Content.assemble(("Profile against  ", MUTED), (aim, HEADING)),
        Content.styled(long_date(profile.date), MUTED), width,
    )  # fmt: skip
    parts = [counted(profile.questions, "question")]
    if profile.background:
        parts.append(f"from {profile.background}")
    if view.own_role:
        parts.insert(0, f"{view.take_key} takes this aim; yours is {view.own_role}")
    return lines([first, fitted(" · ".join(parts), width, MUTED)])


# ------------------------------------------------------------------- columns


def one_column(view: View, width: int) -> list[Line]:
    """Everything below one another: what to do next, bars, the rest."""
    return [
        *first_gaps(view, width),
        Line(Content()),
        *bar_rows(view, width),
        *_legend(width),
        Line(Content()),
        *_sentences(view, width),
        *more_gaps(view, width),
        *beside(view, width),
    ]


def left_column(view: View, width: int) -> list[Line]:
    """Say what to do next, and everything that stands beside the bars."""
    return [
        *first_gaps(view, width),
        Line(Content()),
        *_sentences(view, width),
        *more_gaps(view, width),
        *beside(view, width),
    ]


def right_column(view: View, width: int) -> list[Line]:
    """Bars."""
    return [*bar_rows(view, width), *_legend(width)]


# ---------------------------------------------------------------------- gaps


def first_gaps(view: View, width: int) -> Iterator[Line]:
    """Name the three gaps to begin with, and what they hold."""
    profile = view.profile
    if not profile.questions:
        told = "Nothing was measured yet: this is only what your background makes likely."
        yield from _heading(f"{told} Press {view.assess_key} to be asked.", width)
    if not profile.role:
        yield from _heading(
            f"Choose a role with {view.role_key}: gaps are what it asks for beyond you.", width
        )
    elif profile.named:
        yield from _heading(_promise(profile), width)
    else:
        yield from _heading(f"No gap to {with_article(profile.role)} is known.", width)
    for rank, gap in enumerate(profile.named, 1):
        yield Line(gap_line(rank, gap, width), f"gap:{gap.id}")


def _promise(profile: ProfileView) -> str:
    return f"Begin here: {profile.promise}." if profile.questions else "Likely gaps:"


def more_gaps(view: View, width: int) -> Iterator[Line]:
    """List the gaps after the first three."""
    rest = view.profile.gaps[3 : 3 + MORE_GAPS]
    if rest:
        yield Line(Content())
        yield from _heading("Gaps after these, the weightiest first", width)
        for rank, gap in enumerate(rest, 4):
            yield Line(gap_line(rank, gap, width), f"gap:{gap.id}")
    left = len(view.profile.gaps) - 3 - len(rest)
    if left > 0:
        yield Line(Content.styled(f"   and {left} smaller ones", MUTED))


# ---------------------------------------------------------------------- bars


def bar_rows(view: View, width: int) -> Iterator[Line]:
    """Draw the areas, and the topics of those that are open."""
    yield Line(bars.scale(width))
    for area in view.profile.areas:
        is_open = area.id in view.open_areas
        yield Line(_area(area, width, is_open=is_open), f"area:{area.id}")
        if is_open:
            for topic in area.topics:
                title = Content("  ") + fitted(topic.title, bars.title_width(width) - 2)
                yield Line(
                    bars.bar_row(title, topic, width, hollow=topic.hollow), f"topic:{topic.id}"
                )


def _area(area: AreaBar, width: int, *, is_open: bool) -> Content:
    title = fitted(f"{'−' if is_open else '+'} {area.title}", bars.title_width(width), "bold")
    return bars.bar_row(title, area, width, hollow=area.answered == 0)


def _legend(width: int) -> list[Line]:
    told = bars.LEGEND if len(bars.LEGEND) <= width else bars.SHORT_LEGEND
    return [Line(fitted(told, width, MUTED))]


# -------------------------------------------------------------------- beside


def _sentences(view: View, width: int) -> Iterator[Line]:
    """How sure this is, and what to do about it."""
    for one in wrapped(view.profile.honesty, width):
        yield Line(said(one))


def beside(view: View, width: int) -> Iterator[Line]:
    """Self-rating against measured, recall, change, sittings, notes."""
    yield from _self_rated(view, width)
    yield from _recall(view, width)
    yield from _changes(view, width)
    yield from _sittings(view, width)
    if view.profile.calibration is not None:
        yield Line(Content())
        for one in wrapped(view.profile.calibration.sentence, width):
            yield Line(said(one))
    key = f"{view.assess_key}: " if view.assess_key else ""
    told = [*view.profile.notes, *(f"{key}{one.sentence}" for one in view.profile.check_ups)]
    if told:
        yield Line(Content())
        for note in told:
            for one in wrapped(note, width):
                yield Line(said(one, MUTED))


def _heading(told: str, width: int) -> Iterator[Line]:
    for one in wrapped(told, width):
        yield Line(Content.styled(one, HEADING))


def _self_rated(view: View, width: int) -> Iterator[Line]:
    rated = [area for area in view.profile.areas if area.self_rated is not None]
    if not rated:
        return
    yield Line(Content())
    yield from _heading("Self-rating against measured", width)
    for area in rated:
        told = f"{area.self_rated:.1f} / {area.level:.1f}"
        word = area.self_rating_word.removesuffix(" than measured")
        line = padded(fitted(area.title, 24), 26) + Content(f"{told}  ")
        yield Line((line + Content.styled(word, ACCENT)).truncate(width))


def _recall(view: View, width: int) -> Iterator[Line]:
    """Recall of the cards that were met: another measure, beside the bars."""
    topics = [topic for area in view.profile.areas for topic in area.topics]
    met = [one for one in topics if one.recall is not None and one.recall.introduced > 0]
    if not met:
        return
    yield Line(Content())
    yield from _heading("Remembered of the cards (not the same as being able)", width)
    for topic in met:
        recall = topic.recall
        if recall is not None:
            told = f"{recall.recall:>4.0%} of {counted(recall.units, 'card')}"
            stable = "  stable" if recall.stable else ""
            room = max(10, min(34, width - len(told) - 10))
            line = padded(fitted(topic.title, room), room + 2) + Content(told)
            yield Line(line + Content.styled(stable, GOOD), f"recall:{topic.id}")


def _changes(view: View, width: int) -> Iterator[Line]:
    profile = view.profile
    if not profile.changes:
        return
    yield Line(Content())
    yield from _heading(f"Between {profile.compared}", width)
    for change in profile.changes:
        first, *others = wrapped(f"{change.title}: {change.sentence}", width - 2)
        sign = Content.styled("↑ " if change.improved else "  ", f"bold {GOOD}")
        yield Line(lines([sign + said(first), *(said(f"  {one}") for one in others)]))


def _sittings(view: View, width: int) -> Iterator[Line]:
    if not view.profile.sittings:
        return
    yield Line(Content())
    yield from _heading(f"Sittings; {view.open_key} explains the answers", width)
    for one in view.profile.sittings:
        focus = f" on {', '.join(one.focus)}" if one.focus else ""
        kind = one.mode if one.mode == one.length else f"{one.length} {one.mode}"
        state = ", goes on with a" if one.state == "open" else ""
        doubt = "" if one.fits else "; its answers do not fit the model"
        count = counted(one.questions, "question")
        told = f"{kind}{focus}: {count}, {round(one.minutes)} min{state}{doubt}"
        yield Line(fitted(f"{short_date(one.date)}  {told}", width), f"sitting:{one.id}")
