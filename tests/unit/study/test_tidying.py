"""fmt on real files: ids and history, refusals, links, marks, line ends."""

from pathlib import Path

import pytest
import tomli
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlprep.domain.ids import CardId, UnitId
from mlprep.domain.rating import Rating
from mlprep.study.authoring import tidying
from mlprep.study.authoring.checking import check_files
from mlprep.study.authoring.tidying import Outcome, Tidied, tidy_files
from mlprep.study.content.scanning import Root
from mlprep.study.review.session import ReviewSession
from mlprep.study.workspace import Workspace

UNNAMED = (
    '[deck]\ntitle = "Unnamed"\n[[card]]\nback = "B" # the answer\n'
    'front = "Why so large a batch?"\n'
)


@pytest.fixture
def unnamed(workspace: Workspace) -> Path:
    path = workspace.paths.decks / "unnamed.toml"
    path.write_text(UNNAMED, encoding="utf-8")
    workspace.refresh_library()
    return path


def tidy(workspace: Workspace, path: Path, *, check: bool = False) -> Tidied:
    [done] = tidy_files(workspace, [path], check=check)
    return done


def answer_all(workspace: Workspace) -> None:
    session = ReviewSession(workspace)
    while session.next() is not None:
        session.answer(Rating.EASY)


def test_ids_are_written_and_the_history_stays(workspace: Workspace, unnamed: Path) -> None:
    [card] = workspace.library.cards("unnamed")
    answer_all(workspace)
    done = tidy(workspace, unnamed)
    assert (done.outcome, done.ids) == (Outcome.TIDIED, 2)
    assert unnamed.read_text(encoding="utf-8") == (
        '[deck]\ntitle = "Unnamed"\nid = "unnamed"\n\n'
        f'[[card]]\nid = "{card.id}"\nfront = "Why so large a batch?"\nback = "B"  # the answer\n'
    )
    assert workspace.history.state(UnitId(card.id)).reps == 1
    assert tidy(workspace, unnamed).outcome is Outcome.FINE


def test_a_folder_stands_for_the_files_in_it(workspace: Workspace, unnamed: Path) -> None:
    below = unnamed.parent / "below"
    below.mkdir()
    (below / "broken.toml").write_text("[deck", encoding="utf-8")
    (below / "other.TOML").write_text(UNNAMED, encoding="utf-8")
    unnamed.rename(below / "unnamed.toml")
    workspace.refresh_library()
    told = {one.path.name for one in check_files(workspace, [below])}
    assert told == {"broken.toml", "other.TOML"}
    done = {one.path.name: one.outcome for one in tidy_files(workspace, [below])}
    assert done == {"broken.toml": Outcome.REFUSED, "unnamed.toml": Outcome.TIDIED}


def test_after_that_the_card_may_be_edited_at_will(workspace: Workspace, unnamed: Path) -> None:
    [card] = workspace.library.cards("unnamed")
    answer_all(workspace)
    tidy(workspace, unnamed)
    text = unnamed.read_text(encoding="utf-8")
    unnamed.write_text(text.replace("Why so large a batch?", "Something else?"), encoding="utf-8")
    news = workspace.refresh_library()
    assert news.changes.changed_cards == {card.id}
    assert workspace.history.state(UnitId(card.id)).reps == 1


def test_an_edit_that_was_not_seen_yet_keeps_its_history_too(
    workspace: Workspace, unnamed: Path
) -> None:
    [card] = workspace.library.cards("unnamed")
    answer_all(workspace)
    unnamed.write_text(UNNAMED.replace("Why so large", "Why is so large"), encoding="utf-8")
    tidy(workspace, unnamed)
    [now] = workspace.library.cards("unnamed")
    assert now.id != card.id
    assert workspace.history.state(UnitId(now.id)).reps == 1


def test_check_writes_nothing(workspace: Workspace, unnamed: Path) -> None:
    assert tidy(workspace, unnamed, check=True).outcome is Outcome.TIDIED
    assert unnamed.read_text(encoding="utf-8") == UNNAMED


def test_without_names_all_own_files_are_tidied(workspace: Workspace, unnamed: Path) -> None:
    outcomes = {one.path.name: one.outcome for one in tidy_files(workspace, [])}
    assert outcomes == {"small.toml": Outcome.TIDIED, "unnamed.toml": Outcome.TIDIED}
    assert 'id = "unnamed"' in unnamed.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[deck]\ntitle = "T"\n[[card]]\nfront = "F"\n', ":3:1: `back` is missing"),
        ("[deck\n", ":1:6: this is not valid TOML"),
        ('[deck]\ntitle = "T"\n[[card]]\nfront = "F"\nback = 3\n', ":5:1: `back` is 3"),
    ],
)
def test_a_deck_with_errors_is_left_alone(workspace: Workspace, text: str, told: str) -> None:
    path = workspace.paths.decks / "broken.toml"
    path.write_text(text, encoding="utf-8")
    done = tidy(workspace, path)
    assert done.outcome is Outcome.REFUSED
    assert told in done.reason
    assert "nothing was changed" in done.reason
    assert path.read_text(encoding="utf-8") == text


