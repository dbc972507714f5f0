"""Questions that are nearly the same: found quickly, and none left out."""

from collections import Counter
from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st

from mlprep.text import likeness
from mlprep.text.likeness import Asked, alike, asked, near_duplicates

TEXTS = st.lists(st.sampled_from("abcdefghij"), max_size=9).map(" ".join)


def compared(texts: list[str]) -> list[Asked]:
    return [asked(f"q{number:02}", text) for number, text in enumerate(texts)]


@given(st.lists(TEXTS, max_size=12))
def test_it_finds_just_the_pairs_that_are_alike(texts: list[str]) -> None:
    prompts = compared(texts)
    pairs = combinations(prompts, 2)
    assert near_duplicates(prompts) == sorted(
        (one.name, other.name) for one, other in pairs if alike(one, other)
    )


@given(st.lists(TEXTS, max_size=12), st.sets(st.sampled_from(["q00", "q03", "q05"])))
def test_among_some_it_finds_their_pairs(texts: list[str], among: set[str]) -> None:
    prompts = compared(texts)
    assert near_duplicates(prompts, among) == [
        pair for pair in near_duplicates(prompts) if among & set(pair)
    ]


@given(st.lists(TEXTS, max_size=12), st.integers(0, 3))
def test_those_with_more_like_them_are_none_of_its_pairs(texts: list[str], most: int) -> None:
    prompts = compared(texts)
    pairs = near_duplicates(prompts)
    having = Counter(chain.from_iterable(pairs))
    few = {pair for pair in pairs if max(having[one] for one in pair) <= most}
    assert few <= set(near_duplicates(prompts, most=most)) <= set(pairs)
    assert near_duplicates(prompts, most=len(texts)) == pairs


def test_a_list_of_words_is_no_heap_of_duplicates() -> None:
    words = [f"What does {word} mean in German?" for word in "abcdefgh"]
    twice = ["Why does the loss of a deep network fall", "Why does the loss of a network fall"]
    assert near_duplicates(compared([*words, *twice]), most=5) == [("q08", "q09")]
    assert len(near_duplicates(compared(words[:6]), most=5)) == 15


PLAIN = st.text(st.sampled_from("aZb19 .,?'\"()\n:_-$`{c~é\t\x00"), max_size=20)


@given(PLAIN | st.text(max_size=20))
def test_a_plain_text_has_the_tokens_of_any_text(text: str) -> None:
    assert likeness._plain_tokens(text) in {None, likeness._tokens(text)}


def test_words_are_told_apart_without_looking_closely() -> None:
    assert likeness._plain_tokens("Why does word12 (so) grow?") is not None
    assert likeness._plain_tokens("Why does $x$ grow?") is None
    assert likeness._plain_tokens("Why 3.5?") is None


def test_related_ones_and_variants_may_be_alike() -> None:
    text = "Why does the loss of a deep network fall"
    one, other = asked("a", text), asked("b", f"{text} so")
    assert near_duplicates([one, other]) == [("a", "b")]
    assert near_duplicates([one, asked("b", text, related=["a"])]) == []
    assert near_duplicates([asked("a", text, family="f"), asked("b", text, family="f")]) == []


def test_short_questions_with_other_numbers_are_others() -> None:
    one, other = asked("a", "What is 2+2?"), asked("b", "What is 2+3?")
    assert near_duplicates([one, other]) == []
    assert near_duplicates([one, asked("b", "What is 2+2 ?")]) == [("a", "b")]
    long = "Why does a network with so many layers need batches of {} rows here"
    texts = [asked(str(number), long.format(number)) for number in (16, 32)]
    assert near_duplicates(texts) == [("16", "32")]
