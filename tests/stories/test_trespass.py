"""Commands on what is not one's own: nothing is done, nothing is told, and the code says no more than it must."""

from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from typing import Any

import pytest

from actors.domain.settings import ChannelSettings
from actors.ids import new_id
from actors.messages import Look
from actors.start import reload_settings
from store.queries import accounts, channels
from tests.stories.strangers import (
    EXAMPLES,
    FRAMES,
    PATHS,
    SIDES,
    SILENT,
    Side,
    at_the_door,
    fields_of,
    inside,
    is_alive,
    shake_hands,
    undisturbed,
)
from tests.uploads import Sender, picture
from tests.world import Console, Customer, Refusal, Setting, World, refusal_of, world_of

OURS = "http://chat.example"  # as the Host of the handshakes here
FOREIGN = (
    "https://evil.example",
    "http://chat.example.evil.example",
    "https://chat.example",
    "null",
    OURS + ":81",
)
both_sides = pytest.mark.parametrize("side", SIDES)

# Of each command that names a chat: what a stranger to its channel gets, and what a colleague who has not got it.
STRANGER = {
    "chat.answer": "not_found",
    "chat.open": "not_found",
    "message.send": "not_found",
    "note.add": "not_found",
    "request.create": "not_found",
    "contact.suggest": "not_found",
    "contact.link": "not_found",
    "contact.unlink": "not_found",
    "contact.create": "not_found",
    "chat.end": "not_found",
    "queue.explain": "not_found",
    "transfer.offer": "not_found",
    "transfer.accept": "not_found",
    "transfer.reject": "not_found",
    "transfer.cancel": "not_found",
    "chat.take_over": "not_found",
    "listen.start": "not_found",
    "listen.stop": "not_found",
    "draft.set": "not_found",
    "chat.allow_files": "not_found",
    "typing": None,
    "read": None,
}
COLLEAGUE = {
    "chat.answer": "taken",
    "chat.open": "ok",
    "message.send": "forbidden",
    "note.add": "forbidden",
    "request.create": "ok",
    "contact.suggest": "ok",
    "contact.link": "not_found",  # there is no such contact
    "contact.unlink": "ok",
    "contact.create": "ok",
    "chat.end": "forbidden",
    "queue.explain": "forbidden",
    "transfer.offer": "invalid",
    "transfer.accept": "conflict",
    "transfer.reject": "conflict",
    "transfer.cancel": "conflict",
    "chat.take_over": "forbidden",
    "listen.start": "forbidden",
    "listen.stop": "not_found",
    "draft.set": "not_found",
    "chat.allow_files": "forbidden",
    "typing": None,
    "read": None,
}
# Commands of agents that name no chat; what they name besides has a test of its own below.
NAMING_NO_CHAT = {"hello", "ping", "presence.set", "queue.next", "dashboard.watch", "contact.search"}
WITHOUT_A_CHAT = {
    "faq.suggest": "ok",
    "faq.opened": "not_found",
    "request.submit": "ok",
    "transcript.send": "conflict",
    "message.send": "conflict",
    "chat.end": "conflict",
    "human": "conflict",
    "bot.meet": "conflict",  # this channel has no bot
    "chat.return": "conflict",
    "chat.rate": "conflict",
    "typing": None,
    "read": None,
}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    setting = Setting()
    setting.channels["sales"] = ChannelSettings()
    setting.channels["support"] = ChannelSettings(look=Look(first_name_only=True))
    setting.agents["Per Salesman"] = {"sales": channels.Rights(respond=True, listen=True, manage=True)}
    setting.agents["Nina Nordmann"] = {"support": channels.Rights(respond=True)}
    async with world_of(tmp_path, setting, commands_per_second=0) as world, undisturbed(world):
        yield world


async def code_of(doing: Awaitable[dict[str, Any]]) -> str:
    try:
        await doing
    except Refusal as refusal:
        return refusal.code
    return "ok"


def naming_a_chat() -> set[str]:
    commands = FRAMES["agent"]
    named = [each for each in commands if any(field.encode_name == "chat" for field in fields_of(each))]
    return {str(command.__struct_config__.tag) for command in named}


async def chat_of_nina(world: World) -> tuple[str, Customer, Console]:
    leo, nina = await world.customer("Leo"), await world.agent("Nina Nordmann")
    chat = await leo.starts("A secret")
    await nina.answers(chat)
    return chat, leo, nina


