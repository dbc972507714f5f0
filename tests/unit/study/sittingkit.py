"""A small world to measure in: two areas and a specialism, a role, a background, item banks."""

from collections.abc import Callable, Iterator
from hashlib import blake2b
from math import exp
from pathlib import Path

from tests.beginnings import begin_history

from mlprep.domain.clock import FixedClock
from mlprep.store.paths import paths_below
from mlprep.study.measuring.asked import Asked
from mlprep.study.measuring.sitting import SittingSession
from mlprep.study.workspace import Workspace

AREAS = """
[[area]]
id = "music"
title = "Music"

[[area]]
id = "art"
title = "Art"

[[area]]
id = "spec-opera"
title = "Opera"
specialism = true
needs = ["harmony", "rhythm"]

[[topic]]
id = "harmony"
area = "music"
title = "Harmony"

[[topic]]
id = "rhythm"
area = "music"
title = "Rhythm"

[[topic]]
id = "colour"
area = "art"
title = "Colour"

[[topic]]
id = "spec-opera-verdi"
area = "spec-opera"
title = "Verdi"

[[correlation]]
areas = ["music", "art"]
value = 0.3

[[foil]]
id = "foil-septimal-blurring"
title = "Septimal blurring"
area = "music"
"""
ROLES = """
[[role]]
id = "composer"
title = "Composer"
specialisms = 1
seniority = { junior = -0.7, mid = 0.0, senior = 0.5 }
[role.levels]
harmony = 4
rhythm = 3
colour = 1

[[role]]
id = "painter"
title = "Painter"
[role.levels]
harmony = 1
rhythm = 1
colour = 5
"""
BACKGROUNDS = """
[[background]]
id = "listener"
title = "Listener"
[background.areas]
music = 4.8
art = 2.0
[background.offsets]
harmony = 0.9
rhythm = -1.8
[background.self_rating]
music = { mean = 2.0, sd = 1.0 }
art = { mean = 1.5, sd = 1.0 }
"""
ITEMS_A_LEVEL = 4
MINUTE = 1.0


def items_of(topic: str) -> Iterator[str]:
    """Write items of all levels, typed and with options by turns."""
    for level in range(1, 6):
        for nth in range(ITEMS_A_LEVEL):
            name = f"{topic}-item-{level}{'abcdefgh'[nth]}"
            head = f'[[item]]\nid = "{name}"\nlevel = {level}\nkind = "concept"\n'
            stem = f'stem = "What is {name} in {topic}?"\n'
            if nth % 2:
                yield (
                    head
                    + stem
                    + (
                        'options = ["good", "bad", "worse", "none"]\nkey = 0\n'
                        'rationale = ["yes", "no: b", "no: c", "no: d"]\n'
                    )
                )
            else:
                yield (
                    head
                    + stem
                    + (
                        f'answer = {level}00\nunit = "Hz"\nrationale = "So it is."\n'
                        f'taught_by = ["{topic}-card"]\n[item.slips]\n"{level}0" = "Lost a zero."\n'
                    )
                )


def write_world(home: Path) -> None:
    """Write everything into the learner's own folders."""
    paths = paths_below(home)
    paths.assessments.mkdir(parents=True, exist_ok=True)
    paths.decks.mkdir(parents=True, exist_ok=True)
    (paths.assessments / "areas.toml").write_text(AREAS, encoding="utf-8")
    (paths.assessments / "roles.toml").write_text(ROLES, encoding="utf-8")
    (paths.assessments / "backgrounds.toml").write_text(BACKGROUNDS, encoding="utf-8")
    for topic in ("harmony", "rhythm", "colour", "spec-opera-verdi"):
        text = f'[bank]\ntopic = "{topic}"\n\n' + "\n".join(items_of(topic))
        bank_file(home, topic).parent.mkdir(exist_ok=True)
        bank_file(home, topic).write_text(text, encoding="utf-8")
        (paths.decks / f"{topic}.toml").write_text(_deck(topic), encoding="utf-8")


def bank_file(home: Path, topic: str) -> Path:
    """Name the bank of a topic."""
    return paths_below(home).assessments / "banks" / f"{topic}.toml"


def _deck(topic: str) -> str:
    return f"""
[deck]
title = "{topic.title()}"
id = "{topic}"
topic = "{topic}"

[[card]]
id = "{topic}-card"
level = 3
front = "How many hertz in {topic}?"
answer = 440

[[card]]
id = "{topic}-choice"
level = 4
front = "Which in {topic}?"
options = ["this", "that", "neither"]
key = 0

[[card]]
id = "{topic}-plain"
front = "Why {topic}?"
back = "Because."
"""


def open_world(home: Path, clock: FixedClock) -> Workspace:
    """Open the world; close it in the end."""
    begin_history(paths_below(home).history)
    opened = Workspace.open(paths=paths_below(home), clock=clock, zone="UTC")
    opened.refresh_library()
    return opened


def knows(theta: float) -> Callable[[Asked], bool]:
    """Somebody who knows an item with the chance of the logistic model, always the same."""

    def known(asked: Asked) -> bool:
        digest = blake2b(asked.item.id.encode(), digest_size=4).digest()
        chance = 1 / (1 + exp(-1.2 * (theta - asked.item.b)))
        return int.from_bytes(digest, "big") / 2**32 < chance

    return known


def answer(session: SittingSession, clock: FixedClock, known: Callable[[Asked], bool]) -> None:
    """Give the answer that somebody would give after a minute."""
    asked = session.asked
    assert asked is not None
    clock.advance(minutes=MINUTE)
    if not known(asked):
        session.answer(dont_know=True)
    elif asked.is_typed:
        assert asked.item.typed is not None
        session.answer(typed=f"{asked.item.typed.answer} Hz")
    else:
        session.answer(picked=[asked.options.index("good")])


def sit(
    session: SittingSession, clock: FixedClock, known: Callable[[Asked], bool], most: int = 999
) -> list[str]:
    """Answer up to so many questions; returns the items asked."""
    names: list[str] = []
    session.next()
    while session.asked is not None and len(names) < most:
        names.append(session.asked.item.id)
        answer(session, clock, known)
    return names
