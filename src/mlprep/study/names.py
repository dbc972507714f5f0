"""Names that a person typed, found among the ids and titles that there are."""

import re
from collections.abc import Mapping


class NameNotKnown(ValueError):  # noqa: N818  # named for what the person sees
    """A name that nothing has; says which names are near."""

    @property
    def sentence(self) -> str:
        """The message with what ends a sentence."""
        return str(self) if str(self).endswith("?") else f"{self}."


def find_name(name: str, known: Mapping[str, str], what: str) -> str:
    """Find the id of something by its id or title, whatever the case.

    ``known`` maps ids to titles; raises ``NameNotKnown`` with the nearest ones.
    """
    if found := find_names(name, known):
        return found[0]
    raise not_known(name, known, what)


def find_names(name: str, known: Mapping[str, str]) -> list[str]:
    """Find the one that has a name for its id, else all that have it for their title."""
    wanted = folded(name)
    if wanted in known:
        return [wanted]
    return [one for one, title in known.items() if wanted in (one.casefold(), folded(title))]


def not_known(name: str, known: Mapping[str, str], what: str) -> NameNotKnown:
    """Say that there is no such ``what``, and which names are near."""
    return NameNotKnown(f"no {what} is called {name!r}; {_nearest(folded(name), known)}")


def folded(name: str) -> str:
    """Write a name as it is compared: without regard to case and to runs of spaces."""
    return " ".join(name.casefold().split())


def _nearest(wanted: str, known: Mapping[str, str]) -> str:
    import difflib

    if holding := _holding(wanted, known):
        return f"did you mean {' or '.join(holding)}?"
    by_title = {title.casefold(): one for one, title in known.items()}
    close = difflib.get_close_matches(wanted, [*known, *by_title], MOST, 0.5)
    near = [by_title.get(one, one) for one in close]
    if near:
        return f"did you mean {' or '.join(dict.fromkeys(near))}?"
    if len(known) <= FEW:
        return f"there is {', '.join(known)}" if known else "there is none"
    return f"there are {len(known)}, such as {', '.join(list(known)[:MOST])}"


def _holding(wanted: str, known: Mapping[str, str]) -> list[str]:
    """Name the first few of which the id or title holds the text, as whole words before others."""
    if not wanted:
        return []
    texts = {one: f"{one}\n{title}".casefold() for one, title in known.items()}
    begun = rf"\b{re.escape(wanted)}"
    found = [one for one, text in texts.items() if re.search(rf"{begun}\b", text)]
    found += [one for one, text in texts.items() if re.search(begun, text)]
    return list(dict.fromkeys(found))[:MOST]


MOST = 4
"""Names proposed for one that nothing has."""
FEW = 14
"""Names that fit into a sentence."""
