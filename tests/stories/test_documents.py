"""Documents in chats: an agent chooses one, the customer gets a copy that stays what it was."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from actors import documents
from actors.domain.errors import Forbidden, Invalid, NotFound, TooLarge
from actors.domain.rights import Agent
from actors.domain.settings import ChannelSettings, FileSettings
from actors.messages import AgentRef, Rights
from store.queries import accounts, channels
from tests.uploads import PDF, Sender, picture
from tests.world import Setting, World, world_of

ADMIN = Agent(ref=AgentRef(id="admin", name="Admin"), admin=True, rights={})


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    setting = Setting()
    setting.channels["strict"] = ChannelSettings(files=FileSettings(max_bytes=1_024, types=("pdf",)))
    setting.agents["Kari"]["strict"] = channels.Rights(respond=True)
    async with world_of(tmp_path, setting) as world:
        yield world


async def document(world: World, name: str = "Prices.pdf", data: bytes = PDF) -> str:
    pieces = [data]

    async def next_piece() -> bytes:
        return pieces.pop() if pieces else b""

    return (await documents.add(world.server.house, ADMIN, "Sales", name, next_piece)).id


async def agent(world: World, name: str) -> Agent:
    found = await world.server.store.read(accounts.by_login, name.lower())
    assert found is not None
    rights = {key: Rights(respond=True, notify=False, listen=False, manage=False) for key in ("support", "strict")}
    return Agent(ref=AgentRef(id=found.id, name=found.name), admin=False, rights=rights)


async def test_a_customer_gets_a_copy_that_outlives_the_document(world: World) -> None:
    kari, mia = await world.agent("Kari"), await world.customer("Mia")
    chat = await mia.starts("What does a lamp cost?")
    await kari.answers(chat)
    prices = await document(world)

    copy = await Sender(world.server, kari.token).asks(
        "POST",
        f"/api/v1/documents/{prices}/copies",
        headers={"content-type": "application/json"},
        body=f'{{"chat":"{chat}"}}'.encode(),
    )
    assert copy.status_code == 201, copy.text
    await kari.command("message.send", chat=chat, file=copy.json()["id"], key="k1")
    await documents.remove(world.server.house, ADMIN, prices)
    await world.server.house.files.sweep()

    sent = await mia.until(lambda: [event for event in mia.events() if "file" in event["data"]])
    file = sent[0]["data"]["file"]
    assert (file["name"], file["size"], file["media_type"]) == ("Prices.pdf", len(PDF), "application/pdf")
    assert (await Sender(world.server, mia.token).gets(file["url"])).content == PDF


async def test_a_customer_cannot_look_into_the_library(world: World) -> None:
    kari, mia = await world.agent("Kari"), await world.customer("Mia")
    await kari.answers(await mia.starts("What does a lamp cost?"))
    found = await documents.one(world.server.house, await document(world))

    sender = Sender(world.server, mia.token)
    assert (await sender.gets("/api/v1/documents")).status_code == 401
    assert (await sender.gets(f"/files/{found.file}")).status_code == 404


async def test_the_rules_of_the_channel_and_of_the_chat_hold_for_documents_too(world: World) -> None:
    kari, mia = await world.agent("Kari"), await world.customer("Mia", "strict")
    chat = await mia.starts("What does a lamp cost?")
    house, who = world.server.house, await agent(world, "Kari")
    prices = await document(world)

    with pytest.raises(Forbidden):  # nobody has answered: it is no chat of hers
        await documents.copy_to(house, who, prices, chat)
    await kari.answers(chat)
    with pytest.raises(Invalid, match=r"This channel takes PDF\."):
        await documents.copy_to(house, who, await document(world, "a.png", picture()), chat)
    with pytest.raises(TooLarge, match="this channel takes up to"):
        await documents.copy_to(house, who, await document(world, "big.pdf", PDF + b"%" * 2_000), chat)
    with pytest.raises(NotFound):
        await documents.copy_to(house, who, "none", chat)
    with pytest.raises(NotFound):
        await documents.copy_to(house, who, prices, "none")
    with pytest.raises(Forbidden):
        await documents.remove(house, who, prices)
    assert (await documents.copy_to(house, who, prices, chat)).chat == chat
