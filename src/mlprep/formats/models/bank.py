"""Item banks."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, JsonValue

from mlprep.formats.models.common import AnswerFields, Finite, Id, Level, Table, Text, TopicTable

_FORMS: list[JsonValue] = [{"required": ["answer"]}, {"required": ["options", "key"]}]


class BankTable(Table):
    """The bank itself."""

    topic: Id = Field("", title="Topic", description="Topic of the items that name none.")
    complete: bool = Field(
        False, title="Complete", description="The topic has its cards and items; check coverage."
    )


class ItemTable(AnswerFields):
    """One question of an assessment: a typed answer, or options."""

    model_config = ConfigDict(json_schema_extra={"oneOf": _FORMS})

    id: Id = Field(title="Id", description="Name for ever: answers are kept under it.")
    topic: Id = Field("", title="Topic", description="Topic, where it is not the bank's.")
    level: Level = Field(title="Level", description="1 recognise to 5 evaluate or derive.")
    kind: Literal["concept", "scenario", "calculation", "code"] = Field(
        "concept", title="Kind", description="What kind of question it is."
    )
    stem: Text = Field(title="Stem", description="The full question.")
    rationale: Text | list[Text] = Field(
        "", title="Rationale", description="Why: a text where typed, one per option otherwise."
    )
    slips: dict[str, Text] = Field(
        default_factory=dict,
        title="Slips",
        description="Foreseeable wrong answers, each with its explanation.",
    )
    family: Id = Field(
        "", title="Family", description="Variants share it and never meet in one sitting."
    )
    enemies: list[Id] = Field(
        default_factory=list, title="Enemies", description="Items never in the same sitting."
    )
    taught_by: list[Id] = Field(
        default_factory=list, title="Taught by", description="Cards that teach the answer."
    )
    seconds: Annotated[float, Field(gt=0, le=3600)] = Field(
        60.0, title="Seconds", description="Expected time to answer."
    )
    b: Finite = Field(0.0, title="Difficulty", description="In logits; else from the level.")
    s_b: Annotated[float, Field(ge=0, le=5)] = Field(
        0.6, title="Doubt of b", description="Standard deviation of the authored difficulty."
    )
    a: Annotated[float, Field(gt=0, le=10)] = Field(
        1.2, title="Discrimination", description="Slope of the logistic model."
    )


class BankModel(Table):
    """The items of one topic."""

    bank: BankTable = Field(title="Bank", description="The bank itself.")
    topic: list[TopicTable] = Field(
        default_factory=list, title="Topics", description="Topics of one's own."
    )
    item: list[ItemTable] = Field(
        default_factory=list, title="Items", description="The items, in order."
    )
