"""The tiles of an agent's own dashboard: which kinds there are, and what each shows. Pure.

A tile is a report with the questions filled in: figures, grouping and order come from its kind, period and
channels from the agent. So a tile says what the report of the same figure says.
"""

from typing import Final, Literal, get_args

from msgspec import Struct

from actors.domain.errors import Invalid
from actors.domain.periods import UTC, GroupBy, Named, between

TileKind = Literal[
    "best_rating",
    "chats_per_month",
    "busy_hour",
    "my_rating",
    "abandonment",
    "waiting_percentiles",
    "chats_per_channel",
    "first_response",
]
Chart = Literal["bars", "line", "none"]
Period = Literal[Named, "custom"]

TITLE_MAX: Final = 100
# More than fit any screen; each is a report of its own.
TILES_MAX: Final = 24


class Kind(Struct, frozen=True, kw_only=True):
    """`figures` by `group_by`. `best`: only the first of them, the greatest of the first figure first.

    `mine`: of the agent who asks alone.
    """

    kind: TileKind
    title: str
    about: str
    figures: tuple[str, ...]
    group_by: GroupBy
    chart: Chart
    period: Named
    best: int | None = None
    mine: bool = False


class Tile(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`title`: her own words; empty for the kind's. `channels`: empty for all that she may see.

    `begin` and `end` are those of a custom period, as `periods.between` takes them.
    """

    id: str
    kind: TileKind
    title: str = ""
    period: Period = "this_month"
    begin: str | None = None
    end: str | None = None
    channels: tuple[str, ...] = ()


BEST: Final = 3
KINDS: Final = (
    Kind(
        kind="best_rating",
        title="Best average rating",
        about="The agents with the best average rating.",
        figures=("rating", "ratings"),
        group_by="agent",
        chart="bars",
        period="this_month",
        best=BEST,
    ),
    Kind(
        kind="chats_per_month",
        title="Chats per month",
        about="Chats that came into a queue, and those that were answered.",
        figures=("incoming", "answered"),
        group_by="month",
        chart="bars",
        period="last_12_months",
    ),
    Kind(
        kind="busy_hour",
        title="Most busy hour",
        about="Chats that came into a queue, by the hour of the day; the busiest is named.",
        figures=("incoming",),
        group_by="hour",
        chart="bars",
        period="this_year",
    ),
    Kind(
        kind="my_rating",
        title="My average rating",
        about="What my customers said of their chats, day by day.",
        figures=("rating", "ratings"),
        group_by="day",
        chart="line",
        period="this_month",
        mine=True,
    ),
    Kind(
        kind="abandonment",
        title="Abandonment",
        about="The part of the chats that was abandoned in the queue.",
        figures=("abandonment", "abandoned", "abandoned_waiting"),
        group_by="day",
        chart="line",
        period="last_30_days",
    ),
    Kind(
        kind="waiting_percentiles",
        title="Waiting time",
        about="How long half of the customers wait, nine in ten, and ninety-nine in a hundred.",
        figures=("waiting_p50", "waiting_p90", "waiting_p99", "waiting"),
        group_by="day",
        chart="line",
        period="last_30_days",
    ),
    Kind(
        kind="chats_per_channel",
        title="Chats per channel",
        about="Chats that came into a queue, channel by channel.",
        figures=("incoming", "answered", "abandoned"),
        group_by="channel",
        chart="bars",
        period="this_month",
    ),
    Kind(
        kind="first_response",
        title="First response",
        about="From the moment an agent takes a chat until her first message.",
        figures=("first_response", "first_response_p90"),
        group_by="day",
        chart="line",
        period="last_30_days",
    ),
)
BY_KIND: Final = {kind.kind: kind for kind in KINDS}
assert BY_KIND.keys() == set(get_args(TileKind))

# What an agent sees who has not chosen yet.
FIRST: Final[tuple[Tile, ...]] = tuple(
    Tile(id=kind, kind=kind, period=BY_KIND[kind].period)
    for kind in ("busy_hour", "my_rating", "waiting_percentiles", "chats_per_channel")
)


def checked(tiles: tuple[Tile, ...]) -> tuple[Tile, ...]:
    """With titles trimmed. Raises Invalid, naming the field as the client wrote it."""
    if len(tiles) > TILES_MAX:
        raise Invalid("items", f"A dashboard has {TILES_MAX} tiles at most.")
    seen: set[str] = set()
    for place, tile in enumerate(tiles):
        if tile.id in seen:
            raise Invalid(f"items.{place}.id", "Two tiles have the same id.")
        seen.add(tile.id)
        if len(set(tile.channels)) != len(tile.channels):
            raise Invalid(f"items.{place}.channels", "A channel is named twice.")
        _check_period(tile, place)
    return tiles


def _check_period(tile: Tile, place: int) -> None:
    if tile.period != "custom":
        if tile.begin is not None or tile.end is not None:
            raise Invalid(f"items.{place}.from", "Only a custom period has days of its own.")
        return
    try:
        between(tile.begin or "", tile.end or "", UTC)
    except Invalid as wrong:
        raise Invalid(f"items.{place}.{wrong.details['field']}", str(wrong)) from None
