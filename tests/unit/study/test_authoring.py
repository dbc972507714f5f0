"""New files, new cards, new titles: on real files, with nothing else changed."""

import os
import re
from pathlib import Path

import pytest
import tomli
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlprep.domain.ids import CardId, UnitId
from mlprep.domain.rating import Rating
from mlprep.formats.amending import Original, replace
from mlprep.formats.card_writing import CardDraft
from mlprep.formats.decks import parse_deck
from mlprep.formats.writing import WritingError
from mlprep.study.authoring.adding import add_card, append_card, rename_deck
from mlprep.study.authoring.beginning import KINDS, begin
from mlprep.study.authoring.errors import AuthoringError
from mlprep.study.authoring.tidying import tidy_files
from mlprep.study.content.deck_names import place_for_cards
from mlprep.study.content.deck_stats import deck_stats
from mlprep.study.content.scanning import Root
from mlprep.study.content.skill_map import load_skill_map
from mlprep.study.exchange.own_files import read_own
from mlprep.study.names import NameNotKnown
from mlprep.study.review.session import ReviewSession
from mlprep.study.workspace import Workspace

DRAFT = CardDraft(front="Why so?", back="For a reason.", sources=("A book",))
SKILLS = """
[[area]]
id = "swe"
title = "Software"
[[topic]]
id = "swe-python"
area = "swe"
title = "Python"
"""


@pytest.fixture
def skills(workspace: Workspace) -> Workspace:
    """Give the library an area with a topic."""
    workspace.paths.assessments.mkdir(exist_ok=True)
    path = workspace.paths.assessments / "areas.toml"
    path.write_text(SKILLS, encoding="utf-8")
    workspace.refresh_library()
    return workspace


# ------------------------------------------------------------------------- new


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_begun_is_sound_and_in_its_normal_form(skills: Workspace, kind: str) -> None:
    begun = begin(skills, "My own thing", kind=kind, topic="swe-python")
    assert begun.path.is_file()
    assert skills.library.problems() == []
    [done] = tidy_files(skills, [begun.path], check=True)
    assert done.outcome == "fine", done.reason
    schema = begun.path.read_text(encoding="utf-8").splitlines()[0].removeprefix("#:schema ")
    assert (begun.path.parent / schema).is_file()
    again = begin(skills, "My own thing!", kind=kind, topic="swe-python")
    assert skills.library.problems() == []
    if kind != "bank":
        assert again.id == "my-own-thing-2"


def uncommented(text: str) -> str:
    """Take the sign from every line that is TOML behind it."""
    return re.sub(r"(?m)^#(?![ :]|$)", "", text)


@pytest.mark.parametrize("kind", ["bank", "project", "role", "route"])
def test_uncommented_templates_are_sound(skills: Workspace, kind: str) -> None:
    begun = begin(skills, "Mine", kind=kind, topic="swe-python")
    text = uncommented(begun.path.read_text(encoding="utf-8"))
    text = text.replace("ml-engineer", "mine")
    begun.path.write_text(text, encoding="utf-8")
    skills.refresh_library()
    told = [one.what for one in skills.library.problems()]
    assert [one for one in told if "unknown" not in one] == []


def test_the_uncommented_example_of_a_deck_is_sound_and_has_every_form(skills: Workspace) -> None:
    begun = begin(skills, "Mine")
    text = uncommented(begun.path.read_text(encoding="utf-8"))
    text = text.replace("overrides = true", "")
    file = parse_deck(text.encode(), begun.path)
    assert [str(one) for one in file.problems] == []
    assert {bool(card.cloze) for card in file.cards} == {True, False}
    assert any(card.typed for card in file.cards)
    assert any(card.choices for card in file.cards)
    assert any(card.reverse for card in file.cards)
    assert [topic.id for topic in file.topics] == ["my-topic"]


def test_the_example_names_every_field_of_a_card_and_a_deck(skills: Workspace) -> None:
    from mlprep.formats.models.deck import CardTable, DeckTable

    text = begin(skills, "Mine").path.read_text(encoding="utf-8")
    for field in (*CardTable.model_fields, *DeckTable.model_fields):
        assert re.search(rf"(?m)^#?{field} = ", text), field


def test_a_role_that_is_begun_asks_for_every_topic(skills: Workspace) -> None:
    begin(skills, "My role", kind="role")
    assert load_skill_map(skills.library).roles["my-role"].levels == {"swe-python": 3}


