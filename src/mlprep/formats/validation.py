"""Check a table against a model and say what is wrong in words for a person.

The models state the constraints; the sentences are made from their JSON schema, so that what an
editor shows and what a problem says cannot differ.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from mlprep.domain.problems import Severity
from mlprep.formats.ledger import Ledger, described, did_you_mean, nearest, quoted
from mlprep.formats.models.common import DATE, ID, ID_OR_EMPTY, NOT_BLANK, PERCENT
from mlprep.formats.positions import KeyPath

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

Faults = dict[KeyPath, dict[str, bool]]
"""Entry -> field -> whether the entry can still be used in spite of it.

An entry is ``("deck",)`` or ``("card", 3)``; the field is empty where the entry itself is wrong.
"""
Node = dict[str, Any]

_PATTERNS = {
    ID: "lower-case words joined by `-`",
    ID_OR_EMPTY: "lower-case words joined by `-`",
    NOT_BLANK: "a text between quotation marks",
    PERCENT: 'a share such as "5%"',
    DATE: "a date such as 2027-01-31",
}
_PLURALS = {
    "string": "texts",
    "integer": "whole numbers",
    "number": "numbers",
    "object": "tables",
    "boolean": "true or false",
}


@cache
def schema_for(model: "type[BaseModel]") -> Node:
    """JSON schema of a model, made once."""
    return model.model_json_schema()


@dataclass(frozen=True, slots=True)
class _File:
    """The file whose faults are explained."""

    schema: Node
    table: Mapping[str, Any]
    ledger: Ledger


def validate(model: "type[BaseModel]", table: Mapping[str, Any], ledger: Ledger) -> Faults:
    """Check a whole file; note every problem and return where the faults lie."""
    from pydantic import ValidationError

    try:
        model.model_validate(table)
    except ValidationError as error:
        file = _File(schema_for(model), table, ledger)
        return _explain_all(error.errors(include_url=False), file)
    return {}


def _explain_all(errors: "list[ErrorDetails]", file: _File) -> Faults:
    faults: Faults = {}
    done: set[KeyPath] = set()
    # Unknown fields first: one that was meant to be a needed field explains why that is missing.
    for error in sorted(errors, key=lambda one: one["type"] != "extra_forbidden"):
        unknown = error["type"] == "extra_forbidden"
        where, node = _within(file.schema, error["loc"], unknown=unknown)
        if where in done:
            continue
        done.add(where)
        entry = _entry_of(where)
        field = str(where[len(entry)]) if len(where) > len(entry) else ""
        fault = _Explained(file, where, node)
        usable = fault.note(error["type"])
        fields = faults.setdefault(entry, {})
        fields[field] = fields.get(field, True) and usable
        if fault.meant:
            fields[fault.meant] = False
            done.add((*where[:-1], fault.meant))
    return faults


def _entry_of(where: KeyPath) -> KeyPath:
    return where[: 2 if len(where) > 1 and isinstance(where[1], int) else 1]


def _within(schema: Node, loc: tuple[int | str, ...], *, unknown: bool) -> tuple[KeyPath, Node]:
    """Follow an error's place as far as the file's own keys go (unions add names of types)."""
    node, path = schema, cast("KeyPath", ())
    for index, part in enumerate(loc):
        node = _resolved(schema, node)
        below = _below(node, part)
        if below is None:
            last = index == len(loc) - 1
            return ((*path, part), node) if unknown and last else (path, node)
        node, path = below, (*path, part)
    return path, _resolved(schema, node)


def _below(node: Node, part: int | str) -> Node | None:
    if isinstance(part, int):
        inner = node.get("items")
    else:
        inner = node.get("properties", {}).get(part)
        if inner is None and "patternProperties" in node:
            inner = next(iter(node["patternProperties"].values()))
        if inner is None and isinstance(node.get("additionalProperties"), dict):
            inner = node["additionalProperties"]
    return inner if isinstance(inner, dict) else None


def _resolved(schema: Node, node: Node) -> Node:
    """Follow a reference, and look through "or nothing", which no TOML file can say."""
    choices = [one for one in node.get("anyOf", ()) if one.get("type") != "null"]
    if len(choices) == 1:
        node = choices[0]
    reference = node.get("$ref")
    return schema["$defs"][reference.rpartition("/")[2]] if reference else node


class _Explained:
    """One fault and what is known of its surroundings."""

    def __init__(self, file: "_File", where: KeyPath, node: Node) -> None:
        self.schema, self.ledger = file.schema, file.ledger
        self.where, self.node = where, node
        self.value = _at(file.table, where)
        self.siblings = _at(file.table, where[:-1])
        self.subject = _id_of(_at(file.table, _entry_of(where)))
        self.meant = ""
        """The field that an unknown one was meant to be, where the entry needs that."""

    def note(self, kind: str) -> bool:
        """Note the problem; tell whether the entry can still be used."""
        if kind == "extra_forbidden":
            return self.unknown()
        what, right = self.missing() if kind == "missing" else self.wrong()
        self.ledger.add(self.where, what, right, subject=self.subject)
        return False

    def unknown(self) -> bool:
        name = str(self.where[-1])
        known = list(self.node.get("properties", {}))
        right = did_you_mean(name, known, f"known are {', '.join(f'`{one}`' for one in known)}")
        guess = nearest(name, known)
        siblings = self.siblings if isinstance(self.siblings, dict) else {}
        usable = guess in siblings or guess not in _needed(self.node, siblings)
        self.meant = "" if usable else guess
        severity = Severity.WARNING if usable else Severity.ERROR
        noun = "table" if len(self.where) == 1 else "field"
        what = f"unknown {noun} {_name(name)}"
        self.ledger.add(self.where, what, right, severity=severity, subject=self.subject)
        return usable

    def missing(self) -> tuple[str, str]:
        name = str(self.where[-1])
        if len(self.where) == 1:
            brackets = f"[[{name}]]" if self.node.get("type") == "array" else f"[{name}]"
            needed = _resolved(self.schema, self.node).get("required", ())
            with_fields = " with " + " and ".join(_name(one) for one in needed) if needed else ""
            return f"the table `{brackets}` is missing", f"write {brackets}{with_fields}"
        return f"{_name(name)} is missing", f"it takes {expectation(self.schema, self.node)}"

    def wrong(self) -> tuple[str, str]:
        wanted = expectation(self.schema, self.node)
        what = f"{self.name()} {described(self.value)}"
        if self.node.get("type") == "array" and isinstance(self.value, dict) and self.top():
            name = self.where[0]
            return what, f"write [[{name}]], with two brackets, for each of them"
        if self.top() and isinstance(self.value, list):
            return what, f"write [{self.where[0]}], with single brackets"
        values = _values(self.node)
        if values and isinstance(self.value, str) and nearest(self.value, values):
            return what, f"did you mean {quoted(nearest(self.value, values))}?"
        if self.node.get("pattern") in {ID, ID_OR_EMPTY} and isinstance(self.value, str):
            from mlprep.domain.ids import slug

            example = slug(self.value)
            wanted += f", such as `{example}`" if example else ""
        return what, f"it takes {wanted}"

    def top(self) -> bool:
        return len(self.where) == 1

    def name(self) -> str:
        """Name the field: `options`, or entry 2 of `options`."""
        if not self.where:
            return "the file"
        last = self.where[-1]
        if isinstance(last, str):
            return _name(last)
        above = str(self.where[-2]) if len(self.where) > 1 else ""
        return f"entry {last + 1} of {_name(above)}"


def _needed(node: Node, siblings: Mapping[str, object]) -> set[str]:
    """Name the fields without which a table is no use.

    They are the required ones, and those of its forms (front and back, cloze, ...) while none
    of the forms is complete.
    """
    needed = set(node.get("required", ()))
    forms = [set(form["required"]) for form in node.get("oneOf", ())]
    if not any(form <= siblings.keys() for form in forms):
        needed.update(*forms)
    return needed


def _name(name: str) -> str:
    """Set a field's name in code marks, short and on one line whatever it holds."""
    return f"`{quoted(name)[1:-1]}`"


