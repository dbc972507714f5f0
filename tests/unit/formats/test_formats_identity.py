"""Edited cards are recognised."""

import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from mlprep.domain.ids import CardId
from mlprep.formats.identity import DOUBTFUL, SAME, content_id, recognise, similarity

OLD = CardId("c-old")
NEW = CardId("c-new")
FRONT = "Why divide by the root of the key dimension in scaled dot-product attention?"


def pairs(texts: list[str], prefix: str) -> list[tuple[CardId, str]]:
    return [(CardId(f"{prefix}-{index}"), text) for index, text in enumerate(texts)]


def test_a_corrected_typing_mistake_keeps_the_card() -> None:
    found = recognise([(OLD, FRONT.replace("attention", "atention"))], [(NEW, FRONT)])
    assert found.same == ((OLD, NEW),)
    assert found.doubtful == ()


def test_a_rewritten_card_is_doubtful_and_another_is_new() -> None:
    rewritten = "Why is the dot product in attention divided by the root of the key dimension?"
    found = recognise([(OLD, FRONT)], [(NEW, rewritten)])
    assert found.same == ()
    ((old, new, score),) = found.doubtful
    assert (old, new) == (OLD, NEW)
    assert DOUBTFUL <= score < SAME
    assert recognise([(OLD, FRONT)], [(NEW, "What does a canary release protect?")]).doubtful == ()


def test_two_equally_good_candidates_are_doubtful() -> None:
    found = recognise(
        [(OLD, "What is 7 + 5 in base ten?")],
        pairs(["What is 7 + 6 in base ten?", "What is 7 + 8 in base ten?"], "n"),
    )
    assert found.same == ()
    assert len(found.doubtful) == 1


def test_each_finds_its_own_among_many() -> None:
    old = [f"{FRONT} And what of {word}?" for word in ("softmax", "dropout layers", "the kernel")]
    new = [text.replace("Why divide", "Why do we divide") for text in reversed(old)]
    found = recognise(pairs(old, "o"), pairs(new, "n"))
    matched = {*found.same, *((one, other) for one, other, _ in found.doubtful)}
    assert matched == {("o-0", "n-2"), ("o-1", "n-1"), ("o-2", "n-0")}


def test_the_same_text_under_another_id_is_the_same() -> None:
    assert recognise([(OLD, FRONT)], [(NEW, f"  {FRONT.upper()}")]).same == ((OLD, NEW),)


VOCABULARY = ("the", "loss", "of", "a", "model", "is", "its", "bias", "and", "variance", "why")
WORDS = st.lists(st.sampled_from(VOCABULARY), max_size=7)
TEXTS = st.lists(WORDS.map(" ".join), max_size=6)


@given(TEXTS, TEXTS)
@settings(max_examples=150)
def test_each_id_is_used_once_and_the_result_is_reproducible(
    old: list[str], new: list[str]
) -> None:
    gone, come = pairs(old, "o"), pairs(new, "n")
    found = recognise(gone, come)
    assert found == recognise(gone, come)
    matched = [*found.same, *((one, other) for one, other, _ in found.doubtful)]
    assert len({one for one, _ in matched}) == len({other for _, other in matched}) == len(matched)
    texts = dict([*gone, *come])
    for one, other in found.same:
        assert similarity(texts[one], texts[other]) >= SAME
    for one, other, score in found.doubtful:
        assert score == similarity(texts[one], texts[other]) >= DOUBTFUL


def test_a_thousand_against_a_thousand_is_quick() -> None:
    maker = random.Random(2)  # noqa: S311  # made-up texts
    words = ("gradient", "loss", "matrix", "variance", "bias", "softmax", "tensor", "kernel")
    old = [f"What is the {' '.join(maker.choices(words, k=12))} of {i}?" for i in range(1000)]
    new = [f"{text.replace('the', 'this', 1)} Say why." for text in old]
    before = time.process_time()
    found = recognise(pairs(old, "o"), pairs(new, "n"))
    assert time.process_time() - before < 8
    right = [one for one in found.same if one[0][2:] == one[1][2:]]
    assert len(right) == len(found.same) > 900


def test_content_ids_depend_on_deck_and_text_alone() -> None:
    assert content_id("deck", " Q\n") == content_id("deck", "Q")
    assert content_id("deck", "Q") != content_id("other", "Q")
    assert content_id("deck", "Q") != content_id("deck", "R")
