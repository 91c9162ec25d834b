"""WebSockets: from a client that asks for one to the last byte.

`handshake` asks a handler and sees the connection to its end; `connection` is what that handler holds, the one
who knows how it stands; `unread` takes plain frames apart; `library` has trio-websocket, which does the rest.
Writing, with its bound and its deadline, is `net/outbox.py`; the pulse of all connections `net/connections.py`.

There are thousands that say nothing for minutes, so what an idle one holds is counted: five small objects of
ours, and in its two waiting tasks no coroutine that need not be there.
"""

from net.ws.connection import CLOSE_TIMEOUT, PING_AFTER, RECEIVE_BYTES, SILENT_MAX, Closed, Connection
from net.ws.handshake import MESSAGE_BYTES, SUBPROTOCOL, Handler, Handshake, says_closed, serve

__all__ = [
    "CLOSE_TIMEOUT",
    "MESSAGE_BYTES",
    "PING_AFTER",
    "RECEIVE_BYTES",
    "SILENT_MAX",
    "SUBPROTOCOL",
    "Closed",
    "Connection",
    "Handler",
    "Handshake",
    "says_closed",
    "serve",
]