@pytest.mark.parametrize(
    ("title", "kind", "topic", "told"),
    [
        ("  ", "deck", "", "a letter or a digit"),
        ("T", "deck", "swe-pyhton", "did you mean `swe-python`"),
        ("T", "bank", "", "needs a topic"),
        ("\N{PARTY POPPER}", "deck", "", "a letter or a digit"),
        ("T \x1b[31m", "deck", "", r"'.x1b', a control character"),
        ("T \udc85", "deck", "", r"a control character"),
        (" small  ", "deck", "", r"a deck Small already, in .*small\.toml; .*deck add small"),
    ],
)
def test_what_cannot_be_begun(
    skills: Workspace, title: str, kind: str, topic: str, told: str
) -> None:
    with pytest.raises(AuthoringError, match=told):
        begin(skills, title, kind=kind, topic=topic)


def test_a_bank_is_said_to_be_on_its_topic(skills: Workspace) -> None:
    begun = begin(skills, "Snakes", kind="bank", topic="swe-python")
    assert begun.sentence == "Snakes is begun, a bank of items on the topic `swe-python`."
    assert begin(skills, "Snakes").sentence == "Snakes is begun as deck `snakes`."


def test_a_hostile_title_is_a_title(skills: Workspace) -> None:
    title = '../[x] "é" \\ 深層 [31m'
    begun = begin(skills, title)
    assert begun.path.parent == skills.paths.decks
    assert skills.library.decks[begun.id].title == " ".join(title.split())
    assert begin(skills, "深層").path.name == "deck.toml"


@pytest.mark.parametrize("title", ["CON", "Aux.", "com1", "NUL..."])
def test_a_title_that_a_system_keeps_for_a_device_gets_a_file_that_travels(
    skills: Workspace, title: str
) -> None:
    begun = begin(skills, title)
    assert skills.library.decks[begun.id].title == title
    own = read_own(skills.paths)
    assert f"decks/{begun.path.name}" in own.ids()
    assert own.left_out == []


# ------------------------------------------------------------------------- add


def test_a_card_is_added_and_every_other_byte_stays(workspace: Workspace, deck_file: Path) -> None:
    before = deck_file.read_bytes()
    added = add_card(workspace, DRAFT, place_for_cards(workspace, "Small"))
    after = deck_file.read_bytes()
    assert after.startswith(before)
    assert after.splitlines()[added.line - 1] == b"[[card]]"
    card = workspace.library.card(added.card)
    assert card is not None
    assert (card.front, card.back, card.line) == (DRAFT.front, DRAFT.back, added.line)


HOSTILE = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.just("\n"), max_size=40
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(front=HOSTILE.filter(str.strip), back=HOSTILE.filter(str.strip), ends=st.booleans())
def test_any_text_is_added_as_it_is(
    workspace: Workspace, front: str, back: str, ends: bool
) -> None:
    path = workspace.paths.decks / "target.toml"
    text = '# mine\n[deck]\ntitle = "Target"\n\t# end'
    before = (text.replace("\n", "\r\n") if ends else text).encode()
    path.write_bytes(before)
    workspace.refresh_library()
    workspace.library.forget_cached()
    place = place_for_cards(workspace, "target")
    added = add_card(workspace, CardDraft(front=front, back=back), place)
    assert path.read_bytes().startswith(before)
    [card] = parse_deck(path.read_bytes(), path).cards
    assert (card.id, card.explicit_id) == (added.card, True)
    assert " ".join(card.front.split()) == " ".join(front.split())


def test_without_a_deck_the_only_one_takes_it(workspace: Workspace, deck_file: Path) -> None:
    assert place_for_cards(workspace).path == deck_file
    begin(workspace, "Second")
    place = place_for_cards(workspace)
    assert (place.id, place.is_new) == ("my-cards", True)
    added = add_card(workspace, DRAFT, place)
    assert added.path == workspace.paths.decks / "my-cards.toml"
    assert place_for_cards(workspace).path == added.path


