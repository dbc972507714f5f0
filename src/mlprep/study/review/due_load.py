"""How many reviews are due on which day, counted when a day is first asked for."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlprep.store.history import History


class DueLoad(Mapping[int, int]):
    """The load of every day; what is answered after a day was counted is told to it.

    An interval looks at a few dozen days, of which most are far ahead: to count them all before
    the first card would take longer than all else.
    """

    def __init__(self, history: "History") -> None:
        self._history = history
        self._known: dict[int, int] = {}

    def __getitem__(self, day: int) -> int:
        known = self._known.get(day)
        if known is None:
            known = self._known[day] = self._history.due_load(day, day).get(day, 0)
        return known

    def __iter__(self) -> Iterator[int]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def __bool__(self) -> bool:
        return True  # it is even only once it is counted

    def change(self, day: int | None, by: int) -> None:
        """Tell that reviews came to a day or left it; a day not counted yet counts them itself."""
        if day is not None and day in self._known:
            self._known[day] += by
