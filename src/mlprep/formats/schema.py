"""JSON schemas (draft 2020-12) of our TOML files, for editors that complete and explain."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel

KINDS = ("deck", "bank", "projects", "areas", "roles", "backgrounds", "routes")
_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(kind: str) -> dict[str, Any]:
    """JSON schema of one of ``KINDS``.  Raises ``KeyError`` for any other."""
    schema = _model(kind).model_json_schema()
    return {"$schema": _DRAFT, **_clean(schema), "title": f"mlprep {kind}"}


def _model(kind: str) -> "type[BaseModel]":
    from mlprep.formats.models import bank, deck, projects, skills

    models: dict[str, type[BaseModel]] = {
        "deck": deck.DeckModel,
        "bank": bank.BankModel,
        "projects": projects.ProjectsModel,
        "areas": skills.AreasModel,
        "roles": skills.RolesModel,
        "backgrounds": skills.BackgroundsModel,
        "routes": skills.RoutesModel,
    }
    return models[kind]


def _clean(node: Any) -> Any:
    """Drop defaults that only say "left out", and the null that no TOML file can hold."""
    if isinstance(node, list):
        return [_clean(one) for one in node if one != {"type": "null"}]
    if not isinstance(node, dict):
        return node
    cleaned = {
        name: _clean(value)
        for name, value in node.items()
        if not (name == "default" and (value is None or value == ""))
    }
    choices = cleaned.get("anyOf")
    if isinstance(choices, list) and len(choices) == 1:
        del cleaned["anyOf"]
        cleaned = {**choices[0], **cleaned}
    return cleaned
