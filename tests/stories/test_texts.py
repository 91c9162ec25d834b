"""What goes from a template into a chat: the facts of that chat, for those who may read it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from actors import texts, texts_of_agent
from actors.domain.errors import NotFound
from actors.domain.rights import Agent
from actors.domain.settings import ChannelSettings
from actors.messages import AgentRef, Rights
from actors.texts import Changes
from store.queries import channels
from tests.world import Console, Setting, World, world_of


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    setting = Setting()
    setting.channels["sales"] = ChannelSettings()
    setting.agents["Siri"] = {"sales": channels.Rights(respond=True)}
    async with world_of(tmp_path, setting) as world:
        yield world


def who(console: Console, channel: str, *, admin: bool = False) -> Agent:
    ref = AgentRef(id=console.agent, name=console.name)
    return Agent(ref=ref, admin=admin, rights={channel: Rights(respond=True)})


async def template(world: World, admin: Agent, body: str) -> str:
    wanted = Changes(title="x", body=body)
    return (await texts.add_text(world.server.store, admin, "template", wanted, now=1)).id


async def test_a_template_is_filled_with_what_the_chat_knows(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia Berg")
    chat = await mia.starts("My lamp flickers", email="mia@example.com", company="Berg & Co")
    await kari.answers(chat)
    agent = who(kari, "support", admin=True)
    names = (
        "customer.first_name",
        "company.name",
        "agent.name",
        "channel.name",
        "request.number",
        "customer.email",
    )
    text = await template(world, agent, " / ".join(f"{{{name}}}" for name in names))

    filled = await texts_of_agent.insertion(world.server.house, agent, "template", text, chat)

    assert filled.text == "Mia / Berg & Co / Kari / Support / {request.number} / mia@example.com"
    assert filled.unfilled == ("request.number",)


async def test_a_customer_cannot_write_into_a_template_with_her_name(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("{agent.name}{channel.name}")
    chat = await mia.starts("Hello")
    await kari.answers(chat)
    agent = who(kari, "support", admin=True)
    text = await template(world, agent, "Hi {customer.name}.")

    filled = await texts_of_agent.insertion(world.server.house, agent, "template", text, chat)

    assert filled.text == "Hi {agent.name}{channel.name}."


async def test_who_may_not_read_a_chat_learns_nothing_of_it_from_a_template(world: World) -> None:
    kari, siri = await world.agents("Kari", "Siri")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    text = await template(world, who(kari, "support", admin=True), "Hi {customer.name}.")

    for asked in (chat, "nobody"):
        with pytest.raises(NotFound):
            await texts_of_agent.insertion(world.server.house, who(siri, "sales"), "template", text, asked)


async def test_a_quick_reply_is_filled_as_well(world: World) -> None:
    kari = await world.agent("Kari")
    agent = who(kari, "support")
    reply = await texts_of_agent.add_reply(world.server.store, agent, "x", "{agent.name} here.")

    filled = await texts_of_agent.insertion(world.server.house, agent, "quick_reply", reply.id)

    assert filled.text == "Kari here."
