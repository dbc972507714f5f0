"""Project prompts."""

from typing import Annotated

from pydantic import Field

from mlprep.formats.models.common import Id, Level, Table, Text, Texts


class MilestoneTable(Table):
    """A stage that ends in something runnable."""

    id: Id = Field(title="Id", description="Lower-case words joined by hyphens.")
    title: Text = Field(title="Title", description="Name of the stage.")
    done_when: Text = Field(title="Done when", description="What shows that it is done.")


class RubricTable(Table):
    """One quality of the result on four levels."""

    row: Text = Field(title="Row", description="The quality.")
    levels: Annotated[list[Text], Field(min_length=4, max_length=4)] = Field(
        title="Levels",
        description="1 incomplete, 2 works on my machine, 3 hireable, 4 distinguished.",
    )


class ProjectTable(Table):
    """One project prompt."""

    id: Id = Field(title="Id", description="Name for ever.")
    title: Text = Field(title="Title", description="Name of the project.")
    topics: Annotated[list[Id], Field(min_length=1)] = Field(
        title="Topics", description="Ids of the topics that it trains."
    )
    roles: list[Id] = Field(
        default_factory=list, title="Roles", description="Ids of the roles that it speaks to."
    )
    level: Level = Field(3, title="Level", description="Level that it asks for.")
    hours: Annotated[float, Field(gt=0, le=1000)] = Field(
        1.0, title="Hours", description="Honest time for one person."
    )
    cost: Text | Annotated[float, Field(ge=0)] = Field(
        "", title="Cost", description="What it costs at most."
    )
    brief: Text = Field(title="Brief", description="The client's words, no recipe.")
    why: str = Field("", title="Why", description="Why it matters for the role.")
    inputs: Texts = Field("", title="Inputs", description="Generator script or description.")
    milestone: list[MilestoneTable] = Field(
        default_factory=list, title="Milestones", description="The stages, in order."
    )
    accept: list[Text] = Field(
        default_factory=list,
        title="Accept",
        description="Acceptance criteria a stranger can check.",
    )
    rubric: list[RubricTable] = Field(
        default_factory=list, title="Rubric", description="Rows of the rubric."
    )
    stretch: Texts = Field("", title="Stretch", description="What to add with time left.")
    artefact: Texts = Field("", title="Artefact", description="What goes into the portfolio.")
    reflect: Texts = Field("", title="Reflect", description="Questions to answer afterwards.")
    failures: Texts = Field("", title="Failures", description="How it commonly goes wrong.")
    sources: list[Text] = Field(
        default_factory=list, title="Sources", description="Where to read on."
    )


class ProjectsModel(Table):
    """Project prompts of an area."""

    project: list[ProjectTable] = Field(title="Projects", description="The prompts, in order.")
