"""Today's summary, settings, reports and upkeep."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep.domain.clock import FixedClock
from mlprep.domain.days import DAY_MS, date_of
from mlprep.domain.facts import PlainReview
from mlprep.domain.ids import UnitId
from mlprep.domain.rating import Rating
from mlprep.domain.settings import RANGES, SettingError, StudySettings
from mlprep.store import backups
from mlprep.store.forecasts import Answers
from mlprep.store.paths import paths_below
from mlprep.study.content.decks import deck_rows
from mlprep.study.content.reports import ReportsDamaged, add_report, list_reports
from mlprep.study.day_plan import day_plan
from mlprep.study.demo import live, make_demo
from mlprep.study.plan.start import habits_of, pace_of
from mlprep.study.preferences import change, parse_value, setting_rows, show_value
from mlprep.study.review.limits import limits_of
from mlprep.study.review.session import ReviewSession
from mlprep.study.today import DAY_OFF, streak, today
from mlprep.study.upkeep import back_up_if_due, examine_all, kept_backups, restore
from mlprep.study.workspace import Workspace


def test_a_new_learner_sees_new_cards(workspace: Workspace) -> None:
    seen = today(workspace)
    assert (seen.steps, seen.reviews, seen.new) == (0, 0, 5)
    assert seen.minutes > 0
    assert seen.streak == 0
    assert seen.retention is None


def test_an_answer_is_counted(workspace: Workspace, clock: FixedClock) -> None:
    session = ReviewSession(workspace)
    session.next()
    clock.advance(minutes=0.5)
    session.answer(Rating.EASY)
    seen = today(workspace)
    assert (seen.studied, seen.studied_ms, seen.streak) == (1, 30_000, 1)
    assert seen.calendar[-1] == 1
    assert sum(seen.forecast) in (0, 1)


@pytest.mark.parametrize("length", [180, 181, 182, 183, 400])
@pytest.mark.parametrize("is_done", [True, False])
def test_a_streak_goes_on_beyond_the_calendar(
    workspace: Workspace, clock: FixedClock, length: int, is_done: bool
) -> None:
    start = workspace.today
    reviews = (
        PlainReview(workspace.calendar.start_ms(day) + 9, UnitId("small-one"), day, 3, 9, day + 1)
        for day in range(start, start + length)
    )
    clock.advance(days=length - is_done)
    workspace.history.record_past(list(reviews), "Days", parameters="other")
    assert today(workspace).streak == length


def test_days_off_hold_however_the_date_is_written(workspace: Workspace) -> None:
    day = date_of(workspace.today)
    workspace.change_setting("days_off", [day.strftime("%Y%m%d")])
    assert workspace.settings.days_off == (day.isoformat(),)
    assert today(workspace).new == 0


def test_a_backlog_is_told(workspace: Workspace, clock: FixedClock) -> None:
    session = ReviewSession(workspace)
    showing = session.next()
    while showing is not None:
        showing = session.answer(Rating.EASY)
    workspace.change_setting("reviews_per_day", 2)
    clock.advance(days=60)
    seen = today(workspace)
    assert seen.reviews == 2
    assert seen.backlog == 3
    assert any("limit" in note for note in seen.notes)


def test_a_day_of_few_minutes_tells_the_reviews_that_its_session_begins(
    workspace: Workspace, clock: FixedClock
) -> None:
    _answer_everything(workspace)
    clock.advance(days=60)
    workspace.change_setting("minutes_per_day", 1)
    session = ReviewSession(workspace)
    session.next()
    clock.advance(minutes=0.5)
    session.answer(Rating.EASY)  # half a minute is left, for three of the other four
    seen = today(workspace)
    assert (seen.reviews, seen.backlog) == (session.progress.reviews, 1) == (3, 1)
    assert seen.notes[0].startswith("1 more review is due than there is time for;")
    workspace.change_setting("reviews_per_day", 3)
    seen = today(workspace)
    assert (seen.reviews, seen.backlog) == (2, 2)
    assert seen.notes[0].startswith("2 more reviews are due than today's limit of 3;")
    workspace.change_setting("target_date", "2026-10-01")
    assert today(workspace).notes[0] == (
        "The date to be ready, 1 October 2026, is past; the setup takes another."
    )


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_the_day_takes_the_share_that_the_forecast_gives_it(
    workspace: Workspace, clock: FixedClock, share: float
) -> None:
    _answer_everything(workspace)
    clock.advance(days=30)  # everything is due
    weekday = date_of(workspace.today).weekday()
    workspace.change_setting("weekday_weights", [share if d == weekday else 1 for d in range(7)])
    workspace.change_setting("reviews_per_day", 4)
    workspace.change_setting("minutes_per_day", 20)
    seen, limits, settings = today(workspace), limits_of(workspace), workspace.settings
    ahead = pace_of(settings, habits_of(Answers(), Answers()), workspace.parameters)
    assert settings.share_of_day(workspace.today) == share == ahead.share_of_day(workspace.today)
    assert [*limits] == [20 * share, 4 * share, 20 * share]
    assert seen.reviews == 4 * share
    assert limits_of(workspace, 10).reviews == 4  # ten minutes are asked for: they come
    assert (DAY_OFF in seen.notes) is (share == 0)
    assert any("50%" in note for note in seen.notes) is (share > 0)


def test_on_a_day_off_nothing_is_asked_but_more_is_there(
    workspace: Workspace, clock: FixedClock
) -> None:
    workspace.change_setting("days_off", [date_of(workspace.today).isoformat()])
    seen = today(workspace)
    assert (seen.due, seen.notes) == (0, (DAY_OFF,))
    plan = day_plan(workspace, seen)
    assert (plan.topics, plan.step, plan.check_up) == ((), None, None)
    assert ReviewSession(workspace).next() is None
    assert ReviewSession(workspace, more=True).next() is not None
    assert ReviewSession(workspace, minutes=10).next() is not None
    clock.advance(days=1)
    assert today(workspace).due == 5


def _answer_everything(workspace: Workspace) -> None:
    session = ReviewSession(workspace)
    showing = session.next()
    while showing is not None:
        showing = session.answer(Rating.EASY)


def test_the_decks_of_today_say_what_comes_of_each_today(workspace: Workspace) -> None:
    workspace.change_setting("new_per_day", 3)
    seen = today(workspace)
    assert seen.new == 3
    assert [(deck.id, deck.new) for deck in seen.decks] == [("small", 3)]


def test_steps_that_a_session_would_show_ahead_are_due(
    workspace: Workspace, clock: FixedClock
) -> None:
    session = ReviewSession(workspace)
    session.next()
    session.answer(Rating.GOOD)  # the second step is due in 10 minutes
    assert today(workspace).steps == 1
    assert sum(deck.steps for deck in deck_rows(workspace)) == 1
    workspace.change_setting("learn_ahead_minutes", 5)
    assert today(workspace).steps == 0
    clock.advance(minutes=6)
    assert today(workspace).steps == 1


def test_answers_in_steps_take_nothing_from_the_limit_of_reviews(workspace: Workspace) -> None:
    session = ReviewSession(workspace)
    session.next()
    for _ in range(9):
        session.answer(Rating.AGAIN)
    assert limits_of(workspace).reviews == workspace.settings.reviews_per_day


def test_a_day_whose_minutes_are_used_up_asks_for_nothing_new(
    workspace: Workspace, clock: FixedClock
) -> None:
    workspace.change_setting("minutes_per_day", 1)
    session = ReviewSession(workspace)
    session.next()
    clock.advance(minutes=1)
    session.answer(Rating.EASY)
    seen = today(workspace)
    assert (seen.new, seen.reviews, seen.due) == (0, 0, 0)
    assert any("minutes are used up" in note for note in seen.notes)


@given(st.sets(st.integers(0, 40)))
def test_a_streak_is_the_run_of_days_up_to_now(days: set[int]) -> None:
    length = streak(dict.fromkeys(days, 1), 40)
    start = 40 if 40 in days else 39
    assert all(start - i in days for i in range(length))
    assert start - length not in days


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("new_per_day", "7", 7),
        ("desired_retention", "0.85", 0.85),
        ("learning_steps", "1, 10, 60", [1, 10, 60]),
        ("learning_steps", "[]", []),
        ("days_off", "2027-01-01, 2027-01-02", ["2027-01-01", "2027-01-02"]),
        ("zone", "Europe/London", "Europe/London"),
        ("target_date", "", ""),
    ],
)
def test_what_people_type_for_a_setting(key: str, text: str, value: object) -> None:
    assert parse_value(key, text) == value


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("new_per_day", "many"),
        ("new_per_day", "-1"),
        ("new_per_day", "2.5"),
        ("desired_retention", "1.5"),
        ("weekday_weights", "1, 1"),
        ("zone", "Mars/Olympus"),
        ("leech_action", "delete"),
        ("new_perday", "1"),
    ],
)
def test_settings_that_do_not_fit_are_refused_in_a_sentence(key: str, text: str) -> None:
    with pytest.raises(SettingError, match=key):
        parse_value(key, text)


def test_what_is_no_date_is_refused_without_the_name_of_a_setting() -> None:
    with pytest.raises(SettingError, match=r"^'tomorrow' is no date; write it like 2027-01-31$"):
        parse_value("days_off", "tomorrow")


def test_every_setting_is_explained_and_shown_as_it_is_typed() -> None:
    for row in setting_rows(StudySettings()):
        assert row.explanation
        assert parse_value(row.key, show_value(row.value)) == row.value
    assert {row.key for row in setting_rows(StudySettings())} <= set(RANGES)


def test_a_setting_is_a_fact_and_undone_like_one(workspace: Workspace) -> None:
    change(workspace, "new_per_day", "3")
    assert workspace.settings.new_per_day == 3
    workspace.history.undo()
    workspace.forget_cached()
    assert workspace.settings.new_per_day == StudySettings().new_per_day


def test_reports_are_kept_and_a_damaged_file_is_not_overwritten(workspace: Workspace) -> None:
    card = workspace.library.card("small-one")
    assert card is not None
    add_report(workspace, card, "the answer is [b]two[/b] \x1b[31m")
    add_report(workspace, card, "again")
    assert [report.message for report in list_reports(workspace)][1] == "again"
    workspace.paths.reports.write_text("nonsense [", encoding="utf-8")
    with pytest.raises(ReportsDamaged):
        add_report(workspace, card, "third")
    assert workspace.paths.reports.read_text(encoding="utf-8") == "nonsense ["


def test_a_backup_a_day_and_a_restore_of_it(workspace: Workspace, clock: FixedClock) -> None:
    session = ReviewSession(workspace)
    session.next()
    session.answer(Rating.EASY)
    digest = workspace.history.digest()
    ahead = clock.now_ms() + 400 * DAY_MS  # as a clock that went wrong names a backup
    backups.backup(workspace.paths.history, workspace.paths.backups, now=ahead)
    made = back_up_if_due(workspace)
    assert made is not None
    assert back_up_if_due(workspace) is None
    session.answer(Rating.EASY)
    workspace.close()
    assert kept_backups(workspace.paths)[1:] == [made]
    aside = restore(workspace.paths, made, clock)
    assert aside is not None
    with Workspace.open(paths=workspace.paths, clock=clock, zone="UTC") as back:
        assert back.history.digest() == digest
    assert examine_all(workspace.paths, clock).is_well


def test_the_demo_is_the_same_every_time_and_kept_for_the_day(
    workspace: Workspace, clock: FixedClock
) -> None:
    digests = []
    for name in ("one", "two"):
        home = workspace.paths.data.parent / name
        decks = home / "decks"
        decks.mkdir(parents=True)
        (decks / "small.toml").write_bytes((workspace.paths.decks / "small.toml").read_bytes())
        with Workspace.open(paths=paths_below(home), clock=clock) as opened:
            opened.refresh_library()
            live(opened, days=120)
            digests.append(opened.history.digest())
            assert opened.history.verify() == []
    assert digests[0] == digests[1]
    assert make_demo(workspace.paths.data.parent / "three", clock, days=10)
    assert not make_demo(workspace.paths.data.parent / "three", clock, days=10)
