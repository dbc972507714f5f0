"""The library follows the files: new, changed, broken, removed, copied and edited cards."""

import errno
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from mlprep.domain.clock import FixedClock
from mlprep.domain.facts import Draft, FactKind
from mlprep.domain.ids import CardId, UnitId
from mlprep.domain.rating import Rating
from mlprep.domain.units import Phase
from mlprep.store import library_file
from mlprep.store.errors import HistoryLocked
from mlprep.store.library import LibraryCache
from mlprep.store.paths import paths_below
from mlprep.study.content.doubts import doubts
from mlprep.study.content.intake import kind_of
from mlprep.study.content.library import Library
from mlprep.study.content.recognition import Decision, decide, decide_all
from mlprep.study.content.scanning import Root, refresh
from mlprep.study.review.session import AnsweredElsewhere, ReviewSession
from mlprep.study.workspace import Workspace

UNNAMED = """
[deck]
title = "Unnamed"

[[card]]
front = "Why divide by the square root of the dimension in scaled dot-product attention?"
back = "Dot products grow with the dimension."

[[card]]
front = "What does a warm-up of the learning rate protect against?"
back = "Early steps that are too long."
"""

REWORDED = UNNAMED.replace("Why divide", "Why does one divide")


@pytest.fixture
def unnamed(workspace: Workspace) -> Path:
    """Add a deck without ids, and answer its cards once."""
    path = workspace.paths.decks / "unnamed.toml"
    path.write_text(UNNAMED, encoding="utf-8")
    workspace.refresh_library()
    return path


def card_like(workspace: Workspace, start: str) -> CardId:
    """Find the card whose text begins so."""
    return next(
        CardId(c.id) for c in workspace.library.cards("unnamed") if c.title.startswith(start)
    )


def answer(workspace: Workspace, card: CardId) -> None:
    """Answer one card with Easy."""
    session = ReviewSession(workspace)
    session.rebuild(UnitId(card))
    showing = session.next()
    assert showing is not None
    assert showing.question.unit == UnitId(card)
    session.answer(Rating.EASY)


def test_news_count_what_changed_and_not_where_it_stands(
    workspace: Workspace, unnamed: Path
) -> None:
    card = '[[card]]\nid = "n-{0}"\nfront = "Number {0}?"\nback = "{0}"\n'
    path = unnamed.parent / "numbers.toml"
    cards = [card.format(number) for number in range(7)]

    def told(text: str, name: str = "numbers.toml", title: str = "Numbers") -> str:
        head = f'[deck]\ntitle = "{title}"\n\n' if text else ""
        (unnamed.parent / name).write_text(head + text, encoding="utf-8")
        return workspace.refresh_library().sentence

    assert told("".join(cards)) == "Decks changed: 7 new."
    assert told("".join(cards[1:])) == "Decks changed: 1 removed."
    assert told("# a remark\n" + "".join(cards[1:])) == ""
    assert told("".join(reversed(cards[1:]))) == ""
    assert told("".join(cards[1:]).replace('"4"', '"four"')) == "Decks changed: 1 changed."
    path.rename(path.with_name("renamed.toml"))
    assert workspace.refresh_library().sentence == ""
    again = "".join(cards[2:]) + card.format("ten")
    assert told(again, "copy.toml") == "Decks changed: 1 new, 1 changed."
    path.with_name("copy.toml").unlink()
    assert workspace.refresh_library().sentence.startswith(
        "Decks changed: 1 changed, 1 removed, 5 problems"
    )
    override = cards[3].replace('back = "3"', 'back = "three"\noverrides = true')
    assert told(override, "copy.toml") == "Decks changed: 1 changed."
    path.with_name("renamed.toml").unlink()
    assert workspace.refresh_library().sentence == "Decks changed: 5 removed."


def test_the_first_look_is_no_news(home: Path, clock: FixedClock, deck_file: Path) -> None:
    assert deck_file.exists()
    with Workspace.open(paths=paths_below(home), clock=clock, zone="UTC") as opened:
        news = opened.refresh_library()
    assert (len(news.changes.new_cards), news.sentence) == (5, "")


