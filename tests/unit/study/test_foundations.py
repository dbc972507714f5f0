"""Without a role the foundations of every area come first, and specialisms last."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mlprep.domain.clock import FixedClock
from mlprep.store.paths import paths_below
from mlprep.study.content import library as library_module
from mlprep.study.content.scanning import Root
from mlprep.study.review.new_cards import new_today
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

[[topic]]
id = "counterpoint"
area = "music"
title = "Counterpoint"
needs = ["harmony"]

[[topic]]
id = "harmony"
area = "music"
title = "Harmony"
needs = ["rhythm"]

[[topic]]
id = "rhythm"
area = "music"
title = "Rhythm"

[[topic]]
id = "colour"
area = "art"
title = "Colour"

[[topic]]
id = "a-verdi"
area = "spec-opera"
title = "Verdi"
"""


def _deck(topic: str) -> str:
    cards = "".join(f'[[card]]\nfront = "{topic} {nth}?"\nback = "So."\n' for nth in range(9))
    return f'[deck]\nid = "{topic}"\ntitle = "{topic}"\ntopic = "{topic}"\n{cards}'


@pytest.fixture
def opened(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Workspace]:
    """Open a world of two areas and a specialism for the first time."""
    world = tmp_path / "world"
    (world / "assessments").mkdir(parents=True)
    (world / "decks").mkdir()
    (world / "assessments" / "areas.toml").write_text(AREAS, encoding="utf-8")
    for topic in ("counterpoint", "harmony", "rhythm", "colour", "a-verdi"):
        (world / "decks" / f"{topic}.toml").write_text(_deck(topic), encoding="utf-8")
    own = paths_below(tmp_path / "home").decks
    roots = [Root(world / kind, kind, own=False) for kind in ("assessments", "decks")]
    monkeypatch.setattr(
        library_module, "roots_of", lambda _paths, _extra=(): [*roots, Root(own, "decks", own=True)]
    )
    with Workspace.open(paths=paths_below(tmp_path / "home"), clock=clock, zone="UTC") as found:
        found.refresh_library()
        yield found


def _decks(workspace: Workspace, count: int) -> set[str]:
    return {unit.deck for unit in new_today(workspace, count).units[:count]}


def test_areas_take_turns_and_what_a_topic_needs_comes_before_it(opened: Workspace) -> None:
    opened.change_setting("new_per_day", 1)
    assert _decks(opened, 1) == {"rhythm"}
    opened.change_setting("new_per_day", 2)
    assert _decks(opened, 2) == {"rhythm", "colour"}
    opened.change_setting("new_per_day", 4)
    assert _decks(opened, 4) == {"rhythm", "colour", "harmony", "counterpoint"}


def test_a_circle_of_topics_comes_after_the_others(opened: Workspace) -> None:
    text = AREAS.replace('title = "Rhythm"', 'title = "Rhythm"\nneeds = ["counterpoint"]')
    areas = next(root for root in opened.library.roots if root.kind == "assessments").path
    (areas / "areas.toml").write_text(text, encoding="utf-8")
    opened.refresh_library()
    opened.change_setting("new_per_day", 2)
    assert "colour" in _decks(opened, 2)


def test_a_deck_of_ones_own_comes_before_all(opened: Workspace) -> None:
    path = opened.paths.decks / "zither.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = '[deck]\ntitle = "Zither"\n[[card]]\nfront = "Strings?"\nback = "Five."\n'
    path.write_text(text, encoding="utf-8")
    opened.refresh_library()
    opened.change_setting("new_per_day", 2)
    assert _decks(opened, 2) == {"zither", "rhythm"}
