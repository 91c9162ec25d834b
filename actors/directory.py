"""One directory of addresses `kind/id`: code holds addresses, and only this file knows whether somebody is home.

`ref`, `tell` and `ask` activate an actor that is not live through its kind's factory. That is synchronous: the
new actor takes mail in the same step and loads itself in its `on_start`. So two callers cannot make two actors,
and since an actor that ends frees its address in the step in which its mailbox was seen empty, no mail can fall
between it and its successor. On more than one machine this is the place that learns where an address lives.
"""

import threading
from collections.abc import Callable, Iterable
from typing import TypeAlias

from actors.runtime import Reply, TrioActorRef, TrioFuture
from actors.supervisor import ActorSystem

Factory: TypeAlias = Callable[[str], TrioActorRef]


class UnknownAddress(LookupError):  # noqa: N818 - named after what was found
    """Nobody lives there, and no factory can make somebody. `args[0]` is the address."""


class Directory:
    def __init__(self, system: ActorSystem) -> None:
        self._home = system.home
        self._factories: dict[str, Factory] = {}

    def register(self, kind: str, factory: Callable[[str], TrioActorRef]) -> None:
        """`factory(address)` starts the actor of a kind at that address, without waiting."""
        if kind in self._factories:
            raise ValueError(f"{kind} has a factory")
        self._factories[kind] = factory

    def find(self, address: str) -> TrioActorRef | None:
        """The live actor there, or None."""
        return self._home.book.find(address)

    def live(self, kind: str) -> list[TrioActorRef]:
        return self._home.book.live(kind)

    def ref(self, address: str) -> TrioActorRef:
        """The live actor there, activated if need be."""
        return self._home.book.find(address) or self._activate(address)

    def tell(self, address: str, message: object) -> None:
        """As `ref(address).tell`; from a worker thread the address is looked up when the loop has the mail."""
        if threading.get_ident() != self._home.thread:
            self._home.token.run_sync_soon(self.tell, address, message)
            return
        self.ref(address).tell(message)

    def tell_living(self, kinds: Iterable[str], message: object) -> None:
        """Everybody of these kinds who is live; nobody is activated. For mail that must arrive."""
        for kind in kinds:
            for ref in self.live(kind):
                ref.tell(message)

    def ask(self, address: str, message: object) -> TrioFuture:
        return self.ref(address).ask(message)

    async def send(self, address: str, message: object) -> None:
        await self.ref(address).send(message)

    async def post(self, address: str, message: object, reply: Reply) -> None:
        await self.ref(address).post(message, reply)

    def _activate(self, address: str) -> TrioActorRef:
        kind, _, name = address.partition("/")
        factory = self._factories.get(kind)
        if factory is None or not name:
            raise UnknownAddress(address)
        ref = factory(address)
        if ref.address != address:
            raise ValueError(f"the factory of {kind} made {ref.address} for {address}")
        return ref
