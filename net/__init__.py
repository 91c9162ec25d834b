"""The floor between sockets and mailboxes.

It knows bytes, frames, HTTP and who is speaking; it decides nothing and touches no table. Arrows go down only:
net imports actors (and `store.queries`, to read), never the other way round.

One peer's bytes rise through four files: `pipe` (a socket, a TLS or a memory stream, all alike), `h1` (HTTP/1.1
into the ASGI application), `front` (the one port, its limits) and `ws` (a WebSocket: its outbox, heartbeat and
close).
"""
