"""The open requests of a contact, for its card. All it ever had are among its activities."""

from typing import Final

from msgspec import Struct

from actors.domain.requests import readable_channels
from actors.domain.rights import Agent
from actors.house import House
from store.queries import requests
from store.queries.requests import RequestStatus, Wanted

# What a card shows. Who has more has them in the list of requests.
SHOWN: Final = 20
NOT_CLOSED: Final[tuple[RequestStatus, ...]] = ("open", "waiting")


class OpenRequest(Struct, frozen=True, kw_only=True):
    number: int
    title: str
    status: str
    created_at: int


async def open_requests(house: House, who: Agent, contact: str) -> tuple[OpenRequest, ...]:
    """Those that `who` may read, what changed last first."""
    wanted = Wanted(channels=readable_channels(who), statuses=NOT_CLOSED, contact=contact)
    found = await house.store.read(requests.page, wanted, None, SHOWN)
    return tuple(
        OpenRequest(number=each.number, title=each.title, status=each.status, created_at=each.created_at)
        for each in found
    )
