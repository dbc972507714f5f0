"""The skills data says what the design says, and its parts fit one another."""

import itertools
import re
import tomllib
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

FOLDER = Path(__file__).parents[2] / "assessments"
AREAS = ("stats", "maths", "ml", "swe", "devops", "cloud")
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
QUANTITATIVE = frozenset({"stats", "maths", "ml"})
ENGINEERING = frozenset({"swe", "devops", "cloud"})
FOR_WHOM = ("for_backgrounds", "for_roles")

Table = dict[str, Any]


def _read(name: str) -> Table:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


SKILLS = _read("areas.toml")
ROLES: list[Table] = _read("roles.toml")["role"]
BACKGROUNDS: list[Table] = _read("backgrounds.toml")["background"]
ROUTE_FILE = _read("routes.toml")
ROUTES: list[Table] = ROUTE_FILE["route"]
STEPS: list[Table] = [step for route in ROUTES for step in route["step"]]

TOPICS: dict[str, Table] = {topic["id"]: topic for topic in SKILLS["topic"]}
CORE = {name: topic for name, topic in TOPICS.items() if topic["area"] in AREAS}
SPECIALISMS: dict[str, Table] = {
    area["id"]: area for area in SKILLS["area"] if area.get("specialism")
}

# Mean of the ten required levels of each area, in the order of AREAS.
REQUIRED_MEANS = {
    "mle": (2.9, 3.0, 3.7, 3.6, 3.4, 3.0),
    "mlops": (1.8, 1.8, 2.7, 3.7, 4.6, 3.9),
    "applied-scientist": (4.2, 4.2, 4.3, 2.6, 1.8, 1.7),
    "research-engineer": (3.1, 3.6, 3.6, 3.7, 2.8, 2.6),
    "ai-engineer": (2.6, 2.1, 3.3, 3.6, 3.4, 3.1),
    "data-scientist": (3.9, 2.5, 3.6, 2.5, 2.0, 1.8),
    "data-engineer": (2.0, 1.5, 1.9, 3.6, 2.7, 3.1),
}
# Share of all required steps above level 1, per cent, in the order of AREAS.
REQUIRED_SHARES = {
    "mle": (14, 15, 20, 19, 18, 15),
    "mlops": (6, 6, 14, 22, 29, 23),
    "applied-scientist": (25, 25, 26, 12, 6, 5),
    "research-engineer": (16, 19, 19, 20, 13, 12),
    "ai-engineer": (13, 9, 19, 21, 20, 17),
    "data-scientist": (28, 15, 25, 15, 10, 8),
    "data-engineer": (11, 6, 10, 30, 19, 24),
}
# Levels to gain over the sixty topics from a background's prior to a role.
GAP_SUMS = {
    ("data-scientist", "mle"): 50,
    ("software-engineer", "mle"): 53,
    ("stem-phd", "mle"): 68,
    ("cs-masters", "mle"): 49,
    ("data-analyst", "mle"): 86,
    ("bootcamp", "mle"): 85,
    ("new-grad", "mle"): 77,
    ("data-scientist", "data-engineer"): 36,
    ("data-scientist", "applied-scientist"): 40,
    ("data-scientist", "ai-engineer"): 48,
    ("software-engineer", "data-engineer"): 18,
    ("software-engineer", "ai-engineer"): 40,
    ("stem-phd", "data-scientist"): 40,
    ("stem-phd", "data-engineer"): 47,
    ("stem-phd", "applied-scientist"): 53,
    ("cs-masters", "data-scientist"): 30,
    ("cs-masters", "data-engineer"): 32,
    ("cs-masters", "research-engineer"): 46,
    ("cs-masters", "ai-engineer"): 46,
}


def _by_id(tables: list[Table], name: str) -> Table:
    (found,) = [table for table in tables if table["id"] == name]
    return found


def _area_levels(role: Table, area: str) -> list[int]:
    return [level for topic, level in role["levels"].items() if CORE[topic]["area"] == area]


def _prior(background: Table, topic: str) -> float:
    level = background["areas"][CORE[topic]["area"]] + background["offsets"].get(topic, 0.0)
    return float(min(5.0, max(1.0, level)))


