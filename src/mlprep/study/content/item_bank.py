"""The items of all banks, as the engine takes them; the texts of one are read when it is asked."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mlprep.assessment import ItemSpec
from mlprep.domain.codec import decode
from mlprep.domain.items import DEFAULT_A, DEFAULT_S_B, Item

if TYPE_CHECKING:
    from mlprep.study.content.library import Library


class ItemBank:
    """All items by id; of two with the same id the shipped one counts."""

    def __init__(self, bodies: Mapping[str, Any]) -> None:
        self._bodies = bodies

    @classmethod
    def of(cls, library: "Library") -> "ItemBank":
        """Read the items from the library's cache."""
        found: dict[str, Any] = {}
        for _path, _own, body in library.cache.bodies("bank"):
            for item in (body.get("bank") or {}).get("items", ()):
                found.setdefault(item["id"], item)
        return cls(found)

    def __len__(self) -> int:
        return len(self._bodies)

    @cached_property
    def specs(self) -> tuple[ItemSpec, ...]:
        """What the engine needs to know of each item."""
        return tuple(spec_of(body) for body in self._bodies.values())

    @cached_property
    def by_id(self) -> Mapping[str, ItemSpec]:
        """The same by id."""
        return {spec.id: spec for spec in self.specs}

    @cached_property
    def topics(self) -> frozenset[str]:
        """Topics that have items."""
        return frozenset(spec.topic for spec in self.specs)

    def item(self, name: str) -> Item | None:
        """Read one item in full; ``None`` where no bank has it."""
        body = self._bodies.get(name)
        return None if body is None else decode(Item, body)


def spec_of(body: Mapping[str, Any]) -> ItemSpec:
    """Turn an item as it is cached (fields at their default left out) into the engine's."""
    return ItemSpec(
        id=body["id"],
        topic=body["topic"],
        b=body.get("b", 0.0),
        s_b=body.get("s_b", DEFAULT_S_B),
        a=body.get("a", DEFAULT_A),
        c=_chance(body.get("choices")),
        seconds=body.get("seconds"),
        family=body.get("family", ""),
        enemies=tuple(body.get("enemies", ())),
        version=body.get("version", ""),
    )


def _chance(choices: Any) -> float:
    """Chance of guessing right, as ``Item.c`` has it."""
    if choices is None:
        return 0.0
    count = len(choices["options"])
    return 1 / (2**count - 1) if len(choices["keys"]) > 1 else 1 / count
