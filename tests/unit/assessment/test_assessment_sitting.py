from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.assessment.worlds import HIERARCHY, LEARNER, TOPICS, bank, play

from mlprep.assessment.evidence import blocked_items, counted, is_idle, is_note_due, is_rapid
from mlprep.assessment.model import Exposure, ItemSpec, Outcome, Response, first_sight
from mlprep.assessment.profile import build_profile
from mlprep.assessment.sitting import Sitting
from mlprep.assessment.stopping import DEEP, OPEN, QUICK, STANDARD, Length, Precision, stop_reason

LONG = Length("long", 30, minimum=30)


def begin(**more: object) -> Sitting:
    options: dict[str, object] = {"seed": 3, "today": 0.0, "length": LONG, **more}
    items = options.pop("items", bank())
    return Sitting.begin(LEARNER, items, **options)  # type: ignore[arg-type]  # test shorthand


def asked(sitting: Sitting) -> list[ItemSpec]:
    return [response.item for response in sitting.state.responses]


def test_first_one_question_per_area_then_two() -> None:
    sitting = begin()
    play(sitting, 6)
    areas = [TOPICS[item.topic] for item in asked(sitting)]
    assert set(areas[:3]) == set(areas[3:]) == {"a", "b", "c"}


def test_no_item_twice_and_no_topic_beyond_its_cap() -> None:
    sitting = begin(length=Length("all", 72, minimum=72))
    play(sitting, 80)
    items = asked(sitting)
    assert len({item.id for item in items}) == len(items) == 72
    assert max(Counter(item.topic for item in items).values()) <= 8
    assert sitting.stopped == "length"


@given(cuts=st.lists(st.integers(0, 6), min_size=1, max_size=5))
@settings(max_examples=8, deadline=None)
def test_interruptions_make_no_difference(cuts: list[int]) -> None:
    whole, broken = begin(), begin()
    play(whole, sum(cuts))
    for cut in cuts:
        play(broken, cut)
        broken = Sitting.resume(LEARNER, bank(), broken.state)
    assert broken.state == whole.state
    assert broken.next_item() == whole.next_item()
    assert broken.precision == whole.precision
    profiles = [
        build_profile(replace(LEARNER, sittings=(sitting.past(),)), 0.0)
        for sitting in (whole, broken)
    ]
    assert profiles[0] == profiles[1]


def test_the_bank_may_come_in_any_order() -> None:
    one, other = begin(), begin(items=bank()[::-1])
    play(one, 8)
    play(other, 8)
    assert asked(one) == asked(other)


def test_another_seed_asks_otherwise() -> None:
    found = []
    for seed in range(6):
        sitting = begin(seed=seed)
        play(sitting, 6)
        found.append(tuple(item.id for item in asked(sitting)))
    assert len(set(found)) > 1


def test_families_and_enemies_never_meet() -> None:
    items = [
        replace(
            item,
            family=f"f{number // 5}" if number % 5 < 2 else "",
            enemies=(bank()[number - 1].id,) if number % 5 == 4 else (),
        )
        for number, item in enumerate(bank())
    ]
    sitting = begin(items=items, length=Length("all", 70, minimum=70))
    play(sitting, 70)
    ids = {item.id for item in asked(sitting)}
    families = Counter(item.family for item in asked(sitting) if item.family)
    assert max(families.values()) == 1
    assert not any(enemy in ids for item in asked(sitting) for enemy in item.enemies)


def test_seen_items_are_blocked_for_their_time() -> None:
    seen = [
        Exposure("plain", 0.0),
        Exposure("explained", 0.0, explained=True),
        Exposure("carded", 0.0, carded=True),
    ]
    assert blocked_items(seen, 83) == {"plain", "explained", "carded"}
    assert blocked_items(seen, 85) == {"explained", "carded"}
    assert blocked_items(seen, 10_000) == {"carded"}
    sitting = begin(exposures=[Exposure(item.id, -5.0) for item in bank()[:-4]])
    play(sitting, 20)
    assert {item.id for item in asked(sitting)} <= {item.id for item in bank()[-4:]}
    assert sitting.stopped == "exhausted"


def test_rapid_guesses_are_dropped_and_free_their_item() -> None:
    sitting = begin()
    play(sitting, 3)
    before, item = sitting.precision, sitting.next_item()
    assert item is not None
    taken = sitting.answer(Outcome.WRONG, seconds=1.2)
    assert not taken.counts
    assert sitting.precision == before
    again = sitting.next_item()
    assert again is not None
    assert again.id != item.id
    assert item.id not in {answer.item.id for answer in sitting.answers}


def test_a_note_after_three_rapid_guesses_once() -> None:
    sitting = begin()
    notes = [sitting.answer(Outcome.WRONG, seconds=0.5).note_due for _ in range(5)]
    assert notes == [False, False, True, False, False]
    assert not is_note_due(())


