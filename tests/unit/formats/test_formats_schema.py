"""JSON schemas for editors, and which modules load the validation library."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mlprep.formats.schema import KINDS, schema_of

ROOT = Path(__file__).parents[3]
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str, date),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


def faults(value: Any, node: dict[str, Any], schema: dict[str, Any]) -> Iterator[str]:
    """Check a value against the part of JSON Schema that our schemas use."""
    if "$ref" in node:
        yield from faults(value, schema["$defs"][node["$ref"].rpartition("/")[2]], schema)
    for word in ("anyOf", "oneOf"):
        if word in node:
            fitting = sum(not list(faults(value, one, schema)) for one in node[word])
            if fitting < 1 or (word == "oneOf" and fitting > 1):
                yield f"{value!r} fits {fitting} of {word}"
    if "type" in node and not _has_type(value, node["type"]):
        yield f"{value!r} is no {node['type']}"
    elif isinstance(value, list):
        yield from _list_faults(value, node, schema)
    elif isinstance(value, dict):
        yield from _table_faults(value, node, schema)
    else:
        yield from _scalar_faults(value, node)


def _has_type(value: Any, name: str) -> bool:
    return isinstance(value, TYPES[name]) and isinstance(value, bool) == (name == "boolean")


def _scalar_faults(value: Any, node: dict[str, Any]) -> Iterator[str]:
    if "enum" in node and value not in node["enum"]:
        yield f"{value!r} is not among {node['enum']}"
    if "pattern" in node and not re.search(node["pattern"], str(value)):
        yield f"{value!r} does not match {node['pattern']}"
    if not node.get("minimum", value) <= value <= node.get("maximum", value):
        yield f"{value!r} is out of range"


def _list_faults(value: list[Any], node: dict[str, Any], schema: dict[str, Any]) -> Iterator[str]:
    if not node.get("minItems", 0) <= len(value) <= node.get("maxItems", len(value)):
        yield f"{len(value)} items"
    for one in value:
        yield from faults(one, node.get("items", {}), schema)


def _table_faults(
    value: dict[str, Any], node: dict[str, Any], schema: dict[str, Any]
) -> Iterator[str]:
    yield from (f"{name} is missing" for name in node.get("required", ()) if name not in value)
    known = node.get("properties", {})
    for name, one in value.items():
        if name in known:
            yield from faults(one, known[name], schema)
        elif node.get("additionalProperties") is False:
            yield f"{name} is unknown"


GOOD = """
[deck]
title = "D"
[[topic]]
id = "t"
area = "a"
title = "T"
[[card]]
front = "Q"
answer = 5
tolerance = "5%"
review_by = 2027-01-01
[[card]]
cloze = "{{c1::a}}"
[[card]]
front = "Q"
options = ["a", { text = "b", why = "w" }]
key = [0, 1]
check = { lang = "python", run = "x", expect = "1" }
"""


def test_a_valid_deck_fits_its_schema() -> None:
    assert list(faults(tomllib.loads(GOOD), schema_of("deck"), schema_of("deck"))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('title = "D"', ""),
        ("answer = 5", ""),
        ('cloze = "{{c1::a}}"', 'front = "Q"'),
        ('tolerance = "5%"', 'tolerance = "5"'),
        ("review_by", "review"),
        ("key = [0, 1]", ""),
        ('lang = "python"', 'lang = "c"'),
    ],
)
def test_an_invalid_deck_does_not(old: str, new: str) -> None:
    table = tomllib.loads(GOOD.replace(old, new))
    assert list(faults(table, schema_of("deck"), schema_of("deck"))) != []


SHIPPED = {
    "areas": ROOT / "assessments/areas.toml",
    "roles": ROOT / "assessments/roles.toml",
    "backgrounds": ROOT / "assessments/backgrounds.toml",
    "routes": ROOT / "assessments/routes.toml",
}


@pytest.mark.parametrize("kind", SHIPPED)
def test_shipped_data_fits_its_schema(kind: str) -> None:
    table = tomllib.loads(SHIPPED[kind].read_text(encoding="utf-8"))
    assert list(faults(table, schema_of(kind), schema_of(kind))) == []


def test_every_shipped_deck_fits_the_schema() -> None:
    schema = schema_of("deck")
    for path in (ROOT / "decks").glob("*/*.toml"):
        if path.parent.name != "projects":
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            assert list(faults(table, schema, schema)) == [], path


def tables(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "properties" in node:
            yield node
        for one in node.values():
            yield from tables(one)


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_explains_itself(kind: str) -> None:
    schema = schema_of(kind)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"] == f"mlprep {kind}"
    json.dumps(schema)
    for table in tables(schema):
        assert table["additionalProperties"] is False
        assert table.get("description")
        for name, one in table["properties"].items():
            assert one.get("title"), name
            below = schema["$defs"].get(one.get("$ref", "").rpartition("/")[2], {})
            assert one.get("description") or below.get("description"), name
            assert {"type": "null"} not in one.get("anyOf", []), name


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        schema_of("nonsense")


@pytest.mark.parametrize(
    "module",
    ["files", "config", "identity", "positions", "writing", "decks", "banks", "projects",
     "skills", "schema", "amending", "card_writing", "formatting", "templates"],
)  # fmt: skip
def test_the_validation_library_is_loaded_late(module: str) -> None:
    code = (
        f"import sys, mlprep.formats.{module}\n"
        "late = ('pydantic', 'tomli_w', 'textual', 'sqlite3')\n"
        "print([name for name in late if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
