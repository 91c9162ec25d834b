"""An admin tries a bot: she sees what it would do, or why not in plain words, and nothing comes of it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from actors.domain.channel_tabs import MASK
from net.server import Server
from store import bound
from tests.net.administration import Office, office_of
from tests.net.test_channels_api import saved
from tests.net.test_outgoing import OK, peer

TRY = "/channels/support/bot/try"


@pytest.fixture
async def office(server: Server) -> AsyncIterator[Office]:
    office = await office_of(server)
    yield office
    for client in office.clients.values():
        await client.aclose()


async def tried(office: Office, values: dict[str, Any], text: str = "How do I change a lamp?") -> dict[str, Any]:
    answer = await office.anna.post(TRY, json={"values": {"on": True, "name": "Robin", **values}, "text": text})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def rows_of_all_tables() -> dict[str, int]:
    connection = bound.connection()
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608


async def test_an_admin_sees_what_the_bot_would_answer_and_nothing_is_kept(office: Office) -> None:
    faq = {"title": "How to change a lamp", "body": "Turn it left.", "published": True, "public": True}
    assert (await office.anna.post("/faqs", json=faq)).status_code == 201
    before = await office.server.store.read(rows_of_all_tables)

    (action,) = (await tried(office, {"connector": "faq"}))["actions"]

    assert action["type"] == "message"
    assert "How to change a lamp" in action["text"]
    assert len(action["options"]) == 2
    assert await office.server.store.read(rows_of_all_tables) == before
    assert (await office.get("/channels/support"))["tabs"]["bot"]["on"] is False


async def test_why_there_is_no_answer_is_said_in_words(office: Office) -> None:
    nowhere = await tried(office, {"connector": "webhook"})
    assert (nowhere["actions"], nowhere["trouble"]) == ([], "The bot has no address.")
    async with peer(OK) as (there, port):
        inner = await tried(office, {"connector": "webhook", "webhook": {"url": f"http://127.0.0.1:{port}/"}})
        assert there.connections == 0
    assert inner["trouble"].startswith(
        "The bot gave no answer that can be used: the address is in an inner network"
    )


async def test_a_bot_that_fails_an_admin_is_not_left_alone_by_customers(office: Office) -> None:
    for _ in range(10):
        await tried(office, {"connector": "webhook", "webhook": {"url": "http://127.0.0.1/"}})
    assert office.server.house.bots.may_ask("support")


@pytest.mark.parametrize("text", ["", "  \n", "x" * 8_001, "a\0b"])
async def test_a_sentence_that_no_customer_could_write_is_refused(office: Office, text: str) -> None:
    answer = await office.anna.post(TRY, json={"values": {}, "text": text})
    assert (answer.status_code, answer.json()["field"]) == (422, "text")


async def test_what_could_not_be_saved_cannot_be_tried(office: Office) -> None:
    answer = await office.anna.post(TRY, json={"values": {"webhook": {"url": "ftp://x"}}, "text": "Hello"})
    assert (answer.status_code, answer.json()["field"]) == (422, "bot.webhook.url")


@pytest.mark.parametrize(("connector", "secret"), [("webhook", "secret"), ("completions", "key")])
async def test_a_secret_that_is_saved_is_told_to_no_other_address(
    office: Office, connector: str, secret: str
) -> None:
    saying = {"url": "http://127.0.0.1:1/", secret: "whsec_c2VjcmV0c2VjcmV0c2VjcmV0"}
    await saved(office, "bot", {"on": True, "name": "Robin", "connector": connector, connector: saying})

    same = await tried(office, {"connector": connector, connector: {**saying, secret: MASK}})
    assert "inner network" in same["trouble"]
    elsewhere = {"connector": connector, connector: {"url": "http://127.0.0.1:2/", secret: MASK}}
    answer = await office.anna.post(TRY, json={"values": elsewhere, "text": "Hello"})
    assert (answer.status_code, answer.json()["field"]) == (422, f"bot.{connector}.{secret}")
