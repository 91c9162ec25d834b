"""How news reaches a client, and what a mailbox takes beyond its bound."""

from typing import ClassVar, Protocol

from msgspec import Struct

from actors.messages import Push


class News:
    """One push on its way to many. `frame` is filled in by the first outbox that encodes it, for all of them."""

    __slots__ = ("frame", "push")

    def __init__(self, push: Push) -> None:
        self.push = push
        self.frame: bytes | None = None


class Outbox(Protocol):
    """Where news for one client goes. Nothing here waits or fails: an outbox that is full loses its connection."""

    def offer(self, news: News) -> None: ...

    def restart(self) -> None:
        """What it was attached to is gone: the client shall come back now and resume."""

    def revoke(self) -> None:
        """Its session ended or its rights changed: the client shall sign in again."""


class MustArrive(Struct, frozen=True):
    """What must be known whatever else is going on: a mailbox takes it beyond its bound."""

    must_arrive: ClassVar[bool] = True
