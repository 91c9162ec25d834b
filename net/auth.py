"""Who is signed in: passwords against hashes, tokens against sessions, and the sockets that live by a session.

A wrong password, an unknown login and a disabled account get one answer, after the same work, so that neither
words nor time tell them apart. Failures cost waiting, by login and by address. Hashing is slow and large on
purpose: it runs in a thread, two at a time, and who would have to queue for too long is refused.

A session is an opaque token that only its owner has; the store keeps a hash. Whoever has a socket open under a
session puts its outbox under `watch`: when the session is over, for whatever reason, the outbox is told.
"""

import base64
import secrets
from collections import OrderedDict
from typing import Final, NamedTuple, Never, TypeAlias

import argon2
import structlog
import trio
from argon2.exceptions import InvalidHashError, VerificationError

from actors.clock import Clock
from actors.domain.errors import NotFound, NotSignedIn, RateLimited, Unavailable
from actors.mail import Outbox
from net.credentials import Asker, new_token, token_hash, token_of
from net.tries import Tries
from store.database import Store, StoreError
from store.queries import accounts, audit, sessions
from store.queries.accounts import Account
from store.queries.sessions import Session

log = structlog.get_logger()

MINUTE_MS: Final = 60_000
DAY_MS: Final = 24 * 60 * MINUTE_MS

# OWASP's floor for argon2id, which costs some 40 ms here. More memory would cost a busy server its cache.
PARAMETERS: Final = argon2.Parameters(
    type=argon2.Type.ID, version=0x13, salt_len=16, hash_len=32, time_cost=2, memory_cost=19 * 1024, parallelism=1
)
HASHING_AT_ONCE: Final = 2  # of two cores; the loop needs the rest
HASHING_QUEUE: Final = 200  # waiting: 4 s of work, as long as a person waits for a sign-in
# An attacker's longest useful password; hashing more is work for nothing.
PASSWORD_MAX: Final = 1_000
PASSWORD_MIN: Final = 8  # NIST SP 800-63B; length helps, rules about letters do not

# Five wrong tries are a bad morning; the first one may be repeated at once.
ACCOUNT_TRIES: Final = 5
ACCOUNT_WINDOW_MS: Final = 15 * MINUTE_MS
ACCOUNT_PAUSES_MS: Final = (0, 1_000, 2_000, 4_000)
# An office behind one address, and yet no list of stolen passwords.
ADDRESS_TRIES: Final = 20
ADDRESS_WINDOW_MS: Final = MINUTE_MS

# Two weeks of holiday sign out; so does a quarter of a year, used or not (OWASP: both limits).
IDLE_MS: Final = 14 * DAY_MS
ABSOLUTE_MS: Final = 90 * DAY_MS
# How exact "last seen" is: one small write an hour for each session in use.
SEEN_EVERY_MS: Final = 60 * MINUTE_MS
# A storm of reconnects asks for the same sessions again and again. A sign-out elsewhere is noticed this late.
CACHE_MS: Final = 5_000
CACHED: Final = 2_000
# Seconds between two looks whether the sessions of open sockets still stand.
RECHECK_S: Final = 60

# Sessions known to be over while somebody may still be on her way from `who` to `watch`.
OVER_KEPT: Final = 1_000
# Of a session's name: enough to tell the sessions of one account apart.
SESSION_DIGITS: Final = 16

WRONG: Final = "That login and password do not go together."

SessionKey: TypeAlias = bytes  # the hash of its token


class SignedIn(NamedTuple):
    """The token goes to the client and is kept nowhere."""

    token: str
    account: Account


class Known(NamedTuple):
    """A session that stands, and whose it is."""

    key: SessionKey
    account: Account


