"""Which conversation a WebSocket upgrade begins, by its path. The list of endpoints is this table."""

from collections.abc import Awaitable, Callable

from net.agent import serve_agent
from net.customer import serve_customer
from net.desk import Desk
from net.ws import Handshake

ENDPOINTS: dict[str, Callable[[Handshake, Desk], Awaitable[None]]] = {
    "/ws/customer": serve_customer,
    "/ws/agent": serve_agent,
}


def on_websocket(handshake: Handshake, desk: Desk) -> Awaitable[None]:
    """Not `async`, but what is to be awaited: a coroutine less for each of thousands who wait."""
    endpoint = ENDPOINTS.get(handshake.path)
    if endpoint is None:
        return handshake.reject(404, f"There is no WebSocket at {handshake.path[:200]}.\n")
    return endpoint(handshake, desk)
