"""Areas, roles and backgrounds as shipped, as the engine takes them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from mlprep.assessment.model import Hierarchy, Target
from mlprep.assessment.scale import clamp_level

FOLDER = Path(__file__).parents[2] / "assessments"


@dataclass(frozen=True)
class Background:
    levels: Mapping[str, float]
    norms: Mapping[str, tuple[float, float]]
    """Self-ratings: mean and standard deviation per area."""


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


@cache
def hierarchy() -> Hierarchy:
    raw = _read("areas.toml")
    special = {area["id"] for area in raw["area"] if area.get("specialism")}
    topics = {one["id"]: one["area"] for one in raw["topic"] if one["area"] not in special}
    pairs = {(one["areas"][0], one["areas"][1]): one["value"] for one in raw["correlation"]}
    return Hierarchy(topics, pairs)


@cache
def roles() -> dict[str, Target]:
    return {one["id"]: Target(one["levels"]) for one in _read("roles.toml")["role"]}


@cache
def backgrounds() -> dict[str, Background]:
    return {one["id"]: _background(one) for one in _read("backgrounds.toml")["background"]}


def _background(raw: Mapping[str, Any]) -> Background:
    topics = hierarchy().topics
    offsets = raw["offsets"]
    levels = {
        topic: clamp_level(raw["areas"][area] + offsets.get(topic, 0.0))
        for topic, area in topics.items()
    }
    norms = {area: (one["mean"], one["sd"]) for area, one in raw["self_rating"].items()}
    return Background(levels, norms)
