"""What Setup asks and how it looks, as values and text for a width; pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from textual.content import Content

from mlprep.domain.facts import Json
from mlprep.study.measuring.setting_up import Choice, SetupChoices
from mlprep.text.counting import long_date
from mlprep.text.lines import cell_width
from mlprep.tui.pieces import ACCENT, MUTED, PRIMARY, fitted, lines, padded, row, said, wrapped

INTRO = (
    "Who are you, and where do you want to go? It takes a minute; leave out what you like,"
    " change it when you like."
)
MINUTES = (15, 30, 45, 60, 90, 120)
WAIT = "The choices are still being read; that takes a moment at the first start."
WEEKS = (4, 8, 12, 26)
SENIORITY_WORDS = {
    "junior": "asks for a little less in every topic",
    "mid": "what the role usually asks for",
    "senior": "asks for more in every topic",
}


class Option(NamedTuple):
    """One answer to a question."""

    value: Json
    title: str
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its options; the first, chosen with 0, leaves it out."""

    key: str
    title: str
    asks: str
    options: tuple[Option, ...]
    several: bool = False
    takes: str = ""
    """What may be typed instead; empty where only the options fit."""


@dataclass(frozen=True, slots=True)
class View:
    """The screen as it is drawn now."""

    questions: Sequence[Question]
    now: dict[str, Json]
    at: int = 0
    """Question asked now."""
    cursor: int = 0
    """Option under the cursor."""

    reading: bool = False
    """Whether the library, which has the choices, is still being read."""

    @property
    def is_waiting(self) -> bool:
        """Whether the choices of the present question are not there yet."""
        known = [one for one in self.question.options if one.value]
        return self.reading and not known and not self.question.takes

    @property
    def question(self) -> Question:
        """The question asked now."""
        return self.questions[self.at]

    def is_chosen(self, option: Option) -> bool:
        """Whether an option of the present question is in force."""
        value = self.now[self.question.key]
        if self.question.several and isinstance(value, list):
            return option.value in value if option.value else not value
        return option.value == value


def questions(choices: SetupChoices, today: date) -> list[Question]:
    """List what is asked, in order."""
    unsaid = Option("", "rather not say")
    role = str(choices.now.get("role") or "")
    wanted = choices.specialisms_asked.get(role, 0)
    asks = f"Which specialisms? Your role asks for {wanted}."
    if not wanted:
        none = " Your role asks for none;" if role else ""
        asks = f"Which specialisms besides?{none or ' It is'} up to you."
    return [
        Question("background", "You come from", "Where do you come from?",
                 (unsaid, *_options(choices.backgrounds))),
        Question("role", "You want to be", "Which role do you want?",
                 (Option("", "no role yet", "every topic counts the same"),
                  *_options(choices.roles))),
        Question("seniority", "Seniority", "At which seniority?",
                 tuple(Option(one, one, SENIORITY_WORDS.get(one, ""))
                       for one in choices.seniorities)),
        Question("specialisms", "Specialisms", asks,
                 (Option("", "none"), *_options(choices.specialisms)), several=True),
        Question("minutes_per_day", "Minutes a day", "How many minutes a day do you have?",
                 (Option(0, "no limit"),
                  *(Option(one, f"{one} minutes") for one in MINUTES)),
                 takes="minutes a day, 0 for no limit"),
        Question("target_date", "Ready by", "When do you want to be ready, for an interview say?",
                 (Option("", "no date"), *_dates(today)), takes="a date such as 2027-01-31"),
    ]  # fmt: skip


def _options(choices: Sequence[Choice]) -> tuple[Option, ...]:
    return tuple(Option(one.id, one.title, one.summary) for one in choices)


def _dates(today: date) -> Iterator[Option]:
    for weeks in WEEKS:
        day = today + timedelta(weeks=weeks)
        yield Option(day.isoformat(), f"in {weeks} weeks", long_date(day))


def digit_of(question: Question, index: int) -> str:
    """Key of an option: seniorities begin at 1, what can be left out is 0; none beyond 9."""
    number = index if _has_none(question) else index + 1
    return str(number) if number <= 9 else " "  # noqa: PLR2004  # there are ten digits


def index_of(question: Question, digit: int) -> int | None:
    """Option that a digit chooses."""
    index = digit if _has_none(question) else digit - 1
    return index if 0 <= index < len(question.options) else None


def _has_none(question: Question) -> bool:
    return question.options[0].value in ("", 0)


def told_value(question: Question, value: Json) -> str:
    """Write what is chosen; empty where nothing is."""
    titles = {str(one.value): one.title for one in question.options if one.value}
    if isinstance(value, list):
        return ", ".join(titles.get(str(one), str(one)) for one in value)
    if question.key == "target_date":
        return long_date(str(value)) if value else ""
    if question.key == "minutes_per_day":
        return f"{value} minutes" if value else ""
    return titles.get(str(value), str(value)) if value else ""


# ----------------------------------------------------------------------- text


def head(view: View, width: int) -> Content:
    """Say what this is."""
    place = f"question {view.at + 1} of {len(view.questions)}"
    title = row(Content.styled("Set up", f"bold {PRIMARY}"), Content.styled(place, MUTED), width)
    return lines([title, *(Content.styled(one, MUTED) for one in wrapped(INTRO, width))])


def answers(view: View, width: int) -> Content:
    """List the questions with what is chosen."""
    column = max(cell_width(one.title) for one in view.questions) + 2
    rows = []
    for at, question in enumerate(view.questions):
        value = told_value(question, view.now[question.key])
        here = at == view.at
        mark = Content.styled("▸ " if here else "  ", f"bold {ACCENT}")
        title = padded(Content.styled(question.title, "bold" if here else ""), column)
        shown = fitted(value, width - column - 2, "bold") if value else (
            Content.styled("·", MUTED))  # fmt: skip
        rows.append(mark + title + shown)
    return lines(rows)


def options(view: View, width: int) -> Content:
    """List the options of the question asked now."""
    question = view.question
    parts = [said(one, f"bold {PRIMARY}") for one in wrapped(question.asks, width)]
    if view.is_waiting:
        return lines([*parts, *(said(one, MUTED) for one in wrapped(WAIT, width))])
    titles = max(cell_width(one.title) for one in question.options)
    beside = width - titles - 10 >= 24  # noqa: PLR2004  # cells that hold the start of a sentence
    for index, option in enumerate(question.options):
        here, chosen = index == view.cursor, view.is_chosen(option)
        sign = ("■" if chosen else "□") if question.several else ("●" if chosen else " ")
        mark = Content.assemble(
            ("▸" if here else " ", f"bold {ACCENT}"), (f"{sign} ", f"bold {ACCENT}"),
            (f"{digit_of(question, index)}  ", f"bold {ACCENT}"),
        )  # fmt: skip
        title = fitted(option.title, width - 6, "bold" if here or chosen else "")
        line = mark + title
        if beside and option.summary:
            room = width - titles - 9
            line = padded(line, titles + 9) + fitted(option.summary, room, MUTED)
        parts.append(line)
    summary = question.options[view.cursor].summary
    if summary and (not beside or cell_width(summary) > width - titles - 9):
        parts += [Content(), *(said(one, MUTED) for one in wrapped(summary, width))]
    if question.takes:
        parts.append(Content.styled(f"   e  types {question.takes}", MUTED))
    return lines(parts)