def _every_id() -> list[str]:
    tables = [
        *SKILLS["area"],
        *SKILLS["topic"],
        *SKILLS["foil"],
        *ROUTES,
        *STEPS,
    ]
    return [table["id"] for table in tables]


def _matrix() -> np.ndarray[Any, np.dtype[np.float64]]:
    names = [area["id"] for area in SKILLS["area"]]
    rule = SKILLS["correlation_defaults"]
    matrix = np.eye(len(names))
    stated = {frozenset(row["areas"]): row["value"] for row in SKILLS["correlation"]}
    for (i, first), (j, second) in itertools.combinations(enumerate(names), 2):
        needed = {
            TOPICS[topic]["area"]
            for name in (first, second)
            if name in SPECIALISMS
            for topic in SPECIALISMS[name]["needs"]
        }
        default = rule["specialism_needed" if {first, second} & needed else "specialism"]
        matrix[i, j] = matrix[j, i] = stated.get(frozenset({first, second}), default)
    return matrix


def test_six_areas_of_ten_topics_and_thirteen_specialisms_of_five() -> None:
    sizes = Counter(topic["area"] for topic in TOPICS.values())
    assert {area: sizes[area] for area in AREAS} == dict.fromkeys(AREAS, 10)
    assert len(SPECIALISMS) == 13
    assert {sizes[area] for area in SPECIALISMS} == {5}
    assert set(sizes) == {area["id"] for area in SKILLS["area"]} == {*AREAS, *SPECIALISMS}


def test_ids_are_well_formed_and_unique_and_begin_with_their_area() -> None:
    ids = _every_id()
    assert [name for name in ids if not ID.fullmatch(name)] == []
    assert [name for name, count in Counter(ids).items() if count > 1] == []
    for table in (*ROLES, *BACKGROUNDS):
        assert ID.fullmatch(table["id"])
    assert all(name.startswith(topic["area"] + "-") for name, topic in TOPICS.items())


def test_every_core_area_and_topic_has_five_distinct_level_descriptors() -> None:
    described = [*(_by_id(SKILLS["area"], area) for area in AREAS), *CORE.values()]
    for table in described:
        assert len(set(table["levels"])) == 5, table["id"]
        assert all(text[0].isupper() and text.endswith(".") for text in table["levels"])
    sentences = [text for topic in CORE.values() for text in topic["levels"]]
    assert len(set(sentences)) == 300


def test_topics_have_titles_and_scopes_of_their_own() -> None:
    scopes = [topic["scope"] for topic in TOPICS.values()]
    assert all(scopes)
    assert len(set(scopes)) == len(scopes) == 125
    titles = [(topic["area"], topic["title"]) for topic in TOPICS.values()]
    assert len(set(titles)) == len(titles)


def test_prerequisites_are_known_core_topics_and_without_a_circle() -> None:
    graph = {name: set(topic["needs"]) for name, topic in TOPICS.items()}
    assert set().union(*graph.values()) <= set(CORE)
    order = list(TopologicalSorter(graph).static_order())
    assert set(order) == set(TOPICS)


def test_a_specialism_and_its_topics_need_the_same() -> None:
    for name, area in SPECIALISMS.items():
        assert area["needs"]
        needs = {tuple(topic["needs"]) for topic in TOPICS.values() if topic["area"] == name}
        assert needs == {tuple(area["needs"])}


def test_correlations_cover_every_pair_within_the_stated_ranges() -> None:
    pairs = {frozenset(row["areas"]): row["value"] for row in SKILLS["correlation"]}
    assert len(pairs) == len(SKILLS["correlation"])
    assert set(pairs) == {frozenset(pair) for pair in itertools.combinations(AREAS, 2)}
    for pair, value in pairs.items():
        if pair <= QUANTITATIVE:
            assert 0.6 <= value <= 0.7
        elif pair <= ENGINEERING:
            assert 0.55 <= value <= 0.7
        elif pair == {"ml", "swe"}:
            assert value == 0.45
        else:
            assert 0.2 <= value <= 0.3


