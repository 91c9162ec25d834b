"""An agent's own dashboard: which tiles she has put on it, and which there are. What they show is a report."""

from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import BaseModel, Field

from actors import tiles
from actors.domain.periods import Named
from actors.domain.tiles import KINDS, TILES_MAX, TITLE_MAX, Chart, Period, Tile, TileKind
from net.api.common import AskingAgent, OfSite, problems
from net.api.shared_texts import Body

router = APIRouter(prefix="/api/v1/dashboard", tags=["dashboard"])

CHANNELS_MAX: Final = 200


Day = Annotated[str, Field(max_length=32)]


class TileOf(Body):
    """`title`: your own words; empty for the kind's. `channels`: empty for all that you may see.

    `from` and `to` are those of a `custom` period: the first day in it, and the first that is not.
    """

    id: Annotated[str, Field(min_length=1, max_length=64, description="your own choice, once on the dashboard")]
    kind: TileKind
    title: Annotated[str, Field(max_length=TITLE_MAX)] = ""
    period: Period = "this_month"
    begin: Annotated[Day | None, Field(alias="from")] = None
    end: Annotated[Day | None, Field(alias="to")] = None
    channels: Annotated[
        list[Annotated[str, Field(max_length=64)]], Field(max_length=CHANNELS_MAX, default_factory=list)
    ]


class Tiles(Body):
    items: Annotated[list[TileOf], Field(max_length=TILES_MAX, description="in the order they are shown")]


class KindOf(BaseModel):
    """`period`: what it begins with."""

    kind: TileKind
    title: str
    about: str
    chart: Chart
    period: Named


class Kinds(BaseModel):
    items: list[KindOf]


@router.get("/tiles", response_model_exclude_none=True, responses=problems("not_signed_in"))
async def list_tiles(site: OfSite, who: AskingAgent) -> Tiles:
    """Yours, in your order; those we begin with, until you have chosen."""
    return _tiles(await tiles.tiles_of(site.house, who))


@router.put(
    "/tiles", response_model_exclude_none=True, responses=problems("not_signed_in", "forbidden", "invalid")
)
async def put_tiles(wanted: Tiles, site: OfSite, who: AskingAgent) -> Tiles:
    """All of them, in the order they shall have: what is left out is gone."""
    chosen = tuple(
        Tile(
            id=tile.id,
            kind=tile.kind,
            title=tile.title.strip(),
            period=tile.period,
            begin=tile.begin,
            end=tile.end,
            channels=tuple(tile.channels),
        )
        for tile in wanted.items
    )
    return _tiles(await tiles.put_tiles(site.house, who, chosen))


@router.get("/tile-kinds", responses=problems("not_signed_in"))
async def list_kinds(_who: AskingAgent) -> Kinds:
    """Which tiles there are."""
    return Kinds(
        items=[
            KindOf(kind=kind.kind, title=kind.title, about=kind.about, chart=kind.chart, period=kind.period)
            for kind in KINDS
        ]
    )


def _tiles(found: tuple[Tile, ...]) -> Tiles:
    items = [
        TileOf.model_validate(
            {
                **{name: getattr(tile, name) for name in ("id", "kind", "title", "period")},
                "channels": list(tile.channels),
                "from": tile.begin,
                "to": tile.end,
            }
        )
        for tile in found
    ]
    return Tiles(items=items)
