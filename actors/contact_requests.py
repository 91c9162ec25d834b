"""The open requests of a contact, for its card. There are no requests in this house yet, so it has none.

Whoever builds them answers here, and notes each among the contact's activities:
`store.write(activities.put, "request", str(number), contact, created_at)` of store/queries/activities.py.
"""

from msgspec import Struct

from actors.domain.rights import Agent
from actors.house import House


class OpenRequest(Struct, frozen=True, kw_only=True):
    number: int
    title: str
    status: str
    created_at: int


async def open_requests(house: House, who: Agent, contact: str) -> tuple[OpenRequest, ...]:
    """Those that `who` may read, the newest first."""
    del house, who, contact
    return ()
