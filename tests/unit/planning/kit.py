"""Standings, priorities and cards for the tests of planning."""

from mlprep.domain.skills import Role, Topic
from mlprep.planning.drawing import NewCard
from mlprep.planning.priorities import Priority, prioritise
from mlprep.planning.standing import Standing, Target

ENGINEER = Role("mle", "Machine-learning engineer")
TARGET = Target(ENGINEER, opposite=("devops", "cloud"))


def standing(
    topic: str,
    level: float = 2.5,
    required: float = 4.0,
    *,
    sd: float = 0.5,
    needs: tuple[str, ...] = (),
    area: str = "ml",
    measured: bool = True,
    inferred: bool = False,
    answered: int = 2,
) -> Standing:
    is_measured = measured and not inferred
    return Standing(
        topic,
        area,
        topic.capitalize(),
        required,
        level,
        sd,
        is_measured,
        inferred,
        answered if is_measured else 0,
        needs,
    )


def plan(*known: Standing) -> tuple[Priority, ...]:
    return prioritise(known, TARGET)


def deck(topic: str, levels: dict[int, int], priority: int = 2) -> list[NewCard]:
    """Make so many cards of each level."""
    return [
        NewCard(f"{topic}-{level}-{number}", topic, level, priority, number)
        for level, count in levels.items()
        for number in range(count)
    ]


def topics(*names: str) -> tuple[Topic, ...]:
    return tuple(Topic(id=name, area="ml", title=name) for name in names)  # type: ignore[arg-type]  # ids are texts


__all__ = ["ENGINEER", "TARGET", "deck", "plan", "standing", "topics"]
