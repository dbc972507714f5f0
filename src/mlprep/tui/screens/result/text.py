"""What a result says: a sitting summed up, its answers, one of them explained; pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual.content import Content

from mlprep.assessment import Outcome
from mlprep.planning.reasons import with_article
from mlprep.study.measuring.answered import AnsweredItem, TeachingCard
from mlprep.study.measuring.profile_view import LEAST_SHORT, ProfileView, TopicBar
from mlprep.text.counting import counted
from mlprep.text.render import render
from mlprep.text.screen import to_content
from mlprep.tui.pieces import (
    ACCENT,
    BAD,
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
from mlprep.tui.widgets.rows import Line

HEADING = f"bold {PRIMARY}"
SIGNS = {
    Outcome.RIGHT: ("✓", "right", GOOD),
    Outcome.WRONG: ("✗", "wrong", BAD),
    Outcome.DONT_KNOW: ("?", "not known", MUTED),
}
WARNING = "$text-warning"
NOT_COUNTED = "not counted"
TOPIC, WORDS = 26, 16
GAP_WIDTH = 70
"""Cells from which a gap is said in full."""


@dataclass(frozen=True, slots=True)
class View:
    """What the screen shows."""

    title: str
    items: Sequence[AnsweredItem]
    profile: ProfileView | None = None
    """What is known now; only after a sitting."""
    minutes: float = 0.0
    maths: bool = True
    found: str = ""
    """What a check-up found."""


def head(view: View, width: int) -> Content:
    """Say what this is, and how it went."""
    count = counted(len(view.items), "question")
    told = f"{count} in {round(view.minutes)} min" if view.minutes >= 1 else count
    title, told_here = fitted(view.title, width, HEADING), Content.styled(told, MUTED)
    apart = title.cell_length + len(told) + 2 > width
    first = lines([title, told_here]) if apart else row(title, told_here, width)
    outcomes = [one.outcome for one in view.items if one.counts]
    parts = [
        Content.assemble((f"{sign} {outcomes.count(kind)} ", f"bold {style}"), word)
        for kind, (sign, word, style) in SIGNS.items()
    ]
    if fast := len(view.items) - len(outcomes):
        parts.append(Content.assemble((f"{fast} ", f"bold {WARNING}"), "too fast to count"))
    counts = _in_lines(parts, width)
    found = (Content.styled(one, "bold") for one in wrapped(view.found, width) if view.found)
    return lines([first, *counts, *found])


def _in_lines(parts: Sequence[Content], width: int) -> list[Content]:
    """Put pieces beside one another, and below where there is no room."""
    done: list[Content] = []
    for part in parts:
        if done and done[-1].cell_length + 3 + part.cell_length <= width:
            done[-1] = Content.assemble(done[-1], "   ", part)
        else:
            done.append(part)
    return done


# ----------------------------------------------------------------------- list


def item_rows(view: View, width: int) -> list[Line]:
    """List the gaps that the sitting names, then its answers."""
    rows = list(_gaps(view.profile, width)) if view.profile else []
    if view.items:
        rows.append(Line(Content.styled("The answers, each explained", HEADING)))
    else:
        rows.append(Line(Content.styled("Nothing was answered here yet.", MUTED)))
    return [*rows, *(Line(_item(one, width), key_of(one)) for one in view.items)]


def key_of(item: AnsweredItem) -> str:
    """Name an answer in the list."""
    return f"{item.sitting}/{item.number}"


def _gaps(profile: ProfileView, width: int) -> Iterator[Line]:
    if profile.named:
        for one in wrapped(f"Your gaps to {with_article(profile.role)}, {profile.promise}:", width):
            yield Line(Content.styled(one, HEADING))
        for rank, gap in enumerate(profile.named, 1):
            yield Line(gap_line(rank, gap, width), f"topic:{gap.id}")
    elif profile.role:
        yield Line(Content.styled(f"No gap to {with_article(profile.role)} is known.", HEADING))
    for one in wrapped(profile.honesty, width):
        yield Line(Content.styled(one, MUTED))
    yield Line(Content())


def gap_line(rank: int, gap: TopicBar, width: int) -> Content:
    """Write one gap: the topic, how far it is under what is asked for, how sure that is."""
    levels = "levels " if width >= GAP_WIDTH else ""
    told = f"{gap.gap:.1f} {levels}short of {gap.required:.1f}"
    if gap.gap < LEAST_SHORT:
        told = f"reaches {gap.required:.1f}, unsure"
    words = gap.standing.value.removesuffix(" target") if gap.standing else ""
    words = "inferred" if gap.hollow else words
    beside = WORDS if width >= GAP_WIDTH else (2 + len(words) if gap.hollow else 0)
    room = max(8, min(34, width - len(told) - 5 - beside))
    title = padded(fitted(gap.title, room, "bold"), room + 2)
    line = Content.assemble((f"{rank:>2} ", f"bold {ACCENT}"), title, told)
    if line.cell_length + 2 + len(words) > width:
        return line
    return Content.assemble(line, "  ", (words, MUTED))


def _item(item: AnsweredItem, width: int) -> Content:
    sign, word, style = SIGNS[item.outcome]
    mark = Content.styled(f"{item.number:>3} {sign} {word:<9}  ", f"bold {style}")
    waits = any(card.asked_for for card in item.cards)
    note = Content.styled("  in today's queue", ACCENT) if waits else Content()
    if not item.counts:
        note = Content.styled(f"  {NOT_COUNTED}", WARNING) + note
    room = width - mark.cell_length - note.cell_length
    topic = TOPIC if room >= TOPIC + 24 else 0
    title = padded(fitted(item.topic_title, topic, MUTED), topic + 2) if topic else Content()
    stem = fitted(item.title, max(4, room - title.cell_length))
    return mark + title + stem + note


# ---------------------------------------------------------------- explanation


def explained(item: AnsweredItem, width: int, *, maths: bool, study_key: str) -> Content:
    """Explain one answer: the question, what was answered, what is right and why, its cards."""
    sign, word, style = SIGNS[item.outcome]
    title = Content.assemble((f"{sign} {word[:1].upper()}{word[1:]}", f"bold {style}"))
    extra = [] if item.sure is None else ["you were sure" if item.sure else "you were unsure"]
    if not item.counts:
        extra.append("faster than it can be read: not counted")
    if extra:
        title = title + Content.styled(f"   {', '.join(extra)}", MUTED)
    number = Content.styled(f"{item.number}. {item.topic_title}", MUTED)
    parts = [row(title, number, width), Content()]
    if not item.is_there:
        return lines([*parts, *map(said, wrapped("The question has left the library.", width))])
    parts.append(_set(item.stem, width, maths))
    if item.edited:
        parts.append(Content.styled("The question was changed since it was answered.", MUTED))
    parts.append(Content())
    parts += _options(item, width, maths) if item.options else _typed(item, width, maths)
    return lines([*parts, *_cards(item.cards, width, study_key)])


def _set(text: str, width: int, maths: bool) -> Content:
    return to_content(render(text, width, maths=maths))


def _typed(item: AnsweredItem, width: int, maths: bool) -> list[Content]:
    unit = f" {item.unit}" if item.unit else ""
    parts = []
    if item.typed:
        parts.append(fitted(f"You typed   {item.typed}", width))
    parts.append(fitted(f"Right is    {item.answer}{unit}", width, f"bold {GOOD}"))
    if item.slip:
        parts += [Content(), _set(item.slip, width, maths)]
    if item.rationale:
        parts += [Content(), _set(item.rationale, width, maths)]
    return parts


def _options(item: AnsweredItem, width: int, maths: bool) -> list[Content]:
    parts = []
    for option in item.options:
        sign = "✓" if option.is_key else ("✗" if option.picked else " ")
        style = f"bold {GOOD}" if option.is_key else (f"bold {BAD}" if option.picked else MUTED)
        picked = "yours" if option.picked else ""
        mark = Content.styled(f"{sign} {picked:<5}  ", style)
        parts.append(_beside(mark, _set(option.text, max(8, width - 9), maths)))
        if option.why:
            why = _set(option.why, max(8, width - 9), maths).stylize_before(MUTED)
            parts.append(_beside(Content(" " * mark.cell_length), why))
    return parts


def _beside(mark: Content, body: Content) -> Content:
    first, *others = body.split("\n", allow_blank=True) or [Content()]
    indent = " " * mark.cell_length
    return lines([mark + first, *(Content(indent) + other for other in others)])


def _cards(cards: Sequence[TeachingCard], width: int, study_key: str) -> Iterator[Content]:
    yield Content()
    if not cards:
        yield Content.styled("No card teaches this yet.", MUTED)
    for card in cards:
        if card.asked_for:
            told = f"In today's queue: {card.title} ({card.deck})"
        else:
            met = ", met before" if card.met else ""
            told = f"{study_key}  studies the card today: {card.title} ({card.deck}{met})"
        for one in wrapped(told, width):
            yield said(one, ACCENT)
