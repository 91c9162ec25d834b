"""SPEC.md, sections 1 and 3: what customers fill in before a chat, in place of one and after it."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from actors import channel_admin
from actors.domain.rights import Agent
from actors.domain.settings import (
    ChannelSettings,
    Consent,
    OfflineSettings,
    PreChatSettings,
)
from actors.messages import AgentRef, FormField, PostChatForm, Rights, Started
from actors.requests import Reading, read
from store.queries import channels, letters
from store.queries.letters import LetterRow
from tests.world import Customer, Setting, World, refusal_of, world_of

AGREE = "I agree that you keep what I write."
CONSENT = Consent(on=True, text=AGREE)
FIELDS = (
    FormField(name="name", required=True),
    FormField(name="email", required=True),
    FormField(name="topic", label="What is it about?", options=("Delivery", "Invoice")),
)
FILLED = {"name": "Mia", "email": "mia@example.com"}
ANNA = Agent(ref=AgentRef(id="anna", name="Anna"), admin=True, rights={"support": Rights(manage=True)})


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    setting = Setting()
    setting.channels["support"] = ChannelSettings()
    async with world_of(tmp_path, setting, commands_per_second=0) as world:
        yield world


async def strict(world: World) -> None:
    """Name, address and consent, before a chat and in place of one."""
    await world.set_up(
        ChannelSettings(
            pre_chat=PreChatSettings(fields=FIELDS, consent=CONSENT),
            offline=OfflineSettings(fields=FIELDS, consent=CONSENT, priority="high", queue_from=1),
        ),
    )


async def submits(mia: Customer, key: str = "k1", **fields: Any) -> int:  # noqa: ANN401 - as on the wire
    usual: dict[str, Any] = {"text": "Please call me\nabout my lamp", "name": "Mia", "email": "mia@example.com"}
    number: int = (await mia.command("request.submit", key=key, **{**usual, **fields}))["number"]
    return number


async def request(world: World, number: int) -> Reading:
    return await read(world.server.house, ANNA, number)


async def posted(world: World) -> list[LetterRow]:
    return (await world.server.store.read(letters.page, None, None, 100))[::-1]


# --- before a chat ---


@pytest.mark.parametrize(
    ("filled", "consent", "field"),
    [
        ({}, True, "name"),
        ({"name": " ", "email": "mia@example.com"}, True, "name"),
        ({"name": "Mia"}, True, "email"),
        ({**FILLED, "email": "mia(at)example.com"}, True, "email"),
        ({**FILLED, "topic": "Weather"}, True, "topic"),
        (FILLED, False, "consent"),
    ],
)
async def test_what_the_form_asks_for_is_asked_for_by_the_server(
    world: World, filled: dict[str, str], consent: bool, field: str
) -> None:
    await strict(world)
    await world.agent("Kari")
    mia = await world.customer("Mia")

    refusal = await refusal_of(mia.command("chat.start", text="Hi", key="k1", fields=filled, consent=consent))

    assert (refusal.code, refusal.frame["field"]) == ("invalid", field)


async def test_what_she_agreed_to_is_kept_with_the_chat(world: World) -> None:
    await strict(world)
    await world.agent("Kari")
    mia = await world.customer("Mia")

    chat = (await mia.command("chat.start", text="Hi", key="k1", fields=FILLED, consent=True))["chat"]

    started = (await world.server.house.log.events(chat, after=0))[0].data
    assert isinstance(started, Started)
    assert started.consent == AGREE


async def test_where_the_form_is_off_nothing_is_asked_for(world: World) -> None:
    await world.set_up(
        ChannelSettings(pre_chat=PreChatSettings(on=False, fields=FIELDS, consent=CONSENT)),
    )
    await world.agent("Kari")
    mia = await world.customer("Mia")

    await mia.command("chat.start", text="Hi", key="k1", fields={"email": "from a cookie"})

    assert (await mia.event("queued"))["data"]["reason"] == "new"


# --- in place of a chat ---


async def test_with_nobody_there_the_offline_form_makes_a_request_and_a_letter_says_its_number(
    world: World,
) -> None:
    await strict(world)
    mia = await world.customer("Mia")

    number = await submits(mia, fields={"topic": "Invoice", "phone": "22 33 44 55"}, consent=True)

    found = await request(world, number)
    assert found.request.title == "Please call me about my lamp"
    assert (found.request.customer, found.request.email) == ("Mia", "mia@example.com")
    assert (found.request.priority, found.request.channel, found.chat) == ("high", "support", None)
    note, agreed = found.log
    assert note.text == "Please call me\nabout my lamp\n\nWhat is it about?: Invoice\nphone: 22 33 44 55"
    assert note.by.kind == "customer"
    assert [(each.field, each.now) for each in agreed.changes] == [("consent", AGREE)]
    (letter,) = await posted(world)
    assert (letter.recipient, letter.kind) == ("mia@example.com", "request_received")
    assert str(number) in letter.subject
    assert "lamp" not in letter.text, "nobody can make us send his words to a stranger"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": ""}, "email"),
        ({"email": "mia@"}, "email"),
        ({"fields": {"topic": "Weather"}}, "topic"),
        ({"consent": False}, "consent"),
        ({"text": " \n "}, "text"),
    ],
)
async def test_a_request_says_which_field_is_wrong(world: World, wrong: dict[str, Any], field: str) -> None:
    await strict(world)
    mia = await world.customer("Mia")

    refusal = await refusal_of(submits(mia, **{"consent": True, **wrong}))

    assert (refusal.code, refusal.frame["field"]) == ("invalid", field)
    assert await posted(world) == []


async def test_the_same_key_is_the_same_request_and_one_letter(world: World) -> None:
    mia = await world.customer("Mia")

    first = await submits(mia)
    again = await submits(await world.customer("Mia"))

    assert again == first
    assert await submits(mia, key="k2") == first + 1
    assert len(await posted(world)) == 2


async def test_where_requests_are_off_there_is_none(world: World) -> None:
    await world.set_up(ChannelSettings(offline=OfflineSettings(request=False)))
    mia = await world.customer("Mia")

    assert (await refusal_of(submits(mia))).code == "closed"


async def test_from_the_queue_a_request_takes_the_place_of_the_chat_and_has_its_log(world: World) -> None:
    await strict(world)
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = (await mia.command("chat.start", text="My lamp hums", key="k0", fields=FILLED, consent=True))["chat"]

    number = await submits(mia, consent=True)

    assert (await mia.event("request_created"))["data"] == {"number": number}
    ended = await mia.event("ended")
    assert (ended["data"]["reason"], ended["by"]["kind"]) == ("request_posted", "customer")
    await kari.until(lambda: any(chat in push.get("removed", []) for push in kari.of("queue.changed")))
    found = await request(world, number)
    assert found.chat is not None
    assert found.chat.events[2].kind == "message"
    assert await submits(mia, consent=True) == number, "a repetition after the end finds it"
    assert await kari.takes_next() is None


async def test_a_queue_that_keeps_its_customers_lets_none_leave_a_request(world: World) -> None:
    await world.agent("Kari")
    mia = await world.customer("Mia")
    await mia.starts("Hello")

    refusal = await refusal_of(submits(mia))

    assert (refusal.code, refusal.frame["status"]) == ("conflict", "queued")


async def test_who_has_not_waited_for_the_channels_time_cannot_leave_a_request_yet(world: World) -> None:
    await world.set_up(ChannelSettings(offline=OfflineSettings(queue_after_ms=120_000)))
    await world.agent("Kari")
    mia = await world.customer("Mia")
    await mia.starts("Hello")
    await world.pass_time(100)

    refusal = await refusal_of(submits(mia))
    assert (refusal.code, refusal.frame["status"]) == ("conflict", "queued")
    assert await posted(world) == []

    await world.pass_time(20)
    number = await submits(mia)
    assert (await mia.event("ended"))["data"]["reason"] == "request_posted"
    assert (await request(world, number)).chat is not None


async def test_where_as_many_wait_as_the_channel_says_one_may_go_also_when_others_have_gone_since(
    world: World,
) -> None:
    await world.set_up(ChannelSettings(offline=OfflineSettings(queue_from=2)))
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    await mia.starts("Hello")
    assert (await refusal_of(submits(mia))).code == "conflict"

    leo = await world.customer("Leo")
    await kari.answers(await leo.starts("Hello"))

    await submits(mia)
    assert (await mia.event("ended"))["data"]["reason"] == "request_posted"


async def test_who_waits_when_nobody_is_left_to_answer_can_leave_a_request(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    await mia.starts("Hello")

    await kari.command("presence.set", status="away")
    await mia.until(lambda: any(push["channel"]["state"] == "away" for push in mia.of("channel")))
    number = await submits(mia)

    assert (await mia.event("ended"))["data"]["reason"] == "request_posted"
    assert (await request(world, number)).chat is not None


@pytest.mark.parametrize("lets_go", ["support", "sales"])
async def test_a_chat_in_another_channels_queue_is_let_go_by_that_channel(tmp_path: Path, lets_go: str) -> None:
    setting = Setting()
    let_go = ChannelSettings(offline=OfflineSettings(queue_after_ms=60_000, consent=CONSENT, priority="high"))
    setting.channels = {key: let_go if key == lets_go else ChannelSettings() for key in ("support", "sales")}
    answers = channels.Rights(respond=True)
    setting.agents = {"Kari": {"support": answers}, "Per": {"sales": answers}, "Pia": {"sales": answers}}
    async with world_of(tmp_path, setting) as world:
        kari, per, pia = await world.agents("Kari", "Per", "Pia")
        mia = await world.customer("Mia")
        chat = await mia.starts("Hello")
        await kari.answers(chat)
        await kari.offers(chat, "sales")
        await per.accepts(chat)
        await mia.closed()
        await mia.arrive()
        await per.drop()
        await world.pass_time(125)
        assert [row["id"] for row in (await pia.another()).welcome["queue"]] == [chat]
        await mia.returns_to_page()
        await world.pass_time(60)

        if lets_go == "support":
            assert (await refusal_of(submits(mia))).code == "conflict"
        else:
            assert mia.welcome["chat_channel"]["offline"]["consent"] == AGREE
            assert (await refusal_of(submits(mia))).frame["field"] == "consent"
            number = await submits(mia, consent=True)
            assert (await mia.event("ended"))["data"]["reason"] == "request_posted"
            assert (await request(world, number)).request.priority == "high"


async def test_who_is_in_a_chat_writes_there(world: World) -> None:
    await strict(world)
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    await mia.command("chat.start", text="Hello", key="k0", fields=FILLED, consent=True)
    await kari.takes_next()

    refusal = await refusal_of(submits(mia, consent=True))

    assert (refusal.code, refusal.frame["status"]) == ("conflict", "active")


async def test_requests_and_letters_are_not_made_faster_than_anybody_writes(tmp_path: Path) -> None:
    async with world_of(tmp_path) as world:
        mia = await world.customer("Mia")
        for n in range(6):
            await submits(mia, key=str(n))

        refusal = await refusal_of(submits(mia, key="x"))
        assert refusal.code == "rate_limited"
        await world.pass_time(refusal.frame["retry_ms"] / 1_000)
        await submits(mia, key="x")


# --- after a chat ---


async def ended(world: World) -> Customer:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("My lamp hums")
    await kari.answers(chat)
    await kari.command("note.add", chat=chat, text="She is difficult", key="n1")
    await kari.says(chat, "Which lamp?")
    await kari.ends(chat)
    await mia.event("ended")
    return mia


async def test_a_transcript_goes_out_as_a_letter_without_what_only_agents_see(world: World) -> None:
    mia = await ended(world)

    await mia.command("transcript.send", email="mia@example.com", tz="Europe/Oslo")

    (letter,) = await posted(world)
    assert (letter.recipient, letter.kind, letter.subject) == (
        "mia@example.com",
        "transcript",
        "Your chat with Support",
    )
    assert "My lamp hums" in letter.text
    assert "Kari: Which lamp?" in letter.text
    assert "Europe/Oslo" in letter.text
    assert letter.html is not None
    assert "difficult" not in letter.text + letter.html


async def test_all_of_a_transcript_is_in_the_language_of_its_channel(world: World) -> None:
    mia = await ended(world)
    whole = await channel_admin.whole(world.server.house, ANNA, "support")
    spoken = {**whole.tabs["properties"], "language": "de-AT"}
    await channel_admin.save(world.server.house, ANNA, "support", "properties", spoken, revision=whole.revision)

    await mia.command("transcript.send", email="mia@example.com", tz="Europe/Vienna")

    (letter,) = await posted(world)
    assert letter.html is not None
    assert '<html lang="de">' in letter.html
    for text in (letter.text, letter.html):
        assert "Chat mit Mia" in text
        assert "Ansprechpartner" in text
        assert "Kari ist jetzt im Chat" in text
        assert "Kari hat den Chat beendet" in text
        assert not {"Chat with", "Period", "Times", "answered", "ended"} & set(re.findall(r"Chat with|\w+", text))


async def test_the_same_transcript_is_posted_once_and_three_at_most(world: World) -> None:
    mia = await ended(world)
    for address in ("a@example.com", "a@example.com", "b@example.com", "c@example.com"):
        await mia.command("transcript.send", email=address)

    refusal = await refusal_of(mia.command("transcript.send", email="d@example.com"))

    assert refusal.code == "conflict"
    assert [letter.recipient for letter in await posted(world)] == [
        f"{name}@example.com" for name in ("a", "b", "c")
    ]


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"email": "mia"}, "email"), ({"email": "mia@example.com", "tz": "Nowhere"}, "tz")],
)
async def test_a_transcript_says_which_field_is_wrong(world: World, fields: dict[str, str], field: str) -> None:
    mia = await ended(world)

    refusal = await refusal_of(mia.command("transcript.send", **fields))

    assert (refusal.code, refusal.frame["field"]) == ("invalid", field)


async def test_there_is_no_transcript_before_the_end_nor_where_it_is_off(world: World) -> None:
    await world.agent("Kari")
    leo = await world.customer("Leo")
    await leo.starts("Hello")
    goes_on = await refusal_of(leo.command("transcript.send", email="leo@example.com"))
    await world.set_up(ChannelSettings(post_chat=PostChatForm(transcript=False)))
    mia = await ended(world)

    off = await refusal_of(mia.command("transcript.send", email="mia@example.com"))

    assert (goes_on.code, off.code) == ("conflict", "forbidden")
    assert await posted(world) == []
