"""Rules that look at a text only as closely as they must say what a close look says."""

from hypothesis import given
from hypothesis import strategies as st

from mlprep.text import prose
from mlprep.text.prose import (
    asks_for_a_list,
    is_bare_yes_no,
    question_marks,
    word_count,
    words_beyond,
)

_SIGNS = " \n$?'\"-\u00a0\u2003"
_MARKS = ("$x + y$", "$$", "`", "```\n", "~~~\n", "{{c1::", "::", "}}")
_WORDS = ("a b", "x.", "list the", "LIST", " all ", "which are steps", "Name", "li\u017ft the")
PIECES = st.sampled_from((*_SIGNS, *_MARKS, *_WORDS, "Is it", "What about"))
TEXTS = st.lists(PIECES, max_size=14).map("".join)


@given(TEXTS, st.integers(0, 8))
def test_words_beyond_a_limit_are_all_words_or_none(text: str, most: int) -> None:
    count = word_count(text)
    assert words_beyond(text, most) == (count if count > most else 0)


@given(TEXTS)
def test_a_prompt_for_a_list_is_found_wherever_the_pattern_finds_it(text: str) -> None:
    found = prose._LIST_PROMPT.search(prose.prose(text)) is not None
    assert asks_for_a_list(text) == found


@given(TEXTS.filter(lambda text: "?" not in text))
def test_without_a_question_mark_nothing_is_asked(text: str) -> None:
    assert question_marks(text) == prose.prose(text).count("?") == 0
    assert not is_bare_yes_no(text, "Yes.")
    assert prose._YES_NO.search(prose.prose(text).strip()) is None