class Auth:
    """`parameters` are argon2's; `inline` hashes in the loop's own thread, for tests whose clock is their own."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        parameters: argon2.Parameters = PARAMETERS,
        inline: bool = False,
    ) -> None:
        self._store = store
        self._clock = clock
        self._hasher = argon2.PasswordHasher.from_parameters(parameters)
        self._parameters = parameters
        self._nobody = _hash_of_nothing(parameters)
        self._inline = inline
        self._threads = trio.CapacityLimiter(HASHING_AT_ONCE)
        self._of_account = Tries(ACCOUNT_TRIES, ACCOUNT_WINDOW_MS, ACCOUNT_PAUSES_MS)
        self._of_address = Tries(ADDRESS_TRIES, ADDRESS_WINDOW_MS)
        self._cache: OrderedDict[SessionKey, tuple[int, Account]] = OrderedDict()
        self._over: OrderedDict[SessionKey, None] = OrderedDict()
        self._watched: dict[SessionKey, set[Outbox]] = {}

    # --- signing in and out ---

    async def sign_in(self, login: str, password: str, address: str, user_agent: str) -> SignedIn:
        """Open a session. Raises NotSignedIn, RateLimited or Unavailable."""
        login = login.strip()
        account = await self._account_of(login, password, address)
        now = self._clock.now_ms()
        token = new_token()
        session = Session(
            token_hash=token_hash(token),
            account=account.id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + IDLE_MS,
            user_agent=user_agent[:300],
            address=address,
        )
        await self._store.write(sessions.create, session)
        log.info("auth.signed_in", agent=account.id, address=address)
        return SignedIn(token, account)

    async def sign_out(self, token: str) -> None:
        """End the session, if there is one, and close its sockets."""
        key = token_hash(token)
        await self._store.write(sessions.end, key)
        self._ended(key)

    async def sign_out_all(
        self, account: str, *, but: SessionKey | None = None, note: audit.Note | None = None
    ) -> int:
        """End all sessions of an account, `but` one, and enter `note` with it; how many."""
        ended = await self._store.write(audit.noted, note, _end_all, account, self._clock.now_ms(), but)
        for key in ended:
            self._ended(key)
        self.forget(account)
        return len(ended)

    async def sessions_of(self, account: str) -> list[Session]:
        """Those that stand, the latest used first."""
        return await self._store.read(sessions.of_account, account, self._clock.now_ms())

    async def end_session(self, account: str, name: str, note: audit.Note) -> None:
        """End the one that `session_name` calls so, and close its sockets. Raises NotFound."""
        for session in await self.sessions_of(account):
            if session_name(session.token_hash) == name:
                await self._store.write(audit.noted, note, sessions.end, session.token_hash)
                self._ended(session.token_hash)
                return
        raise NotFound("There is no such session any more.")

    async def of_asker(self, asker: Asker) -> Known | None:
        """Who asks, by bearer token or cookie. Whether its origin may use a cookie is asked elsewhere."""
        token = token_of(asker)
        if token is None:
            return None
        account = await self.who(token)
        return Known(token_hash(token), account) if account is not None else None

    async def who(self, token: str) -> Account | None:
        """Whose token it is, if the session stands. It has been used then, which keeps it alive."""
        key, now = token_hash(token), self._clock.now_ms()
        cached = self._cache.get(key)
        if cached is not None and now < cached[0]:
            return cached[1]
        found = await self._store.read(sessions.find, key, now)
        if found is None or key in self._over:
            self._cache.pop(key, None)
            return None
        self._remember(key, found.account, now)
        if _is_stale(found.session, now):
            await self._store.write(sessions.touch, key, now, _expiry(found.session, now))
        return found.account

    def hash(self, password: str) -> str:
        """For a new password. Slow: not for the loop."""
        return self._hasher.hash(password)

    async def hash_of(self, password: str) -> str:
        """The same, in a thread of its own."""
        async with self._threads:
            return self.hash(password) if self._inline else await trio.to_thread.run_sync(self.hash, password)

    def hash_of_nothing(self) -> str:
        """Of an account that nobody can sign in to yet."""
        return _hash_of_nothing(self._parameters)

    async def is_password(self, account: Account, password: str) -> bool:
        """Of who is signed in and says her password again. Raises RateLimited after too many wrong ones."""
        login, now = account.login.casefold(), self._clock.now_ms()
        if wait_ms := self._of_account.wait_ms(login, now):
            raise RateLimited(wait_ms)
        async with self._threads:
            right = await self._matches(account, password)
        if right:
            self._of_account.forget(login)
        else:
            self._of_account.failed(login, self._clock.now_ms())
        return right

    def check_address(self, address: str) -> None:
        """Raises RateLimited after too many wrong tries from there, whatever was tried."""
        if wait_ms := self._of_address.wait_ms(address, self._clock.now_ms()):
            raise RateLimited(wait_ms)

    def failed_from(self, address: str) -> None:
        """Something that opens an account was guessed wrong."""
        self._of_address.failed(address, self._clock.now_ms())

    def forget(self, account: str) -> None:
        """It was changed: read it again before it is believed again."""
        for key in [key for key, (_, known) in self._cache.items() if known.id == account]:
            del self._cache[key]

    # --- sockets ---

    def watch(self, key: SessionKey, outbox: Outbox) -> bool:
        """Revoke `outbox` when the session is over. False if it is over already."""
        if key in self._over:
            return False
        self._watched.setdefault(key, set()).add(outbox)
        return True

    def unwatch(self, key: SessionKey, outbox: Outbox) -> None:
        outboxes = self._watched.get(key, set())
        outboxes.discard(outbox)
        if not outboxes:
            self._watched.pop(key, None)

    async def run(self) -> Never:
        """Look after the sessions of open sockets, and forget old ones, for ever."""
        while True:
            await trio.sleep(RECHECK_S)
            try:
                await self.recheck()
                await self._store.write(sessions.purge, self._clock.now_ms())
            except StoreError as trouble:
                log.warning("auth.recheck_failed", reason=str(trouble))

    async def recheck(self) -> None:
        """End the sessions of open sockets that do not stand any more, such as those of a disabled account."""
        now = self._clock.now_ms()
        self._cache.clear()
        gone, stale = await self._store.read(_standing, tuple(self._watched), now)
        for key in gone:
            await self._store.write(sessions.end, key)
            self._ended(key)
        if stale:
            await self._store.write(_touch_all, stale, now)

    # --- inside ---

    async def _account_of(self, login: str, password: str, address: str) -> Account:
        self._check_tries(login, address)
        if self._threads.statistics().tasks_waiting >= HASHING_QUEUE:
            raise Unavailable("Too many people are signing in just now. Try again in a moment.")
        account = await self._store.read(accounts.by_login, login)
        async with self._threads:
            self._check_tries(login, address)  # others have failed meanwhile
            right = await self._matches(account, password)
        if account is None or account.disabled_at is not None or not right:
            self._of_account.failed(login.casefold(), self._clock.now_ms())
            self._of_address.failed(address, self._clock.now_ms())
            log.info("auth.refused", address=address)
            raise NotSignedIn(WRONG)
        self._of_account.forget(login.casefold())
        await self._rehash(account, password)
        return account

    def _check_tries(self, login: str, address: str) -> None:
        now = self._clock.now_ms()
        wait_ms = max(self._of_account.wait_ms(login.casefold(), now), self._of_address.wait_ms(address, now))
        if wait_ms:
            log.info("auth.too_many_tries", address=address, wait_ms=wait_ms)
            raise RateLimited(wait_ms)

    async def _matches(self, account: Account | None, password: str) -> bool:
        known = account.password_hash if account is not None else self._nobody

        def verify() -> bool:
            try:
                return self._hasher.verify(known, password)
            except (VerificationError, InvalidHashError):
                return False

        return verify() if self._inline else await trio.to_thread.run_sync(verify)

    async def _rehash(self, account: Account, password: str) -> None:
        """Bring an old hash to today's parameters while the password is at hand."""
        if not self._hasher.check_needs_rehash(account.password_hash):
            return
        async with self._threads:
            hashed = self.hash(password) if self._inline else await trio.to_thread.run_sync(self.hash, password)
        await self._store.write(_replace_hash, account, hashed)
        log.info("auth.rehashed", agent=account.id)

    def _remember(self, key: SessionKey, account: Account, now: int) -> None:
        self._cache[key] = (now + CACHE_MS, account)
        self._cache.move_to_end(key)
        if len(self._cache) > CACHED:
            self._cache.popitem(last=False)

    def _ended(self, key: SessionKey) -> None:
        self._cache.pop(key, None)
        self._over[key] = None
        if len(self._over) > OVER_KEPT:
            self._over.popitem(last=False)
        for outbox in self._watched.pop(key, ()):
            outbox.revoke()


