"""Areas, roles, backgrounds and routes."""

from typing import Annotated

from pydantic import Field

from mlprep.formats.models.common import (
    Finite,
    Id,
    LevelPoint,
    Share,
    Table,
    Text,
    TopicTable,
    Year,
)

Five = Annotated[list[Text], Field(min_length=5, max_length=5)]
_JUDGEMENT = "A stated judgement, not a measurement."


class AreaTable(Table):
    """One area, or one specialism."""

    id: Id = Field(title="Id", description="Name for ever.")
    title: Text = Field(title="Title", description="Name shown to the learner.")
    levels: Five = Field(
        default_factory=list, title="Levels", description="What somebody on levels 1-5 does."
    )
    specialism: bool = Field(False, title="Specialism", description="Optional area.")
    needs: list[Id] = Field(
        default_factory=list, title="Needs", description="Topics that a specialism asks for."
    )


class CorrelationTable(Table):
    """How closely ability in two areas goes together."""

    areas: Annotated[list[Id], Field(min_length=2, max_length=2)] = Field(
        title="Areas", description="Two area ids."
    )
    value: Share = Field(title="Value", description="Correlation, -1 to 1.")
    judgement: bool = Field(False, title="Judgement", description=_JUDGEMENT)


class CorrelationDefaultsTable(Table):
    """Correlations of specialisms."""

    specialism: Share = Field(title="Specialism", description="With any area.")
    specialism_needed: Share = Field(title="Needed", description="With the areas that it needs.")
    judgement: bool = Field(False, title="Judgement", description=_JUDGEMENT)


class FoilTable(Table):
    """A term that does not exist."""

    id: Id = Field(title="Id", description="Name for ever.")
    title: Text = Field(title="Title", description="The made-up term.")
    area: Id = Field(title="Area", description="Area in which it is asked.")


class AreasModel(Table):
    """Areas, topics and how they hang together."""

    area: list[AreaTable] = Field(
        default_factory=list, title="Areas", description="Areas and specialisms."
    )
    topic: list[TopicTable] = Field(default_factory=list, title="Topics", description="The topics.")
    correlation: list[CorrelationTable] = Field(
        default_factory=list, title="Correlations", description="One for each pair of core areas."
    )
    correlation_defaults: CorrelationDefaultsTable | None = Field(
        None, title="Correlation defaults", description="Correlations of specialisms."
    )
    foil: list[FoilTable] = Field(
        default_factory=list, title="Foils", description="Terms that do not exist."
    )


class EvidenceTable(Table):
    """A source for what a role asks."""

    source: Text = Field(title="Source", description="Who found it.")
    finding: Text = Field(title="Finding", description="What they found.")
    date: Text = Field("", title="Date", description="When; left out where undated.")


class RoleTable(Table):
    """One role."""

    id: Id = Field(title="Id", description="Name for ever.")
    title: Text = Field(title="Title", description="Name shown to the learner.")
    summary: str = Field("", title="Summary", description="What the job is.")
    specialisms: Annotated[int, Field(ge=0, le=13)] = Field(
        0, title="Specialisms", description="How many it asks for."
    )
    judgement: bool = Field(False, title="Judgement", description=_JUDGEMENT)
    seniority: dict[Id, Annotated[float, Field(ge=-4, le=4)]] = Field(
        default_factory=dict,
        title="Seniority",
        description="Levels to add for junior, mid and senior.",
    )
    levels: dict[Id, LevelPoint] = Field(
        title="Levels", description="Topic id to required level (mid)."
    )
    evidence: list[EvidenceTable] = Field(
        default_factory=list, title="Evidence", description="Sources."
    )


class RolesModel(Table):
    """Roles to aim at."""

    role: list[RoleTable] = Field(title="Roles", description="The roles, in order.")


class SelfRatingTable(Table):
    """How people of a background rate themselves, 0-4."""

    mean: Annotated[float, Field(ge=0, le=4)] = Field(title="Mean", description="Mean rating.")
    sd: Annotated[float, Field(gt=0, le=4)] = Field(title="SD", description="Its spread.")


