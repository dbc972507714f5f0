"""The normal order of the fields of every table, as ``deck fmt`` writes them."""

from collections.abc import Mapping

from mlprep.formats.positions import KeyPath

_CHECK = ("lang", "run", "script", "expect", "tolerance", "wrong")
_TOPIC = ("id", "area", "title", "scope", "needs", "levels")
_CARD = (
    *("id", "overrides", "topic", "level", "kind", "misconceptions", "priority", "reverse"),
    *("front", "cloze", "back", "options", "key", "fixed_order"),
    *("answer", "unit", "match", "tolerance", "accept"),
    *("why", "requires", "related", "tags", "sources", "review_by", "check"),
)
_ITEM = (
    *("id", "topic", "level", "kind", "stem", "options", "key", "fixed_order"),
    *("answer", "unit", "match", "tolerance", "accept"),
    *("rationale", "misconceptions", "taught_by", "family", "enemies", "related", "tags"),
    *("sources", "review_by", "seconds", "b", "s_b", "a", "check", "slips"),
)
_PROJECT = (
    *("id", "title", "topics", "roles", "level", "hours", "cost", "brief", "why", "inputs"),
    *("accept", "stretch", "artefact", "reflect", "failures", "sources", "milestone", "rubric"),
)
_ROUTE = (
    *("id", "title", "summary", "why", "for_backgrounds", "for_roles"),
    *("advice_by", "advice_year", "step"),
)
_STEP = (
    *("id", "title", "what", "why", "evidence", "topics", "weeks"),
    *("specialism", "last_known_year", "check_first"),
)
_ROLE = (
    *("id", "title", "summary", "specialisms", "judgement"),
    *("seniority", "levels", "evidence"),
)

FIELD_ORDER: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("deck",): (
        *("title", "id", "topic", "desired_retention", "tags", "author", "licence", "sources"),
    ),
    ("topic",): _TOPIC,
    ("card",): _CARD,
    ("card", "check"): _CHECK,
    ("bank",): ("topic", "complete"),
    ("item",): _ITEM,
    ("item", "check"): _CHECK,
    ("project",): _PROJECT,
    ("project", "milestone"): ("id", "title", "done_when"),
    ("project", "rubric"): ("row", "levels"),
    ("route",): _ROUTE,
    ("route", "step"): _STEP,
    ("role",): _ROLE,
    ("role", "evidence"): ("source", "finding", "date"),
}
"""Names of a table, without the places in lists, to its fields; other tables stay as written."""


def rank(table: KeyPath, field: str) -> int:
    """Place of a field in its table; unknown ones come last."""
    order = FIELD_ORDER.get(tuple(part for part in table if isinstance(part, str)), ())
    return order.index(field) if field in order else len(order)
