"""What is measured, and where: every figure is added up from the samples named here, and from nothing else.

A *sample* says that something was measured once: what, when, in which channel, of which agent. The events of a
chat lead to samples (`samples_of`), so they agree with the log because they come from it, in the same transaction.
What the log takes back (a chat that ended is returned to, a rating is given anew) is a sample with the sign -1.

A *tally* is the sum of samples over a span of time: a dictionary from column to number, in which nothing is left
out that is zero. Tallies of spans that follow one another add up to that of the whole (`add`), which is why
reports of a year are as exact as those of an hour. For percentiles a tally has a *spread*: how many samples fell
into each of some buckets, all in one large integer with a lane for each bucket, so that spreads add up like any
number.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

from msgspec import Struct

from actors.domain.chat import Chat, evolve
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
    Status,
    TakenOver,
    TransferAccepted,
)

Tally = dict[str, int]


class Measure(Struct, frozen=True, kw_only=True):
    """What is counted, and the columns of a tally that it goes into.

    `count`: how many. `total`: the sum of the values. `most`: the greatest value. `spread`: of which size they
    are. `of_agents`: it may have an agent. `got` says how a chat comes to have one, for docs/figures.md.
    """

    name: str
    got: str
    count: str
    total: str | None = None
    most: str | None = None
    spread: str | None = None
    of_agents: bool = True


STARTED: Final = Measure(
    name="started", got="A chat begins, with the bot or in the queue.", count="started", of_agents=False
)
ARRIVED: Final = Measure(
    name="arrived",
    got="A chat comes into a queue for the first time: it begins there, or its bot hands it over.",
    count="arrived",
    of_agents=False,
)
QUEUE_LENGTH: Final = Measure(
    name="queue_length",
    got="With an arrival: how many waited in the channel already. The event `queued` says it (`ahead`).",
    count="queue_lengths",
    total="queue_length",
    of_agents=False,
)
WAITED: Final = Measure(
    name="waited",
    got="A chat is answered for the first time: from its arrival until then. Counts when it is answered, for the "
    "agent who answered and the channel it waited in. Later waits of the same chat are not counted.",
    count="answered",
    total="waited_ms",
    most="longest_wait_ms",
    spread="waits",
)
FIRST_RESPONSE: Final = Measure(
    name="first_response",
    got="An agent writes for the first time: from the first answer (she took the chat) until then. The channel's "
    "welcome message is nobody's and does not count. For the agent who wrote.",
    count="first_responses",
    total="first_response_ms",
    spread="first_response_spread",
)
RESPONSE: Final = Measure(
    name="response",
    got="An agent writes after the customer has: from the first of a run of customer messages, which ends with "
    "a message of an agent or a bot, until then. The run in which a customer waited in the queue counts as well. "
    "For the agent who wrote.",
    count="responses",
    total="response_ms",
    spread="response_spread",
)
ENDED: Final = Measure(
    name="ended", got="A chat ends, other than by being abandoned. For the agent it had then.", count="ended"
)
DURATION: Final = Measure(
    name="duration",
    got="A chat that was answered is over: from its first answer until its end. If it is returned to, this is "
    "taken back, and the next end counts from the same first answer. For the agent it had at its end.",
    count="served",
    total="duration_ms",
)
TALK: Final = Measure(
    name="talk",
    got="As the duration, without the gaps in which no agent had it: in a queue again, or ended until the return.",
    count="talks",
    total="talk_ms",
)
ABANDONED: Final = Measure(
    name="abandoned",
    got="The customer leaves from the queue: how long she has waited in it this time. A chat that goes on as a "
    "request, or is ended by an operator, is not abandoned.",
    count="abandoned",
    total="abandoned_ms",
    of_agents=False,
)
DROPPED: Final = Measure(
    name="dropped",
    got="A chat ends, other than by being abandoned, and nobody has answered what the customer wrote last.",
    count="dropped",
)
POSTED: Final = Measure(
    name="posted",
    got="A chat ends in the queue because its customer leaves a request instead of waiting on. If it is returned "
    "to, this is taken back.",
    count="posted",
    of_agents=False,
)
RATED: Final = Measure(
    name="rated",
    got="A rating, in stars. Counts when its chat ended, for the agent it had then; a later rating of the same "
    "chat takes its place.",
    count="ratings",
    total="stars",
)
TRANSFERRED: Final = Measure(
    name="transferred",
    got="A chat that was answered is over, and was handed over at least once: a transfer was accepted, or put it "
    "into another channel's queue. Taking over is none.",
    count="transferred",
)
RETURNED: Final = Measure(
    name="returned", got="The customer comes back to a chat that had ended.", count="returned", of_agents=False
)
TAKEN: Final = Measure(
    name="taken", got="An agent gets a chat: by answering, by transfer, by taking over.", count="taken"
)
LET_GO: Final = Measure(
    name="let_go", got="An agent has a chat no longer: ended, put back, handed over, taken over.", count="let_go"
)
MISSED: Final = Measure(
    name="missed",
    got="A customer without a chat opens the widget within opening hours, and nobody is available. It is no chat "
    "and in no log, so the channel counts it; the same address counts once in half an hour.",
    count="missed",
    of_agents=False,
)
DEFLECTED: Final = Measure(
    name="deflected",
    got="A customer opens a FAQ that was suggested to her, and does not start the chat.",
    count="deflected",
    of_agents=False,
)
MEASURES: Final = (
    *(STARTED, ARRIVED, QUEUE_LENGTH, WAITED, FIRST_RESPONSE, RESPONSE, ENDED, DURATION, TALK, ABANDONED),
    *(DROPPED, POSTED, RATED, TRANSFERRED, RETURNED, TAKEN, LET_GO, MISSED, DEFLECTED),
)
BY_NAME: Final = {measure.name: measure for measure in MEASURES}
# What no chat's log knows: a recount of the logs leaves these as they are.
BESIDE_THE_LOG: Final = frozenset({MISSED.count, DEFLECTED.count})

SUMS: Final = tuple(
    column for measure in MEASURES for column in (measure.count, measure.total) if column is not None
)
MOSTS: Final = tuple(measure.most for measure in MEASURES if measure.most is not None)
SPREADS: Final = tuple(measure.spread for measure in MEASURES if measure.spread is not None)


class Sample(NamedTuple):
    """One thing that was measured. `measure` is a name of `BY_NAME`; `sign` is -1 where it is taken back.

    In this order a sample is a row of its table (store/journal.py, `SampleRow`).
    """

    measure: str
    at: int
    channel: str
    agent: str | None = None
    value: int = 0
    sign: int = 1


# --- from events to samples ---


def samples_of(before: Chat, events: Sequence[Event], after: Chat) -> tuple[Sample, ...]:
    """What `events`, which made `after` of `before`, have measured."""
    if len(events) == 1:
        return _samples_of(before, events[0], after)
    found: list[Sample] = []
    for event in events:
        then = evolve(before, event)
        found += _samples_of(before, event, then)
        before = then
    return tuple(found)


def _samples_of(before: Chat, event: Event, after: Chat) -> tuple[Sample, ...]:
    at, fact = event.at, event.data
    match fact:
        case Message():
            return _of_message(before, event, after) if event.by.kind == "agent" else ()
        case Started():
            return (Sample(STARTED.name, at, after.channel),)
        case Queued():
            return (*_let_go(before, at), *_arrived(before, fact, at, after))
        case Answered():
            return (*_waited(before, at, after), *_taken(after, at))
        case TransferAccepted() | TakenOver():
            return (*_let_go(before, at), *_taken(after, at))
        case Ended() | Abandoned():
            return (*_let_go(before, at), *_left(before, fact, at), *_settled(after))
        case Returned():
            return (*_withdrawn(_settled(before)), Sample(RETURNED.name, at, after.channel))
        case Rated():
            return (*_withdrawn(_rated(before)), *_rated(after))
        case _:
            return ()


def _of_message(before: Chat, event: Event, after: Chat) -> tuple[Sample, ...]:
    """The one that runs for every message of an agent."""
    agent, at = event.by.id, event.at
    found: tuple[Sample, ...] = ()
    if before.unanswered_at is not None:
        found = (Sample(RESPONSE.name, at, after.channel, agent, at - before.unanswered_at),)
    if before.first_response_ms is None and after.first_response_ms is not None:
        found = (*found, Sample(FIRST_RESPONSE.name, at, after.channel, agent, after.first_response_ms))
    return found


def _arrived(before: Chat, fact: Queued, at: int, after: Chat) -> Iterator[Sample]:
    if before.first_queued_at is None:
        yield Sample(ARRIVED.name, at, after.channel)
        if fact.ahead is not None:
            yield Sample(QUEUE_LENGTH.name, at, after.channel, value=fact.ahead)


def _waited(before: Chat, at: int, after: Chat) -> Iterator[Sample]:
    if before.waiting_ms is None and after.waiting_ms is not None:
        yield Sample(WAITED.name, at, after.channel, _agent(after), after.waiting_ms)


def _taken(chat: Chat, at: int) -> Iterator[Sample]:
    yield Sample(TAKEN.name, at, chat.channel, _agent(chat))


def _let_go(before: Chat, at: int) -> Iterator[Sample]:
    if before.status is Status.ACTIVE:
        yield Sample(LET_GO.name, at, before.channel, _agent(before))


def _left(before: Chat, fact: Ended | Abandoned, at: int) -> Iterator[Sample]:
    if isinstance(fact, Abandoned) and before.queued_at is not None:
        yield Sample(ABANDONED.name, at, before.channel, value=at - before.queued_at)


def _settled(chat: Chat) -> Iterator[Sample]:
    """What is known of a chat once it is over, until it is returned to."""
    at, agent = chat.ended_at, _agent(chat)
    assert at is not None, "it is over"
    if chat.status is Status.ENDED:
        yield Sample(ENDED.name, at, chat.channel, agent)
        if chat.unanswered_at is not None:
            yield Sample(DROPPED.name, at, chat.channel, agent)
        if chat.end_reason == "request_posted":
            yield Sample(POSTED.name, at, chat.channel)
    if chat.duration_ms is not None:
        yield Sample(DURATION.name, at, chat.channel, agent, chat.duration_ms)
        yield Sample(TALK.name, at, chat.channel, agent, chat.talk_ms)
        if chat.transfers:
            yield Sample(TRANSFERRED.name, at, chat.channel, agent)
    yield from _rated(chat)


def _rated(chat: Chat) -> Iterator[Sample]:
    if chat.rating is not None and chat.ended_at is not None:
        yield Sample(RATED.name, chat.ended_at, chat.channel, _agent(chat), chat.rating)


def _withdrawn(samples: Iterable[Sample]) -> Iterator[Sample]:
    return (sample._replace(sign=-sample.sign) for sample in samples)


def _agent(chat: Chat) -> str | None:
    return chat.agent.id if chat.agent is not None else None


# --- from samples to tallies ---

# Buckets of a spread: all under a second, four for each doubling, all from about four and a half hours on. A
# bucket is a fifth wider than the one before, so its middle is within a tenth of all that is in it.
PER_DOUBLING: Final = 4
DOUBLINGS: Final = 14
BUCKETS: Final = PER_DOUBLING * DOUBLINGS + 2
LANE_BITS: Final = 32  # four thousand million of a size in one span
_LANE: Final = (1 << LANE_BITS) - 1
_SECOND_MS: Final = 1_000


def begin_of(bucket: int) -> float:
    """The least span, in ms, that falls into it."""
    return 0.0 if bucket == 0 else _SECOND_MS * 2 ** ((bucket - 1) / PER_DOUBLING)


_BEGINS: Final = tuple(begin_of(bucket) for bucket in range(BUCKETS))


def middle_of(bucket: int) -> int:
    """The span, in ms, that is within a tenth of all that fall into it; within half a second in the first."""
    return _SECOND_MS // 2 if bucket == 0 else round(begin_of(bucket) * 2 ** (1 / (2 * PER_DOUBLING)))


def bucket_of(ms: int) -> int:
    return bisect_right(_BEGINS, ms) - 1


class Place(NamedTuple):
    """Whose tally it is, and where its span begins. `agent` is None for all of the channel's together."""

    channel: str
    agent: str | None
    at: int


