"""Every figure again, slowly: read off whole logs as SPEC.md section 6 has it in words, with no state and no sums.

Written apart from actors/domain/measures.py and figures.py, on purpose in another way: here a log is finished and
is looked at from above, there it grows event by event. What the two agree on is right, or wrong twice.
"""

import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from actors.messages import (
    Abandoned,
    Answered,
    Ended,
    Event,
    Message,
    Queued,
    Rated,
    Returned,
    Started,
    TakenOver,
    TransferAccepted,
)


class Fact(NamedTuple):
    what: str
    at: int
    channel: str
    agent: str | None
    value: int


Log = Sequence[Event]


def facts_of(log: Log) -> list[Fact]:
    """All that one chat says to any figure."""
    return [fact for say in SAYINGS for fact in say(log)]


# --- who had it, and where it was ---


def channel_after(log: Log, seq: int) -> str:
    channel = ""
    for event in log[:seq]:
        match event.data:
            case Started(channel=named) | Queued(channel=str(named)) | TransferAccepted(channel=str(named)):
                channel = named
            case _:
                pass
    return channel


def agent_after(log: Log, seq: int) -> str | None:
    agent = None
    for event in log[:seq]:
        match event.data:
            case Answered(agent=ref) | TransferAccepted(to=ref) | TakenOver(to=ref):
                agent = ref.id if ref is not None else None
            case Queued():
                agent = None
            case _:
                pass
    return agent


def stretches(log: Log) -> list[tuple[Event, Event | None]]:
    """From each event that gave it to an agent until the one that took it from her."""
    found: list[tuple[Event, Event | None]] = []
    for event in log:
        if isinstance(event.data, TransferAccepted | TakenOver | Queued | Ended | Abandoned):
            found = [(begin, end or event) for begin, end in found]
        if isinstance(event.data, Answered | TransferAccepted | TakenOver):
            found.append((event, None))
    return found


def is_waiting(log: Log) -> bool:
    return isinstance(_turn(log), Queued | Returned)


def is_active(log: Log) -> bool:
    return isinstance(_turn(log), Answered)


def _turn(log: Log) -> object:
    """What said last whether it waits, is talked to, or is over."""
    turns = (event.data for event in reversed(log))
    return next(
        (data for data in turns if isinstance(data, Queued | Answered | Ended | Abandoned | Returned)), None
    )


def end(log: Log) -> Event | None:
    """The end that nobody came back from."""
    ends = [event for event in log if isinstance(event.data, Ended | Abandoned)]
    returns = [event.seq for event in log if isinstance(event.data, Returned)]
    return ends[-1] if ends and ends[-1].seq > max(returns, default=0) else None


def first(log: Log, kind: type) -> Event | None:
    return next((event for event in log if isinstance(event.data, kind)), None)


# --- what it says ---


def started(log: Log) -> Iterable[Fact]:
    yield Fact("started", log[0].at, channel_after(log, 1), None, 0)


def arrived(log: Log) -> Iterable[Fact]:
    queued = first(log, Queued)
    if queued is not None:
        channel = channel_after(log, queued.seq)
        yield Fact("arrived", queued.at, channel, None, 0)
        assert isinstance(queued.data, Queued)
        if queued.data.ahead is not None:
            yield Fact("ahead", queued.at, channel, None, queued.data.ahead)


def waited(log: Log) -> Iterable[Fact]:
    queued, answered = first(log, Queued), first(log, Answered)
    if queued is not None and answered is not None:
        channel, agent = channel_after(log, answered.seq), agent_after(log, answered.seq)
        yield Fact("waited", answered.at, channel, agent, answered.at - queued.at)


def first_response(log: Log) -> Iterable[Fact]:
    answered = first(log, Answered)
    said = next((event for event in log if isinstance(event.data, Message) and event.by.kind == "agent"), None)
    if answered is not None and said is not None:
        yield Fact("first_response", said.at, channel_after(log, said.seq), said.by.id, said.at - answered.at)


def responses(log: Log) -> Iterable[Fact]:
    since: int | None = None
    for event in log:
        if not isinstance(event.data, Message):
            continue
        if event.by.kind == "customer" and since is None:
            since = event.at
        elif event.by.kind in {"agent", "bot"}:
            if since is not None and event.by.kind == "agent":
                channel = channel_after(log, event.seq)
                yield Fact("response", event.at, channel, event.by.id, event.at - since)
            since = None


def over(log: Log) -> Iterable[Fact]:
    ended, answered = end(log), first(log, Answered)
    if ended is None:
        return
    where = (ended.at, channel_after(log, ended.seq), agent_after(log, ended.seq))
    if isinstance(ended.data, Ended):
        yield Fact("ended", *where, 0)
        if nobody_answered(log, ended.seq):
            yield Fact("dropped", *where, 0)
        if ended.data.reason == "request_posted":
            yield Fact("posted", *where, 0)
    if answered is not None:
        yield Fact("duration", *where, ended.at - answered.at)
        yield Fact("talk", *where, sum((until or ended).at - since.at for since, until in stretches(log)))
        if any(is_hand_over(event) for event in log):
            yield Fact("transferred", *where, 0)
    stars = [event.data.score for event in log if isinstance(event.data, Rated)]
    if stars:
        yield Fact("stars", *where, stars[-1])


