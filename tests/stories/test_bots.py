"""SPEC.md section 5, the chatbot connector: first the bot, then people, and never both."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from msgspec.structs import replace
from standardwebhooks import Webhook

from actors import texts
from actors.domain.bots import FAILURES_MAX, REST_MS
from actors.domain.rights import Agent
from actors.domain.settings import BotSettings
from actors.messages import AgentRef
from actors.reports import Asked, report
from actors.texts import Changes
from store.queries import requests
from tests.bots import MODEL, SECRET, WEBHOOK, Answer, Json, replies, with_bot
from tests.serving import DAY_MS, EPOCH_MS
from tests.world import Customer, World, refusal_of, world_of


async def status(mia: Customer) -> str:
    again = await mia.another_tab()
    found: str = again.welcome["chat"]["status"]
    return found


async def test_a_new_chat_goes_to_the_bot_and_stays_out_of_the_queue(tmp_path: Path) -> None:
    setting, server = with_bot(WEBHOOK, replies("Have you tried the other door?"))
    async with world_of(tmp_path, setting) as world:
        kari = await world.agent("Kari")
        mia = await world.customer("Mia")
        chat = await mia.starts("I cannot get in")
        assert await mia.texts(2) == ["I cannot get in", "Have you tried the other door?"]

        assert (await mia.event("message", chat))["by"]["kind"] == "customer"
        assert mia.events()[-1]["by"] == {"kind": "bot", "name": "Robin"}
        assert await kari.takes_next() is None
        assert await status(mia) == "bot"
    assert server.kinds() == ["chat.created", "message.received"]
    told = server.told[1]
    assert (told["message"]["text"], told["chat"]["id"], told["chat"]["fields"]["name"]) == (
        "I cannot get in", chat, "Mia",
    )  # fmt: skip


async def test_what_a_bot_is_told_is_signed_and_has_an_id_that_stays_the_same(tmp_path: Path) -> None:
    tries = iter(["nobody is there"])
    setting, server = with_bot(WEBHOOK, lambda _: next(tries, {}))
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        await mia.starts("Hello")
        await world.pass_time(5)
    first, again, message = server.headers
    assert first["webhook-id"] == again["webhook-id"] != message["webhook-id"]
    for headers, body in zip(server.headers, server.bodies, strict=True):
        at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
        signed = Webhook(SECRET).sign(headers["webhook-id"], at, body.decode())
        assert headers["webhook-signature"] == signed


async def test_a_bot_is_told_where_the_customer_is_and_never_of_what_others_say(tmp_path: Path) -> None:
    setting, server = with_bot(WEBHOOK, replies("Which lamp?"))
    async with world_of(tmp_path, setting) as world:
        mia = Customer(world, "Mia", "support")
        await mia.open()
        page, locale = "https://shop.example/lamps", "nb-NO"
        await mia.command("hello", channel="support", page=page, locale=locale)
        chat = await mia.starts("Hello", email="mia@example.com")
        await mia.texts(2)
        await mia.mention("typing", on=True, preview="The r")
        await mia.says("The red one")
        await mia.texts(4)
    assert server.kinds() == ["chat.created", "message.received", "message.received"]
    told = server.told[-1]
    assert told["chat"] == {
        "id": chat,
        "channel": "support",
        "language": "en",
        "status": "bot",
        "customer": "Mia",
        "fields": {"name": "Mia", "email": "mia@example.com"},
        "page": page,
        "locale": locale,
    }
    assert told["message"]["by"] == "customer"


async def test_handed_over_when_nobody_is_there_the_customer_can_leave_a_request_at_once(tmp_path: Path) -> None:
    """Whatever the channel says of its queue: with nobody to wait for, the offline form is the way on."""
    setting, _ = with_bot(WEBHOOK, lambda _: {"actions": [{"type": "hand_off"}]})
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        chat = await mia.starts("My lamp is broken")
        await mia.event("queued")
        made = await mia.command(
            "request.submit", key="r1", text="My lamp is broken", name="Mia", email="mia@example.com"
        )
        assert (await mia.event("ended"))["data"] == {"reason": "request_posted", "by": "customer"}
        request = await world.server.store.read(requests.get, made["number"])
        assert request is not None
        assert request.chat == chat


async def test_the_bot_meets_customers_when_nobody_is_there(tmp_path: Path) -> None:
    setting, _ = with_bot(WEBHOOK, replies("We open at nine."))
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        assert mia.welcome["channel"]["state"] == "away"
        assert mia.welcome["channel"]["bot"] == {"name": "Robin"}
        await mia.starts("Are you open?")
        assert await mia.texts(2) == ["Are you open?", "We open at nine."]


async def test_options_can_be_clicked_which_says_them(tmp_path: Path) -> None:
    setting, server = with_bot(WEBHOOK, replies("Which one?", options=["Lamp", "Door"]))
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        await mia.starts("It is broken")
        await mia.texts(2)
        assert mia.events()[-1]["data"]["options"] == ["Lamp", "Door"]
        await mia.says("Lamp")
        await mia.texts(4)
    assert server.told[-1]["message"]["text"] == "Lamp"
    assert [line["by"] for line in server.told[-1]["history"]] == ["customer", "bot", "customer"]


async def test_a_hand_off_puts_the_chat_in_the_queue_with_all_that_was_said(tmp_path: Path) -> None:
    def answer(told: Json) -> Answer:
        if told["type"] != "message.received":
            return {}
        hand_off = {"type": "hand_off", "reason": "invoices"}
        return {
            "actions": [{"type": "message", "text": "One moment."}, hand_off, {"type": "message", "text": "No"}]
        }

    setting, server = with_bot(WEBHOOK, answer)
    async with world_of(tmp_path, setting) as world:
        kari = await world.agent("Kari")
        mia = await world.customer("Mia")
        chat = await mia.starts("My invoice is wrong")
        await mia.event("queued")
        row = await kari.takes_next()
        assert row is not None
        assert await kari.log_kinds(chat) == [
            "started",
            "message",
            "message",
            "bot_handed_off",
            "queued",
            "answered",
        ]
        await world.pass_time(5)
        assert server.kinds()[-1] == "status.changed"

        heard = len(server.told)
        await mia.says("Are you a person?")
        await kari.says(chat, "I am.")
        await world.pass_time(60)
    assert len(server.told) == heard


async def test_how_many_waited_already_is_measured_when_a_bot_hands_over(tmp_path: Path) -> None:
    """Whether the bot wants it, twice here, or has failed."""
    wants: Json = {"actions": [{"type": "message", "text": "One moment."}, {"type": "hand_off"}]}
    setting, server = with_bot(WEBHOOK, lambda told: wants if told["type"] == "message.received" else {})
    async with world_of(tmp_path, setting) as world:
        await world.agent("Kari")
        chats = []
        for number in range(2):
            mia = await world.customer(f"Mia {number}")
            chats.append(await mia.starts("Hello"))
            await mia.event("queued")
        server.answer = lambda _: 500
        leo = await world.customer("Leo")
        chats.append(await leo.starts("Hello"))
        await leo.event("queued")

        log = world.server.house.log
        queued = [event.data for chat in chats for event in await log.events(chat, 0) if event.kind == "queued"]
        assert [data.ahead for data in queued] == [0, 1, 2]  # type: ignore[union-attr]
        begin = EPOCH_MS - EPOCH_MS % DAY_MS
        asked = Asked(("queue_length",), begin, begin + DAY_MS, "UTC")
        boss = Agent(ref=AgentRef(id="boss", name="Boss"), admin=True)
        found = await report(world.server.house, boss, asked)
        assert found.total["queue_length"] == 1


async def test_the_customer_can_always_ask_for_a_person(tmp_path: Path) -> None:
    setting, _ = with_bot(WEBHOOK, replies("I can help with that."))
    async with world_of(tmp_path, setting) as world:
        kari = await world.agent("Kari")
        mia = await world.customer("Mia")
        chat = await mia.starts("A person, please")
        await mia.texts(2)
        assert (await mia.command("human"))["status"] == "queued"
        assert (await mia.event("bot_handed_off"))["data"] == {"reason": "customer"}
        assert (await kari.answers(chat))["status"] == "active"
        assert (await refusal_of(mia.command("human"))).code == "conflict"


async def test_what_a_bot_says_after_the_hand_off_is_heard_by_nobody(tmp_path: Path) -> None:
    """By the state of the chat: a delayed post and a slow answer come too late."""
    setting, _ = with_bot(WEBHOOK, replies("Still there?", after_ms=60_000))
    async with world_of(tmp_path, setting) as world:
        await world.agent("Kari")
        mia = await world.customer("Mia")
        chat = await mia.starts("Hello")
        await world.pass_time(5)
        await mia.command("human")
        await world.pass_time(300)
        assert await world.stored_kinds(chat) == ["started", "message", "bot_handed_off", "queued"]


async def test_a_delayed_post_comes_in_time_and_survives_a_stop_of_the_server(tmp_path: Path) -> None:
    setting, server = with_bot(WEBHOOK, replies("Still there?", after_ms=60_000))
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        chat = await mia.starts("Hello")
        await world.pass_time(30)
        assert await world.stored_kinds(chat) == ["started", "message"]
        token = mia.token
    asked = server.kinds().count("message.received")

    async with world_of(tmp_path, setting) as world:
        mia = Customer(world, "Mia", "support")
        mia.token = token
        await mia.arrive()
        assert await mia.texts(2) == ["Hello", "Still there?"]
    assert server.kinds().count("message.received") <= asked + 1


@pytest.mark.parametrize(
    "answer",
    [
        "no answer within 5 s",
        500,
        302,
        b"<html>",
        {"actions": [{"type": "dance"}]},
        {"actions": [{"type": "message", "text": ""}]},
        {"actions": [{"type": "message", "text": "x" * 9_000}]},
        {"actions": [{"type": "message", "text": "?", "options": ["o"] * 50}]},
        {"actions": [{"type": "message", "text": "?", "after_ms": 10**12}]},
        {"actions": [{"type": "set_fields", "fields": {"name": 7}}]},
        {"actions": [{"type": "message", "text": "again"}] * 50},
    ],
)
async def test_a_bot_that_fails_hands_the_chat_over_and_the_customer_is_not_told_nonsense(
    tmp_path: Path, answer: Answer
) -> None:
    setting, _ = with_bot(WEBHOOK, lambda _: answer)
    async with world_of(tmp_path, setting) as world:
        await world.agent("Kari")
        mia = await world.customer("Mia")
        chat = await mia.starts("Hello")
        await world.pass_time(5)
        assert await world.stored_kinds(chat) == ["started", "message", "bot_handed_off", "queued"]
        assert mia.events()[-2]["data"] == {"reason": "bot_failed"}


async def test_a_bot_that_fails_again_and_again_is_left_alone_for_a_while(tmp_path: Path) -> None:
    setting, server = with_bot(WEBHOOK, lambda _: "nobody is there")
    async with world_of(tmp_path, setting) as world:
        await world.agent("Kari")
        for number in range(FAILURES_MAX):
            mia = await world.customer(f"Mia {number}")
            await mia.starts("Hello")
            await world.pass_time(5)
        asked = len(server.told)

        late = await world.customer("Late")
        chat = await late.starts("Hello")
        assert await world.stored_kinds(chat) == ["started", "queued", "message"]
        assert len(server.told) == asked

        await world.pass_time(REST_MS / 1000)
        server.answer = replies("I am back.")
        mia = await world.customer("Mia after")
        await mia.starts("Hello")
        assert await mia.texts(2) == ["Hello", "I am back."]


async def test_a_bot_that_was_left_alone_is_asked_as_soon_as_an_admin_has_mended_it(tmp_path: Path) -> None:
    setting, server = with_bot(WEBHOOK, lambda _: "nobody is there")
    async with world_of(tmp_path, setting) as world:
        for number in range(FAILURES_MAX):
            mia = await world.customer(f"Mia {number}")
            await mia.starts("Hello")
            await world.pass_time(5)

        server.answer = replies("I am back.")
        mended = replace(WEBHOOK, webhook=replace(WEBHOOK.webhook, url="https://bot.example/mended"))
        await world.set_up(replace(setting.channels["support"], bot=mended))
        mia = await world.customer("Mia after")
        await mia.starts("Hello")
        assert await mia.texts(2) == ["Hello", "I am back."]


async def test_a_bot_sets_fields_makes_a_request_and_ends_the_chat(tmp_path: Path) -> None:
    def answer(told: Json) -> Answer:
        if told["type"] != "message.received":
            return {}
        return {
            "actions": [
                {"type": "set_fields", "fields": {"email": "mia@example.com"}},
                {"type": "create_request", "title": "Broken lamp", "priority": "high"},
                {"type": "message", "text": "We will write to you."},
                {"type": "end"},
            ]
        }

    setting, _ = with_bot(WEBHOOK, answer)
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        chat = await mia.starts("My lamp is broken, mia@example.com")
        assert (await mia.event("ended"))["data"] == {"reason": "bot", "by": "bot"}
        assert await world.stored_kinds(chat) == [
            "started", "message", "fields_set", "request_created", "message", "ended",
        ]  # fmt: skip
        assert "fields_set" not in mia.seen_kinds()
        made = await world.server.store.read(requests.get, 1001)
        assert made is not None
        assert made.chat == chat
        assert (made.title, made.priority, made.email) == ("Broken lamp", "high", "mia@example.com")


async def test_a_silent_customer_of_a_bot_is_warned_and_the_chat_ends(tmp_path: Path) -> None:
    setting, _ = with_bot(WEBHOOK, replies("Which lamp?"))
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        chat = await mia.starts("My lamp is broken")
        await mia.texts(2)
        await world.pass_time(11 * 60)
        assert (await world.stored_kinds(chat))[-2:] == ["idle_warned", "ended"]


async def test_a_language_model_is_shown_the_conversation_and_its_words_are_said(tmp_path: Path) -> None:
    def answer(told: Json) -> Answer:
        if len(told["messages"]) > 3:
            calls = [{"function": {"name": "hand_off", "arguments": "{}"}}]
            return {"choices": [{"message": {"content": None, "tool_calls": calls}}]}
        return {"choices": [{"message": {"content": "Which lamp?"}}]}

    setting, server = with_bot(MODEL, answer)
    async with world_of(tmp_path, setting) as world:
        await world.agent("Kari")
        mia = await world.customer("Mia")
        await mia.starts("My lamp is broken")
        assert await mia.texts(2) == ["My lamp is broken", "Which lamp?"]
        await mia.says("The red one")
        assert (await mia.event("bot_handed_off"))["data"] == {"reason": "bot"}
    assert server.urls[0] == "https://llm.example/v1/chat/completions"
    assert server.told[0]["model"] == "small"
    assert server.headers[0]["authorization"] == "Bearer sk-1"
    assert server.told[-1]["messages"] == [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "My lamp is broken"},
        {"role": "assistant", "content": "Which lamp?"},
        {"role": "user", "content": "The red one"},
    ]


@pytest.mark.parametrize(
    "answer", [{}, {"choices": []}, {"choices": [{"message": {"content": 7}}]}, b"[", b"null"]
)
async def test_a_language_model_that_says_nothing_hands_over(tmp_path: Path, answer: Answer) -> None:
    setting, _ = with_bot(MODEL, lambda _: answer)
    async with world_of(tmp_path, setting) as world:
        await world.agent("Kari")
        mia = await world.customer("Mia")
        await mia.starts("Hello")
        assert (await mia.event("bot_handed_off"))["data"] == {"reason": "bot_failed"}


async def faq(world: World, title: str, body: str, **more: Any) -> None:  # noqa: ANN401 - as in actors/texts.py
    admin = Agent(ref=AgentRef(id="a", name="Admin"), admin=True)
    wanted = cast("Changes", {"title": title, "body": body, "published": True, "public": True, **more})
    await texts.add_text(world.server.store, admin, "faq", wanted, now=1)


async def test_the_built_in_bot_answers_with_faqs_and_offers_a_person(tmp_path: Path) -> None:
    setting, _ = with_bot(BotSettings(on=True, name="Robin", connector="faq"))
    async with world_of(tmp_path, setting) as world:
        await world.agent("Kari")
        await faq(world, "How to change a lamp", "Turn it to the left until it comes out.")
        await faq(world, "How to change a secret lamp", "Nobody knows.", public=False)
        mia = await world.customer("Mia")
        await mia.starts("I want to change a lamp")
        answer = (await mia.texts(2))[1]
        assert "How to change a lamp" in answer
        assert "Turn it to the left" in answer
        assert "secret" not in answer
        assert mia.events()[-1]["data"]["options"] == ["That helped", "Talk to a person"]

        await mia.says("Xyzzy plugh")
        assert "found no answer" in (await mia.texts(4))[3]
        await mia.says("Talk to a person")
        await mia.event("queued")


async def test_the_built_in_bot_ends_a_chat_it_has_helped(tmp_path: Path) -> None:
    setting, _ = with_bot(BotSettings(on=True, name="Robin", connector="faq"))
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        await mia.starts("That helped")
        assert (await mia.event("ended"))["data"] == {"reason": "bot", "by": "bot"}


async def test_a_bot_without_an_address_is_no_bot(tmp_path: Path) -> None:
    setting, _ = with_bot(BotSettings(on=True, connector="webhook"))
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        assert (await refusal_of(mia.starts("Hello"))).code == "closed"
