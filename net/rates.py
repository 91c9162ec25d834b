"""How fast a client may speak: a token bucket for each connection and one for each address.

Over the limit a command is refused with the time to wait and nothing is done. Who goes on regardless is closed
with 4029. All limits are settings; 0 means none, for a benchmark.
"""

from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from msgspec import Struct

# Refusals in a row after which a client is not mistaken but hostile, or in a loop.
PATIENCE: Final = 200
# Addresses remembered. The one not heard of for longest is forgotten, and begins anew with a full bucket.
ADDRESSES: Final = 20_000
MS: Final = 1_000


class Rate(Struct, frozen=True, kw_only=True):
    """`per_second` on and on, `burst` at once. 0 per second is no limit."""

    per_second: float
    burst: int


class Bucket:
    __slots__ = ("_at", "_rate", "_tokens", "refused")

    def __init__(self, rate: Rate, now: float) -> None:
        self._rate = rate
        self._tokens = float(rate.burst)
        self._at = now
        self.refused = 0

    def take(self, now: float) -> int:
        """0 when there was a token, else the ms to wait for one. `now` in seconds."""
        rate = self._rate
        if rate.per_second <= 0:
            return 0
        self._tokens = min(rate.burst, self._tokens + (now - self._at) * rate.per_second)
        self._at = now
        if self._tokens >= 1:
            self._tokens -= 1
            self.refused = 0
            return 0
        self.refused += 1
        return max(1, int((1 - self._tokens) / rate.per_second * MS))

    @property
    def exhausted(self) -> bool:
        return self.refused > PATIENCE


class Rates:
    """The limits of one endpoint. `clock` gives seconds that do not run backwards."""

    def __init__(self, connection: Rate, address: Rate, clock: Callable[[], float]) -> None:
        self._connection = connection
        self._address = address
        self._clock = clock
        self._addresses: OrderedDict[str, Bucket] = OrderedDict()

    def meter(self, address: str) -> "Meter":
        bucket = self._addresses.get(address)
        if bucket is None:
            bucket = self._addresses[address] = Bucket(self._address, self._clock())
            if len(self._addresses) > ADDRESSES:
                self._addresses.popitem(last=False)
        self._addresses.move_to_end(address)
        return Meter(Bucket(self._connection, self._clock()), bucket, self._clock)


class Meter:
    """What one connection may still say."""

    __slots__ = ("_clock", "_mine", "_ours")

    def __init__(self, mine: Bucket, ours: Bucket, clock: Callable[[], float]) -> None:
        self._mine = mine
        self._ours = ours
        self._clock = clock

    def take(self) -> int:
        """0 when the frame may pass, else the ms to wait."""
        now = self._clock()
        return self._mine.take(now) or self._ours.take(now)

    @property
    def exhausted(self) -> bool:
        """Whether the client has been told often enough."""
        return self._mine.exhausted or self._ours.exhausted