def test_correlations_are_positive_definite_with_and_without_specialisms() -> None:
    matrix = _matrix()
    names = [area["id"] for area in SKILLS["area"]]
    assert names[:6] == list(AREAS)
    assert matrix[names.index("spec-quant"), names.index("maths")] == 0.5
    assert matrix[names.index("spec-quant"), names.index("swe")] == 0.3
    assert np.linalg.eigvalsh(matrix[:6, :6]).min() > 0.1
    assert np.linalg.eigvalsh(matrix).min() > 0.01


def test_foils_are_four_terms_that_are_no_topics() -> None:
    foils = SKILLS["foil"]
    assert len(foils) == 4
    titles = {topic["title"].casefold() for topic in TOPICS.values()}
    assert all(foil["title"].casefold() not in titles for foil in foils)
    assert len({foil["area"] for foil in foils} & set(AREAS)) == 4


def test_roles_ask_for_every_core_topic_at_a_whole_level() -> None:
    assert {role["id"] for role in ROLES} == set(REQUIRED_MEANS)
    for role in ROLES:
        assert set(role["levels"]) == set(CORE)
        assert all(type(level) is int and 1 <= level <= 5 for level in role["levels"].values())
        assert role["seniority"] == {"junior": -0.7, "mid": 0.0, "senior": 0.5}
        assert 0 <= role["specialisms"] <= len(SPECIALISMS)


@pytest.mark.parametrize("name", REQUIRED_MEANS)
def test_mean_required_level_per_area(name: str) -> None:
    role = _by_id(ROLES, name)
    means = tuple(sum(_area_levels(role, area)) / 10 for area in AREAS)
    assert means == pytest.approx(REQUIRED_MEANS[name])


@pytest.mark.parametrize("name", REQUIRED_SHARES)
def test_share_of_required_steps_per_area(name: str) -> None:
    role = _by_id(ROLES, name)
    steps = [sum(level - 1 for level in _area_levels(role, area)) for area in AREAS]
    shares = [100 * step / sum(steps) for step in steps]
    # Half a point of rounding, and the reach of the printed figures.
    assert shares == pytest.approx(REQUIRED_SHARES[name], abs=0.51)


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role["id"])
def test_a_role_that_asks_for_level_three_asks_for_its_prerequisites(role: Table) -> None:
    levels = role["levels"]
    missing = [
        (topic, need)
        for topic in CORE.values()
        if levels[topic["id"]] >= 3
        for need in topic["needs"]
        if levels[need] < 2
    ]
    assert missing == []


def test_roles_name_their_evidence() -> None:
    for role in ROLES:
        assert role["evidence"], role["id"]
        for row in role["evidence"]:
            assert row["source"]
            assert row["finding"]
            assert re.fullmatch(r"20\d\d(-\d\d)?", row.get("date", "2026"))


@pytest.mark.parametrize("background", BACKGROUNDS, ids=lambda table: table["id"])
def test_a_background_is_on_the_scale(background: Table) -> None:
    assert set(background["areas"]) == set(AREAS)
    assert all(1 <= level <= 5 for level in background["areas"].values())
    assert set(background["offsets"]) <= set(CORE)
    assert background["prior_sd"] == 0.8
    assert set(background["self_rating"]) == set(AREAS)
    for rating in background["self_rating"].values():
        assert 0 < rating["mean"] < 4
        assert 0.5 <= rating["sd"] <= 1.5


@pytest.mark.parametrize("background", BACKGROUNDS, ids=lambda table: table["id"])
def test_self_ratings_rise_with_the_area_level(background: Table) -> None:
    by_level = sorted(AREAS, key=background["areas"].__getitem__)
    means = [background["self_rating"][area]["mean"] for area in by_level]
    assert means == sorted(means)


@pytest.mark.parametrize("background", BACKGROUNDS, ids=lambda table: table["id"])
def test_the_opposite_skill_set_is_the_weak_half_weakest_first(background: Table) -> None:
    levels, opposite = background["areas"], background["opposite"]
    assert [levels[area] for area in opposite] == sorted(levels[area] for area in opposite)
    others = [levels[area] for area in AREAS if area not in opposite]
    assert levels[opposite[0]] <= min(others)
    assert max(levels.values()) in others


@pytest.mark.parametrize(("pair", "expected"), GAP_SUMS.items(), ids=str)
def test_levels_to_gain_from_a_background_to_a_role(pair: tuple[str, str], expected: int) -> None:
    background, role = _by_id(BACKGROUNDS, pair[0]), _by_id(ROLES, pair[1])
    gaps = (max(0.0, level - _prior(background, topic)) for topic, level in role["levels"].items())
    assert round(sum(gaps)) == expected


