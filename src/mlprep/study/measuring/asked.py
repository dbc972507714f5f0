"""A question of a sitting as it is asked, and whether an answer to it is right."""

from collections.abc import Iterable
from dataclasses import dataclass

from mlprep.assessment import ItemSpec, Outcome
from mlprep.domain.answers import choices_right, is_right
from mlprep.domain.items import Item
from mlprep.study.review.question import shown_order


class AnswerMissing(ValueError):  # noqa: N818  # named for what the person sees
    """Nothing that can be judged was typed or picked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One item on show; texts are Markdown as written."""

    item: Item
    spec: ItemSpec
    number: int
    """Of the question in its sitting, from 1."""
    order: tuple[int, ...]
    """Options in the order shown, as indices into the item's options."""
    shown_at_ms: int

    @property
    def stem(self) -> str:
        """The question."""
        return self.item.stem

    @property
    def is_typed(self) -> bool:
        """Whether the answer is typed; else options are shown."""
        return self.item.typed is not None

    @property
    def unit(self) -> str:
        """Unit to show after the entry field; may be left out when typing."""
        return self.item.typed.unit if self.item.typed else ""

    @property
    def options(self) -> tuple[str, ...]:
        """Texts of the options in the order shown."""
        choices = self.item.choices
        return tuple(choices.options[one].text for one in self.order) if choices else ()

    @property
    def several(self) -> bool:
        """Whether several options may be right and all of them are to be picked."""
        return self.item.choices is not None and len(self.item.choices.keys) > 1


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer, judged."""

    outcome: Outcome
    typed: str = ""
    picked: tuple[int, ...] = ()
    """Indices into the item's options, as they stand in its file."""


def asked(item: Item, spec: ItemSpec, *, sitting: str, number: int, at_ms: int) -> Asked:
    """Show an item; its options keep their order within one sitting."""
    order = shown_order(item.choices, f"{sitting}:{item.id}") if item.choices else ()
    return Asked(item, spec, number, order, at_ms)


def judge(asked: Asked, typed: str = "", picked: Iterable[int] = ()) -> Judged:
    """Judge what was typed, or the options picked (indices as shown, from 0).

    Raises ``AnswerMissing`` with a sentence where that is no answer.
    """
    item = asked.item
    if item.typed is not None:
        if not typed.strip():
            raise AnswerMissing("type an answer, or say that you don't know")
        right = is_right(item.typed, typed)
        return Judged(Outcome.RIGHT if right else Outcome.WRONG, typed.strip())
    if item.choices is None:
        raise AnswerMissing("this question cannot be answered")
    shown = sorted(set(picked))
    _check_picks(asked, shown)
    chosen = tuple(sorted(asked.order[one] for one in shown))
    right = choices_right(item.choices, chosen)
    return Judged(Outcome.RIGHT if right else Outcome.WRONG, picked=chosen)


def _check_picks(asked: Asked, shown: list[int]) -> None:
    count = len(asked.order)
    if not shown:
        raise AnswerMissing("pick an option, or say that you don't know")
    if not all(0 <= one < count for one in shown):
        raise AnswerMissing(f"the options are numbered 1 to {count}")
    if len(shown) > 1 and not asked.several:
        raise AnswerMissing("only one option is right: pick one")