def test_line_ends_tabs_and_the_mark_stay(workspace: Workspace) -> None:
    path = workspace.paths.decks / "windows.toml"
    text = '\ufeff[deck]\r\n\ttitle = "T"\r\n[[card]]\r\n\tback = "B"\r\n\tfront = "F"\r\n'
    path.write_bytes(text.encode())
    assert tidy(workspace, path).outcome is Outcome.TIDIED
    after = path.read_bytes().decode()
    assert after.startswith("\ufeff[deck]\r\n")
    assert after.count("\n") == after.count("\r\n")
    assert "\t" not in after
    card = tomli.loads(after.removeprefix("\ufeff"))["card"][0]
    assert list(card) == ["id", "front", "back"]
    assert tidy(workspace, path).outcome is Outcome.FINE


def test_a_link_stays_a_link(workspace: Workspace, unnamed: Path, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere.toml"
    unnamed.rename(real)
    unnamed.symlink_to(real)
    assert tidy(workspace, unnamed).outcome is Outcome.TIDIED
    assert unnamed.is_symlink()
    assert 'id = "unnamed"' in real.read_text(encoding="utf-8")


def test_a_read_only_file_is_refused(workspace: Workspace, unnamed: Path) -> None:
    unnamed.chmod(0o444)
    done = tidy(workspace, unnamed)
    assert (done.outcome, "read-only" in done.reason) == (Outcome.REFUSED, True)
    assert unnamed.read_text(encoding="utf-8") == UNNAMED


def test_a_file_that_changes_meanwhile_is_not_overwritten(
    workspace: Workspace, unnamed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = tidying.normal_form

    def saved_meanwhile(original: object, **options: bool) -> object:
        form = whole(original, **options)  # type: ignore[arg-type]  # handed through
        unnamed.write_text("# saved in the editor\n" + UNNAMED, encoding="utf-8")
        return form

    monkeypatch.setattr(tidying, "normal_form", saved_meanwhile)
    done = tidy(workspace, unnamed)
    assert (done.outcome, "changed meanwhile" in done.reason) == (Outcome.REFUSED, True)
    assert unnamed.read_text(encoding="utf-8") == "# saved in the editor\n" + UNNAMED


def test_a_shipped_file_is_never_written_also_through_a_link(
    workspace: Workspace, tmp_path: Path
) -> None:
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    (shipped / "deck.toml").write_text(UNNAMED, encoding="utf-8")
    workspace.library.roots = [*workspace.library.roots, Root(shipped, "decks", own=False)]
    link = workspace.paths.decks / "link.toml"
    link.symlink_to(shipped / "deck.toml")
    for path in (shipped / "deck.toml", link):
        assert "shipped" in tidy(workspace, path).reason
    assert (shipped / "deck.toml").read_text(encoding="utf-8") == UNNAMED


def test_what_is_not_there_is_told(workspace: Workspace, tmp_path: Path) -> None:
    done = tidy(workspace, tmp_path / "none.toml")
    assert (done.outcome, "cannot be used" in done.reason) == (Outcome.REFUSED, True)


GOOD = (
    '#:schema x\n[deck]\ntitle = "T" # name\n[[card]]\nback = """\nB"""\nfront = \'F\'\n'
    "[[card]]\noptions = ['a', # first\n 'b']\nkey = 0\nfront = \"G\"\n"
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    at=st.integers(0, len(GOOD)),
    cut=st.integers(0, 12),
    put=st.binary(max_size=4) | st.sampled_from([b"[", b'"', b"\\", b"#", b"=", b"\r", b"\x00"]),
)
def test_a_damaged_file_is_tidied_or_left_as_it_is(
    workspace: Workspace, at: int, cut: int, put: bytes
) -> None:
    path = workspace.paths.decks / "damaged.toml"
    data = GOOD.encode()[:at] + put + GOOD.encode()[at + cut :]
    path.write_bytes(data)
    done = tidy(workspace, path)
    if done.outcome is Outcome.TIDIED:
        assert tidy(workspace, path).outcome is Outcome.FINE
    else:
        assert path.read_bytes() == data
        assert done.outcome is Outcome.FINE or "\n" not in done.reason


def test_banks_are_put_in_order_too(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "bank.toml"
    path.write_text(
        '[bank]\ntopic = "x"\n[[item]]\nanswer = 1\nstem = "One?"\nlevel = 2\nid = "one"\n'
        'rationale = "So."\n',
        encoding="utf-8",
    )
    assert tidy(workspace, path).outcome is Outcome.TIDIED
    item = tomli.loads(path.read_text(encoding="utf-8"))["item"][0]
    assert list(item) == ["id", "level", "stem", "answer", "rationale"]


def test_the_mode_of_the_file_stays(workspace: Workspace, unnamed: Path) -> None:
    unnamed.chmod(0o640)
    tidy(workspace, unnamed)
    assert unnamed.stat().st_mode & 0o777 == 0o640
    assert sorted(one.name for one in unnamed.parent.iterdir()) == ["small.toml", "unnamed.toml"]


def test_a_card_without_history_gets_the_id_that_it_has(
    workspace: Workspace, unnamed: Path
) -> None:
    [card] = workspace.library.cards("unnamed")
    tidy(workspace, unnamed)
    assert workspace.library.card(CardId(card.id)) is not None