# --- chats of others ---


async def test_every_command_that_names_a_chat_is_tried_here() -> None:
    assert STRANGER.keys() == COLLEAGUE.keys() == naming_a_chat()
    assert STRANGER.keys() | NAMING_NO_CHAT == EXAMPLES["agent"].keys()
    assert WITHOUT_A_CHAT.keys() == EXAMPLES["customer"].keys() - {"hello", "ping", "chat.start"}


async def test_a_stranger_to_the_channel_cannot_tell_a_chat_from_none(world: World) -> None:
    chat, leo, _ = await chat_of_nina(world)
    per = await world.agent("Per Salesman")
    before = await world.stored_kinds(chat)
    for type_, code in STRANGER.items():
        fields = EXAMPLES["agent"][type_]
        if code is None:
            await per.mention(type_, **{**fields, "chat": chat})
            await per.mention(type_, **{**fields, "chat": new_id()})
            continue
        theirs = await refusal_of(per.command(type_, **{**fields, "chat": chat}))
        nobodys = await refusal_of(per.command(type_, **{**fields, "chat": new_id()}))
        assert theirs.code == code
        assert {**theirs.frame, "re": ""} == {**nobodys.frame, "re": ""}
    await is_alive(per)

    assert await world.stored_kinds(chat) == before
    assert per.events() == []
    assert "typing" not in {push["type"] for push in leo.pushes}
    assert "read" not in {push["type"] for push in leo.pushes}


async def test_a_colleague_may_read_a_chat_and_leaves_no_trace_but_what_she_makes_of_it(world: World) -> None:
    chat, leo, _ = await chat_of_nina(world)
    ola = await world.agent("Ola")
    before = await world.stored_kinds(chat)
    codes: dict[str, str | None] = {}
    for type_ in COLLEAGUE:
        fields = {**EXAMPLES["agent"][type_], "chat": chat}
        if type_ in SILENT:
            await ola.mention(type_, **fields)
            codes[type_] = None
        else:
            codes[type_] = await code_of(ola.command(type_, **fields))
    await is_alive(ola)

    assert codes == COLLEAGUE
    assert await world.stored_kinds(chat) == [*before, "request_created", "contact_linked"]
    assert ola.events() == []
    assert {"typing", "read"}.isdisjoint(push["type"] for push in leo.pushes)


@pytest.mark.parametrize(
    "chat", ["x", "..", "../1", "a/b", "%00", "chat/x", "' OR 1=1 --", "x" * 64, "\x00", "🐟"]
)
async def test_an_id_that_is_none_is_not_found(world: World, chat: str) -> None:
    ola = await world.agent("Ola")

    codes = {await code_of(ola.command(type_, **{**EXAMPLES["agent"][type_], "chat": chat}))
             for type_ in STRANGER.keys() - SILENT}  # fmt: skip

    assert codes == {"not_found"}
    assert world.server.house.directory.find(f"chat/{chat}") is None


async def test_nobody_takes_the_next_of_a_channel_that_is_not_hers(world: World) -> None:
    ola = await world.agent("Ola")

    theirs = await refusal_of(ola.takes_next("sales"))
    nobodys = await refusal_of(ola.takes_next("nowhere"))

    assert theirs.code == "forbidden"
    assert {**theirs.frame, "re": ""} == {**nobodys.frame, "re": ""}


async def test_nobody_watches_the_figures_of_a_channel_that_is_not_hers(world: World) -> None:
    ola = await world.agent("Ola")

    theirs = await refusal_of(ola.command("dashboard.watch", channels=["support", "sales"]))
    nobodys = await refusal_of(ola.command("dashboard.watch", channels=["support", "nowhere"]))

    assert (theirs.code, theirs.frame["field"]) == ("invalid", "channels")
    assert {**theirs.frame, "re": ""} == {**nobodys.frame, "re": ""}


