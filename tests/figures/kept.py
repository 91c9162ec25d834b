"""All tallies of a store, and those that a count of its logs makes anew."""

from actors.domain.periods import GRAINS
from actors.figures import SETTLE_AT_ONCE, recount, settle
from store.database import Store
from store.queries import tallies
from store.queries.tallies import Cell, Columns


async def kept(store: Store) -> dict[Cell, Columns]:
    """As they went, with what was not settled yet."""
    while (await store.write(settle, SETTLE_AT_ONCE))[0]:
        pass
    found = [each for grain in GRAINS for each in await store.read(tallies.since, grain, 0)]
    return {cell: columns for cell, columns in found if columns}


async def counted_again(store: Store) -> dict[Cell, Columns]:
    await recount(store)
    return await kept(store)