def tallied(samples: Iterable[Sample], step: int) -> dict[Place, Tally]:
    """What they add up to, in spans of `step`: for each channel, and for each agent of it but for spreads.

    Runs for every sample there is, so what several have in common is looked up once for them all.
    """
    gathered: dict[tuple[str, str, str | None, int], _Sums] = {}
    for name, at, channel, agent, value, sign in samples:
        key = (name, channel, agent, at - at % step)
        sums = gathered.get(key)
        if sums is None:
            sums = gathered[key] = _Sums(BY_NAME[name])
        sums.put(value, sign)
    found: dict[Place, Tally] = {}
    for (_, channel, agent, at), sums in gathered.items():
        add(found.setdefault(Place(channel, None, at), {}), sums.columns())
        if agent is not None and sums.measure.of_agents:
            add(found.setdefault(Place(channel, agent, at), {}), sums.columns(spread=False))
    return found


def count(tally: Tally, sample: Sample) -> None:
    """Add one sample to a tally."""
    sums = _Sums(BY_NAME[sample.measure])
    sums.put(sample.value, sample.sign)
    add(tally, sums.columns())


class _Sums:
    """The sums of samples of one measure."""

    __slots__ = ("count", "measure", "most", "spread", "total")

    def __init__(self, measure: Measure) -> None:
        self.measure = measure
        self.count = self.total = self.most = self.spread = 0

    def put(self, value: int, sign: int) -> None:
        self.count += sign
        self.total += sign * value
        self.most = max(self.most, value)
        if self.measure.spread is not None:
            self.spread += sign << (LANE_BITS * bucket_of(value))

    def columns(self, *, spread: bool = True) -> Tally:
        measure = self.measure
        found = {measure.count: self.count}
        if measure.total is not None:
            found[measure.total] = self.total
        if measure.most is not None:
            found[measure.most] = self.most
        if measure.spread is not None and spread:
            found[measure.spread] = self.spread
        return found


def add(tally: Tally, other: Mapping[str, int]) -> None:
    """Add a tally to another."""
    for column, value in other.items():
        before = tally.get(column, 0)
        tally[column] = max(before, value) if column in MOSTS else before + value


def lanes(spread: int) -> Iterator[int]:
    """How many fell into each bucket, the shortest first, up to the last that any fell into."""
    while spread:
        yield spread & _LANE
        spread >>= LANE_BITS


def percentile(spread: int, percent: int) -> int | None:
    """The span, in ms, that so many in a hundred of them were not longer than. None of nothing."""
    counts = list(lanes(spread))
    wanted = max(-(-percent * sum(counts) // 100), 1)
    reached = accumulate(counts)
    return next((middle_of(bucket) for bucket, many in enumerate(reached) if many >= wanted), None)
