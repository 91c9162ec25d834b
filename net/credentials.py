"""What a request shows to say who asks: a bearer token or our cookie. The cookie's name and rules are here.

Over TLS the cookie is called `__Host-…`, which a browser takes only from this very host, for every path and with
`Secure`: no sibling domain can plant one. Without TLS (loopback, a first look) that prefix cannot be used.
"""

import hashlib
import secrets
from collections.abc import Mapping
from typing import Final, Protocol

COOKIE: Final = "switchboard"
SECURE_COOKIE: Final = "__Host-switchboard"
TOKEN_BYTES: Final = 32


class Asker(Protocol):
    """A request or a WebSocket handshake, as far as sign-in and origins want to know it."""

    @property
    def headers(self) -> Mapping[str, str]:
        """By their names in lower case."""

    @property
    def secure(self) -> bool:
        """Whether the way to the client is encrypted, as far as can be believed."""


def cookie_name(*, secure: bool) -> str:
    return SECURE_COOKIE if secure else COOKIE


def token_of(asker: Asker) -> str | None:
    """The bearer token if there is one, else the cookie's."""
    return bearer_of(asker) or _cookie_of(asker)


def bearer_of(asker: Asker) -> str | None:
    scheme, _, token = asker.headers.get("authorization", "").partition(" ")
    return (token.strip() or None) if scheme.lower() == "bearer" else None


def new_token() -> str:
    """Unguessable, and fit for an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> bytes:
    """What is kept of a token: enough to know it again, not to make it. Random tokens need no salt."""
    return hashlib.sha256(token.encode()).digest()


def _cookie_of(asker: Asker) -> str | None:
    wanted = cookie_name(secure=asker.secure)
    for pair in asker.headers.get("cookie", "").split(";"):
        name, _, value = pair.strip().partition("=")
        if name == wanted:
            return value or None
    return None