def test_every_background_has_a_route_to_every_role() -> None:
    pairs = {pair for route in ROUTES for pair in itertools.product(*(route[k] for k in FOR_WHOM))}
    backgrounds, roles = ({table["id"] for table in tables} for tables in (BACKGROUNDS, ROLES))
    assert pairs == set(itertools.product(backgrounds, roles))


def test_the_first_step_of_a_route_can_be_done_this_week() -> None:
    assert [route["id"] for route in ROUTES if route["step"][0]["weeks"] != 1] == []


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step["id"])
def test_a_step_says_what_why_and_what_shows_that_it_is_done(step: Table) -> None:
    for field in ("title", "what", "why"):
        assert len(step[field].split()) >= 3, field
    assert step["evidence"]
    assert all(len(proof.split()) >= 2 and proof.endswith(".") for proof in step["evidence"])
    assert len(step["what"].split()) <= 80
    assert step["topics"]
    assert set(step["topics"]) <= set(CORE)
    assert len(set(step["topics"])) == len(step["topics"])
    assert 1 <= step["weeks"] <= 208


def test_routes_say_whose_advice_they_are() -> None:
    assert all(route["advice_by"] for route in ROUTES)
    assert {route.get("advice_year") for route in ROUTES} == {None, 2018, 2025}


PROGRAMMES = (
    "Insight",
    "The Data Incubator",
    "fast.ai's course",
    "Google's",
    "Apple's",
    "OpenAI's",
    "OpenAI Scholars",
    "Anthropic Fellows",
    "MATS",
)
KNOWN = re.compile(r"(\S+) \(last known to run in (\d{4})\b")


def test_a_step_that_names_a_programme_asks_to_check_it_first() -> None:
    named = re.compile(r"Insight|Incubator|fast\.ai|residenc(y|ies)|programmes?\b|scholars")
    for route in ROUTES:
        for step in route["step"]:
            if step.get("check_first"):
                assert route["advice_year"] <= step["last_known_year"] <= 2026
            elif named.search(step["title"] + step["what"]):
                # A degree programme, or a step that goes on from one checked before.
                assert route["id"] in {
                    "masters-degree",
                    "short-programme-after-graduate-degree",
                }, step["id"]


@pytest.mark.parametrize("name", PROGRAMMES)
def test_each_named_programme_has_the_year_in_which_it_was_last_known_to_run(name: str) -> None:
    naming = [step for step in STEPS if re.search(rf"{re.escape(name)}(?= |,|:)", step["what"])]
    assert naming
    for step in naming:
        assert re.search(rf"{re.escape(name)} (residency )?\(last known to run in", step["what"])
        assert step["check_first"]


def test_the_year_of_a_step_is_the_latest_of_what_it_names() -> None:
    dated = {step["id"]: [int(year) for _, year in KNOWN.findall(step["what"])] for step in STEPS}
    assert sum(map(len, dated.values())) == len(PROGRAMMES)
    for step in STEPS:
        if dated[step["id"]]:
            assert step["last_known_year"] == max(dated[step["id"]]), step["id"]
    source = (FOLDER / "routes.toml").read_text(encoding="utf-8").split("[[route]]")[0]
    for year in {year for years in dated.values() for year in years}:
        assert f", {year}: " in source, "the comment says where the year comes from"


def test_salaries_are_those_of_known_jobs_and_say_where_they_are_from() -> None:
    jobs = {table["id"] for table in (*ROLES, *BACKGROUNDS)}
    assert {row["role"]: row["amount"] for row in ROUTE_FILE["salary"]} == {
        "mle": 93_796,
        "applied-scientist": 83_114,
        "ai-engineer": 75_379,
        "data-scientist": 71_005,
        "software-engineer": 83_168,
        "data-engineer": 69_475,
    }
    for row in ROUTE_FILE["salary"]:
        assert row["role"] in jobs
        assert (row["currency"], row["region"], row["year"]) == ("GBP", "UK", 2025)
        assert row["source"]
        assert row["note"]
