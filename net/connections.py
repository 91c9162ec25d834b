"""All live WebSockets of one server: how many, from where, their common pulse, and how all are closed."""

from collections import Counter
from collections.abc import Iterator
from typing import Final, Generic, Never, Protocol, TypeVar

import trio

from net.closing import Close

# Seconds between two looks at all connections: the precision with which silence is measured.
BEAT: Final = 5
# Connections closed at a time in a drain: each close has a task and up to 5 s.
CLOSING_AT_ONCE: Final = 500


class Live(Protocol):
    """What is asked of a connection here."""

    id: str
    peer: str

    def beat(self, now: float) -> None: ...
    def close(self, code: Close, reason: str = "") -> None: ...
    async def wait_dropped(self) -> None: ...


C = TypeVar("C", bound=Live)


class Connections(Generic[C]):
    def __init__(self) -> None:
        self._live: dict[str, C] = {}
        self._by_address: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._live)

    def __iter__(self) -> Iterator[C]:
        return iter(tuple(self._live.values()))

    def of(self, address: str) -> int:
        """How many come from this address."""
        return self._by_address[address]

    def add(self, connection: C) -> None:
        self._live[connection.id] = connection
        self._by_address[connection.peer] += 1

    def remove(self, connection: C) -> None:
        if self._live.pop(connection.id, None) is None:
            return
        self._by_address[connection.peer] -= 1
        if not self._by_address[connection.peer]:
            del self._by_address[connection.peer]

    async def pulse(self) -> Never:
        """Ping the quiet and drop the silent, for ever; one task for all connections."""
        while True:
            await trio.sleep(BEAT)
            now = trio.current_time()
            for connection in self:
                connection.beat(now)

    async def close_all(self, code: Close, reason: str = "") -> None:
        """Close every connection there is now, and return when their TCP is gone."""
        waiting = iter(tuple(self._live.values()))

        async def close_some() -> None:
            for connection in waiting:
                connection.close(code, reason)
                await connection.wait_dropped()

        async with trio.open_nursery() as nursery:
            for _ in range(min(CLOSING_AT_ONCE, len(self._live))):
                nursery.start_soon(close_some)
