"""Outgoing HTTP, for webhooks and bots: an admin's address is asked, and nobody else's.

A name is resolved once, every address it has is looked at, and the connection goes to one that was looked at, so
an answer that changes between the look and the connection (DNS rebinding) leads nowhere. Addresses of the inner
network, also those hidden in IPv6 (mapped, 6to4, NAT64), are refused unless the settings name their network. No
redirect is followed, no proxy of the environment asked, no cookie kept; time and bytes have a bound.

httpcore is used as it is: all that httpx adds to it, redirects, cookies, environment, is what must not happen.
"""

import ipaddress
import socket
from collections.abc import Iterable, Sequence
from contextlib import aclosing
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Any, Final
from urllib.parse import urlsplit

import httpcore2
import trio
from httpcore2 import AsyncNetworkBackend, AsyncNetworkStream

from actors.outgoing import Reply, Unreachable

# Where web servers listen. Any port of a network that the settings name is fine.
PORTS: Final = frozenset({80, 443, 8080, 8443})
CONNECTIONS: Final = 50
KEEP_S: Final = 15
NAT64: Final = IPv6Network("64:ff9b::/96")
# IPv4 within IPv6 as it was written once, and NAT64 of one's own: no public server is there, and not every Python
# says so of them.
NOT_PUBLIC: Final = (IPv6Network("::/96"), IPv6Network("64:ff9b:1::/48"))

# What httpcore, TLS and the streams below raise that is no OSError.
TROUBLES: Final = (
    httpcore2.ConnectionNotAvailable,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.TimeoutException,
    httpcore2.UnsupportedProtocol,
    trio.BrokenResourceError,
    trio.BusyResourceError,
    trio.ClosedResourceError,
)

Networks = Sequence[IPv4Network | IPv6Network]
Address = IPv4Address | IPv6Address


class NotAllowed(OSError):  # noqa: N818 - says what is so
    """The address is one that this server does not ask."""


class OutgoingHttp:
    """`Http` of the actors. `allowed`: networks of one's own that may be asked too."""

    def __init__(self, allowed: Networks = ()) -> None:
        self._pool = httpcore2.AsyncConnectionPool(
            network_backend=GuardedNetwork(allowed),
            max_connections=CONNECTIONS,
            max_keepalive_connections=CONNECTIONS,
            keepalive_expiry=KEEP_S,
        )
        self._allowed = allowed

    def check(self, url: str) -> None:
        """Raises ValueError where no request could ever be made to this address."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise ValueError("This is not a web address.") from None
        if not url.isascii() or not url.isprintable() or " " in url:
            raise ValueError("Write the address as a browser copies it: letters beyond A to Z as xn--… or %C3%B8.")
        if parts.scheme not in ("http", "https") or not host:
            raise ValueError("Write the whole address, beginning with https://.")
        if parts.username is not None or parts.password is not None:
            raise ValueError("Leave name and password out of the address; requests are signed.")
        try:
            literal = ipaddress.ip_address(host)
        except ValueError:
            return  # a name: looked at when it is asked
        try:
            _must_be_allowed(literal, port or _usual_port(parts.scheme), self._allowed)
        except NotAllowed as refused:
            raise ValueError(str(refused)) from None

    async def post(
        self, url: str, body: bytes, headers: dict[str, str], *, within_s: float, most_bytes: int
    ) -> Reply:
        """One POST. Raises Unreachable."""
        try:
            self.check(url)
            with trio.fail_after(within_s):
                return await self._ask(url, body, headers, most_bytes)
        except trio.TooSlowError:
            raise Unreachable(f"no answer within {within_s:g} s") from None
        except ValueError as wrong:
            raise Unreachable(str(wrong)) from None
        except (OSError, *TROUBLES) as trouble:
            raise Unreachable(_sentence(trouble)) from None

    async def _ask(self, url: str, body: bytes, headers: dict[str, str], most_bytes: int) -> Reply:
        async with self._pool.stream("POST", url, headers=list(headers.items()), content=body) as response:
            read = bytearray()
            async with aclosing(response.aiter_stream()) as pieces:
                async for piece in pieces:
                    read += piece
                    if len(read) > most_bytes:
                        raise Unreachable(f"the answer is longer than {most_bytes} bytes")
            return Reply(response.status, bytes(read))

    async def aclose(self) -> None:
        await self._pool.aclose()


class GuardedNetwork(AsyncNetworkBackend):
    """Connects to what may be asked, and says of the rest that it may not."""

    def __init__(self, allowed: Networks) -> None:
        self._below = httpcore2.TrioBackend()
        self._allowed = allowed

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> AsyncNetworkStream:
        found = await trio.socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found))
        for address in addresses:  # all of them: which one answers is not for the other side to choose
            _must_be_allowed(address, port, self._allowed)
        trouble: Exception = OSError(f"{host} has no address")
        for address in addresses:
            try:
                return await self._below.connect_tcp(str(address), port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as failed:
                trouble = failed
        raise trouble

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's signature
        socket_options: Iterable[Any] | None = None,
    ) -> AsyncNetworkStream:
        del path, timeout, socket_options
        raise NotAllowed("a socket of this machine is not asked")

    async def sleep(self, seconds: float) -> None:
        await trio.sleep(seconds)


def _must_be_allowed(address: Address, port: int, allowed: Networks) -> None:
    """Raises NotAllowed."""
    if any(address in network for network in allowed if network.version == address.version):
        return
    if not all(_is_public(each) for each in _meant(address)):
        raise NotAllowed("the address is in an inner network, which `outgoing_allow` does not name")
    if port not in PORTS:
        raise NotAllowed(f"port {port} is not one of {', '.join(map(str, sorted(PORTS)))}")


def _is_public(address: Address) -> bool:
    return address.is_global and not address.is_multicast and not any(address in each for each in NOT_PUBLIC)


def _meant(address: Address) -> list[Address]:
    """The address, and those that it is another way to write."""
    if isinstance(address, IPv4Address):
        return [address]
    inside = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in NAT64:
        inside.append(IPv4Address(int(address) & 0xFFFF_FFFF))
    return [address, *(each for each in inside if each is not None)]


def _usual_port(scheme: str) -> int:
    return 443 if scheme == "https" else 80


def _sentence(trouble: BaseException) -> str:
    """Its own words, or those of what is behind it: of a certificate that is wrong the library says nothing."""
    behind: BaseException | None = trouble
    while behind is not None:
        if words := " ".join(str(behind).split()):
            return words[:200]
        behind = behind.__cause__ or behind.__context__
    return type(trouble).__name__
