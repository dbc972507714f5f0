"""Rules of form for cards and their decks: each returns the faults that it finds."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from tests.content.library import Table, keys, option_texts
from tests.content.wording import source_faults

from mlprep.text.prose import (
    asks_for_a_list,
    is_bare_yes_no,
    prose,
    question_marks,
    word_count,
)

MOST_FRONT_WORDS = 60
MOST_ANSWER_WORDS = 25
MOST_WHY_WORDS = 60
MOST_EDGE_LEVEL = 0.10
MOST_DEFINITIONS = 0.05
KINDS_FROM = 20
"""Cards from which on a deck's shares of levels and kinds say anything."""
KIND_SHARES = {
    "why": (0.12, 0.50),
    "compare": (0.10, 0.40),
    "compute": (0.10, 0.40),
    "code": (0.07, 0.30),
    "misconception": (0.07, 0.35),
}
"""Room round the mix that authors aim at: 25, 20, 20, 15 and 15 %."""

_OUTPUT = re.compile(
    r"\b(?:prints?|printed|outputs?|returns?|returned|evaluates?)\b", re.IGNORECASE
)
_UNSEEDED = re.compile(r"default_rng\(\s*\)|RandomState\(\s*\)|random_state\s*=\s*None")


def card_form_faults(card: Table) -> list[str]:
    """Check word limits, the question mark, and prompts that ask for no single answer."""
    return [*_length_faults(card), *_prompt_faults(card)]


def _length_faults(card: Table) -> list[str]:
    answer = right_answer(card)
    first_line = answer.strip().split("\n")[0]
    measured = (
        ("prompt", prompt(card), MOST_FRONT_WORDS),
        ("first line of the answer", first_line, MOST_ANSWER_WORDS),
        ("why", card.get("why", ""), MOST_WHY_WORDS),
    )
    return [
        f"{what} has {count} words, at most {most}"
        for what, text, most in measured
        if (count := word_count(text)) > most
    ]


def _prompt_faults(card: Table) -> list[str]:
    if "cloze" in card:
        return ["a question mark in a cloze text"] * bool(question_marks(card["cloze"]))
    front = card["front"]
    asked = question_marks(front)
    found = []
    if asked > 1 or (asked == 0 and not card.get("reverse")):
        found.append(f"{asked} question marks outside code, should be one")
    if asks_for_a_list(front):
        found.append("the front asks for a list")
    if "back" in card and is_bare_yes_no(front, card["back"]):
        found.append("the front can be answered by yes or no")
    return found


def prompt(entry: Table) -> str:
    """Return what is asked."""
    text: str = entry.get("front") or entry.get("cloze") or entry["stem"]
    return text


def right_answer(entry: Table) -> str:
    """Return the answer as text; empty for a cloze text."""
    if "options" in entry:
        options = option_texts(entry)
        return "\n".join(options[key] for key in keys(entry))
    return str(entry.get("back", entry.get("answer", "")))


def share_faults(cards: Sequence[Table]) -> list[str]:
    """Check that few cards are of the first or last level, and the mix of kinds."""
    if len(cards) < KINDS_FROM:
        return []
    levels = Counter(card["level"] for card in cards)
    kinds = Counter(card["kind"] for card in cards)
    most = math.ceil(MOST_EDGE_LEVEL * len(cards))
    found = [f"{levels[n]} cards of level {n}, at most {most}" for n in (1, 5) if levels[n] > most]
    most = math.ceil(MOST_DEFINITIONS * len(cards))
    if kinds["definition"] > most:
        found.append(f"{kinds['definition']} definitions, at most {most}")
    for kind, (least, upmost) in KIND_SHARES.items():
        if not least <= kinds[kind] / len(cards) <= upmost:
            found.append(f"{kinds[kind]} of {len(cards)} are {kind}, not {least:.0%}-{upmost:.0%}")
    return found


def field_faults(entry: Table) -> list[str]:
    """Check that what the format leaves open is written down, and the sources."""
    wanted = ["id", "level", "kind", "sources"]
    wanted += ["rationale"] if "stem" in entry else ["priority", "why"]
    found = [f"`{field}` is missing" for field in wanted if not entry.get(field)]
    found += [fault for source in entry.get("sources", ()) for fault in source_faults(source)]
    if entry.get("kind") == "misconception" and not entry.get("misconceptions"):
        found.append("the card names no misconception")
    return found


def typing_faults(entry: Table) -> list[str]:
    """Check that a typed answer can be typed on a plain keyboard."""
    if "answer" not in entry or entry.get("match") == "regex":
        return []
    answers = [str(one) for one in (entry["answer"], *entry.get("accept", ()))]
    return [] if any(map(str.isascii, answers)) else [f"{answers[0]!r} cannot be typed"]


def proof_missing(entry: Table) -> list[str]:
    """Check that what was computed has a check: calculations, and code whose output is claimed."""
    if "check" in entry:
        return []
    if entry["kind"] in {"compute", "calculation"}:
        return [f"a {entry['kind']} needs a check"]
    if entry["kind"] == "code" and _OUTPUT.search(prose(prompt(entry))):
        return ["code whose output is asked for needs a check"]
    return []


def seed_faults(source: str) -> list[str]:
    """Check that a program draws no number that differs from run to run."""
    hit = _UNSEEDED.search(source)
    return [f"{hit[0]} has no seed"] if hit else []


def id_faults(entries: Iterable[Table]) -> list[str]:
    """Return ids that stand more than once."""
    counts = Counter(entry["id"] for entry in entries)
    return sorted(name for name, count in counts.items() if count > 1)


def prompt_faults(entries: Iterable[Table]) -> list[str]:
    """Return the ids of entries that ask what an earlier one asks, word for word."""
    seen: dict[str, str] = {}
    found = []
    for entry in entries:
        words = " ".join(prompt(entry).casefold().split())
        first = seen.setdefault(words, entry["id"])
        if first != entry["id"]:
            found.append(f"{entry['id']} asks what {first} asks")
    return found