def test_a_shipped_deck_is_extended_by_a_file_of_ones_own(
    workspace: Workspace, tmp_path: Path
) -> None:
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    file = shipped / "there.toml"
    file.write_text(
        '[deck]\ntitle = "There"\n[[card]]\nid = "old"\nfront = "F?"\nback = "B"\n',
        encoding="utf-8",
    )
    before = file.read_bytes()
    workspace.library.roots = [Root(shipped, "decks", own=False), *workspace.library.roots]
    workspace.refresh_library()
    first = add_card(workspace, DRAFT, place_for_cards(workspace, "there"))
    second = add_card(
        workspace, CardDraft(cloze="A {{c1::gap}}."), place_for_cards(workspace, "there")
    )
    assert first.extends
    assert first.path == second.path == workspace.paths.decks / "overrides" / "there.toml"
    assert [card.id for card in workspace.library.cards("there")] == [
        "old",
        first.card,
        second.card,
    ]
    assert file.read_bytes() == before
    assert workspace.library.problems() == []
    with pytest.raises(AuthoringError, match="shipped"):
        rename_deck(workspace, "there", "Here")


def test_a_card_whose_text_was_elsewhere_before_gets_an_id_of_its_own(
    workspace: Workspace, deck_file: Path
) -> None:
    place = place_for_cards(workspace, "small")
    first = add_card(workspace, DRAFT, place)
    before, block = deck_file.read_text("utf-8").split('\n[[card]]\nid = "c-')
    block = f'[[card]]\nid = "c-{block}'
    deck_file.write_text(before, "utf-8")
    other = deck_file.with_name("moved.toml")
    other.write_text(f'[deck]\ntitle = "Moved"\n\n{block}', "utf-8")
    workspace.refresh_library()
    with pytest.raises(AuthoringError, match=r"is used in .*moved\.toml:4 already"):
        append_card(workspace, block, place)
    second = add_card(workspace, DRAFT, place)
    assert second.card != first.card
    assert workspace.library.problems() == []
    owners = [workspace.library.card(one.card) for one in (first, second)]
    assert [one.path for one in owners if one] == [other, deck_file]
    edited = deck_file.read_text("utf-8").replace(DRAFT.front, "Asked otherwise?")
    deck_file.write_text(edited, "utf-8")
    workspace.refresh_library()
    assert add_card(workspace, DRAFT, place).card not in {first.card, second.card}


@pytest.mark.parametrize(
    ("draft", "told"),
    [
        (CardDraft(front="F?"), "`back` is missing"),
        (CardDraft(front="One?", back="x"), "asks the same already"),
        (CardDraft(front="F?", back="B", id="small-two"), "is used in"),
        (CardDraft(front="F?", back="B", topic="nope"), "unknown topic"),
        (CardDraft(cloze="no gap"), "has no gap"),
        (CardDraft(front="F\x1b[31m?", back="B"), "control character"),
        (CardDraft(front="F?", back="B", why="\x00"), "control character"),
        (CardDraft(front="F?", back="B \udc85"), "is no character"),
        (CardDraft(front="F?", options=("a", "b"), key=(4,)), "key"),
        (CardDraft(front="F?", back="B", id="Not An Id"), "`id`"),
    ],
)
def test_what_cannot_be_added(
    workspace: Workspace, deck_file: Path, draft: CardDraft, told: str
) -> None:
    before = deck_file.read_bytes()
    with pytest.raises(AuthoringError, match=told):
        add_card(workspace, draft, place_for_cards(workspace))
    assert deck_file.read_bytes() == before