def test_a_second_look_finds_nothing_new(workspace: Workspace) -> None:
    assert not workspace.refresh_library().changes


def test_a_new_file_brings_its_cards(workspace: Workspace, unnamed: Path) -> None:
    assert unnamed.exists()
    assert len(workspace.library.cards("unnamed")) == 2
    counts = workspace.history.deck_counts(workspace.today, workspace.clock.now_ms())
    assert counts["unnamed"].new == 2


def test_a_removed_card_keeps_its_history_and_comes_back_with_it(
    workspace: Workspace, unnamed: Path
) -> None:
    card = card_like(workspace, "What does")
    answer(workspace, card)
    unnamed.write_text(UNNAMED.split('[[card]]\nfront = "What', maxsplit=1)[0], encoding="utf-8")
    news = workspace.refresh_library()
    assert news.changes.gone_cards == {card}
    assert workspace.library.card(card) is None
    unnamed.write_text(UNNAMED, encoding="utf-8")
    workspace.refresh_library()
    assert workspace.history.state(UnitId(card)).reps == 1


def test_an_edited_card_keeps_its_history(workspace: Workspace, unnamed: Path) -> None:
    old = card_like(workspace, "Why divide")
    answer(workspace, old)
    text = UNNAMED.replace("Why divide by the square", "Why does one divide by the square")
    unnamed.write_text(text, encoding="utf-8")
    news = workspace.refresh_library()
    new = card_like(workspace, "Why does one")
    assert news.recognised == ((old, new),)
    assert workspace.history.state(UnitId(new)).reps == 1
    assert "recognised" in news.sentence


def reworded_on_show(workspace: Workspace, file: Path, old: CardId, to: str) -> ReviewSession:
    """Show a card, and reword it in its file before it is rated."""
    session = ReviewSession(workspace)
    session.rebuild(UnitId(old))
    shown = session.next()
    assert shown is not None
    assert shown.question.unit == UnitId(old)
    file.write_text(UNNAMED.replace("Why divide by the square", to), encoding="utf-8")
    workspace.refresh_library()
    return session


@pytest.mark.parametrize("begun", [False, True])
def test_a_rating_follows_a_card_whose_rewording_another_program_took_in(
    workspace: Workspace, unnamed: Path, clock: FixedClock, *, begun: bool
) -> None:
    old = card_like(workspace, "Why divide")
    if begun:
        answer(workspace, old)
        clock.advance(days=40)
    session = ReviewSession(workspace)
    session.rebuild(UnitId(old))
    session.next()
    unnamed.write_text(REWORDED, encoding="utf-8")
    with Workspace.open(paths=workspace.paths, clock=clock, zone="UTC") as other:
        other.refresh_library()
        new = UnitId(card_like(other, "Why does one"))
    clock.advance(minutes=1)
    if begun:  # its history has moved already, so this card is another one by now
        with pytest.raises(AnsweredElsewhere):
            session.answer(Rating.EASY)
    else:
        session.answer(Rating.EASY)
    assert workspace.history.state(new).reps == 1
    assert workspace.history.state(UnitId(old)).reps == 0


@pytest.mark.parametrize("twice", [False, True])
@pytest.mark.parametrize("seen", [False, True])
def test_a_rating_follows_a_card_that_was_reworded_on_show(
    workspace: Workspace, unnamed: Path, clock: FixedClock, *, seen: bool, twice: bool
) -> None:
    old = card_like(workspace, "Why divide")
    if seen:
        answer(workspace, old)
        clock.advance(days=40)
    session = reworded_on_show(workspace, unnamed, old, "Why does one divide by the square")
    if twice:
        text = unnamed.read_text(encoding="utf-8").replace("by the square", "by a square")
        unnamed.write_text(text, encoding="utf-8")
        workspace.refresh_library()
    clock.advance(minutes=1)
    session.answer(Rating.EASY)
    new = UnitId(card_like(workspace, "Why does one"))
    assert workspace.history.state(new).reps == 1 + seen
    assert workspace.history.state(UnitId(old)).reps == 0
    clock.advance(minutes=1)
    asked = set()
    while session.showing is not None:
        asked.add(session.showing.question.unit)
        session.answer(Rating.EASY)
    assert asked
    assert new not in asked


