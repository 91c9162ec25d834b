"""Sign-in, sessions, and the sockets that live by them. The clock is the test's own: nothing here waits."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import trio
from argon2 import Parameters, PasswordHasher, extract_parameters, profiles

from actors.clock import Clock
from actors.domain.errors import NotSignedIn, RateLimited
from actors.mail import News
from net.auth import (
    ABSOLUTE_MS,
    ACCOUNT_TRIES,
    ACCOUNT_WINDOW_MS,
    ADDRESS_TRIES,
    CACHE_MS,
    IDLE_MS,
    MINUTE_MS,
    RECHECK_S,
    Auth,
    new_hash,
)
from net.credentials import token_hash
from net.tries import NAMES, Tries
from store.database import Store
from store.queries import accounts, sessions
from store.queries.accounts import Account
from tests.quick import new_database

CHEAP = profiles.CHEAPEST
PASSWORD = "correct horse"
HOME = "192.0.2.1"


class Told:
    """An outbox that remembers being told that its session is over."""

    def __init__(self) -> None:
        self.revoked = False

    def offer(self, news: News) -> None: ...

    def restart(self) -> None: ...

    def revoke(self) -> None:
        self.revoked = True


def account(login: str = "anna") -> Account:
    hashed = new_hash(PASSWORD, CHEAP)
    return Account(
        id=f"id-{login}",
        login=login,
        name=login.title(),
        email="",
        role="agent",
        password_hash=hashed,
        created_at=0,
    )


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.open(new_database(tmp_path / "test.db"), inline=True) as store:
        await store.write(accounts.create, account())
        yield store


@pytest.fixture
async def auth(store: Store, mock_clock: trio.testing.MockClock) -> Auth:  # noqa: ARG001 - drives the clock
    return Auth(store, Clock(), parameters=CHEAP, inline=True)


async def sign_in(auth: Auth, password: str = PASSWORD, login: str = "anna", address: str = HOME) -> str:
    token, _ = await auth.sign_in(login, password, address, "test")
    return token


async def fails(auth: Auth, login: str = "anna", address: str = HOME) -> None:
    with pytest.raises(NotSignedIn):
        await sign_in(auth, "wrong", login, address)


async def test_a_right_password_opens_a_session_for_its_account(auth: Auth) -> None:
    token, opened = await auth.sign_in("anna", PASSWORD, HOME, "test")

    assert opened.id == "id-anna"
    assert await auth.who(token) == opened


async def test_a_login_is_the_same_in_any_case_and_with_blanks_around_it(auth: Auth) -> None:
    assert await auth.who(await sign_in(auth, login=" ANNA ")) is not None


async def test_the_store_never_has_the_token(auth: Auth, store: Store) -> None:
    token = await sign_in(auth)

    (session,) = await store.read(sessions.of_account, "id-anna", 0)
    assert session.token_hash == token_hash(token)
    assert token.encode() not in session.token_hash


async def test_wrong_unknown_and_disabled_are_answered_in_the_same_words(auth: Auth, store: Store) -> None:
    await store.write(accounts.create, account("gone"))
    await store.write(accounts.disable, "id-gone", 1)

    said = set()
    for login, password in (("anna", "wrong"), ("nobody", PASSWORD), ("gone", PASSWORD)):
        with pytest.raises(NotSignedIn) as refused:
            await sign_in(auth, password, login)
        said.add(str(refused.value))

    assert len(said) == 1


async def test_an_unknown_login_costs_as_much_work_as_a_wrong_password(
    auth: Auth, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.write(accounts.create, account("gone"))
    await store.write(accounts.disable, "id-gone", 1)
    verify, work = PasswordHasher.verify, list[Parameters]()

    def counted(hasher: PasswordHasher, known: str, password: str) -> bool:
        work.append(extract_parameters(known))
        return verify(hasher, known, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)

    done = []
    for login in ("anna", "nobody", "gone"):
        await fails(auth, login)
        done.append(tuple(work))
        work.clear()

    assert done == [(CHEAP,)] * 3  # once each, of what costs the same


async def test_the_first_mistake_costs_no_wait_and_later_ones_cost_more_each(
    auth: Auth, mock_clock: trio.testing.MockClock
) -> None:
    waits = []
    for _ in range(ACCOUNT_TRIES - 1):
        await fails(auth)
        waits.append(auth._of_account.wait_ms("anna", auth._clock.now_ms()))
        mock_clock.jump(waits[-1] / 1000)

    assert waits == [0, 1_000, 2_000, 4_000]


async def test_an_account_rests_after_five_failures_even_with_the_right_password(
    auth: Auth, mock_clock: trio.testing.MockClock
) -> None:
    for number in range(ACCOUNT_TRIES):
        await fails(auth, address=f"192.0.2.{number}")
        mock_clock.jump(5)

    with pytest.raises(RateLimited) as limited:
        await sign_in(auth, address="192.0.2.99")
    assert 0 < int(limited.value.details["retry_ms"]) <= ACCOUNT_WINDOW_MS

    mock_clock.jump(int(limited.value.details["retry_ms"]) / 1000)
    assert await sign_in(auth)


async def test_an_unknown_login_is_limited_like_a_known_one(
    auth: Auth, mock_clock: trio.testing.MockClock
) -> None:
    for _ in range(ACCOUNT_TRIES):
        await fails(auth, login="nobody")
        mock_clock.jump(5)

    with pytest.raises(RateLimited):
        await sign_in(auth, login="Nobody")


async def test_success_forgets_the_failures_of_the_account(auth: Auth, mock_clock: trio.testing.MockClock) -> None:
    for _ in range(3):
        for _ in range(ACCOUNT_TRIES - 1):
            await fails(auth)
            mock_clock.jump(5)
        assert await sign_in(auth)


async def test_one_address_may_not_try_one_login_after_another(
    auth: Auth, mock_clock: trio.testing.MockClock
) -> None:
    for number in range(ADDRESS_TRIES):
        await fails(auth, login=f"guess{number}")

    with pytest.raises(RateLimited):
        await sign_in(auth)
    assert await sign_in(auth, address="192.0.2.2")

    mock_clock.jump(MINUTE_MS / 1000)
    assert await sign_in(auth)


async def test_tries_that_run_side_by_side_do_not_slip_through_the_limit(auth: Auth) -> None:
    refused = []

    async def guess(number: int) -> None:
        try:
            await sign_in(auth, "wrong", login=f"guess{number}")
        except (NotSignedIn, RateLimited) as error:
            refused.append(type(error))

    async with trio.open_nursery() as nursery:
        for number in range(3 * ADDRESS_TRIES):
            nursery.start_soon(guess, number)

    assert refused.count(NotSignedIn) <= ADDRESS_TRIES + 1


def test_tries_remember_a_bounded_number_of_names() -> None:
    tries = Tries(5, 1_000)
    for number in range(NAMES + 50):
        tries.failed(str(number), 0)
    assert len(tries) == NAMES


async def test_a_hash_of_older_parameters_is_replaced_at_the_next_sign_in(auth: Auth, store: Store) -> None:
    old = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1, hash_len=4, salt_len=8).hash(PASSWORD)
    await store.write(accounts.set_password_hash, "id-anna", old)

    await sign_in(auth)

    now = await store.read(accounts.by_id, "id-anna")
    assert now is not None
    assert now.password_hash != old
    assert await sign_in(auth)


async def test_an_unused_session_ends_after_two_weeks_and_a_used_one_after_ninety_days(
    auth: Auth, mock_clock: trio.testing.MockClock
) -> None:
    used, unused = await sign_in(auth), await sign_in(auth)
    half, passed = IDLE_MS // 2, 0
    while passed + half < ABSOLUTE_MS:
        mock_clock.jump(half / 1000)
        passed += half
        assert await auth.who(used) is not None
        if passed == IDLE_MS:
            assert await auth.who(unused) is None

    mock_clock.jump((ABSOLUTE_MS - passed) / 1000)
    assert await auth.who(used) is None


async def test_a_storm_of_reconnects_asks_the_store_once(auth: Auth, store: Store) -> None:
    token = await sign_in(auth)
    await auth.who(token)
    await store.write(sessions.end, token_hash(token))  # somebody else's doing

    assert await auth.who(token) is not None


async def test_what_was_ended_elsewhere_is_noticed_within_seconds(
    auth: Auth, store: Store, mock_clock: trio.testing.MockClock
) -> None:
    token = await sign_in(auth)
    await auth.who(token)
    await store.write(sessions.end, token_hash(token))
    mock_clock.jump(CACHE_MS / 1000)

    assert await auth.who(token) is None


async def test_signing_out_ends_the_session_at_once_and_closes_its_sockets(auth: Auth) -> None:
    token, other = await sign_in(auth), await sign_in(auth)
    socket, others = Told(), Told()
    assert await auth.who(token) is not None
    auth.watch(token_hash(token), socket)
    auth.watch(token_hash(other), others)

    await auth.sign_out(token)

    assert await auth.who(token) is None
    assert (socket.revoked, others.revoked) == (True, False)


async def test_a_socket_that_comes_after_the_sign_out_is_not_let_in(auth: Auth) -> None:
    token = await sign_in(auth)
    await auth.sign_out(token)

    assert not auth.watch(token_hash(token), Told())


async def test_signing_out_everywhere_ends_every_session_of_the_account(auth: Auth) -> None:
    sockets = [Told(), Told()]
    for socket in sockets:
        auth.watch(token_hash(await sign_in(auth)), socket)

    assert await auth.sign_out_all("id-anna") == 2

    assert all(socket.revoked for socket in sockets)


async def test_sockets_of_a_disabled_account_are_closed_within_a_minute(
    auth: Auth, store: Store, mock_clock: trio.testing.MockClock, nursery: trio.Nursery
) -> None:
    token = await sign_in(auth)
    socket = Told()
    auth.watch(token_hash(token), socket)
    nursery.start_soon(auth.run)
    await store.write(accounts.disable, "id-anna", 1)

    mock_clock.autojump_threshold = 0
    await trio.sleep(RECHECK_S + 1)

    assert socket.revoked
    assert await auth.who(token) is None


async def test_a_socket_that_left_is_not_told(auth: Auth) -> None:
    token = await sign_in(auth)
    socket = Told()
    auth.watch(token_hash(token), socket)
    auth.unwatch(token_hash(token), socket)

    await auth.sign_out(token)

    assert not socket.revoked


async def test_an_open_socket_keeps_its_session_alive(auth: Auth, mock_clock: trio.testing.MockClock) -> None:
    token = await sign_in(auth)
    auth.watch(token_hash(token), Told())
    for _ in range(3):
        mock_clock.jump(IDLE_MS / 2000)
        await auth.recheck()

    assert await auth.who(token) is not None
