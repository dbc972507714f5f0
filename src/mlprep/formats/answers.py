"""Typed answers and options, which cards and items share: rules and conversion."""

import math
import re
import unicodedata
import warnings

from mlprep.domain.cards import Choices, Match, Option, TypedAnswer
from mlprep.formats.entries import Entry, written
from mlprep.formats.ledger import quoted

WITH_ANSWER = ("accept", "match", "tolerance", "unit", "slips")
WITH_OPTIONS = ("key", "fixed_order")


def check_companions(entry: Entry) -> None:
    """Refuse fields that need an answer or options to go with."""
    for needed, fields in (("answer", WITH_ANSWER), ("options", WITH_OPTIONS)):
        if entry.has(needed):
            continue
        for field in fields:
            if entry.sound(field):
                entry.fault(field, f"`{field}` goes only with `{needed}`", f"remove `{field}`")


def typed_answer(entry: Entry) -> TypedAnswer | None:
    """Convert ``answer`` and its companions; ``None`` where there is none to use."""
    if not entry.sound("answer"):
        return None
    value = entry.get("answer")
    number = not isinstance(value, str)
    match = Match(entry.get("match", "number" if number else "folded"))
    accept = tuple(written(one) for one in entry.get("accept", ()))
    answer = written(value).strip()
    _check_answer(entry, answer, accept, match)
    tolerance, relative = _tolerance(entry, match)
    return TypedAnswer(answer, accept, match, tolerance, relative, entry.get("unit", ""))


def _check_answer(entry: Entry, answer: str, accept: tuple[str, ...], match: Match) -> None:
    if not answer:
        entry.fault("answer", "`answer` is empty", "write what counts as right")
    elif match is Match.NUMBER and not _is_number(answer):
        right = 'with match = "number" it takes a number'
        entry.fault("answer", f"`answer` is {quoted(answer)}", right)
    elif match is Match.REGEX:
        for field, pattern in (("answer", answer), *(("accept", one) for one in accept)):
            if fault := _regex_fault(pattern):
                what = f"{quoted(pattern)} is no regular expression"
                entry.fault(field, what, fault)


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _regex_fault(pattern: str) -> str:
    """Say what is wrong with a regular expression; the empty string where nothing is."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern)
    except re.error as error:
        return str(error)
    except (RecursionError, OverflowError):
        return "it is too large"
    return ""


def _tolerance(entry: Entry, match: Match) -> tuple[float | None, float | None]:
    """Absolute and relative tolerance, at most one of them."""
    value = entry.get("tolerance")
    if value is None:
        return None, None
    if match is not Match.NUMBER:
        right = 'write `answer` as a number, or match = "number"'
        entry.fault("tolerance", "`tolerance` goes only with numbers", right)
        return None, None
    if isinstance(value, str):
        return None, float(value.rstrip("% ")) / 100
    return float(value), None


def choices(entry: Entry) -> Choices | None:
    """Convert ``options`` and ``key``; ``None`` where there are none to use."""
    if not entry.has("options"):
        return None
    if not entry.has("key"):
        right = "name the place of the right option, counted from 0"
        entry.fault("", "`key` is missing", right)
    if not (entry.sound("options") and entry.sound("key")):
        return None
    options = tuple(
        Option(one.strip())
        if isinstance(one, str)
        else Option(one["text"].strip(), one.get("why", ""))
        for one in entry.get("options")
    )
    _check_duplicates(entry, options)
    key = entry.get("key")
    keys = tuple(key) if isinstance(key, list) else (key,)
    _check_keys(entry, keys, len(options))
    return Choices(options, keys, entry.get("fixed_order", False))


def _check_duplicates(entry: Entry, options: tuple[Option, ...]) -> None:
    seen: dict[str, int] = {}
    for index, option in enumerate(options):
        folded = " ".join(unicodedata.normalize("NFC", option.text).split())
        if folded in seen:
            what = f"options {seen[folded]} and {index} (counted from 0) are the same"
            entry.fault("options", what, "each option stands once")
        seen.setdefault(folded, index)


def _check_keys(entry: Entry, keys: tuple[int, ...], count: int) -> None:
    for key in keys:
        if not 0 <= key < count:
            what = f"`key` is {key}, and there are {count} options"
            entry.fault("key", what, f"it counts from 0 to {count - 1}")
    if len(set(keys)) < len(keys):
        entry.fault("key", "`key` names an option twice", "name each right option once")


def check_proof(entry: Entry) -> None:
    """Check the rules of ``check`` that its model cannot state for people."""
    check = entry.get("check")
    if check is None:
        return
    if "run" in check and "script" in check:
        entry.fault("check", "`check` has both `run` and `script`", "it takes one of them")
    elif "run" not in check and "script" not in check:
        entry.fault("check", "`check` has neither `run` nor `script`", "it takes one of them")


def check_misconceptions(entry: Entry, options: Choices | None) -> tuple[str, ...]:
    """Return the misconceptions; empty places are for items whose options each have one."""
    names: tuple[str, ...] = entry.texts("misconceptions")
    if options is None and "" in names:
        entry.fault("misconceptions", "`misconceptions` has an empty id", "remove it")
    return names