def _at(table: object, where: KeyPath) -> Any:
    """Follow a path as far as the tables go; ``None`` where it leads nowhere."""
    for part in where:
        try:
            table = cast("dict[int | str, object]", table)[part]
        except (LookupError, TypeError):
            return None
    return table


def _id_of(entry: object) -> str:
    if isinstance(entry, dict) and isinstance(entry.get("id"), str):
        return str(entry["id"])
    return ""


def _values(node: Node) -> list[str]:
    return [str(one) for one in node.get("enum", ())] or (
        [str(node["const"])] if "const" in node else []
    )


def expectation(schema: Node, node: Node) -> str:
    """Say what a field takes, from its schema."""
    node = _resolved(schema, node)
    if "anyOf" in node:
        return " or ".join(dict.fromkeys(_alternatives(schema, node)))
    if values := _values(node):
        return "one of " + ", ".join(quoted(one) for one in values)
    kind = node.get("type")
    if kind == "string":
        return _PATTERNS.get(node.get("pattern", ""), "") or _text(node)
    if kind in {"integer", "number"}:
        return ("a whole number" if kind == "integer" else "a number") + _range(node)
    if kind == "array":
        return _list(schema, node)
    return {"boolean": "true or false", "object": "a table"}.get(str(kind), "another value")


def _alternatives(schema: Node, node: Node) -> Iterator[str]:
    kinds = [one.get("type") for one in node["anyOf"]]
    for one in node["anyOf"]:
        if one.get("format") == "date" or (one.get("type") == "integer" and "number" in kinds):
            continue
        yield expectation(schema, one)


def _text(node: Node) -> str:
    pattern = node.get("pattern")
    if pattern and "checks/" in pattern:
        return "checks/ and the name of a file there"
    return f"a text like {pattern}" if pattern else "a text between quotation marks"


def _range(node: Node) -> str:
    low = node.get("minimum", node.get("exclusiveMinimum"))
    high = node.get("maximum", node.get("exclusiveMaximum"))
    above = "above" if "exclusiveMinimum" in node else "from"
    if low is not None and high is not None:
        return f" {above} {low:g} to {high:g}" if above == "from" else f" above 0, up to {high:g}"
    if low is not None:
        return f", {low:g} or more" if above == "from" else f" above {low:g}"
    return ""


def _list(schema: Node, node: Node) -> str:
    inner = _resolved(schema, node.get("items", {}))
    if "anyOf" in inner:
        plural = "texts or tables" if any("$ref" in one for one in inner["anyOf"]) else "values"
    elif inner.get("pattern") in {ID, ID_OR_EMPTY}:
        plural = "ids"
    else:
        plural = _PLURALS.get(str(inner.get("type")), "values")
    low, high = node.get("minItems"), node.get("maxItems")
    if low and low == high:
        return f"a list of {low} {plural}"
    if low and high:
        return f"a list of {low} to {high} {plural}"
    return f"a list of {plural}"
