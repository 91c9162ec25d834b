"""The demonstration's CRM: people to look at, and chats that are theirs."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from actors import demo
from actors.clock import Clock
from actors.crm_tables import TablesCrm
from actors.demo_past import STRANGER
from actors.domain.matching import Said
from actors.log import kept_of
from store.bound import connection
from store.database import Store
from store.queries import accounts, activities, companies, contacts, follow_ups, requests, sales
from store.queries.activities import Readable
from store.queries.requests import Wanted

NOW = int(datetime(2026, 11, 20, 15, 30).astimezone().timestamp() * 1000)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.open(tmp_path / "demo.db", inline=True) as store:
        await demo.fill(store, "no hash", NOW, tmp_path / "files")
        yield store


def counts() -> dict[str, int]:
    tables = ("contact", "company", "sale", "follow_up", "crm_use", "crm_favourite")
    return {table: connection().execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}  # noqa: S608 - ours


async def test_there_are_people_companies_sales_and_promises(store: Store) -> None:
    found = await store.read(counts)
    assert 35 <= found["contact"] <= 50
    assert found["company"] == 15
    assert min(found.values()) >= 5


async def test_chats_of_known_customers_are_linked_and_told_so_by_their_logs(store: Store) -> None:
    def linked() -> tuple[int, int]:
        events = connection().execute("SELECT count(*) FROM event WHERE kind = 'contact_linked'").fetchone()[0]
        lines = (
            connection().execute("SELECT count(*) FROM activity JOIN chat ON chat.id = activity.ref").fetchone()[0]
        )
        return events, lines

    events, lines = await store.read(linked)
    assert events >= lines >= 20


async def test_somebody_has_several_earlier_chats(store: Store) -> None:
    people = await store.read(contacts.page, None, 100)
    pages = [
        await store.read(activities.page, each.id, each.emails, Readable(None, ""), None, 50) for each in people
    ]
    assert max(map(len, pages)) >= 3


async def test_a_recent_chat_of_the_first_agent_shows_every_part_of_the_panel_at_once(store: Store) -> None:
    (regular,) = await store.read(contacts.search, ("solberg",), 5)
    page = await store.read(activities.page, regular.id, regular.emails, Readable(None, ""), None, 50)
    wanted = Wanted(contact=regular.id, statuses=("open", "waiting"))

    recent = [row.chat for row in page if row.chat is not None and row.at > NOW - 8 * 3_600_000]
    assert [(chat.agent, kept_of(chat).chat.contact) for chat in recent] == [(await anna(store), regular.id)]
    assert len([row for row in page if row.kind == "chat"]) >= 4
    assert len(await store.read(requests.page, wanted, None, 9)) >= 1
    assert len(await store.read(sales.of_contact, regular.id, regular.company, 9)) == 2
    promised = await store.read(follow_ups.of_contact, regular.id, regular.company, 9)
    assert {each.done_at is None for each in promised} == {True, False}


async def test_another_recent_chat_is_of_somebody_whom_the_panel_can_only_guess(store: Store) -> None:
    match = await TablesCrm(store, Clock(NOW)).match(Said(name=STRANGER.name, email=STRANGER.emails[0]))

    assert [each.contact.name for each in match.could_be] == ["Magnus Dahl"]
    assert [each.company.name for each in match.might_work_at] == ["Nordlys Café AS"]


async def anna(store: Store) -> str:
    account = await store.read(accounts.by_login, "anna")
    assert account is not None
    return account.id


async def test_an_unknown_colleague_is_said_to_work_where_her_address_is(store: Store) -> None:
    (company,) = await store.read(companies.search, ("fjordblick",), 5)
    match = await TablesCrm(store, Clock(NOW)).match(Said(name="Nobody Yet", email="nobody@fjordblick.example"))
    assert [each.company.id for each in match.might_work_at] == [company.id]
