"""Requests from a chat: SPEC.md section 2, "Request from a chat", and what a crash or a rival may do to it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import trio

from actors.domain.contacts import NewContact
from actors.domain.rights import Agent
from actors.messages import AgentRef, Message, RequestCreated, Rights
from actors.requests import read as read_request
from store.bound import connection
from store.queries import accounts, channels, requests
from tests.world import Console, Setting, World, refusal_of, world_of

RESPOND = channels.Rights(respond=True)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """Kari and Ola answer support, Nina listens to it, Per answers sales only."""
    async with world_of(tmp_path, two_channels()) as world:
        yield world


def two_channels() -> Setting:
    setting = Setting()
    setting.channels["sales"] = setting.channels["support"]
    setting.agents["Nina"] = {"support": channels.Rights(listen=True)}
    setting.agents["Per"] = {"sales": RESPOND}
    return setting


async def served_by(world: World, kari: Console, text: str = "My invoice is wrong") -> str:
    mia = await world.customer("Mia")
    chat = await mia.starts(text, email="mia@example.com")
    await kari.answers(chat)
    return chat


async def makes(console: Console, chat: str, title: str = "Wrong invoice", key: str = "r1", **fields: str) -> int:
    answer = await console.command("request.create", chat=chat, title=title, key=key, **fields)
    number: int = answer["number"]
    return number


async def stored(world: World, number: int) -> requests.Request:
    found = await world.server.store.read(requests.get, number)
    assert found is not None
    return found


async def test_a_request_has_a_number_and_the_composer_a_sentence_with_it(world: World) -> None:
    kari = await world.agent("Kari")
    chat = await served_by(world, kari)

    answer = await kari.command("request.create", chat=chat, title="Wrong invoice", key="r1")

    assert answer["number"] == 1001
    assert answer["suggested_text"] == "I have created request 1001 for you: Wrong invoice"


async def test_numbers_go_on_from_1001_and_one_chat_can_have_several(world: World) -> None:
    kari = await world.agent("Kari")
    chat = await served_by(world, kari)

    numbers = [await makes(kari, chat, key=key) for key in ("r1", "r2", "r3")]

    assert numbers == [1001, 1002, 1003]
    assert (await world.stored_kinds(chat))[-3:] == ["request_created"] * 3


async def test_the_chats_log_says_so_to_agents_with_the_title_and_to_the_customer_without(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("My invoice is wrong")
    await kari.answers(chat)

    number = await makes(kari, chat, "Difficult customer")

    told, seen = await kari.event("request_created", chat), await mia.event("request_created")
    assert told["data"] == {"number": number, "title": "Difficult customer"}
    assert told["by"]["name"] == "Kari"
    assert seen["data"] == {"number": number}


async def test_the_request_is_filled_in_from_the_chat(world: World) -> None:
    kari = await world.agent("Kari")
    chat = await served_by(world, kari)

    number = await makes(kari, chat, "  Wrong \t invoice ", priority="urgent", owner=kari.agent, text="Call her.")

    request = await stored(world, number)
    assert (request.title, request.priority, request.status) == ("Wrong invoice", "urgent", "open")
    assert (request.customer, request.email, request.channel) == ("Mia", "mia@example.com", "support")
    assert (request.owner, request.owner_name, request.chat) == (kari.agent, "Kari", chat)
    log = await world.server.store.read(requests.entries, number, 10)
    assert [(entry.kind, entry.text) for entry in log] == [("chat", None), ("note", "Call her.")]


async def test_the_request_is_for_the_contact_of_the_chat_unless_another_is_chosen(world: World) -> None:
    kari = await world.agent("Kari")
    crm = world.server.house.crm
    mia, other = [
        await crm.create(NewContact(name=name, emails=(f"{name}@example.com",)), None) for name in ("mia", "leo")
    ]
    chat = await served_by(world, kari)
    await kari.event("contact_linked", chat)

    numbers = [await makes(kari, chat, key="r1"), await makes(kari, chat, key="r2", contact=other.id)]

    assert [(await stored(world, number)).contact for number in numbers] == [mia.id, other.id]


async def test_what_is_said_after_the_request_is_attached_to_it_too(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("My invoice is wrong")
    await kari.answers(chat)
    number = await makes(kari, chat)

    await mia.says("It says 240 instead of 24.")
    await kari.says(chat, "I see.")

    reading = await read_request(world.server.house, await asking(world, "Ola"), number)
    assert reading.chat is not None
    texts = [event.data.text for event in reading.chat.events if isinstance(event.data, Message)]
    assert texts == ["My invoice is wrong", "It says 240 instead of 24.", "I see."]


async def test_the_same_key_again_is_the_same_request(world: World) -> None:
    kari = await world.agent("Kari")
    chat = await served_by(world, kari)

    first = await makes(kari, chat, key="r1")
    again = await makes(kari, chat, "Something else", key="r1")

    assert again == first
    assert (await world.stored_kinds(chat)).count("request_created") == 1
    assert (await stored(world, first)).title == "Wrong invoice"


async def test_the_same_key_in_another_chat_is_another_request(world: World) -> None:
    kari = await world.agent("Kari")
    one, other = await served_by(world, kari), await served_by(world, kari)

    assert await makes(kari, one, key="r1") != await makes(kari, other, key="r1")


async def test_two_consoles_with_one_key_at_once_make_one_request(world: World) -> None:
    kari = await world.agent("Kari")
    chat = await served_by(world, kari)
    desk = await kari.another()
    numbers: list[int] = []

    async def make(console: Console) -> None:
        numbers.append(await makes(console, chat))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(make, kari)
        nursery.start_soon(make, desk)

    assert numbers == [1001, 1001]
    assert (await world.stored_kinds(chat)).count("request_created") == 1


async def test_a_stop_between_the_two_steps_is_made_good_at_the_next_start(tmp_path: Path) -> None:
    async with world_of(tmp_path, two_channels()) as world:
        kari = await world.agent("Kari")
        chat = await served_by(world, kari)
        number = await makes(kari, chat)
        await world.server.store.write(stopped_before_the_chat_was_told, chat, number)
    async with world_of(tmp_path) as world:
        assert (await stored(world, number)).told
        (created,) = await world.server.house.log.last_events(chat, 1)
        assert (created.data, created.by.name) == (RequestCreated(number=number, title="Wrong invoice"), "Kari")
        assert await world.server.store.read(requests.untold) == []

        again = await makes(await world.agent("Kari"), chat)

        assert again == number
        assert (await world.stored_kinds(chat)).count("request_created") == 1


async def test_a_stop_after_the_second_step_and_before_its_mark_is_nothing(tmp_path: Path) -> None:
    async with world_of(tmp_path, two_channels()) as world:
        kari = await world.agent("Kari")
        chat = await served_by(world, kari)
        number = await makes(kari, chat)
        await world.server.store.write(requests.change, number, {"told": False})
    async with world_of(tmp_path) as world:
        assert (await stored(world, number)).told
        assert (await world.stored_kinds(chat)).count("request_created") == 1


async def test_a_chat_that_is_gone_keeps_no_server_from_starting(tmp_path: Path) -> None:
    async with world_of(tmp_path, two_channels()) as world:
        kari = await world.agent("Kari")
        number = await makes(kari, await served_by(world, kari))
        await world.server.store.write(requests.change, number, {"told": False, "chat": "erased"})
    async with world_of(tmp_path) as world:
        assert (await stored(world, number)).told
        reading = await read_request(world.server.house, await asking(world, "Kari"), number)
        assert reading.chat is None


async def test_a_request_can_be_made_from_a_chat_that_has_ended(world: World) -> None:
    kari = await world.agent("Kari")
    chat = await served_by(world, kari)
    await kari.ends(chat)

    await makes(kari, chat)

    assert (await world.stored_kinds(chat))[-2:] == ["ended", "request_created"]


async def test_lists_tell_that_a_chat_has_led_to_requests(world: World) -> None:
    """An ended chat of which that is so reads "Request posted"."""
    kari = await world.agent("Kari")
    chat = await served_by(world, kari)
    numbers = [await makes(kari, chat, key=key) for key in ("r1", "r2")]
    await kari.ends(chat)

    row = await kari.row(chat, lambda row: row["status"] == "ended")
    assert row["requests"] == numbers
    again = await (await kari.another()).opens(chat)
    assert again["chat"]["requests"] == numbers


async def test_agents_of_the_channel_may_listeners_may_not_and_strangers_learn_nothing(world: World) -> None:
    kari, ola, nina, per = await world.agents("Kari", "Ola", "Nina", "Per")
    chat = await served_by(world, kari)

    assert await makes(ola, chat) == 1001
    assert (await refusal_of(makes(nina, chat, key="r2"))).code == "forbidden"
    strange = await refusal_of(makes(per, chat, key="r3"))
    nowhere = await refusal_of(makes(per, "nowhere", key="r3"))

    assert strange.frame["code"] == nowhere.frame["code"] == "not_found"
    assert strange.frame["message"] == nowhere.frame["message"]
    assert await world.server.store.read(requests.get, 1002) is None


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"category": "nothing"}, "category"),
        ({"owner": "nobody"}, "owner"),
        ({"contact": "nobody"}, "contact"),
        ({"title": " \t "}, "title"),
        ({"title": "a\0b"}, "title"),
        ({"text": "   "}, "text"),
        ({"priority": "huge"}, "priority"),
    ],
)
async def test_a_wrong_field_is_named_and_nothing_is_made(
    world: World, fields: dict[str, str], field: str
) -> None:
    kari = await world.agent("Kari")
    chat = await served_by(world, kari)

    refusal = await refusal_of(makes(kari, chat, **fields))

    assert (refusal.code, refusal.frame["field"]) == ("invalid", field)
    assert await world.server.store.read(requests.get, 1001) is None
    assert await makes(kari, chat) == 1001


async def test_a_request_belongs_to_somebody_who_may_answer_its_channel(world: World) -> None:
    kari, per = await world.agents("Kari", "Per")
    chat = await served_by(world, kari)

    refusal = await refusal_of(makes(kari, chat, owner=per.agent))

    assert refusal.frame["field"] == "owner"


async def test_a_chat_with_fifty_requests_takes_no_more(world: World) -> None:
    kari = await world.agent("Kari")
    chat = await served_by(world, kari)
    for each in range(50):
        await makes(kari, chat, key=f"r{each}")

    refusal = await refusal_of(makes(kari, chat, key="one more"))

    assert refusal.code == "conflict"
    assert await makes(kari, chat, key="r7") == 1008


async def asking(world: World, name: str) -> Agent:
    """An agent of support as the table of rights wants her."""
    account = await world.server.store.read(accounts.by_login, name.lower())
    assert account is not None
    return Agent(ref=AgentRef(id=account.id, name=name), rights={"support": Rights(respond=True)})


def stopped_before_the_chat_was_told(chat: str, number: int) -> None:
    """As the file is when the process dies between the two: the request is there, the chat's log knows nothing."""
    row = connection()
    (last,) = row.execute("SELECT max(seq) FROM event WHERE chat = ?", (chat,)).fetchone()
    (state,) = row.execute("SELECT state FROM chat WHERE id = ?", (chat,)).fetchone()
    before = state.replace(f'"requests":[{number}]'.encode(), b'"requests":[]')
    before = before.replace(f'"seq":{last}'.encode(), f'"seq":{last - 1}'.encode())
    assert before != state
    row.execute("DELETE FROM event WHERE chat = ? AND seq = ?", (chat, last))
    row.execute("UPDATE chat SET seq = ?, state = ? WHERE id = ?", (last - 1, before, chat))
    requests.change(number, {"told": False})
