"""SPEC.md, section 2, "Predefined texts": FAQs, templates, quick replies, and what of a chat goes into them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import get_args

import pytest

from actors import texts, texts_of_agent
from actors.domain.errors import Forbidden, NotFound
from actors.domain.rights import Agent
from actors.domain.settings import ChannelSettings
from actors.messages import AgentRef, Rights
from actors.texts import Changes, Listing, TextKind
from actors.texts_of_agent import ReplyChanges
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
        "customer.name",
        "customer.first_name",
        "company.name",
        "agent.name",
        "channel.name",
        "request.number",
        "customer.email",
    )
    text = await template(world, agent, " / ".join(f"{{{name}}}" for name in names))

    filled = await texts_of_agent.insertion(world.server.house, agent, "template", text, chat)

    assert filled.text == "Mia Berg / Mia / Berg & Co / Kari / Support / {request.number} / mia@example.com"
    assert filled.unfilled == ("request.number",)


async def test_a_template_tells_the_number_of_the_chats_latest_request(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("My lamp flickers")
    await kari.answers(chat)
    agent = who(kari, "support", admin=True)
    text = await template(world, agent, "It is request {request.number}.")
    for key in ("r1", "r2"):
        await kari.command("request.create", chat=chat, title="Lamp", key=key)

    filled = await texts_of_agent.insertion(world.server.house, agent, "template", text, chat)

    assert (filled.text, filled.unfilled) == ("It is request 1002.", ())


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


# --- FAQs and reply templates ---

ADMIN = Agent(ref=AgentRef(id="admin", name="Anna"), admin=True, rights={})
KINDS: tuple[TextKind, ...] = get_args(TextKind)
kinds = pytest.mark.parametrize("kind", KINDS)


async def text(
    world: World, kind: TextKind, title: str, folder: str | None = None, body: str = "An answer."
) -> str:
    wanted = Changes(title=title, body=body, folder=folder, published=True, public=True)
    return (await texts.add_text(world.server.store, ADMIN, kind, wanted, now=1)).id


async def titles(world: World, agent: Agent, kind: TextKind, listing: Listing) -> list[str]:
    rows, _ = await texts.listed(world.server.store, agent, kind, listing, after=None, limit=50)
    return [row.title for row in rows]


@kinds
async def test_texts_lie_in_folders_that_lie_in_folders(world: World, kind: TextKind) -> None:
    kari = who(await world.agent("Kari"), "support")
    store = world.server.store
    lamps = (await texts.add_folder(store, ADMIN, kind, "Lamps", None, now=1)).id
    care = (await texts.add_folder(store, ADMIN, kind, "Care", lamps, now=1)).id
    await text(world, kind, "Which bulb?", lamps)
    await text(world, kind, "Dust", care)
    await text(world, kind, "Delivery")

    assert [folder.name for folder in await texts.folders(store, kind)] == ["Care", "Lamps"]
    assert await titles(world, kari, kind, Listing(folder=lamps)) == ["Which bulb?"]
    assert await titles(world, kari, kind, Listing(folder=lamps, deep=True)) == ["Dust", "Which bulb?"]
    assert await titles(world, kari, kind, Listing()) == ["Delivery", "Dust", "Which bulb?"]


@kinds
async def test_texts_are_searched_by_their_words(world: World, kind: TextKind) -> None:
    kari = who(await world.agent("Kari"), "support")
    await text(world, kind, "Which bulb?", body="An LED of 6 W.")
    await text(world, kind, "Delivery")

    assert await titles(world, kari, kind, Listing(text="bulb")) == ["Which bulb?"]
    assert await titles(world, kari, kind, Listing(text="led")) == ["Which bulb?"]


@kinds
async def test_what_an_agent_used_is_in_her_history_the_last_first_and_in_nobody_elses(
    world: World, kind: TextKind
) -> None:
    kari, ola = [who(each, "support") for each in await world.agents("Kari", "Ola")]
    store = world.server.store
    first, second = await text(world, kind, "First"), await text(world, kind, "Second")
    for now, each in enumerate((first, second, first)):
        await texts_of_agent.use(store, kari, kind, each, now=now)

    assert [row.title for row in await texts_of_agent.history(store, kari, kind)] == ["First", "Second"]
    assert await texts_of_agent.history(store, ola, kind) == []


@kinds
async def test_favourites_are_those_of_the_agent_who_gave_the_star(world: World, kind: TextKind) -> None:
    kari, ola = [who(each, "support") for each in await world.agents("Kari", "Ola")]
    store = world.server.store
    bulb = await text(world, kind, "Which bulb?")
    await texts_of_agent.add_favourite(store, kari, kind, bulb, now=1)

    assert [row.title for row in await texts_of_agent.favourites(store, kari, kind)] == ["Which bulb?"]
    assert await texts_of_agent.favourites(store, ola, kind) == []

    await texts_of_agent.remove_favourite(store, kari, bulb)
    assert await texts_of_agent.favourites(store, kari, kind) == []


@pytest.mark.parametrize("flags", [Changes(published=False), Changes(public=False)])
async def test_agents_have_only_the_faqs_that_are_published_and_public(world: World, flags: Changes) -> None:
    kari = who(await world.agent("Kari"), "support")
    house = world.server.house
    bulb = await text(world, "faq", "Which bulb?")
    await texts_of_agent.use(house.store, kari, "faq", bulb, now=1)
    await texts_of_agent.add_favourite(house.store, kari, "faq", bulb, now=1)

    await texts.change_text(house.store, ADMIN, "faq", bulb, flags, now=2)

    assert await titles(world, kari, "faq", Listing()) == []
    assert await texts_of_agent.search_titles(house.store, kari, "bulb") == []
    assert await texts_of_agent.history(house.store, kari, "faq") == []
    assert await texts_of_agent.favourites(house.store, kari, "faq") == []
    with pytest.raises(NotFound):
        await texts_of_agent.insertion(house, kari, "faq", bulb)


async def test_a_faq_goes_into_a_chat_as_a_link_to_its_public_page(world: World) -> None:
    kari = who(await world.agent("Kari"), "support")
    bulb = await text(world, "faq", "Which bulb?", body="An LED, {customer.name}.")

    inserted = await texts_of_agent.insertion(world.server.house, kari, "faq", bulb)

    assert (inserted.title, inserted.text, inserted.path) == ("Which bulb?", f"/faq/{bulb}", f"/faq/{bulb}")
    assert (await texts.public_faq(world.server.store, bulb)).title == "Which bulb?"


async def test_templates_are_shared_by_all_agents_and_changed_by_admins(world: World) -> None:
    kari, ola = [who(each, "support") for each in await world.agents("Kari", "Ola")]
    hello = await text(world, "template", "Hello")

    for agent in (kari, ola):
        assert await titles(world, agent, "template", Listing()) == ["Hello"]
        with pytest.raises(Forbidden):
            await texts.change_text(world.server.store, agent, "template", hello, Changes(title="Bye"), now=2)


# --- quick replies ---


async def own(world: World, agent: Agent) -> list[str]:
    return [reply.title for reply in await texts_of_agent.replies(world.server.store, agent)]


async def test_an_agent_adds_edits_reorders_and_deletes_her_quick_replies(world: World) -> None:
    kari = who(await world.agent("Kari"), "support")
    store = world.server.store
    one = await texts_of_agent.add_reply(store, kari, "One moment", "One moment, please.")
    two = await texts_of_agent.add_reply(store, kari, "Bye", "Good bye!")
    assert await own(world, kari) == ["One moment", "Bye"]

    await texts_of_agent.change_reply(store, kari, one.id, ReplyChanges(title="A moment"))
    await texts_of_agent.order_replies(store, kari, [two.id, one.id])
    assert await own(world, kari) == ["Bye", "A moment"]

    await texts_of_agent.remove_reply(store, kari, two.id)
    assert await own(world, kari) == ["A moment"]


async def test_quick_replies_are_private_even_from_admins(world: World) -> None:
    kari, ola = [who(each, "support") for each in await world.agents("Kari", "Ola")]
    house = world.server.house
    mine = await texts_of_agent.add_reply(house.store, kari, "One moment", "One moment, please.")

    for stranger in (ola, ADMIN):
        assert await own(world, stranger) == []
        assert await texts_of_agent.search_titles(house.store, stranger, "moment") == []
        with pytest.raises(NotFound):
            await texts_of_agent.insertion(house, stranger, "quick_reply", mine.id)
        with pytest.raises(NotFound):
            await texts_of_agent.change_reply(house.store, stranger, mine.id, ReplyChanges(title="x"))
        with pytest.raises(NotFound):
            await texts_of_agent.remove_reply(house.store, stranger, mine.id)


async def test_the_title_of_a_quick_reply_stays_out_of_the_chat(world: World) -> None:
    kari = who(await world.agent("Kari"), "support")
    reply = await texts_of_agent.add_reply(world.server.store, kari, "For the grumpy", "We are sorry.")

    inserted = await texts_of_agent.insertion(world.server.house, kari, "quick_reply", reply.id)

    assert inserted.text == "We are sorry."


async def test_a_slash_searches_all_three_kinds_by_title(world: World) -> None:
    kari = who(await world.agent("Kari"), "support")
    store = world.server.store
    await text(world, "faq", "How do I return a lamp?")
    await text(world, "template", "Return label")
    await texts_of_agent.add_reply(store, kari, "Returns are free", "Yes.")
    await text(world, "faq", "Which bulb?", body="It may be returned.")

    found = await texts_of_agent.search_titles(store, kari, "return")

    assert {(hit.kind, hit.title) for hit in found} == {
        ("faq", "How do I return a lamp?"),
        ("template", "Return label"),
        ("quick_reply", "Returns are free"),
    }
