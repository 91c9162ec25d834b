"""When a channel is open, by the clock on the wall of its time zone.

One definition, for every moment: the channel is open while that clock shows a time within a span of that date, and
the date is not a closed one. So an hour that is skipped in spring is not open at all, and one that comes twice in
autumn is open twice. Nothing is kept: each question is answered from the settings and the time it is asked for,
and whoever wants to know when the answer changes asks for `next_change`.

Between two changes of the zone's offset the clock runs evenly, so the answer can change only when the clock passes
the beginning or the end of a span, or when the offset itself changes. Those moments are the candidates.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Annotated, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from msgspec import Meta, Struct

from actors.domain.errors import Invalid
from actors.messages import Hours, OpenSpan

# Of a day. A shop with two breaks has three; who needs more has no opening hours.
SPANS_MAX: Final = 8
# Some years of holidays.
CLOSED_MAX: Final = 200
# Days looked ahead by who is closed: longer than the longest holiday of somebody who means to come back.
OPENS_WITHIN_DAYS: Final = 400
# Days looked ahead by who is open. A channel that does not close within them is open round the clock.
CLOSES_WITHIN_DAYS: Final = 8
# Days that a widget can list.
SHOWN_DAYS: Final = 7
SECOND_MS: Final = 1_000
DAY_MS: Final = 86_400 * SECOND_MS

OPENS_PATTERN: Final = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
CLOSES_PATTERN: Final = r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"
DATE_PATTERN: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


class Span(Struct, frozen=True, kw_only=True):
    """`09:00` to `17:30`, both of the same day; `24:00` is its end. A night is two spans, of two days."""

    opens: Annotated[str, Meta(pattern=OPENS_PATTERN)]
    closes: Annotated[str, Meta(pattern=CLOSES_PATTERN)]


Day = Annotated[tuple[Span, ...], Meta(max_length=SPANS_MAX)]
WORKDAY: Final[Day] = (Span(opens="09:00", closes="17:00"),)


class OpeningHours(Struct, frozen=True, kw_only=True):
    """`week` begins on Monday. Without `on` the channel is open whenever somebody is there to answer."""

    on: bool = False
    time_zone: str = "UTC"
    week: tuple[Day, Day, Day, Day, Day, Day, Day] = (WORKDAY, WORKDAY, WORKDAY, WORKDAY, WORKDAY, (), ())
    closed: Annotated[tuple[Annotated[str, Meta(pattern=DATE_PATTERN)], ...], Meta(max_length=CLOSED_MAX)] = ()


# --- questions ---


def is_open(hours: OpeningHours, now: int) -> bool:
    """By the clock alone. Always, where there are no opening hours."""
    if not hours.on:
        return True
    clock = datetime.fromtimestamp(now / SECOND_MS, zone_of(hours.time_zone))
    if clock.date().isoformat() in hours.closed:
        return False
    minute = clock.hour * 60 + clock.minute
    return any(_minutes(span.opens) <= minute < _minutes(span.closes) for span in hours.week[clock.weekday()])


def next_change(hours: OpeningHours, now: int) -> int | None:
    """The first moment after `now` at which the answer is another; None where it is too far off to say."""
    if not hours.on or not any(hours.week):
        return None
    open_now = is_open(hours, now)
    days = CLOSES_WITHIN_DAYS if open_now else OPENS_WITHIN_DAYS
    return next((at for at in _candidates(hours, now, days) if is_open(hours, at) != open_now), None)


def hours_view(hours: OpeningHours, now: int) -> Hours | None:
    """As clients see it: times are moments, so that each can show them by its own clock."""
    if not hours.on:
        return None
    change = next_change(hours, now)
    open_now = is_open(hours, now)
    return Hours(
        open_until_at=change if open_now else None,
        opens_at=None if open_now else change,
        spans=tuple(_spans(hours, now)),
    )


def _spans(hours: OpeningHours, now: int) -> Iterator[OpenSpan]:
    """The times it is open within the next days; one that lasts has begun by now."""
    end = now + SHOWN_DAYS * DAY_MS
    since = now if is_open(hours, now) else None
    for at in _candidates(hours, now, SHOWN_DAYS):
        if at >= end:
            break
        if is_open(hours, at):
            since = at if since is None else since
        elif since is not None:
            yield OpenSpan(from_at=since, until_at=at)
            since = None
    if since is not None:
        yield OpenSpan(from_at=since, until_at=end)


# --- the moments at which the answer may change ---


def _candidates(hours: OpeningHours, now: int, days: int) -> Iterator[int]:
    """After `now`, in order. Those of a day are held back for a day: a clock that is set may mix up two days."""
    zone = zone_of(hours.time_zone)
    today = datetime.fromtimestamp(now / SECOND_MS, zone).date()
    held: set[int] = set()
    for offset in range(-1, days + 2):  # from yesterday, which went on where the clock was set back over midnight
        day = _later(today, offset)
        if day is None:
            break
        sure = _ms(datetime.combine(day, time(), tzinfo=zone)) - DAY_MS
        yield from sorted(at for at in held if now < at < sure)
        held = {at for at in held if at >= sure} | _candidates_of(hours, zone, day)
    yield from sorted(at for at in held if at > now)


def _candidates_of(hours: OpeningHours, zone: ZoneInfo, day: date) -> set[int]:
    found = set(_offset_changes(zone, day))
    for span in hours.week[day.weekday()]:
        for clock in (span.opens, span.closes):
            found.update(_moments(zone, day, _minutes(clock)))
    return found


def _moments(zone: ZoneInfo, day: date, minute: int) -> Iterator[int]:
    """When the clock shows this minute of this day: once, twice, or (skipped) about where it would have."""
    midnight = datetime.combine(day, time())
    for fold in (0, 1):
        yield _ms((midnight + timedelta(minutes=minute)).replace(tzinfo=zone, fold=fold))


def _offset_changes(zone: ZoneInfo, day: date) -> Iterator[int]:
    """The second at which the offset changes in the course of this day of the zone, if it does."""
    start = datetime.combine(day, time(), tzinfo=zone).astimezone(UTC) - timedelta(hours=2)
    low, high = start, start + timedelta(hours=28)
    if low.astimezone(zone).utcoffset() == high.astimezone(zone).utcoffset():
        return
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    yield _ms(high)


def _later(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:  # the calendar ends with the year 9999
        return None


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * SECOND_MS)


# --- what may be set ---


@cache
def zone_names() -> frozenset[str]:
    """All that can be chosen. A folder of files is read for it, so it is read once."""
    return frozenset(available_timezones())


@cache
def zone_of(name: str) -> ZoneInfo:
    """UTC for a name that this machine does not know any more: a channel must not stop for it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def check_hours(hours: OpeningHours, field: str) -> None:
    """What the types cannot say. Raises Invalid; `field` is where the hours stand."""
    if hours.time_zone not in zone_names():
        raise Invalid(f"{field}.time_zone", f"{hours.time_zone} is not a time zone such as Europe/Oslo.")
    for number, day in enumerate(hours.week):
        _check_day(day, f"{field}.week.{number}")
    for number, closed in enumerate(hours.closed):
        try:
            date.fromisoformat(closed)
        except ValueError as wrong:
            raise Invalid(f"{field}.closed.{number}", f"{closed} is not a date.") from wrong


def _check_day(day: Day, field: str) -> None:
    previous = 0
    for number, span in enumerate(day):
        if _minutes(span.closes) <= _minutes(span.opens):
            raise Invalid(
                f"{field}.{number}.closes",
                f"{span.closes} is not after {span.opens}. A night is two spans: until 24:00, and from 00:00.",
            )
        if _minutes(span.opens) < previous:
            raise Invalid(f"{field}.{number}.opens", "Spans of a day go one after another and do not overlap.")
        previous = _minutes(span.closes)
