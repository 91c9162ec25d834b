"""Ended chats "are readable for ever": found again by what was said, and never at the cost of those that go on."""

from actors import past_chats
from actors.domain.rights import Agent
from actors.messages import AgentRef, Rights
from actors.past_chats import Found, Search
from store.queries import past_chats as index
from tests.world import World

SUPPORT = {"support": Rights(respond=True)}
SALES = {"sales": Rights(respond=True)}


async def found(world: World, text: str, rights: dict[str, Rights] | None = None) -> list[Found]:
    asking = Agent(ref=AgentRef(id="somebody", name="Somebody"), rights=SUPPORT if rights is None else rights)
    page = await past_chats.search(world.server.house, asking, Search(text=text), None, 10)
    return list(page.found)


async def waiting(world: World) -> int:
    return await world.server.store.read(index.waiting)


async def test_a_chat_is_found_once_it_is_over_and_not_before(world: World) -> None:
    kari, mia = await world.agent("Kari"), await world.customer("Mia")
    chat = await mia.starts("Where is my umbrella?")
    await kari.answers(chat)
    assert await found(world, "umbrella") == []

    await kari.ends(chat)

    (one,) = await found(world, "umbrella")
    assert (one.chat.id, one.chat.customer) == (chat, "Mia")
    assert one.place is not None
    assert [part.text for part in one.place.parts if part.found] == ["umbrella"]


async def test_it_is_indexed_soon_also_when_nobody_searches(world: World) -> None:
    kari, mia = await world.agent("Kari"), await world.customer("Mia")
    chat = await mia.starts("Where is my umbrella?")
    await kari.answers(chat)
    await kari.ends(chat)
    assert await waiting(world) == 1

    await world.pass_time(past_chats.EVERY_S + 1)

    assert await waiting(world) == 0


async def test_what_is_said_after_a_return_is_found_after_the_next_end(world: World) -> None:
    kari, mia = await world.agent("Kari"), await world.customer("Mia")
    chat = await mia.starts("Where is my umbrella?")
    await kari.answers(chat)
    await kari.ends(chat)
    assert len(await found(world, "umbrella")) == 1

    await mia.command("chat.return")
    await mia.says("And my galoshes?")
    assert await found(world, "galoshes") == []
    assert [each.chat.status for each in await found(world, "umbrella")] == ["active"]

    await kari.ends(chat)
    assert [each.chat.id for each in await found(world, "umbrella galoshes")] == [chat]


async def test_a_note_left_after_the_end_is_found_too(world: World) -> None:
    kari, mia = await world.agent("Kari"), await world.customer("Mia")
    chat = await mia.starts("Where is my umbrella?")
    await kari.answers(chat)
    await kari.ends(chat)
    assert await found(world, "cellar") == []

    await kari.command("note.add", chat=chat, text="It was in the cellar.", key="n1")

    (one,) = await found(world, "cellar")
    assert one.place is not None
    assert (one.place.kind, one.place.by.name) == ("note", "Kari")


async def test_somebody_of_another_channel_finds_nothing_of_it(world: World) -> None:
    kari, mia = await world.agent("Kari"), await world.customer("Mia")
    chat = await mia.starts("Where is my umbrella?")
    await kari.answers(chat)
    await kari.ends(chat)

    assert await found(world, "umbrella", SALES) == await found(world, "umbrella", {}) == []


async def test_who_left_the_queue_is_found_as_well(world: World) -> None:
    await world.agent("Kari")
    mia = await world.customer("Mia")
    await mia.starts("Where is my umbrella?")
    await mia.command("chat.end")

    (one,) = await found(world, "umbrella")
    assert one.chat.status == "abandoned"
