"""What a sync did, for people and for programs."""

from dataclasses import dataclass, field

from mlprep.text.counting import counted


@dataclass(slots=True)
class Synced:
    """What came, what went, and what needs a look."""

    place: str
    kind: str
    """``git`` or ``folder``."""
    reached: bool = False
    """Whether the others can see what is here."""
    facts_received: int = 0
    facts_sent: int = 0
    facts_waiting: int = 0
    """Recorded here and not to be seen by the others yet."""
    files_received: list[str] = field(default_factory=list)
    files_sent: list[str] = field(default_factory=list)
    clashes: list[str] = field(default_factory=list)
    """Files that both sides changed at the same place, under the name of the other version."""
    problems: list[str] = field(default_factory=list)
    """Sentences on what could not be read or does not travel."""
    message: str = ""
    """Why the place was not reached."""

    @property
    def sentences(self) -> list[str]:
        """Say it in a few sentences."""
        facts = f"{counted(self.facts_received, 'fact')} came, {self.facts_sent:,} went"
        files = f"{counted(len(self.files_received), 'file')} came, {len(self.files_sent):,} went"
        told = [f"{self.place}: {facts}; {files}."]
        if not self.reached:
            waiting = counted(self.facts_waiting, "fact")
            told = [self.message, f"{waiting} and your files are kept ready for the next sync."]
        told += [
            f"Changed on both sides at the same place: {name} holds the other version; take"
            " from it what you want to keep, then delete it on every device (a file that is"
            " deleted on one stays on the others)."
            for name in self.clashes
        ]
        return told


def kept_twice(old: str, new: str) -> str:
    """Say that a file was changed at one place while it was moved from there."""
    return (
        f"{old} was changed on one device and moved to {new} on another: both are kept; take"
        " what you want into one of them, then delete the other on every device"
    )
