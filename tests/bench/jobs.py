"""What the bench's processes say to each other: a job goes to the client, a result comes back. Both as JSON."""

from msgspec import Struct


class Target(Struct, frozen=True, kw_only=True):
    """A server that runs. `tokens` are sessions of its agents and `channels` theirs; a relay has none."""

    url: str
    pid: int
    tokens: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    profiled: bool = False  # wants SIGUSR1 and SIGUSR2 around what is measured


class Timed(Struct, frozen=True, kw_only=True):
    """Seconds to wait before and after: the server gathers news for a second, and memory comes back late."""

    settle: float = 1.5
    warm: float = 1.5


class Routed(Timed, frozen=True, kw_only=True, tag="routed"):
    """Chats with a customer's connection each, and an agent's for every ten. `rate` 0: as fast as they answer."""

    chats: int
    seconds: float
    rate: float = 0


class FanOut(Timed, frozen=True, kw_only=True, tag="fanout"):
    """One writes, all listeners hear; `window` messages are under way at once."""

    listeners: int
    seconds: float
    window: int = 4


class Storm(Timed, frozen=True, kw_only=True, tag="storm"):
    """So many connections as fast as they are let in and their hello is answered; then their memory."""

    connections: int
    at_once: int = 100


class Idle(Timed, frozen=True, kw_only=True, tag="idle"):
    """The memory of customers whose chats have begun and were answered. The agents are there before."""

    chats: int


Scenario = Routed | FanOut | Storm | Idle


class Job(Struct, frozen=True, kw_only=True):
    target: Target
    scenario: Scenario
    core: int


class Result(Struct, frozen=True, kw_only=True):
    """Of a window: `count` deliveries (or connections) in `seconds`. CPU in cores; `us` are microseconds."""

    count: int
    seconds: float
    cpu_us: float  # of the server, for each of `count`
    loop_us: float  # of it, in the loop's thread; the rest is the store's
    p50_ms: float = 0
    p99_ms: float = 0
    lost: int = 0
    bytes_each: float = 0  # resident memory that each left behind
    client_cpu: float = 0  # near 1: the client was the limit, and only `cpu_us` tells
    others_cpu: float = 0  # neither server nor client: a disturbed run
    stolen_cpu: float = 0

    @property
    def per_s(self) -> float:
        return self.count / self.seconds
