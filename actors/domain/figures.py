"""Every figure, defined once: its name, its unit, what it says in words, and how it is read off a tally.

The dashboard, the tiles, the reports, their CSV and docs/figures.md all go by `FIGURES`; none of them adds or
divides anything itself. A figure of nothing is absent (`None`), never 0: only a count of nothing is 0.
"""

from collections.abc import Callable, Sequence
from typing import Final, Literal

from msgspec import Struct

from actors.domain import measures
from actors.domain.measures import Measure, Tally, percentile

# `share` is from 0 to 1, `stars` from 1 to 5; an `average` of things that are counted may be a fraction.
Unit = Literal["chats", "ms", "share", "stars", "average", "customers"]
Value = int | float | None


class Figure(Struct, frozen=True, kw_only=True):
    """`of_agents`: it can be had by agent. `columns` are those of a tally that `read` looks at."""

    id: str
    title: str
    unit: Unit
    definition: str
    columns: tuple[str, ...]
    read: Callable[[Tally], Value]
    of_agents: bool = True


def _count(id_: str, title: str, definition: str, measure: Measure, unit: Unit = "chats") -> Figure:
    column = measure.count
    return Figure(
        id=id_,
        title=title,
        unit=unit,
        definition=definition,
        columns=(column,),
        read=lambda tally: tally.get(column, 0),
        of_agents=measure.of_agents,
    )


def _total(measure: Measure) -> str:
    assert measure.total is not None, f"{measure.name} has no values to add up"
    return measure.total


def _mean(id_: str, title: str, definition: str, measure: Measure, unit: Unit = "ms") -> Figure:
    many, total = measure.count, _total(measure)

    def read(tally: Tally) -> Value:
        if not (of := tally.get(many, 0)):
            return None
        mean = tally.get(total, 0) / of
        return round(mean) if unit == "ms" else mean

    return Figure(
        id=id_,
        title=title,
        unit=unit,
        definition=definition,
        columns=(many, total),
        read=read,
        of_agents=measure.of_agents,
    )


def _longest(id_: str, title: str, definition: str, measure: Measure) -> Figure:
    many, most = measure.count, measure.most
    assert most is not None
    return Figure(
        id=id_,
        title=title,
        unit="ms",
        definition=definition,
        columns=(many, most),
        read=lambda tally: tally.get(most, 0) if tally.get(many) else None,
    )


def _percentile(id_: str, title: str, measure: Measure, percent: int, what: str) -> Figure:
    """Not by agent: a spread for each agent and hour would be larger than all the rest."""
    spread, most = measure.spread, measure.most
    assert spread is not None

    def read(tally: Tally) -> Value:
        found = percentile(tally.get(spread, 0), percent)
        # The middle of what is counted as one size: never longer than the longest.
        return found if found is None or most is None else min(found, tally.get(most, 0))

    return Figure(
        id=id_,
        title=title,
        unit="ms",
        definition=f"So long or shorter was {what} of {percent} in 100 chats. Within a tenth: by counts of sizes.",
        columns=(spread,) if most is None else (spread, most),
        read=read,
        of_agents=False,
    )


def _share(id_: str, title: str, definition: str, part: Measure, *whole: Measure) -> Figure:
    columns = tuple(measure.count for measure in whole)

    def read(tally: Tally) -> Value:
        of = sum(tally.get(column, 0) for column in columns)
        return tally.get(part.count, 0) / of if of else None

    return Figure(
        id=id_,
        title=title,
        unit="share",
        definition=definition,
        columns=(part.count, *columns),
        read=read,
        of_agents=part.of_agents and all(measure.of_agents for measure in whole),
    )


