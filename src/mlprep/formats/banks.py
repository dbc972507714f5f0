"""Read item banks."""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from mlprep.domain.cards import Choices, Match, Option, TypedAnswer
from mlprep.domain.ids import CardId, ItemId, TopicId
from mlprep.domain.items import DEFAULT_A, DEFAULT_S_B, Bank, Item, difficulty_of_level
from mlprep.domain.problems import Problem
from mlprep.domain.skills import Topic
from mlprep.formats.answers import (
    check_companions,
    check_misconceptions,
    check_proof,
    choices,
    typed_answer,
)
from mlprep.formats.entries import Entry
from mlprep.formats.source import Source, nothing_usable, open_source


@dataclass(frozen=True, slots=True)
class BankFile:
    """What one bank file gave."""

    path: Path
    bank: Bank | None
    topics: tuple[Topic, ...] = ()
    """Topics that the file declares."""
    problems: tuple[Problem, ...] = ()
    unreadable: bool = False
    """Whether nothing in the file can be used."""

    @property
    def items(self) -> tuple[Item, ...]:
        """The items of the bank."""
        return self.bank.items if self.bank else ()


def read_bank(path: Path) -> BankFile:
    """Read one item bank.  Never raises."""
    from mlprep.formats.models.bank import BankModel

    source = open_source(path, BankModel)
    if isinstance(source, tuple):
        return BankFile(path, None, problems=source, unreadable=True)
    table = source.entry("bank")
    if table is None:
        return BankFile(path, None, problems=source.ledger.problems(), unreadable=True)
    return _bank_file(source, table)


def _bank_file(source: Source, table: Entry) -> BankFile:
    topic: TopicId | None = table.get("topic")
    lines = source.lines("item")
    converted = [
        (entry, _item(entry, topic, lines[int(entry.where[1])])) for entry in source.usable("item")
    ]
    items = tuple(item for entry, item in converted if item and entry.usable)
    topics = source.topics()
    problems = source.ledger.problems()
    return BankFile(
        source.path,
        Bank(topic, source.path, table.get("complete", False), items),
        topics,
        problems,
        nothing_usable(items, problems),
    )


def _item(entry: Entry, bank_topic: TopicId | None, line: int) -> Item | None:
    _check_form(entry)
    topic = entry.get("topic", bank_topic)
    if topic is None:
        entry.fault("", "`topic` is missing", "name it here, or in [bank] for all items")
    typed, options = typed_answer(entry), choices(entry)
    rationale, options = _explained(entry, typed, options)
    misconceptions = check_misconceptions(entry, options)
    _check_count(entry, "misconceptions", misconceptions, options)
    if not entry.usable:
        return None
    level, stem, get = entry.get("level"), entry.text("stem"), entry.get
    return Item(
        id=ItemId(entry.id),
        topic=TopicId(topic),
        level=level,
        stem=stem,
        kind=get("kind", ""),
        typed=typed,
        choices=options,
        rationale=rationale,
        slips={text: why.strip() for text, why in get("slips", {}).items()},
        misconceptions=misconceptions,
        family=get("family", ""),
        enemies=tuple(ItemId(one) for one in entry.texts("enemies")),
        taught_by=tuple(CardId(one) for one in entry.texts("taught_by")),
        related=entry.texts("related"),
        tags=entry.texts("tags"),
        sources=entry.texts("sources"),
        seconds=entry.number("seconds"),
        b=entry.number("b", difficulty_of_level(level)),
        s_b=entry.number("s_b", DEFAULT_S_B),
        a=entry.number("a", DEFAULT_A),
        version=version_of(stem, typed, options),
        review_by=entry.day("review_by"),
        path=entry.ledger.path,
        line=line,
    )


def _check_form(entry: Entry) -> None:
    if entry.has("answer") and entry.has("options"):
        right = "an item is typed or has options, never both"
        entry.fault("options", "`answer` and `options` do not go together", right)
    elif not entry.has("answer") and not entry.has("options"):
        entry.fault("", "`answer` is missing", "write an `answer` to type, or `options` and `key`")
    check_companions(entry)
    check_proof(entry)
    stem = entry.text("stem")
    if stem and "?" not in _without_fences(stem):
        entry.warn("stem", "`stem` asks no question", "it needs a question mark outside code")


def _without_fences(text: str) -> str:
    """Leave out what stands between lines of three backticks."""
    return "".join(text.split("```")[::2])


def _explained(
    entry: Entry, typed: TypedAnswer | None, options: Choices | None
) -> tuple[str, Choices | None]:
    """Take the rationale: one text where the answer is typed, one for each option."""
    rationale = entry.get("rationale")
    if entry.has("answer") and entry.has("options"):
        return "", options
    if rationale is None:
        if not entry.has("rationale") and not (options and all(one.why for one in options.options)):
            entry.warn("", "`rationale` is missing", "say why the answer is right")
        return _why_of_key(options), options
    if typed is not None:
        if isinstance(rationale, list):
            entry.fault("rationale", "`rationale` is a list", "for a typed answer it is one text")
            return "", options
        _check_slips(entry, typed)
        return rationale.strip(), options
    if options is None:
        return "", None
    if isinstance(rationale, str):
        right = f"with options it is a list of {len(options.options)} texts, one for each"
        entry.fault("rationale", "`rationale` is one text", right)
        return "", options
    if not _check_count(entry, "rationale", tuple(rationale), options):
        return "", options
    whys = tuple(
        Option(one.text, why.strip()) for one, why in zip(options.options, rationale, strict=True)
    )
    explained = Choices(whys, options.keys, options.fixed_order)
    return _why_of_key(explained), explained


def _why_of_key(options: Choices | None) -> str:
    if options is None or options.keys[0] >= len(options.options):
        return ""
    return options.options[options.keys[0]].why


def _check_slips(entry: Entry, typed: TypedAnswer) -> None:
    for slip in entry.get("slips", {}):
        if slip in {typed.answer, *typed.accept} and typed.match is not Match.REGEX:
            right = "slips are foreseeable wrong answers"
            entry.fault("slips", f"the slip `{slip}` counts as right", right)


def _check_count(entry: Entry, field: str, given: tuple[str, ...], options: Choices | None) -> bool:
    """Check that there is one of these for each option, or none at all."""
    if options is None or len(given) in {0, len(options.options)}:
        return True
    what = f"`{field}` has {len(given)} entries for {len(options.options)} options"
    entry.fault(field, what, "give one for each option")
    return False


def version_of(stem: str, typed: TypedAnswer | None, options: Choices | None) -> str:
    """Hash what a learner sees of an item, and its key: 12 hex digits."""
    shown: list[Any] = [stem]
    if typed is not None:
        shown += [typed.answer, typed.accept, typed.match, typed.tolerance, typed.relative]
        shown.append(typed.unit)
    if options is not None:
        texts = [one.text for one in options.options]
        shown += [texts, sorted(options.keys), options.fixed_order]
    return sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()[:12]
