"""Clients that know the wire contract alone: what it names is where it says, and nothing more need be sent."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from actors.domain.settings import ChannelSettings, Limits
from store import bound
from store.queries.channels import Rights
from tests.stories.strangers import answer_to
from tests.world import Setting, World, refusal_of, world_of

NO_IDS = {"an integer": "5", "null": "null", "empty": '""', "too long": f'"{"x" * 65}"', "a list": "[]"}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """Kari answers support, Siv manages it."""
    setting = Setting()
    setting.agents = {
        "Kari": {"support": Rights(respond=True)},
        "Siv": {"support": Rights(respond=True, manage=True)},
    }
    async with world_of(tmp_path, setting) as world:
        yield world


def tokens() -> int:
    """How many ways into chats there are."""
    return int(bound.connection().execute("SELECT count(*) FROM customer_token").fetchone()[0])


async def test_a_channel_that_opens_tells_its_state_in_the_frame_itself(world: World) -> None:
    mia = await world.customer("Mia")

    await world.agent("Kari")
    await mia.until(lambda: mia.of("channel"))

    assert mia.of("channel")[0]["state"] == "open"


async def test_a_colleague_s_presence_and_chats_are_in_the_frame_itself(world: World) -> None:
    kari, siv = await world.agent("Kari"), await world.agent("Siv")
    mia = await world.customer("Mia")
    await kari.answers(await mia.starts("My invoice is wrong"))

    frame = await siv.until(
        lambda: next(
            (p for p in siv.of("presence") if p["agent"]["id"] == kari.agent and p["agent"]["chats"]), None
        )
    )

    assert (frame["status"], frame["chats"]) == ("present", 1)


async def test_whoever_takes_a_chat_over_is_given_it(world: World) -> None:
    kari, siv = await world.agent("Kari"), await world.agent("Siv")
    mia = await world.customer("Mia")
    chat = await mia.starts("My invoice is wrong")
    await kari.answers(chat)

    taken = (await siv.takes_over(chat))["chat"]

    assert (taken["id"], taken["status"], taken["agent"]["id"]) == (chat, "active", siv.agent)


async def test_an_end_says_in_its_data_who_ended_it(world: World) -> None:
    kari, mia = await world.agent("Kari"), await world.customer("Mia")
    chat = await mia.starts("My invoice is wrong")
    await kari.answers(chat)

    await kari.ends(chat)

    assert (await mia.event("ended"))["data"] == {"by": "agent", "reason": "agent"}


async def test_requests_need_no_key_and_are_then_one_each(world: World) -> None:
    away = await world.customer("Mia")
    letters = {"email": "mia@example.com", "text": "Please call me"}
    left = [(await away.command("request.submit", name="Mia", **letters))["number"] for _ in range(2)]
    kari, mia = await world.agent("Kari"), await world.customer("Mia")
    chat = await mia.starts("My invoice is wrong")
    await kari.answers(chat)

    made = [(await kari.command("request.create", chat=chat, title="Invoice"))["number"] for _ in range(2)]

    assert len({*left, *made}) == 4


@pytest.mark.parametrize("id_", NO_IDS.values(), ids=NO_IDS)
async def test_a_command_whose_id_is_none_is_told_so_and_not_left_waiting(world: World, id_: str) -> None:
    mia = await world.customer("Mia")

    answer = await answer_to(mia, f'{{"type":"chat.end","id":{id_}}}', None)

    assert (answer["type"], answer["code"], answer["field"]) == ("error", "invalid", "id")


async def test_a_start_whose_answer_was_lost_is_answered_again_though_the_chat_itself_fills_the_queue(
    world: World,
) -> None:
    await world.set_up(ChannelSettings(limits=Limits(queue_max=1)))
    await world.agent("Kari")
    mia, noor = await world.customer("Mia"), await world.customer("Noor")
    chat = await mia.starts("My invoice is wrong", key="a-start-of-mine")
    await mia.drop()

    again = await (await world.customer("Mia")).command(
        "chat.start", text="My invoice is wrong", key="a-start-of-mine"
    )
    full = await refusal_of(noor.starts("Mine too"))

    assert (again["chat"], again["seq"], full.code) == (chat, 3, "queue_full")
    mia.token = again["token"]
    assert (await mia.returns_to_page()).welcome["chat"]["id"] == chat


async def test_a_start_sent_twice_over_one_connection_is_one_chat_and_shows_it_once(world: World) -> None:
    await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("My invoice is wrong", key="a-start-of-mine")

    again = await mia.command("chat.start", text="My invoice is wrong", key="a-start-of-mine")
    another = await refusal_of(mia.starts("Mine too"))

    assert (again["chat"], another.code) == (chat, "conflict")
    assert [event["seq"] for event in mia.events()] == [1, 2, 3]


async def test_who_has_a_chat_gets_no_way_into_another_by_the_key_that_began_it(world: World) -> None:
    await world.agent("Kari")
    mia, noor = await world.customer("Mia"), await world.customer("Noor")
    await mia.starts("My invoice is wrong", key="a-start-of-mine")
    await noor.starts("Where is my lamp?")
    before = await world.server.house.store.read(tokens)

    refused = await refusal_of(noor.starts("My invoice is wrong", key="a-start-of-mine"))

    assert refused.code == "conflict"
    assert await world.server.house.store.read(tokens) == before


async def test_a_console_that_is_offered_a_chat_gets_the_events_behind_the_seq_of_its_row(world: World) -> None:
    kari, siv = await world.agent("Kari"), await world.agent("Siv")
    mia = await world.customer("Mia")
    chat = await mia.starts("My invoice is wrong")
    answered = (await kari.answers(chat))["seq"]
    await kari.offers(chat, siv)
    offered = (await siv.row(chat, lambda row: "transfer" in row))["seq"]

    said = (await mia.says("Are you there?"))["seq"]
    await siv.event("message", chat)
    await kari.event("message", chat)

    assert ([event["seq"] for event in siv.events(chat)], offered + 1) == ([said], said)
    assert [event["seq"] for event in kari.events(chat)] == [*range(answered + 1, said + 1)]