def test_a_rating_follows_also_once_the_library_was_looked_at_again(
    workspace: Workspace, unnamed: Path
) -> None:
    old = card_like(workspace, "Why divide")
    session = reworded_on_show(workspace, unnamed, old, "Why does one divide by the square")
    assert not session.renew_card()
    session.answer(Rating.EASY)
    assert workspace.history.state(UnitId(card_like(workspace, "Why does one"))).reps == 1


def test_a_rating_follows_a_card_whose_deck_was_renamed_on_show(
    workspace: Workspace, unnamed: Path
) -> None:
    session = ReviewSession(workspace)
    session.rebuild(UnitId(card_like(workspace, "Why divide")))
    session.next()
    unnamed.write_text(UNNAMED.replace("Unnamed", "Renamed"), encoding="utf-8")
    workspace.refresh_library()
    session.answer(Rating.EASY)
    reps = [workspace.history.state(UnitId(c.id)).reps for c in workspace.library.cards("renamed")]
    assert reps == [1, 0]


def test_undo_takes_such_a_rating_back_with_its_move(workspace: Workspace, unnamed: Path) -> None:
    old = card_like(workspace, "Why divide")
    session = reworded_on_show(workspace, unnamed, old, "Why does one divide by the square")
    session.answer(Rating.EASY)
    told = session.undo()
    assert told is not None
    assert told.startswith("Easy on")
    new = UnitId(card_like(workspace, "Why does one"))
    assert workspace.history.state(new).reps == 0
    session.redo()
    assert workspace.history.state(new).reps == 1


def test_a_rating_of_a_card_removed_on_show_goes_to_no_other_card(
    workspace: Workspace, unnamed: Path
) -> None:
    head, mark, card = UNNAMED.rpartition("[[card]]")
    other = card.replace("warm-up", "slow warm-up")
    unnamed.write_text(f"{UNNAMED}{mark}{other}", encoding="utf-8")
    workspace.refresh_library()
    old = card_like(workspace, "What does a warm-up")
    session = ReviewSession(workspace)
    session.rebuild(UnitId(old))
    session.next()
    unnamed.write_text(f"{head}{mark}{other}", encoding="utf-8")
    workspace.refresh_library()
    session.answer(Rating.EASY)
    slow = UnitId(card_like(workspace, "What does a slow"))
    assert workspace.history.state(slow).reps == 0


def test_where_a_rewording_on_show_is_in_doubt_the_learner_decides(
    workspace: Workspace, unnamed: Path
) -> None:
    old = card_like(workspace, "Why divide")
    session = reworded_on_show(workspace, unnamed, old, "In one word, which quantity is the")
    session.answer(Rating.EASY)
    new = card_like(workspace, "In one word")
    assert [(one, other) for one, other, _ in workspace.library.doubts()] == [(old, new)]
    assert workspace.history.state(UnitId(new)).reps == 0


