"""Today in numbers, as a dashboard shows them. How each is counted is in domain/measures.py."""

from msgspec import Struct

from actors.messages.values import AgentRef


class Today(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Today's numbers. Waits, first responses and ratings are absent while there are none."""

    average_wait_ms: int | None = None
    longest_wait_ms: int | None = None
    waiting: int = 0
    active: int = 0
    started: int = 0
    abandoned: int = 0
    average_first_response_ms: int | None = None
    average_rating: float | None = None


class Traffic(Struct, frozen=True, kw_only=True):
    """The day in steps of `step_ms` from its begin at `from_at` until `until_at`, its end, which may lie 23 or 25
    hours later. There are points up to now. `incoming`: chats that came into the queue in that step; `active`:
    chats that an agent had at some time of it.
    """

    from_at: int
    until_at: int
    step_ms: int
    incoming: tuple[int, ...]
    active: tuple[int, ...]


class Hero(Struct, frozen=True, kw_only=True):
    """One of the three who answered most chats today."""

    agent: AgentRef
    chats: int


class LiveFigures(Struct, frozen=True, kw_only=True):
    """Today, as a dashboard shows it. `channels` are those that were added up."""

    channels: tuple[str, ...]
    today: Today
    traffic: Traffic
    heroes: tuple[Hero, ...]
