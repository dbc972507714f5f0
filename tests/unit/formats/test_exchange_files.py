"""Real-looking files of other programs: every card, schedule and loss is told."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mlprep.domain.days import date_of
from mlprep.domain.rating import Rating
from mlprep.formats.exchange import gathering
from mlprep.formats.exchange.collection import (
    Collection,
    Ease,
    ExchangeError,
    LogKind,
    Memory,
    Note,
)
from mlprep.formats.exchange.delimited.mapping import parse_columns, parse_separator
from mlprep.formats.exchange.reading import ReadOptions, read_file

FILES = Path(__file__).parent / "exchange"
MINUTE_MS = 60_000


def by_front(collection: Collection) -> Mapping[str, Note]:
    """Find notes by the first line of what they ask."""
    return {(note.cloze or note.front).split("\n")[0]: note for note in collection.notes}


def told(collection: Collection) -> set[tuple[str, str]]:
    return {(one.what, one.where) for one in collection.remarks}


def written(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refused(path: Path, **options: Any) -> str:
    with pytest.raises(ExchangeError) as why:
        read_file(path, ReadOptions(**options))
    return str(why.value)


# ----------------------------------------------------------------------- Anki's text


def test_anki_text_with_every_header() -> None:
    found = read_file(FILES / "anki-notes.txt")
    notes = by_front(found)
    bagging = notes["What does **bagging** reduce?"]
    assert (bagging.deck, bagging.back) == (("ML", "Trees"), "Variance.\nNot bias.")
    assert (bagging.tags, bagging.marked) == (("ensembles",), True)
    assert bagging.id == "anki-" + b"B>tWy1]6;:".hex()
    assert notes['A "stump"'].reverse
    cloze = notes["{{c1::Gini}} and {{c2::entropy::log}} measure $p_i$"]
    assert cloze.why == "Why: both are concave."
    assert notes["Sign of the gradient step?"].answer == "minus"
    assert len(notes) == 5
    assert {what.split(";")[0] for what, _ in told(found)} == {
        "image occlusion needs a screen that shows pictures",
        "a picture is not in a text export",
        "sounds are not played",
    }


def test_anki_text_says_what_holds_for_all_rows(tmp_path: Path) -> None:
    path = written(
        tmp_path / "x.txt",
        "#separator:Semicolon\n#html:false\n#tags:one two\n#deck:A::B\n#columns:Front;Back;Extra\n"
        '"a < b; $5";c;why\n#comment;x\n"#not a comment";d;\n',
    )
    first, second = read_file(path).notes
    assert (first.front, first.back, first.why) == ("a < b; \\$5", "c", "why")
    assert (first.deck, first.tags) == (("A", "B"), ("one", "two"))
    assert second.front == "#not a comment"


def test_a_typed_answer_of_anki_text_is_what_is_typed(tmp_path: Path) -> None:
    path = written(
        tmp_path / "x.txt",
        "#separator:tab\n#html:true\n#notetype:Basic (type in the answer)\n"
        "1?\t<i>a_b</i> &amp; $c*\n2?\t[sound:x.mp3]two<br>words\n",
    )
    assert [one.answer for one in read_file(path).notes] == ["a_b & $c*", "two words"]


@pytest.mark.parametrize("name", ["x.csv", "x.txt"])
def test_levels_of_a_deck_that_is_named_are_told_apart(tmp_path: Path, name: str) -> None:
    head = "#separator:comma\n" if name == "x.txt" else ""
    path = written(tmp_path / name, f"{head}a,b\n")
    (note,) = read_file(path, ReadOptions(deck="A::B")).notes
    assert note.deck == ("A", "B")


def test_anki_text_without_headers_is_read_as_columns(tmp_path: Path) -> None:
    path = written(tmp_path / "x.txt", "f<br>1\tb1\nf2\tb&nbsp;2\n")
    first, second = read_file(path).notes
    assert (first.front, second.back) == ("f\n1", "b 2")


# ------------------------------------------------------------------------------- CSV


def test_csv_with_a_header_of_its_own() -> None:
    found = read_file(FILES / "cards.csv")
    notes = by_front(found)
    assert notes["What is a p-value?"].tags == ("stats", "tests")
    assert notes["What is a p-value?"].sources == ("ISL ch. 13",)
    assert notes["Name of"].front == 'Name of\nthe "kernel" trick?'
    assert notes["What is {{c1::dropout}}?"].why == "Regularises"
    assert told(found) == {
        ("a card has an empty front; it is left out", "line 6"),
        ("a card has an empty back; it is left out", "line 7"),
    }


def test_columns_may_be_named_by_number_or_by_header() -> None:
    by_name = ReadOptions(parse_columns("front=wort,back=Übersetzung,tags=3"), deck="Deutsch")
    found = read_file(FILES / "windows.csv", by_name)
    assert [(one.front, one.back, one.tags) for one in found.notes] == [
        ("Größe", "size", ("1",)), ("Hülle", "hull", ("2",)),
    ]  # fmt: skip
    assert {one.deck for one in found.notes} == {("Deutsch",)}
    assert found.source == "CSV, columns separated by semicolon, Windows-1252"
    assert any("was read as Windows-1252" in what for what, _ in told(found))
    by_number = read_file(
        FILES / "windows.csv", ReadOptions(parse_columns("back=1,front=2"), encoding="cp1252")
    )
    assert "Größe" in {one.back for one in by_number.notes}
    assert not any("Windows-1252" in what for what, _ in told(by_number))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("front", "'front' is no column"),
        ("front=0,back=1", "columns count from 1"),
        ("colour=1", "a column cannot hold 'colour'"),
        ("front=1,front=2", "two columns"),
    ],
)
def test_a_map_of_columns_that_is_none_is_refused(text: str, said: str) -> None:
    with pytest.raises(ExchangeError, match=said):
        parse_columns(text)


def test_separators_have_names_and_are_one_sign() -> None:
    assert [parse_separator(one) for one in ("tab", "\\t", ";", "Comma", "")] == [
        "\t", "\t", ";", ",", "",
    ]  # fmt: skip
    with pytest.raises(ExchangeError, match="cannot separate columns"):
        parse_separator("::")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_separator_and_encoding_are_found_out(tmp_path: Path, sign: str, encoding: str) -> None:
    text = "".join(f'front {at}, ü{sign}"back; {at} | x, {sign}"\n' for at in range(5))
    text = text.replace(f"front 0, ü{sign}", f'"front 0, ü"{sign}')
    if sign == ",":
        text = text.replace("front ", "").replace(", ü", " ü")
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    path = written(tmp_path / "x.csv", (mark + text).encode(encoding))
    notes = read_file(path).notes
    assert len(notes) == 5
    assert notes[3].back == f"back; 3 | x, {sign}".strip()
    assert notes[0].front.endswith("0, ü" if sign != "," else "0 ü")


def test_a_row_that_cannot_be_read_costs_only_itself(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", 'front,back\na,b\n"x"y,z\nc,d\n"open,e\nf,g\n')
    found = read_file(path)
    assert [one.front for one in found.notes] == ["a", "c", "f"]
    assert {where for what, where in told(found) if "cannot be read" in what} == {
        "line 3", "line 5",
    }  # fmt: skip


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    assert "holds no row" in refused(written(tmp_path / "a.csv", ""))
    assert "one column" in refused(written(tmp_path / "b.csv", "word\nother\n"))
    assert "no text file" in refused(written(tmp_path / "c.csv", b"a,b\x00\n"))
    assert "no encoding" in refused(written(tmp_path / "d.csv", "a,b"), encoding="klingon")
    columns = parse_columns("front=nothing,back=2")
    assert "no column is named" in refused(written(tmp_path / "e.csv", "a,b"), columns=columns)
    assert "names neither" in refused(tmp_path / "e.csv", columns={"front": 1})
    assert "ends in none of" in refused(written(tmp_path / "f.docx", "x"))


def test_the_same_question_in_two_rows(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", "front,back\na,b\na,b\na,c\n")
    found = read_file(path)
    assert [(one.front, one.back) for one in found.notes] == [("a", "b"), ("a", "c")]
    assert told(found) == {("the same card stands twice; the first one counts", "line 3")}
    assert len({one.id for one in found.notes}) == 2


# -------------------------------------------------------------------------- Markdown


def test_hashcards() -> None:
    found = read_file(FILES / "hashcards.md")
    assert [(one.front, one.back) for one in found.notes[:2]] == [
        ("What is a cell?", "The basic unit of life.\n\nIt has a membrane."),
        ("Which formula\ngives $a_n$?", "$$\na_n = [n]\n$$"),
    ]
    assert [one.cloze for one in found.notes[2:]] == [
        "The {{c1::mitochondria}} is the {{c2::powerhouse}} ![of](media/cell.png) of the cell.",
        (
            "Build something people want in Lisp.\n\n— {{c1::Paul Graham}}, "
            "{{c2::_Hackers and Painters_}}"
        ),
    ]
    assert {one.deck for one in found.notes} == {("Cell Biology",)}


def test_hashcards_mistakes_cost_one_card_each(tmp_path: Path) -> None:
    text = "A: lost\nQ: one\nQ: two\nA: b\nA: more\nC: no gap\nC: [gap]\nQ: end"
    found = read_file(written(tmp_path / "x.md", text))
    assert [one.front or one.cloze for one in found.notes] == ["two", "{{c1::gap}}"]
    assert told(found) == {
        ("an answer has no question of its own", "line 1"),
        ("a question has no answer", "line 2"),
        ("an answer has no question of its own", "line 5"),
        ("a cloze text has no gap; it is left out", "line 6"),
        ("a question has no answer", "line 8"),
    }


def test_obsidian() -> None:
    notes = by_front(read_file(FILES / "obsidian.md"))
    home = ("flashcards", "ml", "trees")
    bagging = notes["What does bagging reduce?"]
    assert (bagging.deck, bagging.back) == (home, "Variance")
    [entry] = bagging.cards[0].log
    assert (entry.kind, entry.days, entry.memory) == (LogKind.SET_DUE, 51, Ease(2.3, 51.0))
    due = date_of(entry.at_ms // 86_400_000 + (entry.days or 0))
    assert due.isoformat() == "2026-08-16"
    leaf = notes["Leaf"]
    assert leaf.reverse
    assert [len(card.log) for card in leaf.cards] == [1, 0]
    assert notes["Only here"].deck == ("flashcards", "one-off")
    assert notes["Which split"].front == "Which split\nis best?"
    assert notes["Which split"].back.endswith("```python\na::b\n\nc\n```")
    assert notes["Boosting"].back == "Fits residuals one after another"
    assert notes["Boosting"].reverse
    assert notes["Q1"].deck == ("flashcards", "second")
    assert notes["Q1"].back == "A1"
    cloze = notes["{{c1::Gini}} and {{c2::entropy::log}} measure {{c1::impurity}} of [^2]"]
    assert [(card.part, len(card.log)) for card in cloze.cards] == [("c1", 1), ("c2", 0)]
    assert "What" not in notes
    assert "`code" not in " ".join(notes)


def test_pictures_beside_a_markdown_file_come_along(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    written(tmp_path / "sub" / "a b.png", b"PNG")
    written(tmp_path.parent / "outside.png", b"PNG")
    path = written(
        tmp_path / "x.md",
        "Q: ![alt](sub/a%20b.png) ![[c]]\nA: ![out](../outside.png) ![web](https://x.org/y.png)\n",
    )
    found = read_file(path)
    [note] = found.notes
    assert list(found.media.values()) == [3]
    [name] = found.media
    assert note.front.startswith(f"![alt](media/{name})")
    assert note.media == (name,)
    assert "![web](https://x.org/y.png)" in note.back
    assert any("picture is missing" in what for what, _ in told(found))
    target = tmp_path / "out" / "p.png"
    found.save_media({target: name})
    assert target.read_bytes() == b"PNG"


def test_markdown_without_cards_is_refused(tmp_path: Path) -> None:
    assert "has no card" in refused(written(tmp_path / "x.md", "# Notes\n\nOnly prose.\n"))
    newer = "---\nname = 'x'\nmlprep = 7\n---\nQ: a\nA: b\n"
    assert "version 7" in refused(written(tmp_path / "y.md", newer))


# ----------------------------------------------------------------------------- Mochi


def mochi(path: Path, **entries: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        for name, data in entries.items():
            package.writestr(name.replace("__", "."), data)
    return path


def test_mochi_transit(tmp_path: Path) -> None:
    data = (FILES / "mochi.json").read_bytes()
    found = read_file(mochi(tmp_path / "x.mochi", data__json=data, tree__png=b"PNG"))
    question, cloze, filled = found.notes
    assert question.deck == ("ML", "Trees")
    assert question.front == "What does bagging reduce? ![](media/tree.png)"
    assert (question.why, question.tags) == ("Not bias.", ("trees", "ensembles"))
    again, good = question.cards[0].log
    assert (again.rating, again.step_ms) == (Rating.AGAIN, 0)
    assert (good.rating, good.days, good.duration_ms) == (Rating.GOOD, 3, 4000)
    assert cloze.cloze == "{{c1::Gini}} and {{c1::entropy}} measure {{c2::std::x::...}}"
    assert all(card.suspended for card in cloze.cards)
    assert (filled.front, filled.back) == ("# Leaf", "Terminal node")
    assert {what for what, _ in told(found)} == {
        "a card in Mochi's trash is left out",
        "a note without a second side and without gaps asks nothing",
        "the template names a field 'Gone' that is not there",
    }
    target = tmp_path / "media" / "tree.png"
    found.save_media({target: "tree.png"})
    assert target.read_bytes() == b"PNG"


def test_mochi_edn(tmp_path: Path) -> None:
    data = (FILES / "mochi.edn").read_bytes()
    [note] = read_file(mochi(tmp_path / "x.mochi", data__edn=data)).notes
    assert (note.deck, note.front, note.back) == (('My "Deck"',), "What is **x**?", "A letter")
    [review] = note.cards[0].log
    assert (review.rating, review.days) == (Rating.GOOD, 4)


def test_hostile_mochi_packages_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.mochi"
    assert "no whole Mochi package" in refused(written(path, b"nothing"))
    assert "neither data.json" in refused(mochi(path, other=b""))
    assert "no JSON" in refused(mochi(path, data__json=b"{"))
    assert "compact Transit" in refused(mochi(path, data__json=b'["^ ","~:decks",[]]'))
    assert "holds no decks" in refused(mochi(path, data__json=b"{}"))
    deep = b"[" * 5000 + b"]" * 5000
    assert "nested too deep" in refused(mochi(path, data__edn=deep))
    assert "ends too early" in refused(mochi(path, data__edn=b"{:decks ["))
    assert "closes nothing" in refused(mochi(path, data__edn=b"{:decks ]"))
    assert "is not UTF-8" in refused(mochi(path, data__edn=b"\xff"))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("data.json", b" " * (25 * 2**20))
    assert "more than 24 MB" in refused(path)
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("../evil.png", b"")
    assert "outside of its folder" in refused(path)
    many = b'{"~:decks": [' + b"[]," * 500_000 + b"[]]}"
    assert "more than is read" in refused(mochi(path, data__json=many))


# ---------------------------------------------------------------------------- org-fc


def test_org_fc_with_its_history() -> None:
    found = read_file(FILES / "org-fc.org")
    notes = {note.id: note for note in found.notes}
    bagging = notes[found.notes[0].id]
    assert bagging.front == (
        "What does **bagging** reduce?\n\nOf an average of trees, $B$ of them.\n"
        "```python\n* no heading\nnp.mean(x)\n```"
    )
    esl = "[ESL](https://hastie.su.domains/ElemStatLearn/)"
    assert bagging.back == f"Variance; see {esl}, [a@b.org](mailto:a@b.org)."
    assert (bagging.deck, bagging.tags) == (("Machine learning",), ("ml", "trees"))
    first, second, third = bagging.cards[0].log
    assert (first.rating, first.step_ms) == (Rating.AGAIN, 864_000)
    assert (second.rating, second.days, second.duration_ms) == (Rating.GOOD, 6, 4500)
    assert (third.rating, third.days) == (Rating.HARD, 22)
    leaf = notes[next(one for one in notes if one == "org-leaf")]
    assert all(card.suspended for card in leaf.cards)
    [entry] = leaf.cards[0].log
    assert (entry.days, entry.memory) == (12, Memory(12.345678, 5.1))
    cloze = next(note for note in found.notes if note.cloze)
    assert cloze.cloze == "{{c1::Gini::who?}} and {{c2::entropy}}\n\nmeasure *impurity*."
    assert [(card.part, len(card.log)) for card in cloze.cards] == [("c1", 1), ("c2", 0)]
    typed = found.notes[-1]
    assert (typed.answer, typed.why) == ("minus", "Down the gradient.")
    assert {what for what, _ in told(found)} == {
        "lines of the review history cannot be read",
        "cards of the type 'topic' are not understood",
    }


def test_org_fc_without_history_and_without_cards(tmp_path: Path) -> None:
    text = (FILES / "org-fc.org").read_text()
    found = read_file(written(tmp_path / "x.org", text))
    [entry] = found.notes[0].cards[0].log
    assert (entry.kind, entry.days, entry.memory) == (LogKind.SET_DUE, 16, Ease(2.5, 16.2))
    assert any("no review history" in what for what, _ in told(found))
    assert "no heading with the tag :fc:" in refused(written(tmp_path / "y.org", "* x\n"))
    history = FILES / "org-fc-reviews.tsv"
    with_history = read_file(tmp_path / "x.org", ReadOptions(history=history))
    assert len(with_history.notes[0].cards[0].log) == 3


def test_a_history_without_intervals_takes_the_next_review(tmp_path: Path) -> None:
    path = written(tmp_path / "x.org", "* a :fc:\n:PROPERTIES:\n:ID: n\n:END:\nb\n")
    rows = [("2025-01-01T10:00:00Z", "again"), ("2025-01-01T10:10:00Z", "good"),
            ("2025-01-05T10:10:00Z", "easy")]  # fmt: skip
    lines = [f"{at}\tx.org\tn\tfront\t\t\t\t{rating}\t2\tfsrs6\n" for at, rating in rows]
    written(tmp_path / "org-fc-reviews.tsv", "".join(lines))
    first, second, third = read_file(path).notes[0].cards[0].log
    assert (first.step_ms, second.days) == (10 * MINUTE_MS, 4)
    assert third.rating is Rating.EASY


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert refused(tmp_path) == f"{tmp_path} is a folder; name a file in it"


def test_too_many_cards_are_told_once_with_where_the_rest_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "MOST_NOTES", 3)
    rows = "".join(f"question {number},answer\n" for number in range(9))
    found = read_file(written(tmp_path / "many.csv", f"front,back\n{rows}"))
    assert len(found.notes) == 3
    what = "only the first 3 cards of a file are read; split it, the next file begins with"
    assert told(found) == {(what, "line 5")}


def test_a_quotation_mark_that_another_one_closes_takes_only_its_line_along(tmp_path: Path) -> None:
    rows = 'front,back\na?,b\n"open?,c\nd?,"e ""f"""\n"two\nlines?",g\n"open too,h\ni?,j\n'
    found = read_file(written(tmp_path / "x.csv", rows))
    assert [(one.front, one.back) for one in found.notes] == [
        ("a?", "b"), ("d?", 'e "f"'), ("two\nlines?", "g"), ("i?", "j"),
    ]  # fmt: skip
    assert {where for what, where in told(found) if "cannot be read" in what} == {
        "line 3", "line 7",
    }  # fmt: skip


def test_text_in_columns_too_many_is_told(tmp_path: Path) -> None:
    found = read_file(written(tmp_path / "x.csv", "front,back\na?,b\nc?,d, and e\nf?,g,\n"))
    assert by_front(found)["c?"].back == "d"
    [(what, where)] = told(found)
    assert "more columns than the first one" in what
    assert where == "line 3"


def test_the_line_that_tells_excel_the_separator_is_no_row(tmp_path: Path) -> None:
    found = read_file(written(tmp_path / "x.csv", "sep=;\r\nfront;back\r\na, b?;c\r\nd?\r\n"))
    assert [(one.front, one.back) for one in found.notes] == [("a, b?", "c")]
    assert [where for _, where in told(found)] == ["line 4"]


def test_lines_between_the_cards_of_hashcards_are_in_none(tmp_path: Path) -> None:
    text = "Q: a?\nA: b\n\n---\n\nC: [c]\n---\n---\nQ: d?\nA: e\n---\nf\n"
    notes = read_file(written(tmp_path / "x.md", text)).notes
    assert [(one.front or one.cloze, one.back) for one in notes] == [
        ("a?", "b"), ("{{c1::c}}", ""), ("d?", "e\n---\nf"),
    ]  # fmt: skip
