"""Goal 5: the shipped items with options cannot be answered by looking at the options."""

from dataclasses import replace

import numpy as np
import pytest
from tests.content.library import BANKS, items, keys, option_texts, subject

from mlprep.assessment.audit import AREA_LIMIT, BANK_LIMIT, Audit, AuditItem, Excess, audit

ITEMS = [
    AuditItem(
        item["id"],
        path.parent.name,
        subject(path),
        tuple(option_texts(item)),
        tuple(keys(item)),
    )
    for path in BANKS
    for item in items(path)
    if "options" in item
]
SHUFFLES = 3


@pytest.fixture(scope="module")
def shipped() -> Audit:
    return audit(ITEMS)


def _over(found: tuple[Excess, ...]) -> list[str]:
    """Return where the bound of goal 5 is not held, worst first."""
    return [
        f"{one.name}: accuracy {one.accuracy:.3f}, chance {one.chance:.3f}, bound {one.lower:.3f}"
        for one in sorted(found, key=lambda one: -one.lower)
        if one.lower > (BANK_LIMIT if one.name == "bank" else AREA_LIMIT)
    ]


def test_every_area_with_options_is_audited(shipped: Audit) -> None:
    expected = {"bank", *(item.area for item in ITEMS)}
    assert {one.name for one in shipped.trained} == expected
    assert {one.name for one in shipped.longest} == expected
    assert shipped.trained[0].items == len(ITEMS) > 0


def test_the_limits_are_those_of_the_goal() -> None:
    assert (BANK_LIMIT, AREA_LIMIT) == (0.03, 0.08)


def test_a_trained_guesser_stays_near_chance(shipped: Audit) -> None:
    over = _over(shipped.trained)
    assert not over, f"{over}; first to rewrite: {', '.join(shipped.rewrite)}"


def test_the_longest_option_stays_near_chance(shipped: Audit) -> None:
    assert not _over(shipped.longest)


@pytest.mark.parametrize("seed", range(SHUFFLES))
def test_the_result_does_not_hang_on_which_topics_share_a_fold(seed: int) -> None:
    groups = sorted({item.group for item in ITEMS})
    names = np.random.default_rng(seed).permutation(groups).tolist()
    renamed = dict(zip(groups, names, strict=True))
    found = audit([replace(item, group=renamed[item.group]) for item in ITEMS])
    assert found.trained[0].lower <= BANK_LIMIT, _over(found.trained)


def test_no_item_gives_itself_away(shipped: Audit) -> None:
    assert shipped.rewrite == ()


# --- what leaks is caught -------------------------------------------------------------------------


def _with_key(item: AuditItem, text: str) -> AuditItem:
    """Return the item with a text put after its key."""
    options = tuple(
        option + text if place in item.keys else option for place, option in enumerate(item.options)
    )
    return replace(item, options=options)


def _leaking(text: str, step: int = 1) -> list[AuditItem]:
    """Return the items, each ``step``-th with a text put after its key."""
    return [item if row % step else _with_key(item, text) for row, item in enumerate(ITEMS)]


def test_keys_with_an_explanation_are_caught_as_longest_options() -> None:
    found = audit(_leaking(" in nearly all of the cases that matter here"))
    assert _over(found.longest)
    assert _over(found.trained)
    assert found.rewrite


def test_hedged_keys_are_caught_by_the_trained_guesser_where_length_says_little() -> None:
    # As many letters on the distractors: the longest option is then no worse a guess than before.
    found = audit([_padded(item) for item in _leaking(" usually")])
    assert not _over(found.longest)
    assert _over(found.trained)
    assert found.rewrite


def _padded(item: AuditItem) -> AuditItem:
    options = tuple(
        option if place in item.keys else option + " overall"
        for place, option in enumerate(item.options)
    )
    return replace(item, options=options)


def test_a_hint_in_half_of_the_items_is_enough_to_be_caught() -> None:
    found = audit(_leaking(", as usually", step=2))
    assert any(one.startswith("bank:") for one in _over(found.trained))
