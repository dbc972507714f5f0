"""A sitting on a small bank: asked, answered, left, taken up, closed, discarded."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.unit.study.sittingkit import (
    answer,
    bank_file,
    knows,
    open_world,
    sit,
    write_world,
)

from mlprep.assessment import Outcome
from mlprep.domain.clock import FixedClock
from mlprep.domain.facts import FactKind
from mlprep.domain.ids import CardId
from mlprep.study.measuring.answered import answered_items, open_explanations, study_card
from mlprep.study.measuring.asked import AnswerMissing
from mlprep.study.measuring.evidence import gather_evidence
from mlprep.study.measuring.measured import read_summary
from mlprep.study.measuring.outlook import outlook
from mlprep.study.measuring.profile import profile
from mlprep.study.measuring.profile_view import ProfileView
from mlprep.study.measuring.sitting import (
    SittingSession,
    discard_sitting,
    open_sitting,
    unfinished,
)
from mlprep.study.measuring.sitting_facts import read_sittings
from mlprep.study.measuring.stability import note_stable_topics
from mlprep.study.measuring.standpoint import NothingToAsk
from mlprep.study.names import NameNotKnown
from mlprep.study.plan.priorities import topic_plan
from mlprep.study.review.session import ReviewSession
from mlprep.study.today import today
from mlprep.study.workspace import Workspace


@pytest.fixture
def workspace(home: Path, clock: FixedClock) -> Iterator[Workspace]:
    write_world(home)
    with open_world(home, clock) as opened:
        opened.change_setting("role", "composer")
        opened.change_setting("background", "listener")
        yield opened


def levels(view: ProfileView) -> list[tuple[float, float, float, int]]:
    return [
        (topic.level, topic.low, topic.high, topic.answered)
        for area in view.areas
        for topic in area.topics
    ]


def test_every_answer_is_durable_before_the_next_question(
    workspace: Workspace, clock: FixedClock, home: Path
) -> None:
    session = open_sitting(workspace, length="quick")
    session.next()
    for number in range(1, 6):
        answer(session, clock, knows(0.5))
        with open_world(home, clock) as other:
            assert len(read_sittings(other)[0].given) == number


def test_left_after_every_answer_it_is_the_same_sitting_and_the_same_profile(
    workspace: Workspace, clock: FixedClock, home: Path, tmp_path: Path
) -> None:
    session = open_sitting(workspace, length="quick")
    sit(session, clock, knows(0.5), most=1)
    workspace.close()
    shutil.copytree(home, tmp_path / "copy")
    begun = clock.now_ms()
    with open_world(home, clock) as opened:
        straight = sit(open_sitting(opened), clock, knows(0.5))
        whole = levels(profile(opened))
    clock.at_ms = begun
    interrupted = []
    while True:
        with open_world(tmp_path / "copy", clock) as opened:
            if unfinished(opened) is None:
                pieces = levels(profile(opened))
                break
            interrupted += sit(open_sitting(opened), clock, knows(0.5), most=1)
    assert interrupted == straight
    assert len(straight) == 19
    for one, other in zip(whole, pieces, strict=True):
        assert one == pytest.approx(other, abs=1e-6)


def test_it_ends_by_itself_and_says_why(workspace: Workspace, clock: FixedClock) -> None:
    session = open_sitting(workspace, length="quick")
    sit(session, clock, knows(0.0))
    assert session.is_over
    assert session.next() is None
    assert read_sittings(workspace)[0].ended in {"length", "exhausted"}
    with pytest.raises(LookupError):
        session.answer(dont_know=True)


def test_progress_tells_precision_and_never_right_or_wrong(
    workspace: Workspace, clock: FixedClock
) -> None:
    session = open_sitting(workspace, length="quick")
    seen = [session.progress]
    session.next()
    for _ in range(8):
        answer(session, clock, knows(0.5))
        seen.append(session.progress)
    assert [one.answered for one in seen] == list(range(9))
    assert seen[-1].margin < seen[0].margin == pytest.approx(seen[0].margin_at_start)
    assert seen[0].sureness == pytest.approx(0)
    assert 0 < seen[-1].sureness < 1
    assert not {"right", "wrong"} & set(seen[-1].sentence.split())


def test_after_72_hours_it_is_closed_and_the_next_one_begins(
    workspace: Workspace, clock: FixedClock
) -> None:
    sit(open_sitting(workspace, ["music"], "quick"), clock, knows(0.5), most=3)
    clock.advance(hours=73)
    assert unfinished(workspace) is None
    session = open_sitting(workspace)
    first, second = read_sittings(workspace)
    assert (first.ended, len(first.given)) == ("idle", 3)
    assert (second.begun.focus, second.begun.length.name) == (("music",), "quick")
    assert "72 hours" in session.notice


def test_an_answer_after_72_hours_opens_the_next_sitting(
    workspace: Workspace, clock: FixedClock
) -> None:
    session = open_sitting(workspace, length="quick")
    sit(session, clock, knows(0.5), most=2)
    shown = session.asked
    assert shown is not None
    clock.advance(hours=80)
    answer(session, clock, knows(9.0))
    first, second = read_sittings(workspace)
    assert (first.ended, len(first.given)) == ("idle", 2)
    assert [given.item for given in second.given] == [shown.item.id]
    assert "closed after 72 hours" in session.notice
    assert session.asked is not None


def test_a_discarded_sitting_leaves_the_profile_and_its_questions_stay_seen(
    workspace: Workspace, clock: FixedClock
) -> None:
    before = levels(profile(workspace))
    asked = sit(open_sitting(workspace), clock, knows(2.0), most=12)
    assert levels(profile(workspace)) != before
    assert discard_sitting(workspace) is not None
    assert discard_sitting(workspace) is None
    assert read_summary(workspace) is None, "at once, not only when the profile is next looked at"
    assert not topic_plan(workspace).is_measured
    after = levels(profile(workspace))
    assert after == [pytest.approx(one) for one in before]
    again = sit(open_sitting(workspace), clock, knows(2.0), most=12)
    assert not set(asked) & set(again)


def test_the_profile_shows_while_another_program_writes(
    workspace: Workspace, clock: FixedClock
) -> None:
    session = open_sitting(workspace)
    sit(session, clock, knows(2.0), most=4)
    workspace.history._engine.connection.execute("PRAGMA busy_timeout = 10")
    with closing(sqlite3.connect(workspace.paths.history, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert profile(workspace).questions == 4
        note_stable_topics(workspace)


def test_another_focus_begins_anew_and_keeps_what_was_answered(
    workspace: Workspace, clock: FixedClock
) -> None:
    sit(open_sitting(workspace), clock, knows(0.5), most=2)
    session = open_sitting(workspace, ["Colour"])
    names = sit(session, clock, knows(0.5), most=3)
    assert all(name.startswith("colour-item") for name in names)
    assert [one.ended for one in read_sittings(workspace)] == ["left", ""]


def test_a_longer_length_goes_on_with_the_same_sitting(
    workspace: Workspace, clock: FixedClock
) -> None:
    session = open_sitting(workspace, length="quick")
    sit(session, clock, knows(0.5))
    assert len(session.record.given) == 20
    assert session.extend("standard") is not None
    sit(session, clock, knows(0.5), most=3)
    with_more = read_sittings(workspace)
    assert [len(one.given) for one in with_more] == [23]
    assert with_more[0].begun.length.name == "standard"
    taken_up = open_sitting(workspace, length="deep")
    assert taken_up.record.id == session.record.id
    assert taken_up.progress.maximum == 90


def test_two_programs_on_one_sitting_do_not_ask_twice(
    workspace: Workspace, clock: FixedClock, home: Path
) -> None:
    here = open_sitting(workspace, length="quick")
    here.next()
    answer(here, clock, knows(0.5))
    with open_world(home, clock) as other:
        there = open_sitting(other)
        sit(there, clock, knows(0.5), most=4)
    session_item = here.next()
    assert session_item is not None
    assert session_item.number == 6
    asked = [given.item for given in here.record.given]
    assert session_item.item.id not in asked


@pytest.mark.parametrize("typed", ["300", " 300 Hz", "3e2", "600/2", "300.0"])
def test_typed_answers_are_read_kindly(workspace: Workspace, clock: FixedClock, typed: str) -> None:
    session = _asking(workspace, clock, typed=True, level=3)
    session.answer(typed=typed)
    given = session.record.given[-1]
    assert (given.response.outcome, given.typed) == (Outcome.RIGHT, typed.strip())


def test_what_is_no_answer_is_told_and_not_recorded(
    workspace: Workspace, clock: FixedClock
) -> None:
    session = _asking(workspace, clock, typed=True)
    for wrong in ({"typed": "  "}, {"picked": [0]}):
        with pytest.raises(AnswerMissing, match="don't know"):
            session.answer(**wrong)
    session = _asking(workspace, clock, typed=False)
    count = len(session.record.given)
    for picked, told in (([], "pick an option"), ([7], "1 to 4"), ([0, 1], "only one")):
        with pytest.raises(AnswerMissing, match=told):
            session.answer(picked=picked)
    assert len(read_sittings(workspace)[0].given) == count


def _asking(
    workspace: Workspace, clock: FixedClock, *, typed: bool, level: int | None = None
) -> SittingSession:
    """Go on until such an item is asked."""
    session = open_sitting(workspace)
    asked = session.next()
    while asked is not None and (asked.is_typed != typed or level not in (None, asked.item.level)):
        clock.advance(minutes=1)
        asked = session.answer(dont_know=True)
    assert asked is not None
    clock.advance(minutes=1)
    return session


def test_guesses_faster_than_reading_do_not_count_and_are_told_once(
    workspace: Workspace, clock: FixedClock
) -> None:
    session = open_sitting(workspace)
    asked, notices = session.next(), []
    for _ in range(4):
        assert asked is not None
        clock.advance(minutes=0.01)
        asked = session.answer(typed="1") if asked.is_typed else session.answer(picked=[0])
        notices.append(bool(session.notice))
    assert notices == [False, False, True, False]
    assert session.progress.answered == 0
    assert profile(workspace).questions == 0
    assert outlook(workspace).waiting == 0


def test_an_edited_item_keeps_the_parameters_of_its_old_answers(
    workspace: Workspace, clock: FixedClock, home: Path
) -> None:
    session = open_sitting(workspace, ["harmony"])
    sit(session, clock, knows(0.5), most=6)
    session.finish()
    before = levels(profile(workspace))
    old = {one.item: one.response.item for one in read_sittings(workspace)[0].given}
    file = bank_file(home, "harmony")
    text = file.read_text(encoding="utf-8").replace("What is ", "Tell me: what is ")
    for level in "12345":
        text = text.replace(f"level = {level}\n", "level = 0\n", 20)
    file.write_text(text.replace("level = 0\n", "level = 3\n"), encoding="utf-8")
    workspace.refresh_library()
    bank = gather_evidence(workspace).bank
    for name, spec in old.items():
        assert bank.by_id[name].version != spec.version
        assert bank.by_id[name].b == 0.0
    kept = {one.item: one.response.item for one in read_sittings(workspace)[0].given}
    assert kept == old
    assert levels(profile(workspace)) == [pytest.approx(one) for one in before]
    assert all(one.edited for one in answered_items(workspace, [session.record]))


def test_an_edited_bank_is_used_from_the_next_question_on(
    workspace: Workspace, clock: FixedClock, home: Path
) -> None:
    session = open_sitting(workspace, ["harmony"])
    sit(session, clock, knows(0.5), most=2)
    file = bank_file(home, "harmony")
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("What is ", "Now: what is "), encoding="utf-8")
    workspace.refresh_library()
    asked = session.next()
    assert asked is not None
    assert asked.stem.startswith("Now: ")


def test_items_that_would_never_be_asked_are_problems(workspace: Workspace, home: Path) -> None:
    file = bank_file(home, "own")
    text = bank_file(home, "harmony").read_text(encoding="utf-8").split("[[item]]")
    file.write_text('[bank]\ntopic = "harmny"\n[[item]]' + text[1], encoding="utf-8")
    workspace.refresh_library()
    told = {one.what.split(";")[0]: one for one in workspace.library.problems()}
    assert "unknown topic `harmny`" in told
    assert told["unknown topic `harmny`"].right == "did you mean `harmony`?"
    (twice,) = [one for what, one in told.items() if "is already used in" in what]
    assert twice.path == file or twice.path == bank_file(home, "harmony")
    assert twice.line > 0


def test_answers_are_explained_with_slips_options_and_cards(
    workspace: Workspace, clock: FixedClock
) -> None:
    session = _asking(workspace, clock, typed=True, level=2)
    session.answer(typed="20 Hz")
    session.finish()
    items = answered_items(workspace, [session.record])
    slipped = items[-1]
    assert (slipped.outcome, slipped.slip) == (Outcome.WRONG, "Lost a zero.")
    assert (slipped.answer, slipped.unit, slipped.rationale) == ("200", "Hz", "So it is.")
    assert [card.met for card in slipped.cards] == [False]
    chosen = [one for one in items if one.options]
    assert all([o.why for o in one.options] == ["yes", "no: b", "no: c", "no: d"] for one in chosen)
    topics = {one.topic for one in answered_items(workspace, [session.record], topic="harmony")}
    assert topics <= {"harmony"}


def test_opened_explanations_are_noted_once_and_keep_the_item_away_for_half_a_year(
    workspace: Workspace, clock: FixedClock
) -> None:
    session = open_sitting(workspace, ["colour"])
    asked = sit(session, clock, knows(0.5), most=6)
    session.finish()
    items = answered_items(workspace, [session.record])
    open_explanations(workspace, items[:3])
    open_explanations(workspace, items[:3])
    assert len(list(workspace.history.facts(kinds=[FactKind.EXPLANATION]))) == 3
    clock.advance(days=13 * 7)
    again = open_sitting(workspace, ["colour"])
    names = set(sit(again, clock, knows(0.5)))
    assert not names & set(asked[:3])
    assert names >= set(asked[3:])


def test_a_teaching_card_is_asked_first_today_whatever_the_limits(
    workspace: Workspace, clock: FixedClock
) -> None:
    workspace.change_setting("new_per_day", 0)
    session = _asking(workspace, clock, typed=True)
    session.answer(dont_know=True)
    session.finish()
    item = answered_items(workspace, [session.record])[-1]
    told = study_card(workspace, item, item.cards[0].id)
    assert told.startswith("Asked for")
    assert answered_items(workspace, [session.record])[-1].cards[0].asked_for
    assert today(workspace).new == 1
    clock.advance(minutes=1)
    review = ReviewSession(workspace)
    showing = review.next()
    assert showing is not None
    assert showing.question.card.id == item.cards[0].id
    assert showing.reason.startswith('You asked for it after the question "What is ')
    clock.advance(minutes=1)
    review.answer(3, typed="440")  # type: ignore[arg-type]  # a Rating is an int
    assert not workspace.history.first_sights()
    assert workspace.history.undo() is not None
    assert workspace.history.undo() is not None
    assert ReviewSession(workspace).next() is None


def test_a_card_met_before_is_set_due_today(workspace: Workspace, clock: FixedClock) -> None:
    review = ReviewSession(workspace)
    first = review.next()
    assert first is not None
    card = first.question.card.id
    review.answer(4)  # type: ignore[arg-type]  # a Rating is an int
    clock.advance(days=1)
    workspace.change_setting("new_per_day", 0)
    assert ReviewSession(workspace).next() is None
    session = open_sitting(workspace)
    session.next()
    answer(session, clock, knows(0.0))
    item = answered_items(workspace, [session.record])[-1]
    study_card(workspace, item, CardId(card))
    showing = ReviewSession(workspace).next()
    assert showing is not None
    assert showing.question.card.id == card
    assert "You asked for it" in showing.reason
    workspace.history.undo()
    assert ReviewSession(workspace).next() is None


def test_unknown_names_and_exhausted_banks_are_sentences(
    workspace: Workspace, clock: FixedClock
) -> None:
    with pytest.raises(NameNotKnown, match="did you mean harmony"):
        open_sitting(workspace, ["harmny"])
    with pytest.raises(NothingToAsk, match="no question on Colour is left"):
        _ask_everything(workspace, clock, "colour")
    assert all(not one.is_open for one in read_sittings(workspace))


def _ask_everything(workspace: Workspace, clock: FixedClock, topic: str) -> None:
    for _ in range(6):
        sit(open_sitting(workspace, [topic], "deep"), clock, knows(0.5))


def test_without_any_bank_there_is_nothing_to_ask(home: Path, clock: FixedClock) -> None:
    with open_world(home, clock) as opened, pytest.raises(NothingToAsk, match="no item bank"):
        open_sitting(opened)
    with open_world(home, clock) as opened:
        assert read_sittings(opened) == []
