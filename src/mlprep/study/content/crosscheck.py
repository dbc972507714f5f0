"""What only shows between files: the same id twice, unknown topics, unknown requirements."""

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from mlprep.domain.problems import Problem, Severity
from mlprep.formats.ledger import did_you_mean
from mlprep.store.library import LibraryCache
from mlprep.store.library_cards import Copy

_MOST_COMPARED = 5_000
"""Names that are searched for the nearest one; comparing all of a large library takes seconds."""


def copies_in_use(copies: Sequence[Copy]) -> tuple[list[Copy], list[Problem]]:
    """Choose one of the places that give the same id: an override, else the first.

    Returns the places that are not used, and a problem for each that does not say so.
    """
    unused: list[Copy] = []
    problems: list[Problem] = []
    for card, group in groupby(copies, key=lambda copy: copy.id):
        places = list(group)
        used = next((one for one in reversed(places) if one.overrides), places[0])
        unused += [one for one in places if one is not used]
        problems += [
            _overridden_twice(card, one, used) if one.overrides else _duplicate(card, one, used)
            for one in places[1:]
            if one is not used
        ]
    return unused, problems


def _overridden_twice(card: str, copy: Copy, used: Copy) -> Problem:
    what = f"`{card}` is overridden in {used.path}:{used.line} too, which is used"
    return _at(copy.path, copy.line, what, "keep one of the two", card)


def _duplicate(card: str, copy: Copy, used: Copy) -> Problem:
    what = f"the card id `{card}` is already used in {used.path}:{used.line}"
    right = "give this card an id of its own, or `overrides = true` if it replaces that card"
    return _at(copy.path, copy.line, what, right, card)


def cross_problems(cache: LibraryCache, topics: Collection[str]) -> Iterator[Problem]:
    """Find unknown topics, unknown requirements and overrides of nothing."""
    yield from _topic_problems(cache, topics)
    yield from _requirement_problems(cache)
    for copy in cache.overriding_nothing():
        what = f"the card `{copy.id}` overrides a card that no deck has"
        right = "leave `overrides` out, or use the id of the card that it replaces"
        yield _at(copy.path, copy.line, what, right, copy.id, Severity.WARNING)
    yield from _item_problems(cache, topics)
    yield from _role_problems(cache, topics)
    yield from _project_problems(cache, topics)
    yield from _route_problems(cache, topics)


def _topic_problems(cache: LibraryCache, topics: Collection[str]) -> Iterator[Problem]:
    """Find topics of decks and cards that nothing declares, each once a file."""
    of_decks: dict[str, str] = {}
    for path, _own, body in cache.bodies("deck"):
        topic = (body.get("deck") or {}).get("topic")
        if topic and topic not in topics:
            of_decks[path] = topic
            yield _unknown_topic(topic, path, body.get("topic_line", 0), topics, Severity.WARNING)
    for topic, path, line in cache.topics_used():
        if topic not in topics and of_decks.get(path) != topic:
            yield _unknown_topic(topic, path, line, topics, Severity.WARNING)


def _requirement_problems(cache: LibraryCache) -> Iterator[Problem]:
    missing = cache.missing_requirements()
    known = [row[0] for row in cache.active_rows()] if missing else []
    for card, path, line, name in missing:
        what = f"the card `{card}` requires `{name}`, which no deck has"
        near = known if len(known) <= _MOST_COMPARED else ()
        right = did_you_mean(name, near, "name the id of a card, or leave it out")
        yield _at(path, line, what, right, card, Severity.WARNING)


def _at(
    path: str,
    line: int,
    what: str,
    right: str,
    subject: str = "",
    severity: Severity = Severity.ERROR,
) -> Problem:
    return Problem(Path(path), what, right, line, 1 if line else 0, severity, subject)


def _item_problems(cache: LibraryCache, topics: Collection[str]) -> Iterator[Problem]:
    """Find items of unknown topics, which would never be asked, and ids used twice."""
    places: dict[str, str] = {}
    own: list[tuple[str, Any]] = []
    for path, is_own, body in cache.bodies("bank"):
        unknown = set[str]()
        for item in (body.get("bank") or {}).get("items", ()):
            name, line = item["id"], item.get("line", 0)
            own += [(path, item)] if is_own else []
            if name in places:
                what = f"the item id `{name}` is already used in {places[name]}; that one is asked"
                right = "give this item an id of its own"
                yield _at(path, line, what, right, name)
            places.setdefault(name, f"{path}:{line}")
            if item["topic"] not in topics and item["topic"] not in unknown:
                unknown.add(item["topic"])
                yield _unknown_topic(item["topic"], path, line, topics)
    yield from _teaching_problems(cache, own, places)


