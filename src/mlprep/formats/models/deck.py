"""Deck files."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, JsonValue

from mlprep.formats.models.common import AnswerFields, Id, Level, Table, Text, TopicTable

_FORMS: list[JsonValue] = [
    {"required": ["front", "back"]},
    {"required": ["cloze"]},
    {"required": ["front", "answer"]},
    {"required": ["front", "options", "key"]},
]


class DeckTable(Table):
    """The deck itself."""

    title: Text = Field(title="Title", description="Name of the deck.")
    id: Id = Field(
        "", title="Id", description="Lower-case words joined by hyphens; else made of the title."
    )
    topic: Id = Field("", title="Topic", description="Topic of the cards that name none.")
    desired_retention: Annotated[float, Field(ge=0.7, le=0.99)] = Field(
        0.9, title="Desired retention", description="Share of its reviews to get right, 0.70-0.99."
    )
    tags: list[Text] = Field(
        default_factory=list, title="Tags", description="Words to search by, for every card."
    )
    author: str = Field("", title="Author", description="Who wrote the deck.")
    licence: str = Field("", title="Licence", description="Terms under which it may be shared.")
    sources: list[Text] = Field(
        default_factory=list, title="Sources", description="Sources of the whole deck."
    )


class CardTable(AnswerFields):
    """One card: front and back, a cloze text, a typed answer, or options."""

    model_config = ConfigDict(json_schema_extra={"oneOf": _FORMS})

    id: Id = Field("", title="Id", description="Name for ever; `mlprep deck fmt` writes one.")
    topic: Id = Field("", title="Topic", description="Topic, where it is not the deck's.")
    front: Text = Field("", title="Front", description="The question.")
    back: Text = Field("", title="Back", description="The answer; its first line is complete.")
    cloze: Text = Field(
        "", title="Cloze", description="Text with gaps: {{c1::hidden}} or {{c1::hidden::hint}}."
    )
    why: str = Field("", title="Why", description="Why the answer is right.")
    level: Level = Field(1, title="Level", description="1 novice to 5 expert.")
    priority: Annotated[int, Field(ge=1, le=3)] = Field(
        2, title="Priority", description="1 must know, 2 should, 3 nice."
    )
    kind: Literal[
        "why", "compare", "compute", "code", "misconception", "definition", "procedure"
    ] = Field("why", title="Kind", description="What kind of question it is.")
    reverse: bool = Field(False, title="Reverse", description="Also ask from back to front.")
    requires: list[Id] = Field(
        default_factory=list, title="Requires", description="Ids of cards to know before."
    )
    overrides: bool = Field(
        False, title="Overrides", description="Take the place of the card with the same id."
    )


class DeckModel(Table):
    """A deck of flashcards."""

    deck: DeckTable = Field(title="Deck", description="The deck itself.")
    topic: list[TopicTable] = Field(
        default_factory=list, title="Topics", description="Topics of one's own."
    )
    card: list[CardTable] = Field(
        default_factory=list, title="Cards", description="The cards, in order."
    )