def nobody_answered(log: Log, seq: int) -> bool:
    said = [event for event in log[:seq] if isinstance(event.data, Message) and event.by.kind != "system"]
    return bool(said) and said[-1].by.kind == "customer"


def is_hand_over(event: Event) -> bool:
    return isinstance(event.data, TransferAccepted) or (
        isinstance(event.data, Queued) and event.data.reason == "transfer"
    )


def abandoned(log: Log) -> Iterable[Fact]:
    left = first(log, Abandoned)
    if left is not None:
        since = [event for event in log[: left.seq] if isinstance(event.data, Queued)][-1]
        yield Fact("abandoned", left.at, channel_after(log, left.seq), None, left.at - since.at)


def returned(log: Log) -> Iterable[Fact]:
    for event in log:
        if isinstance(event.data, Returned):
            yield Fact("returned", event.at, channel_after(log, event.seq), None, 0)


SAYINGS: Final = (started, arrived, waited, first_response, responses, over, abandoned, returned)


# --- figures ---


class Group(NamedTuple):
    """Some facts, chosen by hand."""

    facts: Sequence[Fact]

    def values(self, what: str) -> list[int]:
        return [fact.value for fact in self.facts if fact.what == what]

    def many(self, what: str) -> int:
        return len(self.values(what))


def mean(what: str, *, whole: bool = True) -> Callable[[Group], float | None]:
    def of(group: Group) -> float | None:
        values = group.values(what)
        if not values:
            return None
        return round(statistics.fmean(values)) if whole else statistics.fmean(values)

    return of


def many(what: str) -> Callable[[Group], float | None]:
    return lambda group: group.many(what)


def share(part: str, *whole: str) -> Callable[[Group], float | None]:
    def of(group: Group) -> float | None:
        among = sum(map(group.many, whole))
        return group.many(part) / among if among else None

    return of


def longest(what: str) -> Callable[[Group], float | None]:
    return lambda group: max(group.values(what), default=None)


FIGURES: Final[dict[str, Callable[[Group], float | None]]] = {
    "started": many("started"),
    "incoming": many("arrived"),
    "answered": many("waited"),
    "waiting": mean("waited"),
    "waiting_longest": longest("waited"),
    "first_response": mean("first_response"),
    "response": mean("response"),
    "ended": many("ended"),
    "duration": mean("duration"),
    "talk": mean("talk"),
    "abandoned": many("abandoned"),
    "abandonment": share("abandoned", "abandoned", "waited"),
    "abandoned_waiting": mean("abandoned"),
    "missed": many("missed"),
    "request_posted": many("posted"),
    "dropped": many("dropped"),
    "drop_rate": share("dropped", "ended"),
    "rating": mean("stars", whole=False),
    "ratings": many("stars"),
    "transferred": many("transferred"),
    "transfer_rate": share("transferred", "duration"),
    "returned": many("returned"),
    "deflected": many("deflected"),
    "deflection": share("deflected", "deflected", "started"),
    "queue_length": mean("ahead", whole=False),
}
PERCENTILES: Final = {
    "waiting_p50": ("waited", 50),
    "waiting_p90": ("waited", 90),
    "waiting_p95": ("waited", 95),
    "waiting_p99": ("waited", 99),
    "first_response_p50": ("first_response", 50),
    "first_response_p90": ("first_response", 90),
    "response_p50": ("response", 50),
    "response_p90": ("response", 90),
}


# From here on all spans count as one size, see docs/figures.md.
LONG_MS: Final = 5 * 3_600_000


def is_near(percentile: float | None, group: Group, figure: str) -> bool:
    """Whether it is within a tenth of the span that so many did not pass; of a short one, within half a second."""
    what, percent = PERCENTILES[figure]
    values = sorted(group.values(what))
    if percentile is None or not values:
        return percentile is None and not values
    exact = min(values[max(math.ceil(percent * len(values) / 100), 1) - 1], LONG_MS)
    no_longer = what != "waited" or percentile <= max(values)  # than the longest, which stands beside it
    return no_longer and abs(percentile - exact) <= (500 if exact < 1_000 else exact / 10)


# --- by calendar ---


def group_of(fact: Fact, group_by: str, zone: ZoneInfo) -> str:
    shown = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=fact.at)).astimezone(zone)
    return {
        "none": "",
        "channel": fact.channel,
        "agent": fact.agent or "",
        "hour": f"{shown.hour:02}",
        "weekday": str(shown.isoweekday()),
        "month": f"{shown.year}-{shown.month:02}",
        "day": f"{shown.year}-{shown.month:02}-{shown.day:02}",
    }[group_by]
