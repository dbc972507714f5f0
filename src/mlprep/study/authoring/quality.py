"""Say what would make cards and items of one's own better: hints, not problems."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from mlprep.domain.cards import Card, Choices
from mlprep.domain.codec import decode
from mlprep.domain.days import date_of
from mlprep.domain.items import Item
from mlprep.domain.problems import Problem, Severity
from mlprep.study.authoring.showing import card_showing_faults, item_showing_faults
from mlprep.study.bulk import paused_collector
from mlprep.text.likeness import asked, near_duplicates
from mlprep.text.prose import (
    asks_for_a_list,
    is_bare_yes_no,
    question_marks,
    word_count,
    words_beyond,
)

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace

MOST_FRONT_WORDS = 60
MOST_ANSWER_WORDS = 25
MOST_STEM_WORDS = 90
_NO_SOURCE = "no source"
_SEVERAL = 2
_LAZY_OPTIONS = ("all of the above", "none of the above", "both a and b", "a and b")


class _Prompt(NamedTuple):
    """A question with its place, to be compared with all others."""

    id: str
    text: str
    path: Path
    line: int
    related: tuple[str, ...] = ()
    family: str = ""


def quality_hints(workspace: "Workspace", files: Sequence[Path]) -> list[Problem]:
    """Give the hints for these files, which may lie outside the library, in order of place."""
    with paused_collector():
        return sorted(_hints(workspace, files), key=lambda one: (str(one.path), one.line, one.what))


def _hints(workspace: "Workspace", files: Sequence[Path]) -> list[Problem]:
    hints: list[Problem] = []
    prompts: list[_Prompt] = []
    today = date_of(workspace.today).isoformat()
    banks = {path: body for path, _own, body in workspace.library.cache.bodies("bank")}
    for path in files:
        found: list[Problem] = []
        for card, sources in _cards_of(workspace, path):
            found += card_hints(card, sources=sources, today=today)
            prompts.append(_of_card(card))
        for item in _items_of(banks.get(str(path)) or {}):
            found += item_hints(item, today=today)
            prompts.append(_of_item(item))
        hints += _sources_once(found)
    return [*hints, *_shared_ids(workspace, files), *_likeness(workspace, prompts)]


def _shared_ids(workspace: "Workspace", files: Sequence[Path]) -> Iterator[Problem]:
    """Find own files that are one deck by their id, but not by their title."""
    firsts: dict[str, tuple[str, str]] = {}
    for path, own, body in workspace.library.cache.bodies("deck"):
        if not own:
            continue
        name, title = body["deck"]["id"], body["deck"]["title"]
        first, called = firsts.setdefault(name, (path, title))
        if title != called and Path(path) in files:
            yield Problem(
                Path(path),
                f'it has the deck id `{name}` as {first} has, and both are shown as "{called}"',
                "give it an id of its own, or the same title if it is a part of that deck",
                severity=Severity.HINT,
            )


def _sources_once(hints: Sequence[Problem]) -> list[Problem]:
    """Say once of a file how many have no source: what was imported has none anywhere."""
    without = [one for one in hints if one.what == _NO_SOURCE]
    if len(without) < _SEVERAL:
        return list(hints)
    first = min(without, key=lambda one: one.line)
    what = f"{len(without)} questions from here on have {_NO_SOURCE}"
    right = "say in `sources` where each can be looked up; in a deck, [deck] takes it for all"
    told = Problem(first.path, what, right, first.line, first.column, Severity.HINT)
    return [told, *(one for one in hints if one.what != _NO_SOURCE)]


def _of_card(card: Card) -> _Prompt:
    return _Prompt(card.id, card.front or card.cloze, card.path, card.line, card.related)


def _of_item(item: Item) -> _Prompt:
    return _Prompt(item.id, item.stem, item.path, item.line, item.related, item.family)


def _cards_of(workspace: "Workspace", path: Path) -> Iterator[tuple[Card, bool]]:
    """Read the cards of a file, each with whether its deck names sources for all."""
    from mlprep.formats.decks import read_deck
    from mlprep.formats.files import read_toml
    from mlprep.study.authoring.checking import kind_of_table

    cached = workspace.library.cache.cards_of_file(str(path))
    if cached:
        decks = workspace.library.decks
        for one in cached:
            deck = decks.get(one.deck)
            yield decode(Card, json.loads(one.body)), bool(deck and deck.sources)
        return
    table, _, _ = read_toml(path)
    if table is not None and kind_of_table(table) == "deck":
        file = read_deck(path, own=True)
        for card in file.cards:
            yield card, bool(file.deck and file.deck.sources)


def _items_of(body: Mapping[str, Any]) -> Iterator[Item]:
    for one in (body.get("bank") or {}).get("items", ()):
        yield decode(Item, one)


# ----------------------------------------------------------------------- rules


def card_hints(card: Card, *, sources: bool = False, today: str = "") -> Iterator[Problem]:
    """Say what would make a card better; ``sources``: its deck names some for all its cards.

    ``today`` as ISO 8601 tells whether the day is past on which a fact was to be checked again.
    """
    faults = (*_card_faults(card, sources=sources), *_out_of_date(card.review_by, today))
    for what, right in faults:
        yield Problem(
            card.path, what, right, card.line, 1 if card.line else 0, Severity.HINT, card.id
        )


def _card_faults(card: Card, *, sources: bool) -> Iterator[tuple[str, str]]:
    text = card.front or card.cloze
    if words := words_beyond(text, MOST_FRONT_WORDS):
        name = "front" if card.front else "cloze text"
        yield (
            f"the {name} has {words} words",
            f"at most {MOST_FRONT_WORDS}: ask one thing, tell the rest in `why`",
        )
    first_line = card.back.strip().partition("\n")[0]
    if words := words_beyond(first_line, MOST_ANSWER_WORDS):
        yield (
            f"the first line of the back has {words} words",
            f"answer in at most {MOST_ANSWER_WORDS}, explain on the next lines or in `why`",
        )
    if card.front:
        yield from _front_faults(card)
    yield from card_showing_faults(card)
    if not card.sources and not sources:
        yield _NO_SOURCE, "say in `sources` where it can be looked up, for a doubt later"


def _front_faults(card: Card) -> Iterator[tuple[str, str]]:
    if card.front.count("?") > 1 and (questions := question_marks(card.front)) > 1:
        yield f"{questions} questions in one", "make a card of each: each is forgotten by itself"
    if asks_for_a_list(card.front):
        yield "the front asks for a list", "ask for one thing, or make a cloze text of the list"
    if card.back and is_bare_yes_no(card.front, card.back):
        yield "yes or no answers it", "ask why, how, or which: half of guesses would be right"


def _out_of_date(review_by: str, today: str) -> Iterator[tuple[str, str]]:
    if review_by and today and review_by < today:
        yield (
            f"it was to be checked by {review_by}",
            "look its source up again, then set `review_by` to a later day or remove it",
        )


def item_hints(item: Item, *, today: str = "") -> Iterator[Problem]:
    """Say what would make an item better; ``today`` as for a card."""
    for what, right in (*_item_faults(item), *_out_of_date(item.review_by, today)):
        yield Problem(
            item.path, what, right, item.line, 1 if item.line else 0, Severity.HINT, item.id
        )


def _item_faults(item: Item) -> Iterator[tuple[str, str]]:
    if words := words_beyond(item.stem, MOST_STEM_WORDS):
        yield f"the stem has {words} words", f"at most {MOST_STEM_WORDS}: the facts and no more"
    if not question_marks(item.stem):
        yield "the stem asks no question", "end it with one that can be answered without options"
    if not item.sources:
        yield _NO_SOURCE, "say in `sources` where it can be looked up"
    yield from item_showing_faults(item)
    if item.choices is not None:
        yield from _option_faults(item.choices)


def _option_faults(choices: Choices) -> Iterator[tuple[str, str]]:
    for option in choices.options:
        if option.text.casefold().strip(" .") in _LAZY_OPTIONS:
            yield f'the option "{option.text}"', "name what is meant: this one tests the form"
    lengths = [word_count(one.text) for one in choices.options]
    keys = [lengths[key] for key in choices.keys]
    others = [length for at, length in enumerate(lengths) if at not in choices.keys]
    if others and min(keys) > max(others) + max(3, max(others) // 4):
        yield "the right option is the longest by far", "make the others as long: length tells it"


# ------------------------------------------------------------------ likeness


_SERIES = 5
"""Others like it up to which a question may be meant to be another; more are made so: a list of
words, asked one by one."""


def _likeness(workspace: "Workspace", prompts: Iterable[_Prompt]) -> Iterator[Problem]:
    """Find questions that another one, here or anywhere in the library, asks nearly the same."""
    ours = {f"{one.id} {one.path}": one for one in prompts}
    if not ours:
        return
    others = {f"{one.id} {one.path}": one for one in _library_prompts(workspace)}
    every = {**others, **ours}
    compared = [asked(name, one.text, (), one.family) for name, one in every.items()]
    for first, second in near_duplicates(compared, ours, most=_SERIES):
        mine, other = (second, first) if second in ours else (first, second)
        if mine in ours and not _may_be_alike(every[mine], every[other]):
            yield _too_alike(every[mine], every[other])


def _library_prompts(workspace: "Workspace") -> Iterator[_Prompt]:
    paths: dict[str, Path] = {}
    for card, path, line, text in workspace.library.cache.fronts():
        if path not in paths:
            paths[path] = Path(path)
        yield _Prompt(card, text, paths[path], line)


def _may_be_alike(one: _Prompt, other: _Prompt) -> bool:
    """Whether they are versions of one another, or somebody said that they are related."""
    return one.id == other.id or other.id in one.related or one.id in other.related


def _too_alike(one: _Prompt, other: _Prompt) -> Problem:
    place = f"{other.path}:{other.line}" if other.line else str(other.path)
    what = f"it asks nearly what {place} asks"
    right = f'make one of both, or say related = ["{other.id}"] if they only look alike'
    return Problem(one.path, what, right, one.line, 1 if one.line else 0, Severity.HINT, one.id)
