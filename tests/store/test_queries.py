"""Accounts, sessions, channels, lists of chats: what each function says, and that no list is a scan."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from store import bound
from store.database import Store
from store.errors import ChannelNameTaken, LoginTaken
from store.journal import Append, ChatRow, Journal
from store.queries import accounts, channels, chats, meta, sessions
from store.queries.accounts import Account
from store.queries.channels import Channel, Rights
from store.queries.chats import ChatStart
from store.queries.sessions import Session
from tests.store.rows import account_of, event_of, row_of, said


def channel_of(key: str, **changes: Any) -> Channel:  # noqa: ANN401 - any field
    values: dict[str, Any] = {"key": key, "name": key.title(), "language": "en", "created_at": 1}
    return Channel(**values | changes)


def session_of(token_hash: bytes, account: str, expires_at: int = 100) -> Session:
    return Session(token_hash=token_hash, account=account, created_at=1, last_seen_at=1, expires_at=expires_at)


@pytest.fixture
async def kari(store: Store) -> Account:
    kari = account_of("kari")
    await store.write(accounts.create, kari)
    return kari


async def stored(store: Store, *rows: ChatRow) -> None:
    await store.write(chats.imported, rows, ())


def ids(rows: list[ChatRow]) -> list[str]:
    return [row.id for row in rows]


# --- meta ---


async def test_what_was_put_last_stands(store: Store) -> None:
    await store.write(meta.put, "instance", "first")
    await store.write(meta.put, "instance", "second")

    assert await store.read(meta.value_of, "instance") == "second"
    assert await store.read(meta.value_of, "other") is None


async def test_a_fact_is_replaced(store: Store) -> None:
    await store.write(meta.put, "key", "x")
    await store.write(meta.put, "key", "y")

    assert await store.read(meta.value_of, "key") == "y"


# --- accounts ---


async def test_an_account_is_found_by_its_login_in_any_case(store: Store, kari: Account) -> None:
    assert await store.read(accounts.by_login, "KARI") == kari
    assert await store.read(accounts.by_id, "kari") == kari
    assert await store.read(accounts.by_login, "ola") is None
    assert await store.read(accounts.by_id, "KARI") is None


async def test_a_login_is_given_once_whatever_its_case(store: Store, kari: Account) -> None:
    with pytest.raises(LoginTaken):
        await store.write(accounts.create, account_of("other", login="Kari"))

    assert await store.read(accounts.everybody) == [kari]


async def test_accounts_change_one_thing_at_a_time(store: Store) -> None:
    await store.write(accounts.create, account_of("kari"))

    assert await store.write(accounts.set_password_hash, "kari", "new")
    assert await store.write(accounts.set_presence, "kari", "present")
    assert await store.write(accounts.disable, "kari", 7)
    assert not await store.write(accounts.disable, "nobody", 7)

    changed = account_of("kari", password_hash="new", presence="present", disabled_at=7)
    assert await store.read(accounts.by_id, "kari") == changed


# --- sessions ---


async def test_a_session_is_found_with_its_account_until_it_is_over(store: Store, kari: Account) -> None:
    session = session_of(b"token", "kari", expires_at=100)
    await store.write(sessions.create, session)

    assert await store.read(sessions.find, b"token", 99) == (kari, session)
    assert await store.read(sessions.find, b"token", 100) is None
    assert await store.read(sessions.find, b"other", 99) is None


async def test_a_disabled_account_has_no_session(store: Store, kari: Account) -> None:
    await store.write(sessions.create, session_of(b"token", kari.id))

    await store.write(accounts.disable, kari.id, 50)

    assert await store.read(sessions.find, b"token", 60) is None


async def test_a_session_that_is_used_lasts_longer(store: Store, kari: Account) -> None:
    await store.write(sessions.create, session_of(b"token", kari.id, expires_at=100))

    assert await store.write(sessions.touch, b"token", 90, 190)
    assert not await store.write(sessions.touch, b"other", 90, 190)

    found = await store.read(sessions.find, b"token", 150)
    assert found is not None
    assert (found.session.last_seen_at, found.session.expires_at) == (90, 190)


async def test_sessions_end_one_by_one_all_at_once_and_by_age(store: Store) -> None:
    for account in ("kari", "ola"):
        await store.write(accounts.create, account_of(account))
    for token, account, expires_at in [
        (b"1", "kari", 9),
        (b"2", "kari", 99),
        (b"3", "kari", 99),
        (b"4", "ola", 99),
    ]:
        await store.write(sessions.create, session_of(token, account, expires_at))

    assert await store.write(sessions.purge, 10) == 1
    assert [each.token_hash for each in await store.read(sessions.of_account, "kari", 10)] == [b"2", b"3"]
    assert await store.write(sessions.end, b"2")
    assert not await store.write(sessions.end, b"2")
    assert await store.read(sessions.find, b"2", 10) is None
    assert await store.read(sessions.find, b"4", 10) is not None


# --- channels ---


async def test_a_channel_keeps_its_settings_byte_for_byte(store: Store) -> None:
    channel = channel_of("support", settings=b'{"a": 1}')
    await store.write(channels.create, channel)

    assert await store.read(channels.get, "support") == channel
    await store.write(channels.change, replace(channel, settings=b'{"a":2}'))
    assert await store.read(channels.existing) == [channel_of("support", settings=b'{"a":2}', revision=2)]
    assert await store.read(channels.get, "other") is None


async def test_a_channels_name_is_given_once(store: Store) -> None:
    await store.write(channels.create, channel_of("support"))

    with pytest.raises(ChannelNameTaken):
        await store.write(channels.create, channel_of("other", name="Support"))


async def test_members_and_memberships_are_two_views_of_one_thing(store: Store, kari: Account) -> None:
    for key in ("sales", "support"):
        await store.write(channels.create, channel_of(key))
    await store.write(channels.set_member, "support", kari.id, Rights(respond=True))
    await store.write(channels.set_member, "sales", kari.id, Rights(listen=True))

    await store.write(channels.set_member, "support", kari.id, Rights(respond=True, manage=True))

    both = Rights(respond=True, manage=True)
    assert await store.read(channels.members, "support") == {"kari": both}
    assert await store.read(channels.memberships, "kari") == {"sales": Rights(listen=True), "support": both}
    assert await store.write(channels.remove_member, "sales", "kari")
    assert not await store.write(channels.remove_member, "sales", "kari")
    assert await store.read(channels.memberships, "kari") == {"support": both}


async def test_a_disabled_account_is_no_member(store: Store, kari: Account) -> None:
    await store.write(channels.create, channel_of("support"))
    await store.write(channels.set_member, "support", kari.id, Rights(respond=True))

    await store.write(accounts.disable, kari.id, 1)

    assert await store.read(channels.members, "support") == {}


# --- chats ---


async def test_a_customer_comes_back_by_any_of_her_tokens(store: Store) -> None:
    await Journal(store).append(said("a", 1)._replace(token_hash=b"first"))
    await store.write(chats.add_token, b"second", "a", 5)

    assert await store.read(chats.by_token, b"first") == "a"
    assert await store.read(chats.by_token, b"second") == "a"
    assert await store.read(chats.by_token, b"third") is None


async def test_a_start_key_leads_to_its_chat(store: Store) -> None:
    await Journal(store).append(said("a", 1)._replace(start_key="key"))

    assert await store.read(chats.start_of, "support", "key") == ChatStart("a", 1_001)
    assert await store.read(chats.start_of, "sales", "key") is None


async def test_the_queue_is_the_front_first_and_then_by_age(store: Store) -> None:
    await stored(
        store,
        row_of("late", queued_at=30),
        row_of("early", queued_at=10),
        row_of("returned", queued_at=40, front=1),
        row_of("elsewhere", queued_at=1, channel="sales"),
        row_of("answered", status="active", queued_at=1),
    )

    assert ids(await store.read(chats.queued, "support")) == ["returned", "early", "late"]


async def test_lists_of_what_is_open_and_how_much(store: Store) -> None:
    await stored(
        store,
        row_of("waits", started_at=2),
        row_of("talks", status="active", agent="kari", started_at=3),
        row_of("bot", status="bot", started_at=1),
        row_of("over", status="ended", ended_at=5),
        row_of("gone", status="abandoned", ended_at=5),
        row_of("elsewhere", status="active", channel="sales", started_at=4),
    )

    assert ids(await store.read(chats.ongoing, "support")) == ["talks"]
    assert await store.read(chats.open_ids, "support") == ["bot", "waits", "talks"]
    assert await store.read(chats.open_ids) == ["bot", "waits", "talks", "elsewhere"]
    assert await store.read(chats.open_counts, "support") == {"bot": 1, "queued": 1, "active": 1}
    assert await store.read(chats.open_counts) == {"bot": 1, "queued": 1, "active": 2}


async def test_an_agents_list_is_what_goes_on_and_then_what_has_ended_since(store: Store) -> None:
    await stored(
        store,
        row_of("quiet", status="active", agent="kari", last_at=10),
        row_of("lively", status="active", agent="kari", last_at=20),
        row_of("recent", status="ended", agent="kari", ended_at=50, last_at=50),
        row_of("old", status="ended", agent="kari", ended_at=49, last_at=49),
        row_of("others", status="active", agent="ola"),
    )

    assert ids(await store.read(chats.of_agent, "kari", 50)) == ["lively", "quiet", "recent"]


async def test_the_last_waits_are_of_those_who_were_answered_in_time(store: Store) -> None:
    await stored(
        store,
        row_of("a", status="active", answered_at=10, waiting_ms=1_000),
        row_of("b", status="ended", answered_at=11, ended_at=20, waiting_ms=2_000),
        row_of("before", status="ended", answered_at=9, ended_at=20, waiting_ms=99_000),
        row_of("elsewhere", status="active", answered_at=10, waiting_ms=99_000, channel="sales"),
        row_of("waits"),
    )

    assert await store.read(chats.last_waits, "support", 10, 9) == [(10, 1_000), (11, 2_000)]
    assert await store.read(chats.last_waits, "support", 9, 1) == [(11, 2_000)]
    assert await store.read(chats.last_waits, "support", 12, 9) == []


async def test_whole_chats_are_imported_with_their_logs(store: Store) -> None:
    rows = [row_of(f"chat{number}", seq=2) for number in range(6_000)]
    events = [event_of(row.id, seq) for row in rows for seq in (1, 2)]

    await store.write(chats.imported, rows, events)

    journal = Journal(store)
    assert await journal.load("chat5999") == rows[-1]
    assert await journal.events("chat0") == events[:2]
    await journal.append(Append((event_of("chat0", 3),), row_of("chat0", 3)))


LISTS: list[tuple[Callable[..., object], tuple[object, ...], set[str]]] = [
    (chats.queued, ("support",), {"chat_queue"}),
    (chats.ongoing, ("support",), {"chat_open"}),
    (chats.open_ids, ("support",), {"chat_open"}),
    (chats.open_ids, (), {"chat_open"}),
    (chats.open_counts, ("support",), {"chat_open"}),
    (chats.open_counts, (), {"chat_open"}),
    (chats.of_agent, ("kari", 5), {"chat_active", "chat_ended_of_agent"}),
    (chats.last_waits, ("support", 5, 50), {"chat_answered"}),
]


@pytest.mark.parametrize(("function", "args", "indexes"), LISTS)
async def test_every_list_goes_through_its_index(
    store: Store, function: Callable[..., object], args: tuple[object, ...], indexes: set[str]
) -> None:
    def plans() -> list[str]:
        connection = bound.connection()
        statements: list[str] = []
        connection.set_trace_callback(statements.append)
        function(*args)
        connection.set_trace_callback(None)
        return [row[3] for each in statements for row in connection.execute(f"EXPLAIN QUERY PLAN {each}")]

    steps = [step for step in await store.read(plans) if "TEMP B-TREE" not in step]

    used = {index for step in steps for index in step.split() if index.startswith("chat_")}
    assert used == indexes
    assert not [step for step in steps if "INDEX" not in step]


async def test_the_queue_is_read_in_order_and_not_sorted(store: Store) -> None:
    def plan() -> list[str]:
        query = (
            "SELECT * FROM chat WHERE status = 'queued' AND channel = 'x' ORDER BY front DESC, queued_at LIMIT 1"
        )
        return [row[3] for row in bound.connection().execute(f"EXPLAIN QUERY PLAN {query}")]

    assert not [step for step in await store.read(plan) if "TEMP B-TREE" in step]