@pytest.mark.parametrize("step", ["record", "place"])
def test_a_history_that_could_not_be_written_hears_of_the_edit_later(
    workspace: Workspace, unnamed: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    old = card_like(workspace, "Why divide")
    answer(workspace, old)
    unnamed.write_text(REWORDED, encoding="utf-8")

    def locked(*_given: object, **_options: object) -> None:
        raise HistoryLocked("another program writes")

    with monkeypatch.context() as patch:
        patch.setattr(workspace.history, step, locked)
        with pytest.raises(HistoryLocked):
            workspace.refresh_library()
    with Workspace.open(paths=workspace.paths, clock=workspace.clock, zone="UTC") as after:
        after.refresh_library()
        new = card_like(after, "Why does one")
        assert after.history.state(UnitId(new)).reps == 1
        assert not after.library.has_unrecognised
        assert not after.refresh_library().recognised
        assert after.history.verify() == []


def test_a_card_that_came_before_a_kill_is_placed_by_the_next_look(
    workspace: Workspace, unnamed: Path
) -> None:
    unnamed.write_text(f'{UNNAMED}\n[[card]]\nfront = "Third?"\nback = "3"\n', encoding="utf-8")
    workspace.library.refresh()  # killed before the history heard of it
    workspace.refresh_library()
    counts = workspace.history.deck_counts(workspace.today, workspace.clock.now_ms())
    assert counts["unnamed"].total == 3


def test_undo_takes_back_the_answer_and_not_the_edit_of_a_file(
    workspace: Workspace, unnamed: Path
) -> None:
    old = card_like(workspace, "Why divide")
    answer(workspace, old)
    unnamed.write_text(REWORDED, encoding="utf-8")
    workspace.refresh_library()
    label = workspace.history.undo_label()
    assert label is not None
    assert label.startswith("Easy on")
    workspace.history.undo()
    answer(workspace, card_like(workspace, "Why does one"))
    assert workspace.history.verify() == []


def test_an_edited_card_keeps_what_was_decided_before_its_first_review(
    workspace: Workspace, unnamed: Path
) -> None:
    old = UnitId(card_like(workspace, "Why divide"))
    workspace.record(Draft(FactKind.SUSPEND, old, {"on": True}))
    unnamed.write_text(REWORDED, encoding="utf-8")
    workspace.refresh_library()
    assert workspace.history.state(UnitId(card_like(workspace, "Why does one"))).suspended


def test_what_another_program_read_of_a_deck_is_in_use_at_once(
    workspace: Workspace, unnamed: Path
) -> None:
    assert workspace.library.retention_of("unnamed", 0.9) == 0.9
    unnamed.write_text(UNNAMED.replace("[deck]", "[deck]\ndesired_retention = 0.97"), "utf-8")
    with Workspace.open(paths=workspace.paths, clock=workspace.clock, zone="UTC") as other:
        other.refresh_library()
    workspace.library.look()
    assert workspace.library.retention_of("unnamed", 0.9) == 0.97


def test_a_card_that_gets_an_id_of_its_own_keeps_its_history(
    workspace: Workspace, unnamed: Path
) -> None:
    old = card_like(workspace, "Why divide")
    answer(workspace, old)
    named = UNNAMED.replace("[[card]]", '[[card]]\nid = "scaling"', 1)
    unnamed.write_text(named.replace("Why divide", "Why does one divide"), encoding="utf-8")
    news = workspace.refresh_library()
    assert news.recognised == ((old, "scaling"),)
    assert workspace.history.state(UnitId("scaling")).reps == 1


def test_another_id_written_by_hand_is_another_card(workspace: Workspace, deck_file: Path) -> None:
    answer(workspace, CardId("small-one"))
    text = deck_file.read_text(encoding="utf-8")
    deck_file.write_text(text.replace("small-one", "small-uno"), encoding="utf-8")
    assert workspace.refresh_library().recognised == ()
    assert workspace.history.state(UnitId("small-uno")).reps == 0


@pytest.mark.parametrize("line", ['title = "Renamed"', 'title = "Unnamed"\nid = "other"'])
def test_a_deck_of_another_name_keeps_the_history_of_its_cards(
    workspace: Workspace, unnamed: Path, line: str
) -> None:
    answer(workspace, card_like(workspace, "Why divide"))
    unnamed.write_text(UNNAMED.replace('title = "Unnamed"', line), encoding="utf-8")
    news = workspace.refresh_library()
    assert len(news.recognised) == 1
    assert workspace.history.state(UnitId(news.recognised[0][1])).reps == 1


def test_a_card_that_moves_to_another_deck_keeps_its_history(
    workspace: Workspace, unnamed: Path, deck_file: Path
) -> None:
    answer(workspace, card_like(workspace, "What does"))
    head, _, moved = UNNAMED.rpartition("[[card]]")
    unnamed.write_text(head, encoding="utf-8")
    text = deck_file.read_text(encoding="utf-8")
    deck_file.write_text(f"{text}\n[[card]]{moved}", encoding="utf-8")
    news = workspace.refresh_library()
    assert len(news.recognised) == 1
    assert workspace.history.state(UnitId(news.recognised[0][1])).reps == 1


def test_a_moved_file_changes_nothing(workspace: Workspace, unnamed: Path) -> None:
    old = card_like(workspace, "Why divide")
    answer(workspace, old)
    folder = unnamed.parent / "elsewhere"
    folder.mkdir()
    unnamed.rename(folder / "renamed.toml")
    news = workspace.refresh_library()
    assert not news.changes.gone_cards
    assert workspace.history.state(UnitId(old)).reps == 1
    assert workspace.library.card(old) is not None


@pytest.mark.parametrize("decision", list(Decision))
def test_where_in_doubt_the_learner_decides(
    workspace: Workspace, unnamed: Path, decision: Decision
) -> None:
    old = card_like(workspace, "What does")
    answer(workspace, old)
    text = UNNAMED.replace(
        "What does a warm-up of the learning rate protect against?",
        "What does a warm-up phase of the optimiser do in training?",
    )
    unnamed.write_text(text, encoding="utf-8")
    news = workspace.refresh_library()
    assert news.doubts == 1
    assert [old for old, _, _ in workspace.library.doubts()] == [old]
    unnamed.write_text(text.replace("do in training", "do in a training"), encoding="utf-8")
    workspace.refresh_library()
    [(again, new, _)] = workspace.library.doubts()
    assert again == old
    decide(workspace, old, new, decision)
    state = workspace.history.state(UnitId(new))
    assert (state.phase is Phase.NEW) == (decision is not Decision.KEEP)
    assert workspace.library.doubts() == []


def test_a_broken_file_shows_its_problem_and_its_last_good_version_stays(
    workspace: Workspace, deck_file: Path
) -> None:
    deck_file.write_text("[deck\ntitle = 1", encoding="utf-8")
    workspace.refresh_library()
    assert workspace.library.card("small-one") is not None
    [problem] = workspace.library.problems()
    assert problem.line == 1
    assert str(problem).startswith(f"{deck_file}:1:")


def test_a_broken_card_keeps_its_last_good_version(workspace: Workspace, deck_file: Path) -> None:
    text = deck_file.read_text(encoding="utf-8")
    deck_file.write_text(text.replace('front = "One?"\nback = "1"', 'front = ""'), encoding="utf-8")
    workspace.refresh_library()
    kept = workspace.library.card("small-one")
    assert kept is not None
    assert kept.front == "One?"
    assert workspace.library.problems()


def test_the_same_id_twice_is_a_problem_and_the_first_is_used(
    workspace: Workspace, deck_file: Path
) -> None:
    other = deck_file.with_name("zz.toml")
    other.write_text(
        '[deck]\ntitle = "Other"\n[[card]]\nid = "small-one"\nfront = "Uno?"\nback = "1"\n',
        encoding="utf-8",
    )
    workspace.refresh_library()
    card = workspace.library.card("small-one")
    assert card is not None
    assert card.front == "One?"
    [problem] = workspace.library.problems()
    assert problem.path == other
    assert "already used" in problem.what


def test_an_override_replaces_the_card(workspace: Workspace, deck_file: Path) -> None:
    other = deck_file.with_name("zz.toml")
    other.write_text(
        '[deck]\nid = "small"\ntitle = "Small"\n'
        '[[card]]\nid = "small-one"\noverrides = true\nfront = "Uno?"\nback = "1"\n',
        encoding="utf-8",
    )
    workspace.refresh_library()
    card = workspace.library.card("small-one")
    assert card is not None
    assert card.front == "Uno?"
    assert workspace.library.problems() == []
    other.unlink()
    workspace.refresh_library()
    back = workspace.library.card("small-one")
    assert back is not None
    assert back.front == "One?"


@pytest.mark.parametrize(
    ("card", "what"),
    [
        ('topic = "nowhere"', "unknown topic `nowhere`"),
        ('requires = ["absent-card"]', "requires `absent-card`"),
        ("overrides = true", "overrides a card that no deck has"),
    ],
)
def test_what_points_nowhere_is_a_problem(workspace: Workspace, card: str, what: str) -> None:
    path = workspace.paths.decks / "points.toml"
    path.write_text(
        '[deck]\ntitle = "Points"\n'
        f'[[card]]\nid = "points-one"\nfront = "A?"\nback = "B"\n{card}\n',
        encoding="utf-8",
    )
    workspace.refresh_library()
    assert any(what in problem.what for problem in workspace.library.problems())


def test_a_deleted_cache_is_built_again(
    workspace: Workspace, clock: FixedClock, home: Path
) -> None:
    paths = paths_below(home)
    workspace.close()
    paths.library.unlink()
    with Workspace.open(paths=paths, clock=clock, zone="UTC") as again:
        again.refresh_library()
        assert len(again.library.cards()) == 5


def test_a_garbage_cache_is_built_again(
    workspace: Workspace, clock: FixedClock, home: Path
) -> None:
    paths = paths_below(home)
    workspace.close()
    for suffix in ("-wal", "-shm"):
        paths.library.with_name(paths.library.name + suffix).unlink(missing_ok=True)
    paths.library.write_bytes(b"garbage" * 1000)
    with Workspace.open(paths=paths, clock=clock, zone="UTC") as again:
        again.refresh_library()
        assert len(again.library.cards()) == 5


def test_a_cache_that_another_program_writes_is_not_to_be_deleted(
    workspace: Workspace, unnamed: Path
) -> None:
    workspace.library.cache._db.execute("PRAGMA busy_timeout = 0")
    (unnamed.parent / "more.toml").write_text('[deck]\ntitle = "More"\n', encoding="utf-8")
    with closing(sqlite3.connect(workspace.paths.library, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OSError, match="another program is reading the decks in; wait"):
            workspace.refresh_library()
    workspace.refresh_library()
    assert "more" in workspace.library.decks


def test_what_cannot_be_looked_into_holds_back_its_own_decks_alone(workspace: Workspace) -> None:
    decks = workspace.paths.decks
    (decks / "a").mkdir()
    for name in ("a/below.toml", "ab.toml"):
        (decks / name).write_text('[deck]\ntitle = "One"\n', encoding="utf-8")
    workspace.refresh_library()
    (decks / "a").rename(decks.parent / "away")
    (decks / "ab.toml").unlink()
    (decks / "a").symlink_to(decks)  # which leads back to a folder above it
    assert workspace.refresh_library().changes.removed_files == (str(decks / "ab.toml"),)
    assert str(decks / "a" / "below.toml") in workspace.library.cache.stamps()


def test_a_cache_that_cannot_be_opened_leaves_no_history_open(home: Path) -> None:
    paths = paths_below(home)
    paths.library.mkdir(parents=True)
    with pytest.raises(OSError, match="the decks cannot be read in"):
        Workspace.open(paths=paths)
    left = {path.name for path in home.iterdir() if path.name.startswith(paths.history.name)}
    name = paths.history.name
    assert left == {name, f"{name}.device"}, "neither a log nor a note that somebody has it open"


def test_two_programs_that_begin_the_cache_share_it(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as first:
        first.execute("PRAGMA journal_mode = WAL")
        first.execute("BEGIN IMMEDIATE")
        made = path.stat().st_ino
        with ThreadPoolExecutor(1) as elsewhere:
            second = elsewhere.submit(lambda: LibraryCache.open(path).close())
            time.sleep(0.2)  # it has seen that nothing is there, and waits
            library_file._make_tables(first)
            first.execute("COMMIT")
            second.result()
        LibraryCache.open(path).close()
        assert path.stat().st_ino == made, "nobody deletes what the other has made"


def test_a_cache_in_use_is_not_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "library.sqlite"
    monkeypatch.setattr(library_file, "WAIT_S", 0)
    monkeypatch.setattr(library_file, "_FIRST_WAIT_S", 0)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(OSError, match="another program is reading the decks in"):
            LibraryCache.open(path)
        assert path.exists()


def test_what_another_program_has_just_read_in_is_not_read_again(
    workspace: Workspace, deck_file: Path
) -> None:
    deck_file.with_name("more.toml").write_text(UNNAMED, encoding="utf-8")

    read = []

    def read_by_another() -> int:
        read.append(other.refresh().new_cards)
        return time.time_ns()

    with closing(Library.open(workspace.paths)) as other:
        assert not refresh(workspace.library.cache, workspace.library.roots, read_by_another)
    assert len(read[0]) == 2
    assert len(workspace.library.cards()) == 7


def test_the_more_files_are_to_be_read_the_longer_another_program_is_waited_for(
    workspace: Workspace,
) -> None:
    workspace.library.cache._db.execute("PRAGMA busy_timeout = 0")
    for number in range(8):
        path = workspace.paths.decks / f"more-{number}.toml"
        path.write_text(f'[deck]\ntitle = "More {number}"\n', encoding="utf-8")
    path = workspace.paths.library
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = threading.Timer(0.2, other.execute, ["ROLLBACK"])
        done.start()
        workspace.refresh_library()
        done.join()
    assert "more-7" in workspace.library.decks


def test_a_full_disk_is_told_and_the_decks_are_read_once_there_is_room(
    workspace: Workspace, unnamed: Path
) -> None:
    db = workspace.library.cache._db
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages}")
    cards = "".join(
        f'\n[[card]]\nid = "more-{i}"\nfront = "{"Which " * 90}{i}?"\nback = "{i}"\n'
        for i in range(400)
    )
    (unnamed.parent / "more.toml").write_text(f'[deck]\ntitle = "More"\n{cards}', encoding="utf-8")
    with pytest.raises(OSError, match="no room is left") as told:
        workspace.refresh_library()
    assert told.value.errno == errno.ENOSPC
    assert str(told.value.filename) == str(workspace.paths.library)
    assert "more" not in workspace.library.decks
    db.execute("PRAGMA max_page_count = 1000000")
    workspace.refresh_library()
    assert len(workspace.library.cards("more")) == 400


def test_the_only_card_that_went_and_the_only_one_that_came_are_asked_about(
    workspace: Workspace, unnamed: Path
) -> None:
    old = card_like(workspace, "Why divide")
    answer(workspace, old)
    unnamed.write_text(
        UNNAMED.replace(
            "Why divide by the square root of the dimension in scaled dot-product attention?",
            "What keeps the softmax of attention from saturating?",
        ),
        encoding="utf-8",
    )
    assert not workspace.refresh_library().recognised
    (doubt,) = doubts(workspace)
    new = card_like(workspace, "What keeps the softmax")
    assert (doubt.old, doubt.new, doubt.reviews) == (old, new, 1)
    assert doubt.was.startswith("Why divide")
    decide(workspace, doubt.old, doubt.new, Decision.KEEP)
    assert workspace.history.state(UnitId(new)).reps == 1
    assert doubts(workspace) == []


def test_another_id_for_the_very_same_question_is_asked_about(
    workspace: Workspace, deck_file: Path
) -> None:
    answer(workspace, CardId("small-one"))
    text = deck_file.read_text(encoding="utf-8")
    deck_file.write_text(text.replace('"small-one"', '"small-uno"'), encoding="utf-8")
    workspace.refresh_library()
    (doubt,) = doubts(workspace)
    assert (doubt.old, doubt.new, doubt.likeness) == ("small-one", "small-uno", 1.0)
    workspace.library.remember_doubts([("small-one", "small-two", 0.7)])
    assert decide_all(workspace, Decision.KEEP) == (1, 1)
    assert workspace.history.state(UnitId("small-two")).reps == 0


def test_projects_are_told_from_decks_by_their_folder(tmp_path: Path) -> None:
    root = Root(tmp_path, "decks", own=True)
    assert kind_of(root, tmp_path / "projects" / "ml.toml") == "projects"
    assert kind_of(root, tmp_path / "ml" / "projects.toml") == "deck"