async def test_a_file_of_another_chat_is_none_to_send(world: World) -> None:
    chat, leo, nina = await chat_of_nina(world)
    per, eve = await world.agent("Per Salesman"), await world.customer("Eve", "sales")
    own = await eve.starts("Mine")
    await per.answers(own)
    await per.command("chat.allow_files", chat=own)
    file = (await Sender(world.server, nina.token).uploads(chat, "lamp.png", picture())).json()["id"]
    before = await world.stored_kinds(own)

    for sending in (
        per.command("message.send", chat=own, file=file, key="k7"),
        eve.command("message.send", file=file, key="k8"),
    ):
        refusal = await refusal_of(sending)
        assert (refusal.code, refusal.frame.get("field")) in {("invalid", "file"), ("not_found", None)}
    assert await world.stored_kinds(own) == before
    for token in (per.token, eve.token):
        assert (await Sender(world.server, token).gets(f"/files/{file}")).status_code == 404
        assert (await Sender(world.server, token).uploads(chat, "lamp.png", picture())).status_code == 404
    assert leo.events()[-1]["kind"] != "message" or "file" not in leo.events()[-1]["data"]


async def test_nobody_becomes_the_owner_of_a_request_she_could_not_read(world: World) -> None:
    chat, _, nina = await chat_of_nina(world)
    per = await world.agent("Per Salesman")

    refusal = await refusal_of(
        nina.command("request.create", chat=chat, title="Invoice", key="k5", owner=per.agent)
    )

    assert (refusal.code, refusal.frame["field"]) == ("invalid", "owner")


async def test_a_chat_is_not_handed_to_who_may_not_answer_it(world: World) -> None:
    chat, _, nina = await chat_of_nina(world)
    per = await world.agent("Per Salesman")

    theirs = await refusal_of(nina.command("transfer.offer", chat=chat, to={"agent": per.agent}))
    nobodys = await refusal_of(nina.command("transfer.offer", chat=chat, to={"agent": new_id()}))

    assert theirs.code == nobodys.code
    assert per.events() == []


async def test_a_customer_without_a_chat_is_told_to_start_one(world: World) -> None:
    eve = await world.customer("Eve")
    codes: dict[str, str | None] = {}
    for type_ in WITHOUT_A_CHAT:
        if type_ in SILENT:
            await eve.mention(type_, **EXAMPLES["customer"][type_])
            codes[type_] = None
        else:
            codes[type_] = await code_of(eve.command(type_, **EXAMPLES["customer"][type_]))
    await is_alive(eve)

    assert codes == WITHOUT_A_CHAT


async def test_a_customer_cannot_name_a_chat(world: World) -> None:
    chat, _, _ = await chat_of_nina(world)
    eve = await world.customer("Eve")
    own = await eve.starts("Mine")
    before = await world.stored_kinds(chat)

    await eve.command("message.send", chat=chat, text="Theirs?", key="k9")

    assert await world.stored_kinds(chat) == before
    assert (await world.stored_kinds(own))[-1] == "message"


# --- tokens ---


@pytest.mark.parametrize("token", ["x", "x" * 43, "x" * 200, "' OR 1=1 --", "\x00", "🐟"])
async def test_a_token_that_opens_nothing_is_no_error_and_opens_nothing(world: World, token: str) -> None:
    eve = Customer(world, "Eve", "support")
    eve.token = token

    await eve.arrive()

    assert "chat" not in eve.welcome
    assert eve.events() == []


async def test_a_chats_id_is_no_token(world: World) -> None:
    chat, _, _ = await chat_of_nina(world)
    eve = Customer(world, "Eve", "support")
    eve.token = chat

    await eve.arrive()

    assert "chat" not in eve.welcome


@pytest.mark.parametrize("texts", [1, 250], ids=["at once", "in pages"])
async def test_a_token_on_another_channels_page_shows_what_its_own_channel_shows(world: World, texts: int) -> None:
    chat, leo, nina = await chat_of_nina(world)
    for n in range(texts):
        await nina.says(chat, str(n))
    elsewhere = Customer(world, "Leo", "sales")
    elsewhere.token = leo.token

    await elsewhere.arrive()
    await elsewhere.texts(texts + 1)

    assert elsewhere.welcome["chat"]["id"] == chat
    names = {event["by"]["name"] for event in elsewhere.events() if event["by"]["kind"] == "agent"}
    assert names == {"Nina"}


async def test_the_way_back_from_another_channels_page_leads_to_the_same_agent(world: World) -> None:
    chat, leo, nina = await chat_of_nina(world)
    await nina.ends(chat)
    elsewhere = Customer(world, "Leo", "sales")
    elsewhere.token = leo.token
    await elsewhere.arrive()

    answer = await elsewhere.command("chat.return")

    assert answer["status"] == "active"


