"""The profile on a small bank: bars, gaps, words, what stands beside, and against which role."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.unit.study.sittingkit import (
    answer,
    bank_file,
    items_of,
    knows,
    open_world,
    sit,
    write_world,
)

from mlprep.assessment import Standing
from mlprep.domain.clock import FixedClock
from mlprep.domain.facts import Draft, FactKind, Json
from mlprep.domain.rating import Rating
from mlprep.domain.settings import SettingError
from mlprep.planning.forecast import forecast
from mlprep.store.library import LibraryCache
from mlprep.store.paths import paths_below
from mlprep.study.content.skill_map import load_skill_map
from mlprep.study.day_plan import day_plan
from mlprep.study.measuring import evidence as evidence_module
from mlprep.study.measuring import profile as profile_module
from mlprep.study.measuring.check_ups import offered_check_ups
from mlprep.study.measuring.measured import read_summary
from mlprep.study.measuring.profile import Measurement, profile
from mlprep.study.measuring.self_rating import RatingRound, read_ratings
from mlprep.study.measuring.setting_up import needs_setup, set_up, setup_choices, skip_setup
from mlprep.study.measuring.sitting import open_check_up, open_sitting
from mlprep.study.measuring.stability import note_stable_topics
from mlprep.study.measuring.standpoint import NothingToAsk
from mlprep.study.measuring.topic_detail import topic_detail
from mlprep.study.names import NameNotKnown
from mlprep.study.plan.priorities import topic_plan
from mlprep.study.plan.start import footing
from mlprep.study.preferences import change
from mlprep.study.review.scope import scope_of
from mlprep.study.review.session import ReviewSession
from mlprep.study.today import today
from mlprep.study.workspace import Workspace


@pytest.fixture
def workspace(home: Path, clock: FixedClock) -> Iterator[Workspace]:
    write_world(home)
    with open_world(home, clock) as opened:
        set_up(opened, {"role": "composer", "background": "listener"})
        yield opened


def measured(workspace: Workspace, clock: FixedClock, theta: float, most: int = 99) -> None:
    session = open_sitting(workspace)
    sit(session, clock, knows(theta), most)
    session.finish()


# ------------------------------------------------------------------ standpoint


def test_before_any_answer_it_shows_what_the_background_makes_likely(
    workspace: Workspace,
) -> None:
    view = profile(workspace)
    assert view.questions == 0
    harmony, rhythm, colour = (view.topic(name) for name in ("harmony", "rhythm", "colour"))
    assert harmony is not None
    assert rhythm is not None
    assert colour is not None
    assert (harmony.level, rhythm.level, colour.level) == pytest.approx((5.0, 3.0, 2.0))
    assert all(bar.hollow for bar in (harmony, rhythm, colour))
    assert (harmony.required, rhythm.required, colour.required) == (4.0, 3.0, None)
    assert "inferred from neighbours" in rhythm.words
    assert any("Nothing was measured yet" in note for note in view.notes)


def test_who_answers_all_is_clearly_there_and_who_knows_nothing_clearly_below(
    workspace: Workspace, clock: FixedClock
) -> None:
    measured(workspace, clock, -9.0)
    view = profile(workspace)
    assert {gap.standing for gap in view.gaps} == {Standing.CLEARLY_BELOW}
    assert [gap.id for gap in view.gaps] == ["harmony", "rhythm"]
    assert view.promise.startswith("these three come to about 100% of the truly largest three")
    assert view.gaps[0].gap == pytest.approx(4.0 - view.gaps[0].level)
    clock.advance(days=200)
    measured(workspace, clock, 9.0)
    assert all(gap.expected_gap < 2.5 for gap in profile(workspace).gaps)


def test_another_role_is_shown_without_reading_the_answers_again(
    workspace: Workspace, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured(workspace, clock, 0.5, 20)
    measurement = Measurement(workspace)
    own = measurement.view()
    monkeypatch.setattr(evidence_module, "read_sittings", _never)
    monkeypatch.setattr(profile_module, "gather_evidence", _never)
    other = measurement.view("Painter")
    senior = measurement.view("composer", "senior")
    assert (own.role, other.role, senior.seniority) == ("Composer", "Painter", "senior")
    levels = [
        [topic.level for area in view.areas for topic in area.topics] for view in (own, other)
    ]
    assert levels[0] == pytest.approx(levels[1])
    assert [bar.id for bar in other.gaps] == ["colour"]
    bar = senior.topic("harmony")
    assert bar is not None
    assert bar.required == 4.5
    with pytest.raises(NameNotKnown, match="did you mean painter"):
        measurement.view("paintr")
    assert measurement.view("").gaps == ()


def _never(*_: object) -> None:
    raise AssertionError("the answers were read again")


def test_a_specialism_goes_with_the_areas_that_it_needs(workspace: Workspace) -> None:
    skills = load_skill_map(workspace.library)
    assert skills.correlation("spec-opera", "music") == 0.5
    assert skills.correlation("art", "spec-opera") == 0.3
    assert skills.correlation("art", "music") == 0.3


def test_a_chosen_specialism_asks_for_level_three(workspace: Workspace, clock: FixedClock) -> None:
    assert profile(workspace).topic("spec-opera-verdi") is None
    set_up(workspace, {"specialisms": ["Opera"]})
    bar = profile(workspace).topic("spec-opera-verdi")
    assert bar is not None
    assert bar.required == 3.0
    assert bar.level == pytest.approx(4.35)  # the mean of the topics that it needs
    set_up(workspace, {"specialisms": []})
    sit(open_sitting(workspace, ["spec-opera"]), clock, knows(0.0), most=3)
    answered = profile(workspace).topic("spec-opera-verdi")
    assert answered is not None
    assert (answered.required, answered.answered) == (None, 3)


def test_without_a_role_no_gap_is_named(workspace: Workspace, clock: FixedClock) -> None:
    set_up(workspace, {"role": ""})
    measured(workspace, clock, 0.0, 10)
    view = profile(workspace)
    assert (view.gaps, view.promise, view.role) == ((), "", "")
    assert any("No role is chosen" in note for note in view.notes)


def test_an_empty_library_is_a_sentence(home: Path, clock: FixedClock) -> None:
    with open_world(home, clock) as opened, pytest.raises(NothingToAsk, match="no areas"):
        profile(opened)


# --------------------------------------------------------------- what is beside


def test_earlier_sittings_and_what_can_be_said_of_the_change(
    workspace: Workspace, clock: FixedClock
) -> None:
    measured(workspace, clock, -1.0, 24)
    assert profile(workspace).changes == ()
    clock.advance(days=100)
    measured(workspace, clock, -1.0, 24)
    view = profile(workspace)
    assert [line.questions for line in view.sittings] == [24, 24]
    assert view.compared == "2026-09-21 and 2026-12-30"
    assert {change.title for change in view.changes} == {"Music", "Art"}
    assert not any(change.improved for change in view.changes)
    assert all("no change we can tell" in change.sentence for change in view.changes)


def test_recall_stands_beside_and_moves_no_level(workspace: Workspace, clock: FixedClock) -> None:
    measured(workspace, clock, 0.0, 20)
    before = profile(workspace)
    session = ReviewSession(workspace, scope_of(workspace, ["harmony"]))
    showing = session.next()
    while showing is not None:
        clock.advance(minutes=0.5)
        showing = session.answer(Rating.EASY)
    after = profile(workspace)
    bar, old = after.topic("harmony"), before.topic("harmony")
    assert bar is not None
    assert old is not None
    assert old.recall is not None
    assert bar.recall is not None
    assert (old.recall.introduced, old.recall.recall) == (0.0, 0.0)
    assert bar.recall.introduced == 1.0
    assert 0.9 < bar.recall.recall <= 1.0
    assert bar.level == pytest.approx(old.level, abs=1e-3)
    assert bar.high - bar.low >= old.high - old.low - 1e-6


def test_sure_and_unsure_are_weighed(workspace: Workspace, clock: FixedClock) -> None:
    session = open_sitting(workspace)
    session.next()
    for _ in range(16):
        clock.advance(minutes=1)
        asked = session.asked
        assert asked is not None
        if asked.is_typed:
            session.answer(typed="nonsense", sure=True)
        else:
            session.answer(picked=[asked.options.index("good")], sure=False)
    found = profile(workspace).calibration
    assert found is not None
    assert found.answers == 16
    assert found.p_sure < found.p_unsure


def test_the_dated_summary_needs_no_engine(workspace: Workspace, clock: FixedClock) -> None:
    assert read_summary(workspace) is None
    measured(workspace, clock, 0.0, 20)
    measurement = Measurement(workspace)
    view = measurement.view()
    kept = read_summary(workspace)
    assert kept is not None
    assert (kept.day, kept.questions) == (workspace.today, 20)
    target = measurement.standpoint.target("composer", "mid")
    assert target is not None
    gaps = dict(kept.gaps(target))
    for bar in view.gaps:
        assert gaps[bar.id] == pytest.approx(bar.expected_gap, abs=1e-4)
    assert list(gaps) == [bar.id for bar in view.gaps]
    workspace.history.set_note("measured", "{broken")
    assert read_summary(workspace) is None


def test_today_loads_no_numpy_with_answers_and_offers(
    workspace: Workspace, clock: FixedClock, home: Path
) -> None:
    measured(workspace, clock, 0.0, 10)
    _study_until_stable(workspace, clock)
    workspace.close()
    code = (
        "import sys; from mlprep.cli.main import main; main(['today', '--json']);"
        "print('numpy' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stderr.split()[-1] == "False"
    offer = json.loads(done.stdout)["plan"]["check_up"]
    assert "four questions would show" in offer["sentence"]
    assert paths_below(home).history.exists()


def test_an_opened_topic_tells_what_teaches_it_and_what_was_answered(
    workspace: Workspace, clock: FixedClock
) -> None:
    session = open_sitting(workspace, ["harmony"])
    sit(session, clock, knows(0.0), most=3)
    assert topic_detail(workspace, profile(workspace), "harmony").answered == ()
    session.finish()
    found = topic_detail(workspace, profile(workspace), "harmony")
    assert [one.number for one in found.answered] == [1, 2, 3]
    assert [(deck.id, deck.cards) for deck in found.decks] == [("harmony", 3)]
    assert found.bar.answered == 3
    with pytest.raises(NameNotKnown):
        topic_detail(workspace, profile(workspace), "spec-opera-verdi")


def test_the_engine_is_held_to_what_it_predicted(workspace: Workspace, clock: FixedClock) -> None:
    measured(workspace, clock, 0.5, 30)
    session = open_sitting(workspace)
    sit(session, clock, lambda asked: asked.item.b > 0, 30)
    session.finish()
    view = profile(workspace)
    assert [one.fits for one in view.sittings] == [False, True], "the newest first"
    assert any("do not fit the model" in note for note in view.notes)


# -------------------------------------------------------------------- check-ups


def _study_until_stable(workspace: Workspace, clock: FixedClock) -> None:
    """Answer every card easily whenever it is due, until its stability is beyond 21 days."""
    for _ in range(4):
        session = ReviewSession(workspace)
        showing = session.next()
        while showing is not None:
            clock.advance(minutes=0.2)
            showing = session.answer(Rating.EASY)
        clock.advance(days=30)


def test_a_check_up_is_offered_once_the_cards_are_stable(
    workspace: Workspace, clock: FixedClock
) -> None:
    assert offered_check_ups(workspace) == []
    _study_until_stable(workspace, clock)
    note_stable_topics(workspace)
    offers = offered_check_ups(workspace)
    assert "harmony" in {offer.topic for offer in offers}
    offered = day_plan(workspace, today(workspace)).check_up
    assert offered is not None
    plan = topic_plan(workspace)
    score = {one.topic: one.score for one in plan.priorities}
    planned = [offer.topic for offer in offers if offer.topic in score]
    assert len(planned) > 1
    assert offered.topic == max(planned, key=score.__getitem__), "the largest gap comes first"
    base = footing(workspace, plan)
    ahead = forecast(base.start, replace(base.pace, new_per_day=0, reviews_per_day=0), 1)
    known = [topic for topic in score if topic in ahead.topics]
    ripe = {topic for topic in known if ahead.checkup_on(topic) == workspace.today}
    assert ripe == set(planned), "the weeks ahead have the same rule"
    assert "are stable" in offered.sentence
    assert "mlprep" not in offered.sentence, "a screen names its key instead"
    view = profile(workspace)
    assert "harmony" in {one.topic for one in view.check_ups}
    assert any("`mlprep assess --check-up harmony`" in told for told in view.next_steps)
    session = open_check_up(workspace, "harmony")
    names = sit(session, clock, knows(9.0), most=2)
    taken_up = open_check_up(workspace, "Harmony")
    assert taken_up.record.id == session.record.id
    names += sit(taken_up, clock, knows(9.0))
    assert len(set(names)) == 4
    assert all(name.startswith("harmony-item") for name in names)
    assert taken_up.is_over
    assert "harmony" not in {offer.topic for offer in offered_check_ups(workspace)}
    bar = profile(workspace).topic("harmony")
    assert bar is not None
    assert bar.answered == 4
    assert day_plan(workspace, today(workspace)).check_up is None, "not every day"
    clock.advance(days=2, hours=-8)
    other = day_plan(workspace, today(workspace)).check_up
    assert other is not None, "study days count, not hours"
    assert other.topic != "harmony"
    clock.advance(days=20)
    assert "harmony" in {offer.topic for offer in offered_check_ups(workspace)}


def test_check_ups_read_the_banks_once_and_see_their_edits(
    workspace: Workspace, clock: FixedClock, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _study_until_stable(workspace, clock)
    note_stable_topics(workspace)
    read, bodies = list[str](), LibraryCache.bodies

    def counting(cache: LibraryCache, kind: str) -> list[tuple[str, bool, Any]]:
        read.append(kind)
        return bodies(cache, kind)

    monkeypatch.setattr(LibraryCache, "bodies", counting)
    offers = offered_check_ups(workspace)
    assert len(offers) > 1
    assert read.count("bank") == 1
    few = '[bank]\ntopic = "harmony"\n\n' + "\n".join(list(items_of("harmony"))[:3])
    bank_file(home, "harmony").write_text(few, encoding="utf-8")
    workspace.refresh_library()
    assert "harmony" not in {offer.topic for offer in offered_check_ups(workspace)}


def test_cards_beyond_what_is_asked_for_hold_no_check_up_back(
    workspace: Workspace, clock: FixedClock
) -> None:
    """A rhythm of level 3 is asked for: the cards of level 5 need not be met first."""
    cards = "".join(
        f'\n[[card]]\nid = "beat-{nth}"\nlevel = {3 if nth < 5 else 5}\nfront = "Beat {nth}?"\n'
        'back = "So."\n'
        for nth in range(9)
    )
    deck = f'[deck]\ntitle = "Beats"\nid = "beats"\ntopic = "rhythm"\n{cards}'
    (workspace.paths.decks / "rhythm.toml").write_text(deck, encoding="utf-8")
    workspace.refresh_library()
    workspace.change_setting("new_per_day", 5)
    for left in (0, 1):
        session = ReviewSession(workspace, scope_of(workspace, ["beats"]))
        showing = session.next()
        while showing is not None and session.progress.left > left:
            showing = session.answer(Rating.EASY)
        workspace.change_setting("new_per_day", 0)
        clock.advance(days=20)
    counts = [one for one in workspace.history.level_counts(21) if one.topic == "rhythm"]
    assert [(one.introduced, one.held, one.stable, one.units) for one in counts] == [
        (5, 4, 4, 5),
        (0, 0, 0, 4),
    ]
    offered = day_plan(workspace, today(workspace)).check_up
    assert offered is not None, "although the session was left before its end"
    assert offered.topic == "rhythm"
    assert "rhythm" in {offer.topic for offer in offered_check_ups(workspace)}
    bar = profile(workspace).topic("rhythm")
    assert bar is not None
    assert bar.recall is not None
    assert bar.recall.stable, "the profile calls stable what a check-up is offered of"


def test_a_check_up_asks_only_what_was_never_seen(workspace: Workspace, clock: FixedClock) -> None:
    seen: set[str] = set()
    for _ in range(4):
        names = sit(open_check_up(workspace, "colour"), clock, knows(0.0))
        assert not seen & set(names)
        seen |= set(names)
        clock.advance(days=400)
    sit(open_check_up(workspace, "colour"), clock, knows(0.0))
    with pytest.raises(NothingToAsk, match="every question on Colour was seen"):
        open_check_up(workspace, "colour")


# ---------------------------------------------------------------- first sights


def _first(workspace: Workspace, card: str) -> ReviewSession:
    session = ReviewSession(workspace, scope_of(workspace, [card.partition("-")[0]]))
    session.next()
    while session.showing is not None and session.showing.question.card.id != card:
        session.bury()
    assert session.showing is not None
    return session


def test_the_first_answer_to_a_typed_card_is_half_an_answer(workspace: Workspace) -> None:
    before = profile(workspace).topic("harmony")
    session = _first(workspace, "harmony-card")
    session.answer(Rating.GOOD, "441 Hz")
    (fact,) = workspace.history.first_sights()
    expected: dict[str, Json] = {"right": False, "topic": "harmony", "level": 3, "chance": 0.0}
    assert fact.body["first_sight"] == expected
    after = profile(workspace).topic("harmony")
    assert before is not None
    assert after is not None
    assert after.level < before.level
    assert after.answered == 1
    workspace.history.undo()
    undone = profile(workspace).topic("harmony")
    assert undone is not None
    assert undone.level == pytest.approx(before.level)


def test_an_undone_answer_given_again_is_no_first_one(workspace: Workspace) -> None:
    session = _first(workspace, "harmony-card")
    session.answer(Rating.GOOD, "440")
    session.undo()
    session.answer(Rating.GOOD, "440")
    assert workspace.history.first_sights() == []


@pytest.mark.parametrize(("picked", "right"), [([0], True), ([1], False)])
def test_the_first_pick_of_a_choice_card_counts_with_its_chance(
    workspace: Workspace, picked: list[int], right: bool
) -> None:
    session = _first(workspace, "rhythm-choice")
    showing = session.showing
    assert showing is not None
    shown = [showing.question.order.index(one) for one in picked]
    session.answer(Rating.GOOD, picked=shown)
    told = workspace.history.first_sights()[0].body["first_sight"]
    assert told == {
        "right": right,
        "topic": "rhythm",
        "level": 4,
        "chance": pytest.approx(1 / 3),
    }


def test_a_self_graded_card_is_no_evidence(workspace: Workspace) -> None:
    _first(workspace, "colour-plain").answer(Rating.GOOD)
    _first(workspace, "colour-card").answer(Rating.GOOD)
    assert workspace.history.first_sights() == []


# ---------------------------------------------------------------- self-ratings


def test_ratings_are_kept_one_by_one_with_a_foil_among_them(workspace: Workspace) -> None:
    rounds = RatingRound(workspace)
    assert {term.id for term in rounds.terms} == {
        "harmony", "rhythm", "colour", "foil-septimal-blurring",
    }  # fmt: skip
    assert rounds.terms[0].id != "foil-septimal-blurring"
    while rounds.term is not None:
        if rounds.term.id == "colour":
            rounds.skip()
        else:
            rounds.rate(4)
    assert read_ratings(workspace) == {"harmony": 4, "rhythm": 4, "foil-septimal-blurring": 4}
    assert [term.id for term in RatingRound(workspace).terms] == ["colour"]
    rounds.back()
    rounds.rate(1)
    with pytest.raises(LookupError):
        rounds.rate(1)
    assert read_ratings(workspace)["colour"] == 1


def test_a_rating_moves_the_estimate_and_less_so_with_a_claimed_foil(
    workspace: Workspace,
) -> None:
    bare = profile(workspace).topic("colour")
    workspace.record(Draft(FactKind.SELF_RATING, "colour", {"rating": 4}))
    rated = profile(workspace).topic("colour")
    view = profile(workspace)
    workspace.record(Draft(FactKind.SELF_RATING, "foil-septimal-blurring", {"rating": 3}))
    doubted = profile(workspace).topic("colour")
    assert bare is not None
    assert rated is not None
    assert doubted is not None
    assert rated.level > bare.level
    assert doubted.level == pytest.approx(bare.level, abs=1e-6)
    assert rated.self_rating == 4
    assert view.self_rated
    assert next(area.self_rated for area in view.areas if area.id == "art") is not None


# ------------------------------------------------------------------ setting up


def test_setting_up_is_one_action_and_asks_no_more(home: Path, clock: FixedClock) -> None:
    write_world(home)
    with open_world(home, clock) as opened:
        assert needs_setup(opened)
        values: dict[str, Json] = {
            "background": "Listener", "role": "COMPOSER", "seniority": "senior",
            "specialisms": ["Opera"], "minutes_per_day": 25, "target_date": "2027-02-01",
        }  # fmt: skip
        now = set_up(opened, values)
        assert not needs_setup(opened)
        assert (now["role"], now["specialisms"]) == ("composer", ["spec-opera"])
        assert setup_choices(opened).specialisms_asked["composer"] == 1
        opened.history.undo()
        opened.forget_cached()
        assert needs_setup(opened)
        skip_setup(opened)
        assert not needs_setup(opened)


def test_what_does_not_exist_is_told_and_nothing_is_recorded(workspace: Workspace) -> None:
    for values, told in (
        ({"role": "conductor"}, "composer"),
        ({"background": "listner"}, "did you mean listener"),
        ({"specialisms": ["music"]}, "no specialism"),
    ):
        with pytest.raises(NameNotKnown, match=told):
            set_up(workspace, values)  # type: ignore[arg-type]  # a dict of texts or of lists
    for wrong in ({"target_date": "soon"}, {"minutes_per_day": -1}, {"zone": "UTC"}):
        with pytest.raises(SettingError):
            set_up(workspace, {"role": "painter", **wrong})
    assert workspace.settings.role == "composer"
    with pytest.raises(SettingError, match="role: no role is called"):
        change(workspace, "role", "conductor")
    change(workspace, "role", "painter")
    assert workspace.settings.role == "painter"


def test_a_paused_sitting_counts_and_is_told(workspace: Workspace, clock: FixedClock) -> None:
    session = open_sitting(workspace)
    session.next()
    answer(session, clock, knows(0.0))
    session.pause()
    view = profile(workspace)
    assert view.questions == 1
    assert any("waits to be finished" in note for note in view.notes)