M = measures
FIGURES: Final = (
    _count("started", "Chats started", "Chats that began, with a bot or in the queue.", M.STARTED),
    _count("incoming", "Incoming chats", "Chats that came into a queue for the first time.", M.ARRIVED),
    _count("answered", "Chats answered", "Chats that an agent answered for the first time.", M.WAITED),
    _mean(
        "waiting",
        "Average waiting time",
        "From coming into the queue until the first answer, of chats that were answered. Abandoned ones have a "
        "figure of their own.",
        M.WAITED,
    ),
    _longest("waiting_longest", "Longest waiting time", "The longest of them.", M.WAITED),
    _percentile("waiting_p50", "Waiting time, median", M.WAITED, 50, "the waiting time"),
    _percentile("waiting_p90", "Waiting time, 90 %", M.WAITED, 90, "the waiting time"),
    _percentile("waiting_p95", "Waiting time, 95 %", M.WAITED, 95, "the waiting time"),
    _percentile("waiting_p99", "Waiting time, 99 %", M.WAITED, 99, "the waiting time"),
    _mean(
        "first_response",
        "Average first response",
        "From the first answer (an agent takes the chat) until her first message.",
        M.FIRST_RESPONSE,
    ),
    _percentile("first_response_p50", "First response, median", M.FIRST_RESPONSE, 50, "the first response"),
    _percentile("first_response_p90", "First response, 90 %", M.FIRST_RESPONSE, 90, "the first response"),
    _mean(
        "response",
        "Average response time",
        "From the first of a run of customer messages until the next message of an agent.",
        M.RESPONSE,
    ),
    _percentile("response_p50", "Response time, median", M.RESPONSE, 50, "a response"),
    _percentile("response_p90", "Response time, 90 %", M.RESPONSE, 90, "a response"),
    _count("ended", "Chats ended", "Chats that ended, other than by being abandoned.", M.ENDED),
    _mean(
        "duration",
        "Average duration",
        "From the first answer until the end, of chats that were answered.",
        M.DURATION,
    ),
    _mean(
        "talk",
        "Average duration without gaps",
        "The same without the time in which no agent had the chat: in a queue again, or ended until the customer "
        "came back.",
        M.TALK,
    ),
    _count("abandoned", "Abandoned chats", "Customers who left from the queue.", M.ABANDONED),
    _share(
        "abandonment",
        "Abandonment",
        "Of the chats that left the queue, answered for the first time or abandoned, the part that was abandoned.",
        M.ABANDONED,
        M.ABANDONED,
        M.WAITED,
    ),
    _mean(
        "abandoned_waiting",
        "Average wait until abandoning",
        "How long those who left from the queue had waited in it.",
        M.ABANDONED,
    ),
    _count(
        "missed",
        "Missed customers",
        "Customers who opened the widget within opening hours while nobody was available.",
        M.MISSED,
        "customers",
    ),
    _count(
        "request_posted",
        "Left a request",
        "Chats that ended in the queue because the customer left a request instead of waiting on. They are ended, "
        "and not abandoned.",
        M.POSTED,
    ),
    _count("dropped", "Dropped chats", "Chats that ended on a customer message nobody answered.", M.DROPPED),
    _share("drop_rate", "Drop rate", "Of the chats that ended, the part that was dropped.", M.DROPPED, M.ENDED),
    _mean("rating", "Average rating", "Of the chats that ended and were rated.", M.RATED, "stars"),
    _count("ratings", "Ratings", "Chats that ended and were rated.", M.RATED),
    _count("transferred", "Transferred chats", "Chats that were over and had been handed over.", M.TRANSFERRED),
    _share(
        "transfer_rate",
        "Transfer rate",
        "Of the chats that were answered and are over, the part that was handed over at least once.",
        M.TRANSFERRED,
        M.DURATION,
    ),
    _count("returned", "Returns", "Times that a customer came back to a chat that had ended.", M.RETURNED),
    _count(
        "deflected",
        "Deflected customers",
        "Customers who opened a suggested FAQ and started no chat.",
        M.DEFLECTED,
        "customers",
    ),
    _share(
        "deflection",
        "Deflection",
        "Of the customers who were deflected or started a chat, the part that was deflected.",
        M.DEFLECTED,
        M.DEFLECTED,
        M.STARTED,
    ),
    _mean(
        "queue_length",
        "Average queue length on arrival",
        "How many waited in the channel already when a chat came into its queue.",
        M.QUEUE_LENGTH,
        "average",
    ),
)
BY_ID: Final = {figure.id: figure for figure in FIGURES}


def average_wait_ms(waits: Sequence[int]) -> int | None:
    """The figure `waiting` of these waits alone, for the customers who are told it."""
    mean = BY_ID["waiting"].read({M.WAITED.count: len(waits), _total(M.WAITED): sum(waits)})
    return None if mean is None else round(mean)


def value(figure: str, tally: Tally) -> Value:
    """What the figure is for this tally."""
    return BY_ID[figure].read(tally)
