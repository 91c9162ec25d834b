"""An agent's own tiles: kept for her, on all her devices. Nobody else sees or changes them."""

from typing import Final

import msgspec

from actors.domain import tiles
from actors.domain.errors import Invalid
from actors.domain.rights import Agent
from actors.domain.tiles import FIRST, Tile
from actors.house import House
from actors.reports import visible
from store.queries import dashboards

_decoder: Final = msgspec.json.Decoder(tuple[Tile, ...])
_encoder: Final = msgspec.json.Encoder()


async def tiles_of(house: House, who: Agent) -> tuple[Tile, ...]:
    """In her order; those we begin with, until she has chosen. A channel that she lost is left out of them."""
    stored = await house.store.read(dashboards.tiles, who.ref.id)
    if stored is None:
        return FIRST
    hers = (await visible(house, who)).names
    return tuple(
        msgspec.structs.replace(tile, channels=tuple(key for key in tile.channels if key in hers))
        for tile in _decoder.decode(stored)
    )


async def put_tiles(house: House, who: Agent, wanted: tuple[Tile, ...]) -> tuple[Tile, ...]:
    """All of them, in the order they shall have. Raises Invalid."""
    checked = tiles.checked(wanted)
    hers = (await visible(house, who)).names
    for place, tile in enumerate(checked):
        for key in tile.channels:
            if key not in hers:
                raise Invalid(f"items.{place}.channels", "There is no such channel for you.")
    await house.store.write(dashboards.put, who.ref.id, _encoder.encode(checked), house.clock.now_ms())
    return checked