def _teaching_problems(
    cache: LibraryCache, own: Sequence[tuple[str, Any]], items: Collection[str]
) -> Iterator[Problem]:
    """Find cards and items that an item of the learner's own names and that are nowhere."""
    if not any(item.get("taught_by") or item.get("enemies") for _, item in own):
        return
    cards = {row[0] for row in cache.active_rows()}
    for path, item in own:
        for field, known, what in (("taught_by", cards, "card"), ("enemies", items, "item")):
            for name in item.get(field, ()):
                if name not in known:
                    near = known if len(known) <= _MOST_COMPARED else ()
                    right = did_you_mean(
                        name, near, "name the id of one that there is, or leave it out"
                    )
                    told = f"unknown {what} `{name}` in `{field}` of the item `{item['id']}`"
                    line = item.get("line", 0)
                    yield _at(path, line, told, right, item["id"], Severity.WARNING)


def _role_problems(cache: LibraryCache, topics: Collection[str]) -> Iterator[Problem]:
    """Find roles that ask for unknown topics."""
    for path, _own, body in cache.bodies("roles"):
        for role in body.get("roles", ()):
            for topic in role.get("levels", ()):
                if topic not in topics:
                    yield _unknown_topic(topic, path, role.get("line", 0), topics)


def _project_problems(cache: LibraryCache, topics: Collection[str]) -> Iterator[Problem]:
    """Find projects of unknown topics or roles, and ids used twice."""
    roles = _ids(cache, "roles")
    places: dict[str, str] = {}
    for path, _own, body in cache.bodies("projects"):
        for project in body.get("projects", ()):
            name, line = project["id"], project.get("line", 0)
            yield from _used_twice("project", name, (path, line), places)
            for topic in project.get("topics", ()):
                if topic not in topics:
                    yield _unknown_topic(topic, path, line, topics)
            yield from _unknown_names("role", project.get("roles", ()), roles, (path, line))


def _route_problems(cache: LibraryCache, topics: Collection[str]) -> Iterator[Problem]:
    """Find routes with unknown topics, roles and backgrounds, and ids of routes used twice."""
    roles, backgrounds = _ids(cache, "roles"), _ids(cache, "backgrounds")
    places: dict[str, str] = {}
    for path, _own, body in cache.bodies("routes"):
        for route in body.get("routes", ()):
            place = path, route.get("line", 0)
            yield from _used_twice("route", route["id"], place, places)
            yield from _unknown_names("role", route.get("for_roles", ()), roles, place)
            yield from _unknown_names(
                "background", route.get("for_backgrounds", ()), backgrounds, place
            )
            for step in route.get("steps", ()):
                for topic in step.get("topics", ()):
                    if topic not in topics:
                        yield _unknown_topic(topic, *place, topics)


def _ids(cache: LibraryCache, kind: str) -> set[str]:
    return {one["id"] for _, _, body in cache.bodies(kind) for one in body.get(kind, ())}


def _unknown_names(
    what: str, names: Sequence[str], known: Collection[str], place: tuple[str, int]
) -> Iterator[Problem]:
    for name in names:
        if known and name not in known:
            right = did_you_mean(name, known, f"name a {what} of `mlprep setup`")
            yield _at(*place, f"unknown {what} `{name}`", right)


def _used_twice(
    what: str, name: str, place: tuple[str, int], places: dict[str, str]
) -> Iterator[Problem]:
    path, line = place
    if name in places:
        told = f"the {what} id `{name}` is already used in {places[name]}; that one is used"
        right = f"give this {what} an id of its own"
        yield _at(path, line, told, right, name)
    places.setdefault(name, f"{path}:{line}" if line else path)


def _unknown_topic(
    topic: str,
    path: str,
    line: int,
    topics: Collection[str],
    severity: Severity = Severity.ERROR,
) -> Problem:
    right = did_you_mean(topic, topics, "declare it with [[topic]], or use a known topic")
    return _at(path, line, f"unknown topic `{topic}`", right, severity=severity)
