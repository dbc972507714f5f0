"""What Today says of the plan: what moved it, why the new cards are here, what else to do; pure."""

from collections.abc import Iterator, Mapping, Sequence

from textual.content import Content

from mlprep.planning.reasons import with_article
from mlprep.study.day_plan import DayPlan, NewTopic, TodaysStep
from mlprep.study.measuring.outlook import Outlook
from mlprep.text.counting import counted
from mlprep.tui.pieces import ACCENT, MUTED, PRIMARY, fitted, lines, wrapped

REASONS = 2
"""Topics whose reason is told on a low screen; on a high one twice as many."""
HIGH = 30
_HEADING = f"bold {PRIMARY}"


def ahead(
    found: Outlook, plan: DayPlan | None, keys: Mapping[str, str], width: int, height: int
) -> Content:
    """Say where the learner stands and what today is made of, with the keys that lead on."""
    parts = [*_setting_up(found, keys, width)]
    if plan is not None:
        parts += _news(plan.news, width)
        parts += _new(plan.topics, width, REASONS * (2 if height >= HIGH else 1))
        parts += _step(plan.step, keys, width)
        if plan.check_up is not None:
            parts += _with_key(keys["assess"], plan.check_up.sentence, width)
    parts += _standing(found, plan, keys, width)
    return lines(parts)


def _setting_up(found: Outlook, keys: Mapping[str, str], width: int) -> Iterator[Content]:
    if found.needs_setup:
        told = "New here? Say who you are and which role you want, in a minute."
        yield from _with_key(keys["setup"], told, width)
    elif not found.role:
        told = "Choose the role that you want, and new cards follow your gaps."
        yield from _with_key(keys["setup"], told, width)
    if found.waiting is not None:
        so_far = counted(found.waiting, "answer")
        yield from _with_key(keys["assess"], f"A sitting waits, {so_far} so far: go on.", width)


def _news(news: Sequence[str], width: int) -> Iterator[Content]:
    for at, told in enumerate(news):
        for one in wrapped(told, width):
            yield Content.styled(one, "bold" if at == 0 else "")


def _new(topics: Sequence[NewTopic], width: int, reasons: int) -> Iterator[Content]:
    """Tell the first topics of today's new cards with their reasons, the others by name."""
    told = [one for one in topics if one.reason][:reasons]
    for one in told:
        mark = Content.styled(f"{one.cards:>2} new  ", _HEADING)
        first, *others = wrapped(one.reason, max(10, width - mark.cell_length))
        yield mark + Content(first)
        yield from (Content.styled(f"{'':{mark.cell_length}}{line}", MUTED) for line in others)
    rest = [one for one in topics if one not in told]
    if rest:
        mark = Content.styled(f"{sum(one.cards for one in rest):>2} new  ", _HEADING)
        names = ", ".join(one.title for one in rest)
        yield mark + fitted(names, max(8, width - mark.cell_length), MUTED)


def _step(step: TodaysStep | None, keys: Mapping[str, str], width: int) -> Iterator[Content]:
    if step is None:
        return
    told = f"Then {step.minutes} min on {step.title}: {step.step_title}.{step.caveat}"
    yield from _with_key(keys["projects"], told, width)
    for one in wrapped(step.reason, max(10, width - 3)):
        yield Content.styled(f"   {one}", MUTED)


def _standing(
    found: Outlook, plan: DayPlan | None, keys: Mapping[str, str], width: int
) -> Iterator[Content]:
    """Say what is measured, or that measuring would sharpen the plan."""
    if found.waiting is None and not found.measured:
        aim = f"stands between you and {with_article(found.role)}" if found.role else "you know"
        told = f"Find out what {aim}: 20 questions give a first picture"
        sharper = plan is not None and found.role
        yield from _with_key(
            keys["assess"], f"{told}{' and sharpen this plan' if sharper else ''}.", width
        )
    if found.measured and found.gaps:
        gaps = " · ".join(f"{gap.title} {gap.levels:.1f}" for gap in found.gaps)
        told = f"Levels short of {with_article(found.role)}: {gaps}"
        yield from _with_key(keys["profile"], told, width)


def _with_key(key: str, told: str, width: int) -> list[Content]:
    """Put a sentence behind the key that does it."""
    first, *others = wrapped(told, max(10, width - 3))
    mark = Content.styled(f"{key or '·'}  ", f"bold {ACCENT}")
    return [mark + Content(first), *(Content(f"   {one}") for one in others)]
