from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlprep.domain.days import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    Calendar,
    DayTable,
    date_from,
    date_of,
    day_of,
)

# Zones whose clocks change at or over midnight, by half an hour, by a whole day, or never.
ZONES = [
    "UTC",
    "Europe/London",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Havana",
    "America/St_Johns",
    "America/Scoresbysund",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Amman",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Antarctica/Casey",
    "Antarctica/Troll",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Pacific/Kwajalein",
]
FIRST, LAST = day_of(date(1975, 1, 1)), day_of(date(2100, 1, 1))

calendars = st.builds(Calendar, st.sampled_from(ZONES), st.integers(0, 23))
instants = st.integers(FIRST * DAY_MS, LAST * DAY_MS)


def ms(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> int:
    """Instant in UTC."""
    return round(datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp() * 1000)


@given(calendars, instants, st.integers(0, 3 * DAY_MS))
@settings(max_examples=300, deadline=None)
def test_a_study_day_never_falls(calendar: Calendar, at_ms: int, later: int) -> None:
    assert calendar.day(at_ms) <= calendar.day(at_ms + later)


@given(calendars, st.integers(FIRST, LAST))
@settings(max_examples=300, deadline=None)
def test_the_start_is_the_first_instant_of_its_day(calendar: Calendar, day: int) -> None:
    start = calendar.start_ms(day)
    assert calendar.day(start) >= day
    assert calendar.day(start - 1) < day


@given(calendars, instants)
@settings(max_examples=200, deadline=None)
def test_an_instant_lies_within_its_day(calendar: Calendar, at_ms: int) -> None:
    day = calendar.day(at_ms)
    assert calendar.start_ms(day) <= at_ms < calendar.start_ms(day + 1)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("rollover", [0, 23])
def test_days_rise_by_one_through_every_change_of_the_clocks(zone: str, rollover: int) -> None:
    calendar = Calendar(zone, rollover)
    for year in (1993, 2006, 2010, 2011, 2018, 2024, 2037, 2038):
        at_ms = ms(year, 1, 1)
        days = [calendar.day(at_ms + hours * HOUR_MS) for hours in range(0, 366 * 24, 6)]
        steps = {after - before for before, after in pairwise(days)}
        assert steps <= {0, 1, 2}
        skipped = (zone, year) in {("Pacific/Apia", 2011), ("Pacific/Kwajalein", 1993)}
        assert (2 in steps) == skipped


@pytest.mark.parametrize(
    ("zone", "day", "clock_change"),
    [
        ("America/Sao_Paulo", date(2018, 11, 4), ms(2018, 11, 4, 3)),  # 00:00 -> 01:00
        ("Africa/Cairo", date(2024, 4, 26), ms(2024, 4, 25, 22)),  # 00:00 -> 01:00
    ],
)
def test_a_day_without_a_midnight_starts_when_the_clocks_change(
    zone: str, day: date, clock_change: int
) -> None:
    assert Calendar(zone, 0).start_ms(day_of(day)) == clock_change
    assert Calendar(zone, 4).start_ms(day_of(day)) == clock_change + 4 * HOUR_MS


def test_a_repeated_hour_before_midnight_belongs_to_the_day_that_it_repeats() -> None:
    calendar = Calendar("America/Sao_Paulo", 0)
    midnight = ms(2018, 2, 18, 2)  # 00:00 -> 23:00 of the 17th
    seventeenth = day_of(date(2018, 2, 17))
    assert [calendar.day(midnight + offset) for offset in (-1, 0, HOUR_MS - 1, HOUR_MS)] == [
        seventeenth,
        seventeenth,
        seventeenth,
        seventeenth + 1,
    ]


def test_a_day_that_has_begun_does_not_end_when_clocks_go_back_over_midnight() -> None:
    calendar = Calendar("America/St_Johns", 0)
    midnight = ms(2006, 10, 29, 2, 30)  # at 00:01 the clocks went back to 23:01
    day = day_of(date(2006, 10, 29))
    minutes = [calendar.day(midnight + minute * MINUTE_MS) for minute in range(-2, 90)]
    assert minutes == [day - 1] * 2 + [day] * 90
    assert calendar.start_ms(day) == midnight


def test_a_skipped_date_is_empty() -> None:
    calendar = Calendar("Pacific/Apia", 4)
    skipped = day_of(date(2011, 12, 30))
    assert calendar.start_ms(skipped) == calendar.start_ms(skipped + 1)
    assert calendar.day(calendar.start_ms(skipped)) == skipped + 1
    assert calendar.day(calendar.start_ms(skipped) - 1) == skipped - 1


@pytest.mark.parametrize("rollover", range(24))
def test_the_day_begins_at_the_rollover_hour(rollover: int) -> None:
    calendar = Calendar("Asia/Tokyo", rollover)
    start = datetime(2026, 11, 21, rollover, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert calendar.start_ms(day_of(date(2026, 11, 21))) == round(start.timestamp() * 1000)


def test_days_count_on_past_2038() -> None:
    calendar = Calendar("Europe/Berlin", 4)
    overflow = 2**31 * 1000  # 04:14:08 in Berlin
    around = (overflow - HOUR_MS, overflow - 1, overflow, overflow + DAY_MS)
    assert [date_of(calendar.day(at_ms)).day for at_ms in around] == [18, 19, 19, 20]
    july = ms(2060, 7, 1, 2)  # summer time: 04:00 local
    assert [date_of(calendar.day(july + offset)) for offset in (-1, 0)] == [
        date(2060, 6, 30),
        date(2060, 7, 1),
    ]


def test_moving_to_another_zone_shifts_the_day_by_one_at_most() -> None:
    at_ms = ms(2026, 11, 21, 11)
    days = {Calendar(zone, 4).day(at_ms) for zone in ZONES}
    assert max(days) - min(days) <= 1


@given(calendars, st.lists(instants, min_size=1, max_size=20), st.integers(0, 2 * DAY_MS))
@settings(deadline=None)
def test_a_table_of_days_says_what_the_calendar_says(
    calendar: Calendar, begun: list[int], later: int
) -> None:
    table = DayTable(calendar)
    for at_ms in [*begun, *(one + later for one in begun)]:
        assert table.day(at_ms) == calendar.day(at_ms)


@pytest.mark.parametrize("zone", ["Pacific/Apia", "America/St_Johns", "Europe/London", "Asia/Gaza"])
def test_a_table_knows_every_hour_of_years_with_changes(zone: str) -> None:
    calendar = Calendar(zone, 0)
    table = DayTable(calendar)
    start = ms(2011, 1, 1)
    for hour in range(366 * 24):
        at_ms = start + hour * HOUR_MS + 59_000
        assert table.day(at_ms) == calendar.day(at_ms)


@given(st.dates(date(1000, 1, 1)))
def test_a_date_is_read_with_and_without_zeros(day: date) -> None:
    assert date_from(f"{day.year}-{day.month}-{day.day}") == day
    assert date_from(f" {day.isoformat()} ") == day


@pytest.mark.parametrize("text", ["", "27-1-5", "2027-13-1", "2027-2-30", "2027-1", "1/5/2027"])
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        date_from(text)
