"""What is written reads back the same; what is appended leaves every other byte."""

from pathlib import Path

import pytest
import tomli
from hypothesis import example, given
from hypothesis import strategies as st

from mlprep.formats.amending import Original, appended, read_original, replace
from mlprep.formats.card_writing import CardDraft, card_block, toml_text
from mlprep.formats.decks import parse_deck
from mlprep.formats.writing import WritingError

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=60)
HARD = st.text(alphabet="a'\"\\\n\t{}#\x7f\x00[é", max_size=12)


@given(TEXTS | HARD, st.booleans())
@example('says:\n"""what it does"""', False)
@example('"""\n', False)
@example('\n""""', False)
def test_a_text_reads_back(text: str, inline: bool) -> None:
    written = toml_text(text, inline=inline)
    assert tomli.loads(f"x = {written}\n") == {"x": text}
    assert not (inline and "\n" in written)


def test_a_formula_stands_as_it_is_typed() -> None:
    assert toml_text(r"$\frac{1}{n}$") == r"'$\frac{1}{n}$'"
    assert toml_text("two\nlines") == '"""\ntwo\nlines"""'
    assert toml_text("plain") == '"plain"'


def test_a_card_is_written_in_the_normal_order() -> None:
    draft = CardDraft(
        front="Six times seven?", answer="42", why="6 + 6 + ...", tags=("sum",), level=1
    )
    assert card_block(draft) == (
        '[[card]]\nlevel = 1\nfront = "Six times seven?"\nanswer = 42\n'
        'why = "6 + 6 + ..."\ntags = ["sum"]\n'
    )
    choice = CardDraft(front="Which?", options=("a", "b", "c"), key=(0, 2), reverse=False)
    assert 'options = ["a", "b", "c"]\nkey = [0, 2]\n' in card_block(choice)


@given(TEXTS.filter(str.strip), TEXTS.filter(str.strip))
def test_a_written_card_is_the_card(front: str, back: str) -> None:
    text = '[deck]\ntitle = "T"\n' + card_block(CardDraft(id="a", front=front, back=back))
    file = parse_deck(text.encode(), Path("t.toml"))
    [card] = file.cards
    assert (card.front, card.back) == (front.strip("\n").rstrip(), back.strip("\n").rstrip())


ORIGINALS = st.sampled_from(
    [
        "",
        '[deck]\ntitle = "T"',
        '[deck]\ntitle = "T"\n',
        '# a\n[deck]\ntitle = "T"\n\n\n',
        '[deck]\r\ntitle = "T"\r\n# end',
        '[deck]\r\ntitle = "T"\r\n\r\n',
    ]
)


@given(ORIGINALS)
def test_appending_keeps_every_byte_and_adds_one_card(text: str) -> None:
    after = appended(text, card_block(CardDraft(front="F", back="B\nb")))
    assert after.startswith(text)
    assert tomli.loads(after)["card"] == [{"front": "F", "back": "B\nb"}]
    assert ("\r\n" in text) == ("\r\n" in after)
    assert after.count("\n") == after.count("\r\n") or "\r\n" not in text


def test_a_file_is_replaced_with_its_mark_and_its_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.toml", tmp_path / "link.toml"
    real.write_bytes(b"\xef\xbb\xbfa = 1\r\n")
    link.symlink_to(real)
    original = read_original(link)
    assert original.text == "a = 1\r\n"
    assert replace(original, "a = 2\r\n")
    assert link.is_symlink()
    assert real.read_bytes() == b"\xef\xbb\xbfa = 2\r\n"
    assert not replace(read_original(link), "a = 2\r\n")


def test_a_file_that_changed_meanwhile_or_is_read_only_stays(tmp_path: Path) -> None:
    path = tmp_path / "deck.toml"
    path.write_text("a = 1\n", encoding="utf-8")
    stale = Original(path, b"a = 0\n", "a = 0\n")
    with pytest.raises(WritingError, match="changed meanwhile"):
        replace(stale, "a = 3\n")
    path.chmod(0o444)
    with pytest.raises(WritingError, match="read-only"):
        replace(read_original(path), "a = 3\n")
    assert path.read_text(encoding="utf-8") == "a = 1\n"
    assert [one.name for one in tmp_path.iterdir()] == ["deck.toml"]


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "deck.toml"
    path.write_bytes(b"a = \xff\n")
    with pytest.raises(WritingError, match="UTF-8"):
        read_original(path)