def test_no_other_program_writes_while_a_card_is_added(
    workspace: Workspace, deck_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that add at once would both read the same file, and the second would drop a card."""
    fcntl = pytest.importorskip("fcntl")

    def write(original: Original, text: str) -> bool:
        descriptor = os.open(deck_file.parent, os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(descriptor)
        return replace(original, text)

    monkeypatch.setattr("mlprep.study.authoring.adding.replace_file", write)
    added = add_card(workspace, DRAFT, place_for_cards(workspace, "small"))
    assert added.card in deck_file.read_text("utf-8")
    descriptor = os.open(deck_file.parent, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # free again
    os.close(descriptor)


def test_a_card_that_stands_in_the_file_was_added(
    workspace: Workspace, deck_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_workspace: Workspace) -> None:
        raise OSError("another program is reading the decks in")

    with monkeypatch.context() as patch:
        patch.setattr(Workspace, "refresh_library", busy)
        added = add_card(workspace, DRAFT, place_for_cards(workspace, "small"))
    assert added.card in deck_file.read_text("utf-8")


def test_text_of_ones_own_is_added_with_its_comments(workspace: Workspace, deck_file: Path) -> None:
    block = '# from the talk\n[[card]]\nback = "B" # so\nfront = "F?"\n'
    added = append_card(workspace, block, place_for_cards(workspace))
    named = block.replace("[[card]]", f'[[card]]\nid = "{added.card}"')
    assert deck_file.read_text(encoding="utf-8").endswith(f"\n\n{named}")
    block = '[[card]]\nid = "mine"\nfront = "H?"\nback = "B"\n'
    append_card(workspace, block, place_for_cards(workspace))
    assert deck_file.read_text(encoding="utf-8").endswith(f"\n\n{block}")
    with pytest.raises(AuthoringError, match="line 3: `back` is missing"):
        append_card(workspace, '\n\n[[card]]\nfront = "G?"\n', place_for_cards(workspace))
    with pytest.raises(AuthoringError, match="one \\[\\[card\\]\\]"):
        append_card(workspace, '[deck]\ntitle = "x"\n', place_for_cards(workspace))
    with pytest.raises(AuthoringError, match="line 1: this is not valid TOML"):
        append_card(workspace, "[[card\n", place_for_cards(workspace))


def test_a_file_that_is_broken_now_takes_nothing(workspace: Workspace, deck_file: Path) -> None:
    place = place_for_cards(workspace)
    deck_file.write_text("[deck\n", encoding="utf-8")
    with pytest.raises(WritingError, match="nothing was added"):
        add_card(workspace, DRAFT, place)
    deck_file.write_text('card = []\n[deck]\ntitle = "Small"\n', encoding="utf-8")
    with pytest.raises(WritingError, match="cannot be added to"):
        add_card(workspace, DRAFT, place)
    assert tomli.loads(deck_file.read_text(encoding="utf-8"))["card"] == []


# ---------------------------------------------------------------------- rename


def test_a_renamed_deck_keeps_its_id_and_its_history(workspace: Workspace) -> None:
    path = workspace.paths.decks / "unnamed.toml"
    text = (
        '# top\r\n[deck]\r\ntitle = "Unnamed" # name\r\n[[card]]\r\nfront = "F?"\r\nback = "B"\r\n'
    )
    path.write_bytes(text.encode())
    workspace.refresh_library()
    workspace.library.forget_cached()
    [card] = workspace.library.cards("unnamed")
    session = ReviewSession(workspace)
    session.rebuild(UnitId(card.id))
    assert session.next() is not None
    session.answer(Rating.GOOD)
    renamed = rename_deck(workspace, "Unnamed", "  A [b] name ")
    assert (renamed.id, renamed.old, renamed.new) == ("unnamed", "Unnamed", "A [b] name")
    assert workspace.library.decks["unnamed"].title == "A [b] name"
    assert workspace.history.state(UnitId(card.id)).reps == 1
    after = path.read_bytes().decode()
    assert "# top\r\n" in after
    assert '"A [b] name" # name\r\n' in after
    with pytest.raises(NameNotKnown):
        rename_deck(workspace, "No such deck", "B")


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Other  DECK", "you have a deck Other deck already"),
        ("\N{PARTY POPPER}", "a letter or a digit"),
        ("\x07 b", "a control character"),
        (" ", "a letter or a digit"),
    ],
)
def test_a_title_that_cannot_be_begun_is_none_to_rename_to(
    workspace: Workspace, deck_file: Path, title: str, told: str
) -> None:
    begin(workspace, "Other deck")
    before = deck_file.read_bytes()
    with pytest.raises(AuthoringError, match=told):
        rename_deck(workspace, "small", title)
    assert deck_file.read_bytes() == before
    assert rename_deck(workspace, "small", "SMALL").new == "SMALL"


# ----------------------------------------------------------------------- stats


def test_a_deck_in_figures(workspace: Workspace) -> None:
    [stats] = deck_stats(workspace)
    assert (stats.cards, stats.units, stats.studied, stats.recall) == (5, 7, 0, None)
    assert stats.forms == {
        "both ways": 1, "cloze": 1, "front and back": 1, "options": 1, "typed": 1,
    }  # fmt: skip
    session = ReviewSession(workspace)
    session.rebuild(UnitId("small-one"))
    assert session.next() is not None
    session.answer(Rating.EASY)
    [after] = deck_stats(workspace, ["small"])
    assert (after.studied, after.recall) == (1, 1.0)
    assert after.remembered == pytest.approx(1 / 7)
    assert workspace.library.card(CardId("small-one")) is not None
