"""Statistics in lines of text that stand at 80 columns."""

from collections.abc import Callable, Iterator, Sequence

from mlprep.cli.conversation import wrapped
from mlprep.cli.output import bold, columns
from mlprep.study.statistics.gathering import Bin, Statistics
from mlprep.study.statistics.grouping import stretches
from mlprep.study.statistics.words import (
    AS_NOW,
    ASKED,
    EXPECTING,
    FEW,
    FIT_IS_DUE,
    RANGE_WORDS,
    calibration_words,
    headline,
    memory_title,
    pace,
    recall_by_hour,
    remembering_words,
    share_words,
    span_words,
    trimmed,
    verdict,
)
from mlprep.text.charts import bar
from mlprep.text.counting import counted, short_date

BAR = 24
MOST_ROWS = 14


def stats_lines(found: Statistics) -> Iterator[str]:
    """Write the statistics, what was done first and what comes last."""
    yield bold(f"{RANGE_WORDS[found.range]}: {span_words(found)}")
    yield from wrapped(f"{headline(found)} {pace(found)}".strip())
    yield from ("", *_retention(found), "", *_answers(found))
    yield from ("", *_hours(found), "", *_memory(found), "", *_calibration(found), "")
    yield from wrapped(
        f"Falling due in the next {len(found.ahead)} days: {counted(sum(found.ahead), 'review')};"
        f" {counted(found.overdue, 'review')} due today or before. {AS_NOW}"
    )


def _retention(found: Statistics) -> Iterator[str]:
    yield bold(f"Recalled (you aim for {found.desired_retention:.0%})")
    yield from columns(
        [
            [
                counted(one.days, "day"),
                f"{one.recalled:,} of {one.asked:,}",
                share_words(one),
                verdict(one, found.desired_retention),
            ]
            for one in found.retention
        ],
        right=(1,),
    )
    yield from wrapped(ASKED)


def _answers(found: Statistics) -> Iterator[str]:
    parts = stretches(found, MOST_ROWS)
    most = max(1, *(one.answers for one in parts))
    rows = [["from", "days", "answers", "", "new", "min", "recalled"]]
    rows += [
        [
            short_date(one.first),
            str(one.days),
            f"{one.answers:,}",
            bar(one.answers / most, BAR).ljust(BAR),
            f"{one.new:,}",
            f"{one.minutes:,.0f}",
            f"{one.recalled / one.asked:.0%}" if one.asked else "-",
        ]
        for one in parts
    ]
    yield from columns(rows, right=(0, 1, 2, 4, 5, 6))


def _hours(found: Statistics) -> Iterator[str]:
    most = max(1, *(one.answers for one in found.hours))
    rows = [["hour", "answers", "", "recalled"]]
    rows += [
        [
            str(one.hour),
            f"{one.answers:,}",
            bar(one.answers / most, BAR).ljust(BAR),
            f"{one.recalled / one.asked:.0%} of {one.asked:,}" if one.asked else "-",
        ]
        for one in found.hours
        if one.answers
    ]
    if len(rows) > 1:
        yield from columns(rows, right=(0, 1))
        yield from wrapped(recall_by_hour(found.hours))


def _memory(found: Statistics) -> Iterator[str]:
    memory = found.memory
    yield bold(f"Memory: {memory_title(memory)}")
    if not memory.units:
        return
    yield remembering_words(memory)
    yield from _histogram("Stability in days, from", memory.stability, "{:g}".format)
    yield from _histogram("Difficulty from", memory.difficulty, "{:g}".format)
    yield from _histogram("Chance of recall now, from", memory.recall, "{:.0%}".format)


def _histogram(name: str, bins: Sequence[Bin], write: Callable[[float], str]) -> Iterator[str]:
    most = max(1, *(one.units for one in bins))
    yield name
    for one in trimmed(bins):
        yield f"{write(one.low):>7}  {bar(one.units / most, BAR):<{BAR}}  {one.units:>7,}"


def _calibration(found: Statistics) -> Iterator[str]:
    calibration = found.calibration
    yield bold("Forecast and recall")
    yield from wrapped(EXPECTING)
    if calibration.asked >= FEW:
        rows = [["expected", "recalled", "reviews"]]
        rows += [
            [f"{one.expected:.0%}", f"{one.recalled / one.asked:.0%}", f"{one.asked:,}"]
            for one in calibration.bins
            if one.asked
        ]
        yield from columns(rows, right=(0, 1, 2))
    yield from wrapped(calibration_words(calibration))
    if found.fit_is_due:
        yield FIT_IS_DUE
