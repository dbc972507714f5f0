"""Where gaps stand: the short way for plain ones finds what the long way finds."""

import re
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from mlprep.domain import cloze

_PIECES = st.sampled_from(["{{c1::", "{{c2::", "{{c", "}}", "}", "{", "::", "\\", "a", " ", "\n"])


@given(st.lists(_PIECES, max_size=14))
def test_plain_gaps_are_found_either_way(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = cloze.places(text)
    with patch.object(cloze, "_PLAIN", re.compile("(?!)")):
        assert cloze.places(text) == found


def test_gaps_end_where_their_braces_pair() -> None:
    text = r"{{c1::$\frac{1}{\sqrt{n}}$ of {{c2::x}}}} {{c3::a { b}} {{c4::c}}"
    (outer, unpaired, last), unclosed = cloze.places(text)
    assert unclosed == 0
    assert text[outer.text_start : outer.text_end] == r"$\frac{1}{\sqrt{n}}$ of {{c2::x}}"
    assert [one.numbers for one in outer.inner] == [(2,)]
    assert text[unpaired.text_start : unpaired.text_end] == "a { b"
    assert last.numbers == (4,)
