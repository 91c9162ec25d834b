"""Opening hours around every change of clocks, against a clock on a wall that somebody looks at each minute."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from actors.domain.errors import Invalid
from actors.domain.opening_hours import (
    CLOSES_WITHIN_DAYS,
    Day,
    OpeningHours,
    Span,
    check_hours,
    hours_view,
    is_open,
    next_change,
    zone_names,
)

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS


def at(text: str, zone: str = "UTC") -> int:
    """A moment, as its zone writes it: `2027-03-28 01:30`, with `*` behind for the second time it comes."""
    when = datetime.fromisoformat(text.rstrip("*")).replace(tzinfo=ZoneInfo(zone), fold=int(text.endswith("*")))
    return round(when.timestamp() * 1_000)


def clock(moment: int | None, zone: str) -> str | None:
    return (
        None if moment is None else datetime.fromtimestamp(moment / 1_000, ZoneInfo(zone)).strftime("%a %H:%M %z")
    )


def every_day(*spans: str, zone: str = "Europe/Oslo", closed: tuple[str, ...] = ()) -> OpeningHours:
    """`09:00-17:00` each."""
    day = tuple(Span(opens=span[:5], closes=span[6:]) for span in spans)
    return OpeningHours(on=True, time_zone=zone, week=(day,) * 7, closed=closed)


def on_the_wall(hours: OpeningHours, moment: int) -> bool:
    """The oracle: what the clock shows, and whether a sign on the door with these spans says open."""
    shown = datetime.fromtimestamp(moment // 1_000, UTC).astimezone(ZoneInfo(hours.time_zone))
    if shown.strftime("%Y-%m-%d") in hours.closed:
        return False
    spans = hours.week[shown.weekday()]
    return any(span.opens <= shown.strftime("%H:%M") < span.closes for span in spans)


def wait_for_change(hours: OpeningHours, moment: int, days: int) -> int | None:
    """The oracle: look at the wall at the beginning of each minute until the answer is another."""
    before, minute = on_the_wall(hours, moment), moment - moment % MINUTE_MS
    for step in range(1, days * 24 * 60):
        if on_the_wall(hours, minute + step * MINUTE_MS) != before:
            return minute + step * MINUTE_MS
    return None


# --- plain days ---


def test_without_hours_it_is_always_open_and_nothing_is_said_of_them() -> None:
    hours = OpeningHours()

    assert is_open(hours, at("2027-01-02 03:04"))
    assert next_change(hours, 0) is None
    assert hours_view(hours, 0) is None


@pytest.mark.parametrize(
    ("clock", "is_it"),
    [("08:59:59", False), ("09:00", True), ("11:59", True), ("12:00", False), ("12:30", True), ("16:59:59", True)],
)
def test_lunch_is_a_gap_between_two_spans(clock: str, is_it: bool) -> None:
    hours = every_day("09:00-12:00", "12:30-17:00")

    assert is_open(hours, at(f"2027-01-04 {clock}", "Europe/Oslo")) is is_it


def test_a_weekend_and_a_holiday_are_waited_out() -> None:
    hours = OpeningHours(on=True, time_zone="Europe/Oslo", closed=("2027-01-04",))  # a Monday
    friday = at("2027-01-01 18:00", "Europe/Oslo")

    assert not is_open(hours, friday)
    assert next_change(hours, friday) == at("2027-01-05 09:00", "Europe/Oslo")


def test_a_night_of_two_spans_is_one_to_those_who_ask() -> None:
    hours = every_day("00:00-06:00", "22:00-24:00")
    evening = at("2027-01-01 23:00", "Europe/Oslo")

    assert next_change(hours, evening) == at("2027-01-02 06:00", "Europe/Oslo")
    assert next_change(hours, at("2027-01-02 06:00", "Europe/Oslo")) == at("2027-01-02 22:00", "Europe/Oslo")


def test_a_day_that_ends_at_midnight_ends_there() -> None:
    hours = every_day("20:00-24:00")
    late = at("2027-01-01 23:59:59", "Europe/Oslo")

    assert is_open(hours, late)
    assert next_change(hours, late) == at("2027-01-02 00:00", "Europe/Oslo")


def test_round_the_clock_has_no_end_and_no_day_has_no_beginning() -> None:
    always, never = every_day("00:00-24:00"), every_day()
    view, shut = hours_view(always, 0), hours_view(never, 0)

    assert is_open(always, 0)
    assert view is not None
    assert (view.open_until_at, view.opens_at) == (None, None)
    assert [(span.from_at, span.until_at) for span in view.spans] == [(0, 7 * DAY_MS)]
    assert not is_open(never, 0)
    assert shut is not None
    assert (shut.open_until_at, shut.opens_at, shut.spans) == (None, None, ())


def test_what_clients_are_told_are_moments_of_the_next_seven_days() -> None:
    hours = OpeningHours(on=True, time_zone="Europe/Oslo")
    wednesday = at("2027-01-06 10:00", "Europe/Oslo")
    view = hours_view(hours, wednesday)

    assert view is not None
    assert view.open_until_at == at("2027-01-06 17:00", "Europe/Oslo")
    assert [(clock(each.from_at, "Europe/Oslo"), clock(each.until_at, "Europe/Oslo")) for each in view.spans] == [
        ("Wed 10:00 +0100", "Wed 17:00 +0100"),
        ("Thu 09:00 +0100", "Thu 17:00 +0100"),
        ("Fri 09:00 +0100", "Fri 17:00 +0100"),
        ("Mon 09:00 +0100", "Mon 17:00 +0100"),
        ("Tue 09:00 +0100", "Tue 17:00 +0100"),
        ("Wed 09:00 +0100", "Wed 10:00 +0100"),
    ]


# --- when clocks change ---

# Zone, spans, a moment, and when the answer changes next: in spring from 02:00 to 03:00, in autumn from 03:00 to
# 02:00, unless it says otherwise.
CHANGES = [
    # A span that begins before the hour that is skipped and ends after it is an hour shorter.
    ("Europe/Oslo", "01:00-04:00", "2027-03-28 01:00", "Sun 04:00 +0200"),
    # One that begins in it begins where it ends.
    ("Europe/Oslo", "02:30-05:00", "2027-03-28 00:00", "Sun 03:00 +0200"),
    # One that ends in it ends where it begins.
    ("Europe/Oslo", "01:00-02:30", "2027-03-28 01:00", "Sun 03:00 +0200"),
    # One that lies in it is not on that day.
    ("Europe/Oslo", "02:10-02:50", "2027-03-27 03:00", "Mon 02:10 +0200"),
    # A span around the hour that comes twice is an hour longer.
    ("Europe/Oslo", "01:00-04:00", "2027-10-31 01:00", "Sun 04:00 +0100"),
    # One that lies in it comes twice.
    ("Europe/Oslo", "02:10-02:50", "2027-10-31 02:10", "Sun 02:50 +0200"),
    ("Europe/Oslo", "02:10-02:50", "2027-10-31 02:50", "Sun 02:10 +0100"),
    ("Europe/Oslo", "02:10-02:50", "2027-10-31 02:10*", "Sun 02:50 +0100"),
    # One that ends in it is closed for what is left of the first hour, and goes on in the second.
    ("Europe/Oslo", "01:00-02:30", "2027-10-31 02:30", "Sun 02:00 +0100"),
    ("Europe/Oslo", "01:00-02:30", "2027-10-31 02:00*", "Sun 02:30 +0100"),
    # One that begins in it is interrupted when the clock is set back.
    ("Europe/Oslo", "02:30-05:00", "2027-10-31 02:30", "Sun 02:00 +0100"),
    ("Europe/Oslo", "02:30-05:00", "2027-10-31 02:00*", "Sun 02:30 +0100"),
    # The other half of the world.
    ("Australia/Sydney", "02:30-05:00", "2027-10-03 00:00", "Sun 03:00 +1100"),
    ("America/New_York", "01:00-04:00", "2027-11-07 01:00*", "Sun 04:00 -0500"),
    # Half an hour is skipped, and comes twice.
    ("Australia/Lord_Howe", "02:15-03:00", "2027-10-03 00:00", "Sun 02:30 +1100"),
    ("Australia/Lord_Howe", "01:40-01:50", "2027-04-04 01:50", "Sun 01:40 +1030"),
    # Midnight itself is skipped, and comes twice.
    ("Africa/Cairo", "00:00-24:00", "2027-04-29 12:00", None),
    ("Africa/Cairo", "00:30-08:00", "2027-04-29 12:00", "Fri 01:00 +0300"),
    ("Africa/Cairo", "23:30-24:00", "2027-10-28 23:30", "Thu 23:00 +0200"),
    # Zones with odd offsets, and without any change.
    ("Asia/Kathmandu", "09:00-17:00", "2027-03-28 10:00", "Sun 17:00 +0545"),
    ("Asia/Kolkata", "09:00-17:00", "2027-03-28 18:00", "Mon 09:00 +0530"),
    ("Asia/Tokyo", "02:30-05:00", "2027-03-28 00:00", "Sun 02:30 +0900"),
    ("America/St_Johns", "01:30-02:30", "2027-03-14 01:45", "Sun 03:00 -0230"),
]


@pytest.mark.parametrize(("zone", "span", "moment", "changes"), CHANGES)
def test_a_change_of_clocks_moves_the_day_as_it_moves_the_clock(
    zone: str, span: str, moment: str, changes: str | None
) -> None:
    hours = every_day(span, zone=zone)

    assert clock(next_change(hours, at(moment, zone)), zone) == changes


def test_a_year_of_open_times_is_as_long_as_the_clock_says() -> None:
    """09:00 to 17:00 on the wall is eight hours on each of 365 days, whatever else the clock does at night."""
    hours, moment = every_day("09:00-17:00"), at("2027-01-01 00:00", "Europe/Oslo")
    lengths = set()
    while moment < at("2028-01-01 00:00", "Europe/Oslo"):
        opens = next_change(hours, moment)
        assert opens is not None
        closes = next_change(hours, opens)
        assert closes is not None
        lengths.add(closes - opens)
        moment = closes

    assert lengths == {8 * HOUR_MS}


minutes = st.integers(0, 24 * 60)


@st.composite
def days(draw: st.DrawFn) -> Day:
    """Up to three spans, one after another; some touch."""
    bounds = sorted(draw(st.lists(minutes, min_size=0, max_size=6, unique=True)))
    pairs = zip(bounds[::2], bounds[1::2], strict=False)
    return tuple(Span(opens=written(one), closes=written(other)) for one, other in pairs)


def written(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


weeks = st.builds(
    OpeningHours,
    on=st.sampled_from([True]),
    time_zone=st.sampled_from(
        [
            *("Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kathmandu"),
            *("America/Sao_Paulo", "Pacific/Apia", "Africa/Casablanca", "Asia/Tokyo", "UTC"),
        ]
    ),
    week=st.tuples(*[days()] * 7),
    closed=st.sets(st.sampled_from(["2027-03-28", "2027-10-31", "2027-10-30", "2027-11-07"])).map(tuple),
)
# Around the changes of clocks of 2027, where what is hard happens; and anywhere.
moments = st.one_of(
    *(
        st.integers(at(day) - 2 * DAY_MS, at(day) + 2 * DAY_MS)
        for day in ("2027-03-14", "2027-03-28", "2027-04-04", "2027-10-03", "2027-10-31", "2027-11-07")
    ),
    st.integers(at("2010-01-01"), at("2035-01-01")),
    st.just(at("2011-12-30")),  # a day that Apia never had
)


@given(hours=weeks, moment=moments)
@settings(max_examples=400, deadline=None)
@example(hours=every_day("00:00-24:00", closed=("2027-03-28",)), moment=at("2027-03-27 12:00"))
def test_it_is_open_while_the_clock_on_the_wall_says_so(hours: OpeningHours, moment: int) -> None:
    assert is_open(hours, moment) == on_the_wall(hours, moment)


@given(hours=weeks, moment=moments)
@settings(max_examples=150, deadline=None)
@example(hours=every_day("00:00-24:00", zone="Pacific/Apia", closed=("2011-12-31",)), moment=at("2011-12-29"))
@example(hours=every_day("23:30-24:00", zone="Africa/Cairo"), moment=at("2027-10-28 12:00"))
def test_the_next_change_is_the_one_that_who_waits_will_see(hours: OpeningHours, moment: int) -> None:
    found = next_change(hours, moment)

    seen = wait_for_change(hours, moment, days=4)
    if seen is not None:
        assert found == seen
    else:
        assert found is None or found >= moment - moment % MINUTE_MS + 4 * DAY_MS


@given(hours=weeks, moment=moments)
@settings(max_examples=150, deadline=None)
def test_what_clients_are_told_agrees_with_the_wall(hours: OpeningHours, moment: int) -> None:
    view = hours_view(hours, moment)

    assert view is not None
    assert (view.opens_at is None) or (view.open_until_at is None)
    for span in view.spans:
        assert moment <= span.from_at < span.until_at <= moment + 7 * DAY_MS
        assert on_the_wall(hours, span.from_at)
        assert on_the_wall(hours, span.until_at - 1)
    inside = (moment + timedelta(hours=step) // timedelta(milliseconds=1) for step in range(0, 7 * 24, 5))
    for each in inside:
        assert on_the_wall(hours, each) == any(span.from_at <= each < span.until_at for span in view.spans)


def test_to_look_ahead_costs_little_even_where_nothing_changes() -> None:
    """Asked with each customer who comes; a year of closed days is the worst there is."""
    closed = tuple(
        (datetime(2027, 1, 1, tzinfo=UTC) + timedelta(days=day)).date().isoformat() for day in range(200)
    )
    hours = every_day("09:00-12:00", "13:00-17:00", closed=closed)

    assert next_change(hours, at("2027-01-01 12:00")) == at("2027-07-20 09:00", "Europe/Oslo")
    assert CLOSES_WITHIN_DAYS < 14


# --- what may be set ---


def test_every_zone_that_can_be_chosen_is_known() -> None:
    assert {"Europe/Oslo", "Asia/Kathmandu", "UTC"} <= zone_names()
    assert "" not in zone_names()


def test_a_zone_that_this_machine_has_forgotten_is_utc_and_stops_nobody() -> None:
    hours = every_day("09:00-17:00", zone="Atlantis/Capital")

    assert is_open(hours, at("2027-01-01 09:00"))


@pytest.mark.parametrize(
    ("hours", "field"),
    [
        (replace(every_day("09:00-17:00"), time_zone="Oslo"), "hours.time_zone"),
        (every_day("17:00-09:00"), "hours.week.0.0.closes"),
        (every_day("09:00-09:00"), "hours.week.0.0.closes"),
        (every_day("12:00-17:00", "09:00-11:00"), "hours.week.0.1.opens"),
        (every_day("09:00-12:00", "11:59-17:00"), "hours.week.0.1.opens"),
        (every_day("09:00-17:00", closed=("2027-13-01",)), "hours.closed.0"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_field(hours: OpeningHours, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_hours(hours, "hours")

    assert refused.value.details["field"] == field


def test_spans_that_touch_are_fine() -> None:
    check_hours(every_day("09:00-12:00", "12:00-24:00"), "hours")