def test_what_rapid_means() -> None:
    slow = ItemSpec("i", "a-0", 0.0, seconds=120)
    assert is_rapid(Response(slow, Outcome.WRONG, 11))
    assert not is_rapid(Response(slow, Outcome.WRONG, 13))
    assert not is_rapid(Response(slow, Outcome.DONT_KNOW, 1))
    assert not is_rapid(Response(slow, Outcome.WRONG))
    assert counted([Response(slow, Outcome.RIGHT, 1)]) == ()


def test_focus_asks_only_there_and_lifts_the_cap() -> None:
    area = begin(focus=["b"], length=Length("focus", 12, minimum=12))
    play(area, 12)
    assert {TOPICS[item.topic] for item in asked(area)} == {"b"}
    topic = begin(focus=["c-1"], length=Length("focus", 10, minimum=10))
    play(topic, 12)
    assert [item.topic for item in asked(topic)] == ["c-1"] * 10


def test_without_a_role_every_area_is_asked() -> None:
    learner = replace(LEARNER, target=None)
    sitting = Sitting.begin(learner, bank(), seed=1, today=0.0, length=LONG)
    play(sitting, 12)
    counts = Counter(TOPICS[item.topic] for item in asked(sitting))
    assert set(counts) == set(HIERARCHY.areas)
    assert sitting.precision.capture == 1.0


def test_a_topic_certainly_there_is_left_alone() -> None:
    sure = replace(LEARNER, prior_levels={**LEARNER.prior_levels, "a-0": 5.0, "a-1": 1.5})
    target = replace(sure.target, levels=dict.fromkeys(TOPICS, 2.0)) if sure.target else None
    sitting = Sitting.begin(replace(sure, target=target), bank(), seed=1, today=0.0, length=LONG)
    play(sitting, 24)
    counts = Counter(item.topic for item in asked(sitting))
    assert counts["a-1"] > counts["a-0"]


def test_extending_goes_on_where_it_stopped() -> None:
    sitting = begin(length=Length("short", 5, minimum=5))
    play(sitting, 9)
    assert sitting.next_item() is None
    with pytest.raises(ValueError, match="extend it"):
        sitting.answer(Outcome.RIGHT)
    sitting.extend(Length("longer", 8, minimum=8))
    play(sitting, 9)
    assert len(sitting.answers) == 8


def test_a_sitting_that_ended_early_is_asked_on_in_full() -> None:
    easy = Length("easy", 30, minimum=4, area_sd=5.0, capture=0.0)
    sitting = begin(length=easy)
    play(sitting, 30)
    assert (len(sitting.answers), sitting.stopped) == (4, "precise")
    sitting.extend(replace(easy, maximum=12))
    play(sitting, 30)
    assert (len(sitting.answers), sitting.stopped) == (12, "length")


def test_by_minutes_prefers_quick_formats() -> None:
    items = [replace(item, seconds=200 if item.c == 0 else 20) for item in bank()]
    counts = []
    for length in (LONG, replace(LONG, by_minutes=True)):
        sitting = begin(items=items, length=length)
        play(sitting, 15)
        counts.append(sum(item.c > 0 for item in asked(sitting)))
    assert counts[1] > counts[0]


def test_when_to_stop() -> None:
    sure, unsure = Precision(30, 0.5, 0.9), Precision(30, 0.7, 0.9)
    assert stop_reason(OPEN, sure, 0.1) == "precise"
    assert stop_reason(OPEN, unsure, 0.1) is None
    assert stop_reason(STANDARD, sure, 0.1) is None
    assert stop_reason(OPEN, unsure, 0.01) == "flat"
    assert stop_reason(OPEN, replace(sure, answered=17), 0.001) is None
    assert stop_reason(QUICK, unsure, 0.1) == "length"
    assert stop_reason(DEEP, unsure, None) == "exhausted"
    assert (QUICK.maximum, STANDARD.maximum, DEEP.maximum) == (20, 45, 90)


def test_chance_is_what_comes_true_in_the_long_run() -> None:
    predicted, happened = [], []
    for seed in range(12):
        sitting = begin(seed=seed, length=Length("x", 25, minimum=25))
        for _ in range(25):
            before = len(sitting.state.responses)
            item = sitting.next_item()
            assert item is not None
            chance = sitting.chance(item)
            play(sitting, 1, seed=seed, theta=0.2 * seed - 1)
            predicted.append(chance)
            happened.append(sitting.state.responses[before].outcome is Outcome.RIGHT)
    assert sum(predicted) / 300 == pytest.approx(sum(happened) / 300, abs=0.08)


def test_a_sitting_left_for_over_three_days_is_closed() -> None:
    assert not is_idle(10.0, 12.9)
    assert is_idle(10.0, 13.1)


def test_first_sight_counts_half() -> None:
    assert first_sight("card", "a-0", 0.8, Outcome.RIGHT).weight == 0.5
