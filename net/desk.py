"""What every client meets first, whichever side it is on: the origin, the sub-protocol, the hello, the rates.

`converse` is the whole life of one socket in one loop: read, decode, meter, carry out. It only ever waits for
mailboxes below it and for the client's next frame, so a slow client stands in nobody's way.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Final, Generic, TypeVar

import structlog
import trio

from actors.domain.errors import RateLimited, Refused
from actors.house import House
from actors.messages import Command, Ping, PongPush
from net.auth import Auth
from net.client import Client, refusal_of
from net.closing import Close
from net.identity import Identities
from net.mail_domains import MailDomains
from net.origins import Origins
from net.rates import Meter, Rates
from net.wire import BadFrame, CommandId, FrameDecoder, NotAFrame, Undecodable
from net.ws import MESSAGE_BYTES, Closed, Connection, Handshake

# PROTOCOL.md: the first frame comes within 10 s. Peers (Text's RTM) allow 30; a hello needs no thought.
HELLO_TIMEOUT_S: Final = 10

# What a client does whose hello was refused; for every other code it stops, since the same hello gets the same.
AFTER_HELLO: Final = {
    "not_signed_in": Close.NOT_SIGNED_IN,
    "unavailable": Close.INTERNAL,
    "internal": Close.INTERNAL,
}

H = TypeVar("H", bound=Command)
C = TypeVar("C", bound=Command)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Desk:
    """What the endpoints lean on."""

    house: House
    auth: Auth
    origins: Origins
    customer_rates: Rates
    agent_rates: Rates
    search_rates: Rates
    form_rates: Rates
    mail_domains: MailDomains
    identities: Identities
    hello_s: float = HELLO_TIMEOUT_S
    frame_bytes: int = MESSAGE_BYTES


class Conversation(ABC, Generic[H, C]):
    """One socket, from hello to close. A subclass says what its hello and its commands do."""

    __slots__ = ("_meter", "client", "connection", "desk", "house")

    frames: ClassVar[FrameDecoder[Command]]

    def __init__(self, desk: Desk, connection: Connection, meter: Meter) -> None:
        self.house = desk.house
        self.desk = desk
        self.connection = connection
        self.client = Client(connection)
        self._meter = meter

    @abstractmethod
    async def greet(self, hello: H) -> None:
        """Answer the hello, and attach the client to whatever speaks to it. Refused ends the conversation."""

    @abstractmethod
    async def carry_out(self, command: C) -> None:
        """Do it and see to the answer, or raise Refused."""

    @abstractmethod
    def leave(self) -> None:
        """The socket is closed: detach from everything. Does not wait."""

    async def converse(self) -> None:
        try:
            if await self._say_hello():
                while True:
                    await self._hear(await self.connection.receive())
        except NotAFrame:
            self.connection.close(Close.BAD_DATA)
        finally:
            self.leave()

    async def _say_hello(self) -> bool:
        text: str | None = None
        with trio.move_on_after(self.desk.hello_s):
            text = await self.connection.receive()
        if text is None:
            self.connection.close(Close.TOO_SLOW, f"no hello within {self.desk.hello_s:g} s")
            return False
        try:
            hello = self.frames.decode(text)
        except Undecodable as wrong:
            return self._turn_away(wrong.id, wrong.refused)
        if hello.__struct_config__.tag != "hello":
            return self._turn_away(hello.id, BadFrame("Say hello first."))
        try:
            await self.greet(hello)  # type: ignore[arg-type]  # its tag says so
        except Closed:
            raise
        except Exception as error:  # noqa: BLE001 - a hello is answered too, whatever went wrong with it
            return self._turn_away(hello.id, refusal_of(error))
        return True

    def _turn_away(self, id: CommandId, refused: Refused) -> bool:  # noqa: A002 - the wire's own word
        self.connection.release()
        self.client.refuse(id, refused)
        self.connection.close(AFTER_HELLO.get(refused.code, Close.FORBIDDEN), refused.code)
        return False

    async def _hear(self, text: str) -> None:
        try:
            command = self.frames.decode(text)
        except Undecodable as wrong:
            if self._metered(wrong.id):
                self.client.refuse(wrong.id, wrong.refused)
            return
        if not self._metered(command.id):
            return
        if isinstance(command, Ping):
            self.client.push(PongPush())
            return
        if command.__struct_config__.tag == "hello":
            self.client.refuse(command.id, BadFrame("You said hello already."))
            return
        try:
            await self.carry_out(command)  # type: ignore[arg-type]  # every other frame of the endpoint
        except Exception as error:  # noqa: BLE001 - one bad command ends neither the socket nor the server
            self.client.refuse(command.id, error)

    def _metered(self, id: CommandId) -> bool:  # noqa: A002 - the wire's own word
        wait_ms = self._meter.take()
        if not wait_ms:
            return True
        self.client.refuse(id, RateLimited(wait_ms))
        if self._meter.exhausted:
            log.info("client.too_fast")
            self.connection.close(Close.RATE_LIMITED, f"retry_ms={wait_ms}")
        return False


async def refuse_origin(handshake: Handshake) -> None:
    """A page that may not speak to us learns so before a socket is made for it."""
    log.info("client.foreign_origin", origin=handshake.headers.get("origin", "")[:200])
    await handshake.reject(403, "This page may not open a chat connection: its origin is not allowed.\n")
