"""Spans of time on a calendar, and the tallies that add up to them. Pure: the time zone and the moment are given.

Tallies are kept for quarter hours, hours and days of UTC. Every time zone there is differs from UTC by whole
quarter hours at any moment since 1972, so a day, hour or month of any of them is a whole number of quarter hours,
whatever its clocks do; `cover` finds the fewest tallies that make it up.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Final, Literal, NamedTuple, get_args
from zoneinfo import ZoneInfo

from actors.domain.errors import Invalid

QUARTER_MS: Final = 15 * 60_000
HOUR_MS: Final = 4 * QUARTER_MS
DAY_MS: Final = 24 * HOUR_MS
GRAINS: Final = (QUARTER_MS, HOUR_MS, DAY_MS)

UTC: Final = ZoneInfo("UTC")
# Years that a report may reach over: more than an installation keeps.
YEARS_MAX: Final = 20
# Into how many spans a period may be cut: the hours of five years. Each costs a report some microseconds.
SPANS_MAX: Final = 50_000
# The 1st of January 2000: no chat is older.
EARLIEST: Final = 946_684_800_000
# In the time of the zone that is named beside it, so with no offset of its own.
_WRITTEN: Final = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?", re.ASCII)
_SECOND_MS: Final = 1_000
_DECEMBER: Final = 12

GroupBy = Literal["none", "channel", "agent", "hour", "weekday", "month", "day"]
Named = Literal[
    "today",
    "yesterday",
    "this_week",
    "last_7_days",
    "this_month",
    "last_month",
    "last_30_days",
    "this_year",
    "last_12_months",
]
NAMED: Final[tuple[Named, ...]] = get_args(Named)


class Span(NamedTuple):
    """From `begin` until just before `end`, in ms, and the key of the group that it belongs to."""

    key: str
    begin: int
    end: int


class Range(NamedTuple):
    """Tallies of one grain that follow one another: those that begin from `begin` until just before `end`."""

    grain: int
    begin: int
    end: int


@lru_cache(maxsize=256)
def zone_of(name: str) -> ZoneInfo:
    """Raises Invalid for a time zone that is none."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError) as wrong:  # ZoneInfoNotFoundError is a KeyError
        raise Invalid("tz", "There is no such time zone. Name one such as Europe/Oslo.") from wrong


def cover(begin: int, end: int) -> Iterator[Range]:
    """The fewest ranges of tallies that make up a span of whole quarter hours."""
    up = _up(begin, end)
    edges = [begin, *up, *_down(up[-1], end)]
    grains = (QUARTER_MS, HOUR_MS, DAY_MS, HOUR_MS, QUARTER_MS)
    found = [Range(grain, *edge) for grain, edge in zip(grains, pairwise(edges), strict=True) if edge[1] > edge[0]]
    for one, *others in (list(group) for _, group in groupby(found, key=lambda each: each.grain)):
        yield one._replace(end=others[-1].end) if others else one


