"""Fields that several formats share."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
ID_OR_EMPTY = r"^([a-z0-9]+(-[a-z0-9]+)*)?$"
NOT_BLANK = r"\S"
DATE = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
PERCENT = r"^[0-9]+(\.[0-9]+)? ?%$"

Id = Annotated[str, Field(pattern=ID)]
Text = Annotated[str, Field(pattern=NOT_BLANK)]
Number = int | float
Finite = Annotated[float, Field(allow_inf_nan=False)]
Level = Annotated[int, Field(ge=1, le=5)]
LevelPoint = Annotated[float, Field(ge=1, le=5)]
Share = Annotated[float, Field(ge=-1, le=1)]
Texts = list[Text] | Text
Year = Annotated[int, Field(ge=1900, le=2200)]
Date = dt.date | Annotated[str, Field(pattern=DATE)]


class Table(BaseModel):
    """A TOML table: no unknown field, no silent conversion."""

    model_config = ConfigDict(strict=True, extra="forbid", defer_build=True)


class OptionTable(Table):
    """One choice with its explanation."""

    text: Text = Field(title="Text", description="The choice as the learner sees it.")
    why: str = Field("", title="Why", description="Why it is right or wrong; shown afterwards.")


class CheckTable(Table):
    """A small program that proves the answer; run by the project's tests, never by the program."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["run"]}, {"required": ["script"]}]}
    )

    lang: Literal["python", "sql", "bash"] = Field(
        title="Language", description="Language of the check."
    )
    run: Text = Field("", title="Run", description="The program itself.")
    script: Annotated[str, Field(pattern=r"^checks/[^/\\]+$")] = Field(
        "", title="Script", description="File of the program: checks/NAME beside this file."
    )
    expect: str = Field(title="Expect", description="What it prints, without outer space.")
    tolerance: Annotated[float, Field(ge=0)] = Field(
        0.0, title="Tolerance", description="How far printed numbers may lie from `expect`."
    )
    wrong: list[str] = Field(
        default_factory=list,
        title="Wrong values",
        description="What it prints after the first line: one value per distractor.",
    )


class AnswerFields(Table):
    """What cards and items share."""

    answer: str | Number = Field(
        "", title="Answer", description="Typed answer: what counts as right; a text or a number."
    )
    accept: list[Text | Number] = Field(
        default_factory=list, title="Accept", description="Further right answers to type."
    )
    match: Literal["folded", "exact", "regex", "number"] = Field(
        "folded",
        title="Match",
        description="How typed text is compared: folded (case and runs of space do not count), "
        "exact, regex, or number (the default where the answer is a number).",
    )
    tolerance: (
        Annotated[float, Field(ge=0, allow_inf_nan=False)] | Annotated[str, Field(pattern=PERCENT)]
    ) = Field(
        0.0,
        title="Tolerance",
        description='For numbers: absolute (0.5) or relative ("5%"). Default: half a unit of '
        "the last digit given.",
    )
    unit: Text = Field(
        "", title="Unit", description="Shown after the entry field; accepted when typed."
    )
    options: Annotated[list[Text | OptionTable], Field(min_length=2, max_length=6)] = Field(
        default_factory=list,
        title="Options",
        description="Choices: texts, or tables of `text` and `why`.",
    )
    key: int | Annotated[list[int], Field(min_length=1)] = Field(
        0,
        title="Key",
        description="Place of the right option, counted from 0; a list where all must be picked.",
    )
    fixed_order: bool = Field(
        False, title="Fixed order", description="Show the options as they stand, not shuffled."
    )
    tags: list[Text] = Field(default_factory=list, title="Tags", description="Words to search by.")
    sources: list[Text] = Field(
        default_factory=list,
        title="Sources",
        description="Where a reader can look it up: book, paper, manual.",
    )
    misconceptions: list[Annotated[str, Field(pattern=ID_OR_EMPTY)]] = Field(
        default_factory=list,
        title="Misconceptions",
        description='Ids of the false beliefs met here; with options one for each, "" for a key.',
    )
    review_by: Date = Field(
        "", title="Review by", description="Date by which a dated fact must be checked again."
    )
    related: list[Id] = Field(
        default_factory=list,
        title="Related",
        description="Ids of cards or items that may look alike.",
    )
    check: CheckTable | None = Field(
        None, title="Check", description="A small program that proves the answer."
    )


class TopicTable(Table):
    """A topic of one's own, declared beside the cards that use it."""

    id: Id = Field(title="Id", description="Lower-case words joined by hyphens.")
    area: Id = Field(title="Area", description="Id of the area it belongs to.")
    title: Text = Field(title="Title", description="Name shown to the learner.")
    scope: str = Field("", title="Scope", description="What it covers.")
    needs: list[Id] = Field(
        default_factory=list, title="Needs", description="Ids of the topics to know before."
    )
    levels: Annotated[list[Text], Field(min_length=5, max_length=5)] = Field(
        default_factory=list,
        title="Levels",
        description="What somebody on each of the five levels does.",
    )
