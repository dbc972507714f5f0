"""Days of a learner who is weak in one area: the mix follows the gaps, level by level."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.study.fortnight import Day, Learner, live

from mlprep.domain.clock import FixedClock
from mlprep.store.paths import paths_below
from mlprep.study.content import library as library_module
from mlprep.study.content.scanning import Root
from mlprep.study.measuring.setting_up import set_up
from mlprep.study.plan.priorities import topic_plan
from mlprep.study.workspace import Workspace

TOPICS = {
    "wood-base": ("wood", "[]"), "wood-top": ("wood", '["wood-base"]'),
    "iron-base": ("iron", "[]"), "iron-top": ("iron", '["iron-base"]'),
}  # fmt: skip
LEVELS, CARDS, ITEMS = (1, 2, 3), 5, 3
NEW, MINUTES = 8, 20
ASSESSED = 2


def _areas() -> str:
    areas = "".join(
        f'[[area]]\nid = "{one}"\ntitle = "{one.title()}"\n' for one in ("wood", "iron")
    )
    return areas + "".join(
        f'[[topic]]\nid = "{topic}"\narea = "{area}"\ntitle = "{topic.title()}"\nneeds = {needs}\n'
        for topic, (area, needs) in TOPICS.items()
    )


def _roles() -> str:
    levels = "".join(f"{topic} = 3\n" for topic in TOPICS)
    return f'[[role]]\nid = "smith"\ntitle = "Smith"\n[role.levels]\n{levels}'


BACKGROUNDS = """
[[background]]
id = "anyone"
title = "Anyone"
[background.areas]
wood = 1.6
iron = 1.6
"""


def _deck(topic: str) -> str:
    cards = "".join(
        f'[[card]]\nid = "{topic}-{level}-{nth}"\nlevel = {level}\nfront = "{topic} {level} {nth}?"'
        '\nback = "So."\n'
        for level in LEVELS
        for nth in range(CARDS)
    )
    return f'[deck]\ntitle = "{topic.title()}"\ntopic = "{topic}"\n{cards}'


def _bank(topic: str) -> str:
    items = "".join(
        f'[[item]]\nid = "{topic}-item-{level}-{nth}"\nlevel = {level}\nkind = "concept"\n'
        f'stem = "What is {nth} of {level} in {topic}?"\nanswer = {level}{nth}\nrationale = "So."\n'
        for level in range(1, 6)
        for nth in range(ITEMS)
    )
    return f'[bank]\ntopic = "{topic}"\n{items}'


def _write_world(root: Path) -> None:
    assessments, decks = root / "assessments", root / "decks"
    for folder in (assessments, decks):
        folder.mkdir(parents=True)
    for name, text in (("areas", _areas()), ("roles", _roles()), ("backgrounds", BACKGROUNDS)):
        (assessments / f"{name}.toml").write_text(text, encoding="utf-8")
    for topic, (area, _needs) in TOPICS.items():
        for folder, text in ((assessments, _bank(topic)), (decks, _deck(topic))):
            (folder / area).mkdir(exist_ok=True)
            (folder / area / f"{topic}.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def workspace(
    home: Path, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Workspace]:
    """Open a world whose decks are shipped ones: only the plan decides what comes of them."""
    world = tmp_path / "world"
    _write_world(world)
    roots = [Root(world / kind, kind, own=False) for kind in ("assessments", "decks")]
    monkeypatch.setattr(library_module, "roots_of", lambda _paths, _extra=(): roots)
    with Workspace.open(paths=paths_below(home), clock=clock, zone="UTC") as opened:
        opened.refresh_library()
        set_up(opened, {"role": "smith", "background": "anyone", "minutes_per_day": MINUTES})
        opened.change_setting("new_per_day", NEW)
        yield opened


@pytest.fixture
def days(workspace: Workspace, clock: FixedClock) -> list[Day]:
    """Live eight days, weak in iron; a sitting is taken on the third."""
    return list(live(workspace, Learner(weak=("iron",)), clock, 8, ASSESSED))


def _areas_of(days: list[Day]) -> Counter[str]:
    return Counter(TOPICS[topic][0] for day in days for topic, _ in day.new)


def test_the_mix_moves_to_the_gap_once_it_is_measured(
    workspace: Workspace, days: list[Day]
) -> None:
    before, after = _areas_of(days[:ASSESSED]), _areas_of(days[ASSESSED:])
    assert abs(before["wood"] - before["iron"]) <= 4, "nothing is known yet"
    assert after["iron"] >= 2 * after["wood"], "wood only fills the days on which iron is closed"
    assert [one.area for one in topic_plan(workspace).priorities[:2]] == ["iron", "iron"]


def test_prerequisites_come_first(days: list[Day]) -> None:
    met: Counter[tuple[str, int]] = Counter()
    for day in days:
        for topic, level in day.new:
            if topic == "iron-top" and level == 3:
                assert met["iron-base", 1] + met["iron-base", 2] >= CARDS
            met[topic, level] += 1


def test_the_frontier_opens_a_level_after_the_one_before_is_recalled(days: list[Day]) -> None:
    assert {level for _, level in days[0].new} == {2}, "the level that the background brings"
    reached = [max(level for topic, level in day.new if topic == "iron-base")
               for day in days[ASSESSED:] if any(t == "iron-base" for t, _ in day.new)]  # fmt: skip
    assert reached == sorted(reached), "after the measurement it only goes up"
    for day in days:
        opened = {topic: {level for one, level in day.new if one == topic} for topic in TOPICS}
        assert all(len(levels) <= 2 for levels in opened.values())


def test_limits_hold_and_today_tells_what_comes(days: list[Day]) -> None:
    for day in days:
        assert len(day.new) <= NEW
        assert day.minutes <= 1.1 * MINUTES + 1
        assert day.seen.new >= len(day.new) or day.seen.minutes >= MINUTES
        assert sum(one.cards for one in day.plan.topics) == day.seen.new


def test_every_new_card_says_which_gap_it_closes(days: list[Day]) -> None:
    for day in days:
        assert len(day.reasons) == len(day.new)
        for unit, reason in day.reasons.items():
            assert reason.startswith(unit.rpartition("-")[0].rpartition("-")[0].title()), unit
            assert "what a smith needs" in reason


def test_today_tells_what_would_sharpen_the_plan_and_then_what_moved_it(days: list[Day]) -> None:
    for day in days[:ASSESSED]:
        assert "Measuring would sharpen it" in day.plan.hint
        assert not day.plan.news
    measured = days[ASSESSED]
    assert measured.plan.hint == ""
    assert measured.plan.news[0].startswith("Your latest answers moved the plan")
    assert any("Iron" in told and "measured at level 1.0" in told for told in measured.plan.news)
    assert days[ASSESSED + 1].plan.news == measured.plan.news
    assert not days[ASSESSED + 2].plan.news
