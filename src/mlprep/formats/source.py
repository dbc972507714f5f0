"""One file on its way from TOML to values: its table, its entries, and what is wrong in them."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlprep.domain.ids import AreaId, TopicId
from mlprep.domain.problems import Problem, Severity
from mlprep.domain.skills import Topic
from mlprep.formats.entries import Entry
from mlprep.formats.files import decode, parse_toml, read_toml
from mlprep.formats.ledger import Ledger
from mlprep.formats.positions import entry_lines

if TYPE_CHECKING:
    from pydantic import BaseModel


class Source:
    """A file that was parsed and checked against its model."""

    def __init__(
        self, table: Mapping[str, Any], text: str, path: Path, model: "type[BaseModel]"
    ) -> None:
        from mlprep.formats.validation import validate

        self.table, self.text, self.path = table, text, path
        self.ledger = Ledger(path, text)
        self._faults = validate(model, table, self.ledger)

    def entry(self, *where: str | int) -> Entry | None:
        """Give the table at a place of the file, with its faults; ``None`` where it is none."""
        data: Any = self.table
        for part in where:
            data = data.get(part) if isinstance(data, dict) else data[part]
        if not isinstance(data, dict):
            return None
        return Entry(data, where, self.ledger, self._faults.get(where))

    def entries(self, name: str) -> list[Entry]:
        """Give the tables of an array of tables."""
        found = self.table.get(name)
        tables = found if isinstance(found, list) else []
        ledger, faults = self.ledger, self._faults
        return [
            Entry(data, where, ledger, faults.get(where))
            for index, data in enumerate(tables)
            if isinstance(data, dict) and (where := (name, index))
        ]

    def usable(self, name: str) -> list[Entry]:
        """Give the sound ones among the tables of an array whose ids stand once each."""
        first: dict[str, int] = {}
        lines: list[int] = []
        for entry in (entries := self.entries(name)):
            index = int(entry.where[-1])
            earlier = first.setdefault(entry.id, index)
            if entry.id and earlier != index:
                lines = lines or self.lines(name)
                what = f"the id `{entry.id}` is used on line {lines[earlier]} already"
                entry.fault("id", what, "an id stands once")
        return [entry for entry in entries if entry.usable]

    def lines(self, name: str) -> list[int]:
        """Lines of the tables of an array."""
        found = self.table.get(name)
        return entry_lines(self.text, name, len(found)) if isinstance(found, list) else []

    def topics(self) -> tuple[Topic, ...]:
        """Convert the topics that the file declares."""
        return tuple(topic_of(entry) for entry in self.usable("topic"))


def open_source(path: Path, model: "type[BaseModel]") -> Source | tuple[Problem, ...]:
    """Read a file; its problems where it holds no table at all."""
    table, data, problems = read_toml(path)
    return tuple(problems) if table is None else Source(table, decode(data), path, model)


def parse_source(data: bytes, path: Path, model: "type[BaseModel]") -> Source | tuple[Problem, ...]:
    """Read a file from its bytes, as ``open_source`` does."""
    table, problems = parse_toml(data, path)
    return tuple(problems) if table is None else Source(table, decode(data), path, model)


def nothing_usable(found: object, problems: tuple[Problem, ...]) -> bool:
    """Tell whether a file has errors and gave nothing."""
    return not found and any(problem.severity is Severity.ERROR for problem in problems)


def topic_of(entry: Entry) -> Topic:
    """Convert a ``[[topic]]`` table."""
    return Topic(
        TopicId(entry.id),
        AreaId(entry.get("area")),
        entry.text("title"),
        entry.text("scope"),
        tuple(TopicId(one) for one in entry.texts("needs")),
        entry.texts("levels"),
    )