class BackgroundTable(Table):
    """One background."""

    id: Id = Field(title="Id", description="Name for ever.")
    title: Text = Field(title="Title", description="Name shown to the learner.")
    summary: str = Field("", title="Summary", description="Who it stands for.")
    weak_side: str = Field("", title="Weak side", description="What is usually missing.")
    opposite: list[Id] = Field(
        default_factory=list, title="Opposite", description="Areas to build up."
    )
    prior_sd: Annotated[float, Field(gt=0, le=5)] = Field(
        0.8, title="Prior SD", description="Doubt of the assumed levels, in logits."
    )
    judgement: bool = Field(False, title="Judgement", description=_JUDGEMENT)
    areas: dict[Id, LevelPoint] = Field(title="Areas", description="Area id to assumed level.")
    offsets: dict[Id, Finite] = Field(
        default_factory=dict,
        title="Offsets",
        description="Topic id to what is added to its area's level.",
    )
    self_rating: dict[Id, SelfRatingTable] = Field(
        default_factory=dict,
        title="Self-rating",
        description="Area id to mean and spread of self-ratings.",
    )


class BackgroundsModel(Table):
    """Backgrounds to come from."""

    background: list[BackgroundTable] = Field(
        title="Backgrounds", description="The backgrounds, in order."
    )


class StepTable(Table):
    """One step of a route."""

    id: Id = Field(title="Id", description="Name for ever.")
    title: Text = Field(title="Title", description="Name of the step.")
    what: Text = Field(title="What", description="What to do.")
    why: Text = Field(title="Why", description="What it is good for.")
    evidence: list[Text] = Field(
        default_factory=list, title="Evidence", description="What shows that it is done."
    )
    topics: list[Id] = Field(
        default_factory=list, title="Topics", description="Topics that it trains."
    )
    weeks: Annotated[float, Field(gt=0, le=520)] = Field(
        1, title="Weeks", description="How long it takes."
    )
    specialism: bool = Field(
        False, title="Specialism", description="Also trains the chosen specialism."
    )
    last_known_year: Year | None = Field(
        None, title="Last known year", description="Year in which it was last known to run."
    )
    check_first: bool = Field(
        False, title="Check first", description="Something named here may have ended."
    )


class RouteTable(Table):
    """One route."""

    id: Id = Field(title="Id", description="Name for ever.")
    title: Text = Field(title="Title", description="Name of the route.")
    summary: str = Field("", title="Summary", description="The route in a sentence.")
    why: str = Field("", title="Why", description="Why it works.")
    for_backgrounds: list[Id] = Field(
        default_factory=list, title="Backgrounds", description="Whom it fits."
    )
    for_roles: list[Id] = Field(default_factory=list, title="Roles", description="Where it leads.")
    advice_by: str = Field("", title="Advice by", description="Whose advice it is.")
    advice_year: Year | None = Field(None, title="Advice year", description="When it was given.")
    step: list[StepTable] = Field(
        default_factory=list, title="Steps", description="The steps, in order."
    )


class SalaryTable(Table):
    """A published average salary."""

    role: Id = Field(title="Role", description="Role id, or background id of a first job.")
    title: Text = Field(title="Title", description="The job as the source calls it.")
    amount: Annotated[int, Field(ge=0)] = Field(title="Amount", description="A year.")
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = Field(
        title="Currency", description="Three letters, such as GBP."
    )
    region: Text = Field(title="Region", description="Where.")
    source: Text = Field(title="Source", description="Who published it.")
    year: Year | None = Field(None, title="Year", description="About when.")
    note: str = Field("", title="Note", description="What to bear in mind.")


class RoutesModel(Table):
    """Routes between backgrounds and roles."""

    route: list[RouteTable] = Field(
        default_factory=list, title="Routes", description="In order of preference."
    )
    salary: list[SalaryTable] = Field(
        default_factory=list, title="Salaries", description="Published averages."
    )
