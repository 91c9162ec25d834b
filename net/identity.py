"""Who a customer is by the word of the page around the widget: a token that the page's own server has signed.

It is a JWT (RFC 7519), by HS256 with the channel's secret: for this channel (`aud`), by the issuer that it names
(`iss`), for minutes (`exp`), once (`jti`), with `name`, `email` and the page's own id of her (`sub`). Since it can
be taken once, she gets a ticket for coming back: a token of the same secret that we sign ourselves.

A link may break after the token was taken and before the ticket came. So a widget says a secret of its own beside
it (`attempt`), and with the same secret it may come again for a moment. Whoever finds the token in a page or in a
log does not know that secret, and is refused as ever.

Why one is refused is said by its reason, for whoever writes the page; nothing of what is expected is told.
"""

import hmac
from collections.abc import Mapping
from typing import Any, Final, NamedTuple, TypeGuard

import trio
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from actors.clock import Clock
from actors.domain.contacts import line
from actors.domain.errors import Invalid, Refused
from actors.domain.forms import EMAIL
from actors.domain.settings import IdentitySettings
from actors.messages import Identified
from net.credentials import token_hash
from store.database import Store
from store.queries import identities

ALGORITHM: Final = "HS256"
# A page signs when it is loaded, and the widget says it at once. Longer lives are for whoever finds a token.
LIFE_S: Final = 600
# How far two clocks may be apart.
LEEWAY_S: Final = 30
# As long as a customer stays on a site; coming back later, the page signs anew.
TICKET_S: Final = 24 * 3_600
TICKET_OF: Final = "switchboard-ticket:"
NAME_MAX: Final = 200
ID_MAX: Final = 200
# From a link that broke to the hello on the next: the widget's first back-offs. After a restart of the server she
# comes unsigned.
AGAIN_MS: Final = 60_000
# Tokens of that minute: some seventy arrivals a second, in two or three megabytes. Past it the oldest is
# forgotten, and its widget, should its link have broken just then, comes unsigned.
AGAIN_MOST: Final = 4_096


class Identity(NamedTuple):
    """What the page has signed. `user` is its own id of her."""

    name: str
    email: str
    user: str | None

    def fields(self) -> dict[str, str]:
        """For a chat, in place of what the form says."""
        return {name: value for name, value in (("name", self.name), (EMAIL, self.email)) if value}


class Identities:
    """Takes tokens, each once: which were taken is on disk before anybody is let in, so a restart forgets none."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._attempts: dict[tuple[str, str], tuple[bytes, int]] = {}  # the oldest first

    async def take(
        self, channel: str, settings: IdentitySettings, token: str, attempt: str | None = None
    ) -> Identity:
        """Raises Invalid with the reason."""
        if not settings.secret:
            raise _refused("this channel takes none")
        claims = _signed(token, settings.secret)
        if claims.get("aud") == TICKET_OF + channel:
            self._must_live(claims, TICKET_S)
            return _identity(claims)
        if claims.get("aud") not in (channel, [channel]):
            raise _refused("it is for another channel (aud)")
        if claims.get("iss") != settings.issuer:
            raise _refused("it is by another issuer (iss)")
        until = self._must_live(claims, LIFE_S)
        identity = _identity(claims)
        await self._use(channel, claims.get("jti"), until, attempt)
        return identity

    def ticket(self, channel: str, settings: IdentitySettings, identity: Identity) -> Identified:
        claims = {
            "aud": TICKET_OF + channel,
            "exp": self._clock.now_ms() // 1_000 + TICKET_S,
            "name": identity.name,
            EMAIL: identity.email,
            **({"sub": identity.user} if identity.user is not None else {}),
        }
        ticket = jwt.encode({"alg": ALGORITHM}, claims, OctKey.import_key(settings.secret), algorithms=[ALGORITHM])
        return Identified(ticket=ticket, name=identity.name, email=identity.email)

    def _must_live(self, claims: Mapping[str, Any], life_s: int) -> float:
        now, until, since = self._clock.now_ms() / 1_000, claims.get("exp"), claims.get("nbf", 0)
        if not _is_time(until):
            raise _refused("it does not say when it ends (exp)")
        if not _is_time(since):
            raise _refused("it is for a time that is none (nbf)")
        if until + LEEWAY_S <= now:
            raise _refused("it has ended (exp)")
        if until > now + life_s + LEEWAY_S:
            raise _refused(f"it lives longer than {life_s} s (exp)")
        if since - LEEWAY_S > now:
            raise _refused("it is for later (nbf)")
        return float(until) + LEEWAY_S

    async def _use(self, channel: str, jti: object, until: float, attempt: str | None) -> None:
        if not isinstance(jti, str) or not 0 < len(jti) <= ID_MAX or not jti.isprintable():
            raise _refused("it has no number of its own (jti)")
        now = self._clock.now_ms()
        with trio.CancelScope(shield=True):  # the link may go now; who has taken it shall be known all the same
            if await self._store.write(identities.take, channel, jti, int(until * 1_000), now):
                self._remember((channel, jti), attempt, now)
                return
        if not self._is_again((channel, jti), attempt, now):
            raise _refused("it was used before (jti)")

    def _remember(self, token: tuple[str, str], attempt: str | None, now: int) -> None:
        for old, (_, at) in list(self._attempts.items()):
            if at > now - AGAIN_MS:
                break
            del self._attempts[old]
        if attempt is not None:
            self._attempts[token] = token_hash(attempt), now
            if len(self._attempts) > AGAIN_MOST:
                del self._attempts[next(iter(self._attempts))]

    def _is_again(self, token: tuple[str, str], attempt: str | None, now: int) -> bool:
        known = self._attempts.get(token)
        if known is None or attempt is None:
            return False
        secret, at = known
        return at > now - AGAIN_MS and hmac.compare_digest(secret, token_hash(attempt))


def _signed(token: str, secret: str) -> dict[str, Any]:
    try:
        found = jwt.decode(token, OctKey.import_key(secret), algorithms=[ALGORITHM])
    except (JoseError, ValueError, TypeError, KeyError):
        raise _refused("it is not signed with this channel's secret by HS256") from None
    return found.claims


def _identity(claims: Mapping[str, Any]) -> Identity:
    name, email, user = (claims.get(each, "") for each in ("name", EMAIL, "sub"))
    if not (isinstance(name, str) and isinstance(email, str) and isinstance(user, str)):
        raise _refused("name, email and sub are texts")
    if not name.strip() and not email.strip():
        raise _refused("it says neither name nor email")
    try:
        clean = line(name, "identity", NAME_MAX), line(email, "identity", NAME_MAX), line(user, "identity", ID_MAX)
    except Refused:
        raise _refused("name, email or sub cannot be shown") from None
    return Identity(clean[0], clean[1], clean[2] or None)


def _is_time(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 2**53


def _refused(why: str) -> Invalid:
    return Invalid("identity", f"This identity is not taken: {why}.")
