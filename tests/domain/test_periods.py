"""Days, hours and months on the wall, and the tallies that make them up, around every kind of change of clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.domain import periods
from actors.domain.errors import Invalid
from actors.domain.periods import DAY_MS, GRAINS, HOUR_MS, QUARTER_MS, cover, spans

YEAR = 1_767_225_600_000  # 1 January 2026
ZONES = (
    *("UTC", "Europe/Oslo", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Chatham"),
    *("America/Havana", "Asia/Beirut", "Africa/Cairo", "Pacific/Apia", "America/Sao_Paulo", "Antarctica/Troll"),
)
quarters = st.integers(0, 3 * 366 * 96).map(lambda n: YEAR - 366 * DAY_MS + n * QUARTER_MS)
zones = st.sampled_from(ZONES).map(ZoneInfo)


def shown(at: int, zone: ZoneInfo) -> datetime:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)).astimezone(zone)


@given(quarters, st.integers(1, 40 * 96))
def test_the_tallies_of_a_span_are_all_of_it_once_and_the_fewest(begin: int, many: int) -> None:
    end = begin + many * QUARTER_MS
    ranges = list(cover(begin, end))

    assert [one.end for one in ranges[:-1]] == [other.begin for other in ranges[1:]]
    assert (ranges[0].begin, ranges[-1].end) == (begin, end)
    assert all(each.begin % each.grain == each.end % each.grain == 0 for each in ranges)
    for each in ranges:  # nothing that a larger one would hold
        for larger in GRAINS[GRAINS.index(each.grain) + 1 :]:
            first = -(-each.begin // larger) * larger
            assert first + larger > each.end


@given(quarters, st.integers(1, 6 * 96), zones, st.sampled_from(["hour", "weekday", "day", "month"]))
def test_every_moment_of_a_period_is_in_the_group_that_the_clock_shows(
    begin: int, many: int, zone: ZoneInfo, group_by: periods.GroupBy
) -> None:
    end = begin + many * QUARTER_MS
    cut = spans(begin, end, zone, group_by)

    assert (cut[0].begin, cut[-1].end) == (begin, end)
    assert [one.end for one in cut[:-1]] == [other.begin for other in cut[1:]]
    assert all(span.begin % QUARTER_MS == 0 and span.begin < span.end for span in cut)
    for span in cut:
        for at in range(span.begin, span.end, QUARTER_MS):
            for moment in (at, at + QUARTER_MS - 1):
                now = shown(moment, zone)
                keys = {
                    "hour": f"{now:%H}",
                    "weekday": f"{now:%u}",
                    "day": f"{now:%Y-%m-%d}",
                    "month": f"{now:%Y-%m}",
                }
                assert span.key == keys[group_by]


@given(quarters, zones)
def test_today_is_the_day_that_the_clock_shows(at: int, zone: ZoneInfo) -> None:
    begin, end = periods.day_of(at, zone)

    assert begin <= at < end
    assert shown(begin, zone).date() == shown(end - 1, zone).date() == shown(at, zone).date()
    assert shown(begin - 1, zone).date() < shown(at, zone).date() < shown(end, zone).date()


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        ("2026-03-29", "Europe/Oslo", 23),
        ("2026-10-25", "Europe/Oslo", 25),
        ("2026-04-05", "Australia/Lord_Howe", 24.5),
    ],
)
def test_a_day_on_which_clocks_are_changed_is_shorter_or_longer(day: str, zone: str, hours: float) -> None:
    begin, end = periods.day_of(periods.parsed("from", day, ZoneInfo(zone)), ZoneInfo(zone))

    assert end - begin == hours * HOUR_MS


def test_the_hour_that_is_shown_twice_is_one_group_of_two_hours() -> None:
    oslo = ZoneInfo("Europe/Oslo")
    begin, end = periods.between("2026-10-25", "2026-10-26", oslo)
    two = [span for span in spans(begin, end, oslo, "hour") if span.key == "02"]

    assert sum(span.end - span.begin for span in two) == 2 * HOUR_MS


def test_the_hour_that_is_left_out_is_a_group_of_nothing() -> None:
    oslo = ZoneInfo("Europe/Oslo")
    cut = spans(*periods.between("2026-03-29", "2026-03-30", oslo), oslo, "hour")

    assert "02" not in {span.key for span in cut}
    assert "02" in periods.keys("hour", cut)


@given(quarters, zones)
def test_named_periods_lie_around_now_or_end_before_it(now: int, zone: ZoneInfo) -> None:
    today = periods.day_of(now, zone)
    named = {name: periods.named(name, now, zone) for name in periods.NAMED}

    assert named["today"] == today
    assert named["yesterday"][1] == today[0]
    assert shown(named["this_week"][0], zone).isoweekday() == 1
    assert shown(named["last_7_days"][0], zone).date() == shown(now, zone).date() - timedelta(days=6)
    assert shown(named["this_month"][0], zone).day == shown(named["last_month"][0], zone).day == 1
    assert named["last_month"][1] == named["this_month"][0]
    assert (shown(named["this_year"][0], zone).month, shown(named["this_year"][0], zone).day) == (1, 1)
    assert len(spans(*named["last_12_months"], zone, "month")) == 12
    assert all(end == today[1] for name, (_, end) in named.items() if name not in {"yesterday", "last_month"})


@pytest.mark.parametrize(
    ("begin", "end", "field"),
    [
        ("", "2026-01-01", "from"),
        ("2026-01-01", "x", "to"),
        ("2026-01-01T00:01", "2026-01-02", "from"),
        ("2026-01-01+02:00", "2026-01-02", "from"),
        ("2026-01-01", "2026-01-01", "to"),
        ("1999-12-31", "2026-01-02", "from"),
        ("2026-01-01", "2047-01-02", "to"),
    ],
)
def test_a_period_that_is_none_is_refused_by_the_field_that_is_wrong(begin: str, end: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        periods.between(begin, end, ZoneInfo("UTC"))

    assert refused.value.details["field"] == field
