"""Picking options before they are answered; values in, values out."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Pick:
    """Where the cursor stands (none: -1) and what is picked, as indices in the order shown."""

    count: int
    several: bool = False
    cursor: int = -1
    picked: frozenset[int] = frozenset()

    def moved(self, step: int) -> "Pick":
        """Move the cursor; it stops at both ends and enters from either."""
        if self.cursor < 0:
            return replace(self, cursor=0 if step > 0 else self.count - 1)
        return replace(self, cursor=max(0, min(self.count - 1, self.cursor + step)))

    def toggled(self, index: int) -> "Pick":
        """Pick an option, or let it go where several may be picked."""
        if not 0 <= index < self.count:
            return self
        picked = self.picked ^ {index} if self.several else frozenset({index})
        return replace(self, cursor=index, picked=picked)

    def answered(self) -> frozenset[int]:
        """Return what ``enter`` answers: what is picked, else the option under the cursor."""
        if self.picked or self.several or self.cursor < 0:
            return self.picked
        return frozenset({self.cursor})
