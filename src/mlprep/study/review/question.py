"""What a front end shows of a review unit: the question, the answer, the options in order."""

import random
from collections.abc import Iterable
from dataclasses import dataclass

from mlprep.domain.answers import choices_right, is_right
from mlprep.domain.cards import Card, Choices
from mlprep.domain.ids import UnitId, part_of
from mlprep.text.titles import title_line


@dataclass(frozen=True, slots=True)
class Question:
    """One review unit as it is asked; texts are Markdown as written."""

    unit: UnitId
    card: Card
    part: str
    front: str
    back: str
    gap: int = 0
    """Number of the cloze gap that is asked; 0 where the unit is no gap."""
    order: tuple[int, ...] = ()
    """Options in the order shown, as indices into the card's options."""

    @property
    def is_typed(self) -> bool:
        """Whether the answer is typed."""
        return self.card.typed is not None and self.part == ""

    @property
    def is_choice(self) -> bool:
        """Whether options are shown."""
        return bool(self.order)

    @property
    def title(self) -> str:
        """A short name for messages, which says no more than the question does."""
        return self.title_in(TITLE_CELLS)

    def title_in(self, length: int) -> str:
        """Name the question in at most so many characters."""
        return title_line(self.front, length, gap=self.gap)

    def typed_right(self, typed: str) -> bool:
        """Whether a typed answer is right."""
        return self.card.typed is not None and is_right(self.card.typed, typed)

    def picked_right(self, picked: Iterable[int]) -> bool:
        """Whether the picked options (indices as shown, from 0) are exactly the keys."""
        shown = list(picked)
        if self.card.choices is None or not all(0 <= one < len(self.order) for one in shown):
            return False
        return choices_right(self.card.choices, [self.order[one] for one in shown])

    @property
    def keys_shown(self) -> frozenset[int]:
        """Right options, as indices in the order shown."""
        keys = self.card.choices.keys if self.card.choices else ()
        return frozenset(shown for shown, index in enumerate(self.order) if index in keys)


TITLE_CELLS = 48


def short(text: str, length: int = TITLE_CELLS) -> str:
    """Cut a text to a title of one line."""
    return title_line(text, length)


def question(card: Card, unit: UnitId, reps: int) -> Question:
    """Make the question of a review unit; the order of options changes with every showing."""
    part = part_of(unit)
    if part == "rev":
        return Question(unit, card, part, card.back, card.front)
    if part.startswith("c") and card.cloze:
        return Question(unit, card, part, card.cloze, card.back, gap=int(part[1:] or 0))
    return Question(
        unit,
        card,
        part,
        card.front,
        card.back or _stated_answer(card),
        order=shown_order(card.choices, f"{unit}:{reps}") if card.choices else (),
    )


def shown_order(choices: Choices, seed: str) -> tuple[int, ...]:
    """Order of options for one showing: numbers sorted, others shuffled by the seed."""
    indices = list(range(len(choices.options)))
    if choices.fixed_order:
        return tuple(indices)
    numbers = [_number(option.text) for option in choices.options]
    known = [number for number in numbers if number is not None]
    if len(known) == len(numbers):
        return tuple(sorted(indices, key=lambda index: known[index]))
    random.Random(seed).shuffle(indices)  # noqa: S311  # an order to show, no secret
    return tuple(indices)


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "").replace("−", "-").rstrip("%").strip())
    except ValueError:
        return None


def _stated_answer(card: Card) -> str:
    if card.typed is not None:
        unit = f" {card.typed.unit}" if card.typed.unit else ""
        return f"{card.typed.answer}{unit}"
    if card.choices is not None:
        return "\n".join(card.choices.options[key].text for key in card.choices.keys)
    return ""