# --- sessions ---


@pytest.mark.parametrize(
    "header",
    [b"", b"Bearer", b"Bearer x", b"Bearer " + b"x" * 4_000, b"Basic eDp4", b"Bearer \xff\xfe"],
    ids=["none", "no token", "a bogus one", "a long one", "another scheme", "no text"],
)
async def test_who_is_not_signed_in_shall_sign_in(world: World, header: bytes) -> None:
    eve = Console(world, "Eve", "x", "x")
    eve._headers = [(b"Authorization", header)] if header else []

    await eve.open()

    assert (await eve.closed()).code == 4001


async def test_when_a_session_ends_its_sockets_end_and_no_other(world: World) -> None:
    nina, ola = await world.agents("Nina Nordmann", "Ola")
    second = await nina.another()

    await world.server.auth.sign_out(nina.token)

    assert (await nina.closed()).code == (await second.closed()).code == 4001
    await is_alive(ola)
    await nina.open()
    assert (await nina.closed()).code == 4001


async def test_a_session_that_ends_before_the_hello_lets_nobody_in(world: World) -> None:
    ola = await at_the_door(world, "agent")
    assert isinstance(ola, Console)
    await world.server.auth.sign_out(ola.token)

    refusal = await refusal_of(ola.command("hello"))

    assert refusal.code == "not_signed_in"
    assert (await ola.closed()).code == 4001


async def test_a_disabled_agent_is_sent_away_and_not_let_in_again(world: World) -> None:
    chat, _, nina = await chat_of_nina(world)
    await world.server.store.write(accounts.disable, nina.agent, 1)
    await reload_settings(world.server.house)

    assert (await nina.closed()).code == 4001
    refusal = await refusal_of(nina.arrive())  # a session is looked up anew every five seconds
    assert (refusal.code, (await nina.closed()).code) == ("forbidden", 4003)
    await world.pass_time(5)
    await nina.open()
    assert (await nina.closed()).code == 4001
    assert (await world.stored_kinds(chat))[-1] == "queued", "her customer waits for somebody else"


async def test_an_agent_who_leaves_a_channel_keeps_no_way_into_its_chats(world: World) -> None:
    chat, _, nina = await chat_of_nina(world)
    ola = await world.agent("Ola")
    await world.server.store.write(channels.remove_member, "support", ola.agent)
    await reload_settings(world.server.house)
    await ola.closed()
    await ola.arrive()

    assert ola.welcome["channels"] == ola.welcome["queue"] == ola.welcome["ongoing"] == []
    assert (await refusal_of(ola.opens(chat))).code == "not_found"
    await is_alive(nina)


# --- handshakes ---


@both_sides
@pytest.mark.parametrize("origin", FOREIGN)
async def test_a_page_of_a_foreign_origin_gets_no_connection(world: World, side: Side, origin: str) -> None:
    assert await shake_hands(world, PATHS[side], f"Origin: {origin}") == 403


@both_sides
async def test_a_page_of_ours_gets_one(world: World, side: Side) -> None:
    assert await shake_hands(world, PATHS[side], f"Origin: {OURS}") == 101


@both_sides
async def test_a_cookie_without_an_origin_is_nobodys(world: World, side: Side) -> None:
    assert await shake_hands(world, PATHS[side], "Cookie: switchboard=x") == 403


@both_sides
@pytest.mark.parametrize("offered", [None, "switchboard.v2", "Switchboard.V1", "chat"])
async def test_without_our_sub_protocol_there_is_no_connection(
    world: World, side: Side, offered: str | None
) -> None:
    assert await shake_hands(world, PATHS[side], subprotocol=offered) == 400


@pytest.mark.parametrize("path", ["/ws", "/ws/", "/ws/admin", "/ws/customer/", "/ws//agent", "/WS/agent"])
async def test_there_are_two_endpoints(world: World, path: str) -> None:
    assert await shake_hands(world, path) == 404


@both_sides
async def test_a_door_that_was_refused_leaves_nobody_behind(world: World, side: Side) -> None:
    there = len(world.server.front.connections)
    for headers in (("Origin: https://evil.example",), ("Cookie: switchboard=x",)):
        await shake_hands(world, PATHS[side], *headers)

    assert len(world.server.front.connections) == there
    await is_alive(await inside(world, side))
