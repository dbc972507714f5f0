"""What of a text would not be shown as its author means it: formulae, gaps, pictures."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from mlprep.domain.cards import Card
from mlprep.domain.items import Item
from mlprep.text.cloze import END_REVEALED, REVEALED, ClozeView, bare, gaps, viewed
from mlprep.text.prose import FENCE

Fault = tuple[str, str]
"""What is wrong, and what would be right."""

PLAIN_FORMULA: Final = re.compile(
    r"\$[A-Za-z0-9](?:[A-Za-z0-9 +=<>(),.*/|-]|[\^_](?=[A-Za-z0-9](?![\^_])))*\$"
)
"""A formula without commands and groups, which can always be shown."""
_PICTURE: Final = re.compile(r"!\[[^\[\]]*\]\(<?([^()<>\s]+)>?\)")
_SPAN: Final = re.compile(r"(?P<mark>`+).+?(?P=mark)", re.DOTALL)
_ELSEWHERE: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_NAME: Final = re.compile(r"[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*")
_NAMED: Final = re.compile(r"[A-Za-z_]\w*(?:[(<].*)?", re.DOTALL)
_NAMESPACES: Final = frozenset(
    ["std", "boost", "absl", "torch", "c10", "nn", "thrust", "cub", "cv", "crate", "Vec"]
)


def card_showing_faults(card: Card) -> Iterator[Fault]:
    """Say what of a card's texts would not be shown as it is meant."""
    yield from _faults(_texts_of(card), card.path)
    for name, text in _texts_of(card):
        if "{{c" in text and gaps(_without_code(text)):
            yield f"the {name} has a gap", "gaps are asked in `cloze`, in place of front and back"
    if card.cloze:
        yield from _gap_faults(card.cloze)


def _texts_of(card: Card) -> Iterator[tuple[str, str]]:
    yield ("front", card.front) if card.front else ("cloze text", bare(card.cloze))
    yield "back", card.back
    yield "`why`", card.why
    if card.choices is not None:
        for option in card.choices.options:
            yield "option", option.text
            yield "option", option.why


def item_showing_faults(item: Item) -> Iterator[Fault]:
    """Say what of an item's texts would not be shown as it is meant."""
    options = item.choices.options if item.choices else ()
    texts = [
        ("stem", item.stem),
        ("rationale", "" if options else item.rationale),
        *(("option", text) for option in options for text in (option.text, option.why)),
        *(("slip", text) for text in item.slips.values()),
    ]
    yield from _faults(texts, item.path)


def _faults(texts: Iterable[tuple[str, str]], path: Path) -> Iterator[Fault]:
    for name, text in texts:
        if "$" in text:
            yield from _formula_faults(name, text)
        if "](" in text:
            yield from _missing_pictures(name, text, path)


def _formula_faults(name: str, text: str) -> Iterator[Fault]:
    """Only texts with a dollar sign come here: parsing formulae takes its time."""
    rest = PLAIN_FORMULA.sub("", text)
    if "$" not in rest and "\\" not in rest:
        return
    from mlprep.text.maths import problems

    for problem in problems(text):
        what, _, right = problem.message.partition("; ")
        yield f"in the {name}, {what}", right


def _missing_pictures(name: str, text: str, path: Path) -> Iterator[Fault]:
    if not path.is_absolute():
        return  # the card is not in a file yet
    for address in dict.fromkeys(_PICTURE.findall(_without_code(text))):
        if not _ELSEWHERE.match(address) and not (path.parent / address).is_file():
            right = f"put it into {(path.parent / address).parent}, or correct its name"
            yield f"the picture {address} of the {name} is missing", right


def _gap_faults(text: str) -> Iterator[Fault]:
    for gap in gaps(text):
        if gap.hint and _is_a_name(gap.texts[0], gap.hint):
            whole = f"{gap.texts[0]}::{gap.hint}"
            yield (
                f'gap c{gap.number} takes "{gap.hint}" for the hint of "{gap.texts[0]}"',
                f"write code between backticks, `{whole}`, and its colons are no sign of a hint",
            )
        if "$" in text and _cuts_formula(text, gap.number):
            yield (
                f"gap c{gap.number} begins or ends inside a formula",
                "hide the whole formula with its dollar signs, or a group {...} inside it",
            )


def _is_a_name(text: str, hint: str) -> bool:
    """Tell whether a gap with a hint looks like a name with its namespace: ``std::vector``."""
    name = text.strip("`* ")
    if _NAME.fullmatch(name) is None or _NAMED.fullmatch(hint) is None:
        return False
    return "::" in name or name in _NAMESPACES or hint.endswith((")", ">"))


def _cuts_formula(text: str, number: int) -> bool:
    """Tell whether one end of a gap is in a formula and the other is not."""
    from mlprep.text.maths import formulae

    shown = viewed(text, ClozeView(number, revealed=True))
    return any(
        one.latex.count(REVEALED) != one.latex.count(END_REVEALED) for one in formulae(shown)
    )


def _without_code(text: str) -> str:
    return _SPAN.sub(" ", FENCE.sub("", text)) if "`" in text or "~~~" in text else text