def session_name(key: SessionKey) -> str:
    """By which its owner may speak of a session. What opens it cannot be made from this."""
    return key.hex()[:SESSION_DIGITS]


def new_hash(password: str, parameters: argon2.Parameters = PARAMETERS) -> str:
    """For whoever makes accounts without a server, such as the command line."""
    return argon2.PasswordHasher.from_parameters(parameters).hash(password)


def _hash_of_nothing(parameters: argon2.Parameters) -> str:
    """A hash that no password has, and that costs as much to check as any other."""
    salt, digest = (
        base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=")
        for size in (parameters.salt_len, parameters.hash_len)
    )
    costs = f"m={parameters.memory_cost},t={parameters.time_cost},p={parameters.parallelism}"
    return f"$argon2id$v={parameters.version}${costs}${salt}${digest}"


def _is_stale(session: Session, now: int) -> bool:
    return now - session.last_seen_at >= SEEN_EVERY_MS


def _expiry(session: Session, now: int) -> int:
    return min(now + IDLE_MS, session.created_at + ABSOLUTE_MS)


# --- run by the store ---


def _end_all(account: str, now: int, but: SessionKey | None) -> list[SessionKey]:
    ended = [session.token_hash for session in sessions.of_account(account, now) if session.token_hash != but]
    for key in ended:
        sessions.end(key)
    return ended


def _standing(watched: tuple[SessionKey, ...], now: int) -> tuple[list[SessionKey], list[Session]]:
    """Of these sessions, those that are over, and those whose use should be noted."""
    found = {key: sessions.find(key, now) for key in watched}
    gone = [key for key, signed_in in found.items() if signed_in is None]
    stale = [each.session for each in found.values() if each is not None and _is_stale(each.session, now)]
    return gone, stale


def _touch_all(stale: list[Session], now: int) -> None:
    for session in stale:
        sessions.touch(session.token_hash, now, _expiry(session, now))


def _replace_hash(account: Account, hashed: str) -> None:
    """Unless the password was changed meanwhile."""
    now = accounts.by_id(account.id)
    if now is not None and now.password_hash == account.password_hash:
        accounts.set_password_hash(account.id, hashed)