def _up(begin: int, end: int) -> list[int]:
    """Until where quarters lead, until where hours do: to the next hour, to the next day, but not beyond."""
    hour = -(-begin // HOUR_MS) * HOUR_MS
    if hour > end:
        return [end, end]
    day = -(-hour // DAY_MS) * DAY_MS
    return [hour, day if day <= end else end - end % HOUR_MS]


def _down(at: int, end: int) -> list[int]:
    """Until where days lead, and hours, and quarters."""
    day = max(end - end % DAY_MS, at)
    return [day, max(end - end % HOUR_MS, day), end]


# --- moments on a wall clock ---


def moment(wall: datetime, zone: ZoneInfo) -> int:
    """When a clock shows this: the first time, where it does twice; right after, where it never does."""
    return round(wall.replace(tzinfo=zone, fold=0).timestamp() * _SECOND_MS)


def wall(at: int, zone: ZoneInfo) -> datetime:
    """What a clock on the wall shows then, without the zone."""
    seconds, ms = divmod(at, _SECOND_MS)
    return datetime.fromtimestamp(seconds, zone).replace(tzinfo=None, fold=0, microsecond=ms * 1000)


def day_of(at: int, zone: ZoneInfo) -> tuple[int, int]:
    """The day on which a moment lies: when it began, and when it ends."""
    today = wall(at, zone).date()
    return midnight(today, zone), midnight(today + timedelta(days=1), zone)


def midnight(day: date, zone: ZoneInfo) -> int:
    return moment(datetime(day.year, day.month, day.day), zone)  # noqa: DTZ001 - a wall clock's own


def parsed(field: str, text: str, zone: ZoneInfo) -> int:
    """A day, or a day and a time on quarter hours, on the clock of the zone. Raises Invalid, naming the field."""
    try:
        found = datetime.fromisoformat(text if _WRITTEN.fullmatch(text) else "")
    except ValueError as wrong:
        raise Invalid(
            field, "Say a day, such as 2026-03-01, or a time on it, such as 2026-03-01T08:30."
        ) from wrong
    try:
        at = moment(found, zone)
    except (OverflowError, ValueError) as wrong:
        raise Invalid(field, "That is too long ago, or too far away.") from wrong
    if at % QUARTER_MS:
        raise Invalid(field, "Say a whole quarter of an hour.")
    return at


def between(begin: str, end: str, zone: ZoneInfo) -> tuple[int, int]:
    """A period from `begin` until just before `end`. Raises Invalid."""
    first, last = parsed("from", begin, zone), parsed("to", end, zone)
    if first < EARLIEST:
        raise Invalid("from", "A report begins in the year 2000 at the earliest.")
    if last <= first:
        raise Invalid(
            "to", "The period ends before it begins. Its end is the first day or time that is not in it."
        )
    if last - first > YEARS_MAX * 366 * DAY_MS:
        raise Invalid("to", f"A report reaches over {YEARS_MAX} years at most.")
    return first, last


def named(name: Named, now: int, zone: ZoneInfo) -> tuple[int, int]:
    """A period that moves with the time. Weeks begin on Monday; all of them end with today, or before."""
    today = wall(now, zone).date()
    tomorrow = today + timedelta(days=1)
    month = today.replace(day=1)
    begin, end = {
        "today": (today, tomorrow),
        "yesterday": (today - timedelta(days=1), today),
        "this_week": (today - timedelta(days=today.weekday()), tomorrow),
        "last_7_days": (today - timedelta(days=6), tomorrow),
        "this_month": (month, tomorrow),
        "last_month": ((month - timedelta(days=1)).replace(day=1), month),
        "last_30_days": (today - timedelta(days=29), tomorrow),
        "this_year": (today.replace(month=1, day=1), tomorrow),
        "last_12_months": (_months_back(month, _DECEMBER - 1), tomorrow),
    }[name]
    return midnight(begin, zone), midnight(end, zone)


def _months_back(month: date, back: int) -> date:
    years, left = divmod(month.month - 1 - back, _DECEMBER)
    return month.replace(year=month.year + years, month=left + 1)


# --- groups ---


def spans(begin: int, end: int, zone: ZoneInfo, group_by: GroupBy) -> list[Span]:
    """The period cut into spans by the clock on the wall. Several may have the key of one group.

    Raises Invalid for more than a report can take.
    """
    if group_by == "hour" and end - begin > SPANS_MAX * HOUR_MS:
        raise Invalid("to", f"By the hour a report reaches over {SPANS_MAX // 24:,} days at most.")
    match group_by:
        case "none" | "channel" | "agent":
            return [Span("", begin, end)]
        case "month":
            return _cut(begin, end, zone, "%Y-%m", _next_month)
        case "day":
            return _cut(begin, end, zone, "%Y-%m-%d", _next_day)
        case "weekday":
            return _cut(begin, end, zone, "%u", _next_day)
        case "hour":
            return _hours(begin, end, zone)


def keys(group_by: GroupBy, cut: Sequence[Span]) -> list[str]:
    """The groups in order. Hours and weekdays are always all there, the others as far as the period goes."""
    match group_by:
        case "hour":
            return [f"{hour:02}" for hour in range(24)]
        case "weekday":
            return [str(day) for day in range(1, 8)]
        case _:
            return list(dict.fromkeys(span.key for span in cut))


def _next_day(day: date) -> date:
    return day + timedelta(days=1)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _cut(begin: int, end: int, zone: ZoneInfo, key: str, following: Callable[[date], date]) -> list[Span]:
    found, at = [], begin
    while at < end:
        day = wall(at, zone).date()
        # Where a clock leaves out a day, two midnights are one: never stand still.
        then = min(max(midnight(following(day), zone), at + QUARTER_MS), end)
        found.append(Span(day.strftime(key), at, then))
        at = then
    return found


def _hours(begin: int, end: int, zone: ZoneInfo) -> list[Span]:
    found, at = [], begin
    while at < end:
        now = wall(at, zone)
        full = at + HOUR_MS - now.minute * 60_000
        # A clock that is changed within the hour: quarter by quarter, as long as it shows this hour.
        then = full if wall(full - 1, zone).hour == now.hour and full - at <= HOUR_MS else at + QUARTER_MS
        found.append(Span(f"{now.hour:02}", at, min(then, end)))
        at = then
    return found
