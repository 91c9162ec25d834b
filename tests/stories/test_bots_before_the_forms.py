"""SPEC.md section 5, the chatbot connector: what a bot is told before the forms, and what it says first."""

from pathlib import Path
from typing import Any, Final

import pytest
import structlog.testing
import trio

from actors.domain.settings import BotSettings, ChannelSettings, Consent, FaqBot, OfflineSettings, PreChatSettings
from actors.messages import FormField, Started
from actors.outgoing import Reply
from tests.bots import MODEL, WEBHOOK, Answer, BotServer, Json, says, with_bot
from tests.world import Setting, refusal_of, world_of

WHICH: Json = {"type": "message", "text": "What is it about?", "options": ["Lamps", "Doors"]}


FAQ: Final = BotSettings(on=True, name="Robin", connector="faq")
AGREE: Final = "I agree that you keep what I write."
FIELDS: Final = (FormField(name="name", required=True), FormField(name="email", required=True))
FILLED: Final = {"name": "Mia", "email": "mia@example.com"}


def opens_with(*actions: Json) -> Any:  # noqa: ANN401 - as a bot server takes it
    return lambda told: {"actions": list(actions)} if told["type"] == "chat.created" else {}


async def test_the_bot_is_told_that_a_chat_is_created_before_the_customer_has_said_anything(
    tmp_path: Path,
) -> None:
    setting, server = with_bot(WEBHOOK)
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        assert (await mia.command("bot.meet")).get("posts", []) == []
        (told,) = server.told
        assert (told["type"], told["chat"]["customer"], "history" in told) == ("chat.created", "Visitor", False)


async def test_a_bot_that_says_nothing_leaves_the_form_and_is_then_told_what_it_said(tmp_path: Path) -> None:
    setting, server = with_bot(WEBHOOK)
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        await mia.command("bot.meet")
        chat = await mia.starts("My lamp is broken", order="17")
        await world.pass_time(5)
    assert server.kinds() == ["chat.created", "status.changed", "message.received"]
    assert {told["chat"]["id"] for told in server.told} == {chat}
    said = server.told[1]
    assert (said["chat"]["status"], said["chat"]["fields"]) == ("bot", {"name": "Mia", "order": "17"})
    assert "message" not in said
    assert len({headers["webhook-id"] for headers in server.headers}) == 3


async def test_a_bot_that_speaks_first_is_the_beginning_of_the_log_and_no_form_is_asked_for(
    tmp_path: Path,
) -> None:
    setting, server = with_bot(WEBHOOK, opens_with(WHICH))
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        met = await mia.command("bot.meet")
        assert met["posts"] == [{"text": "What is it about?", "options": ["Lamps", "Doors"]}]
        chat = (await mia.command("chat.start", text="Lamps", key="k1"))["chat"]
        assert await mia.texts(2) == ["What is it about?", "Lamps"]
        assert [event["by"]["kind"] for event in mia.events()] == ["customer", "bot", "customer"]
        assert mia.events()[1]["by"]["name"] == "Robin"
        await world.pass_time(5)
        kept = (await world.server.house.log.load(chat)).chat
        assert kept.first == "Lamps"  # what an incoming chat is about is what its customer says
    assert [line["text"] for line in server.told[-1]["history"]] == ["What is it about?", "Lamps"]


async def test_the_built_in_bot_greets_in_the_words_of_the_admin(tmp_path: Path) -> None:
    faq = FaqBot(greeting="Ask me about lamps.")
    setting, _ = with_bot(BotSettings(on=True, name="Robin", connector="faq", faq=faq))
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        assert (await mia.command("bot.meet"))["posts"] == [{"text": "Ask me about lamps."}]
        await mia.starts("Xyzzy")
        assert (await mia.texts(3))[:2] == ["Ask me about lamps.", "Xyzzy"]


async def test_a_language_model_is_not_asked_before_there_is_something_to_answer(tmp_path: Path) -> None:
    setting, server = with_bot(MODEL)
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        assert (await mia.command("bot.meet")).get("posts", []) == []
    assert server.told == []


async def test_asking_again_gives_the_same_and_the_next_chat_is_met_anew(tmp_path: Path) -> None:
    setting, server = with_bot(WEBHOOK, opens_with(WHICH))
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        first, again = await mia.command("bot.meet"), await mia.command("bot.meet")
        assert first["posts"] == again["posts"]
        assert server.kinds() == ["chat.created"]
        await mia.starts("Lamps")
        assert (await refusal_of(mia.command("bot.meet"))).code == "conflict"
        await mia.command("chat.end")
        await mia.command("bot.meet")
        await mia.starts("Doors")
        await world.pass_time(5)
    met = [told["chat"]["id"] for told in server.told if told["type"] == "chat.created"]
    assert len(met) == len(set(met)) == 2


async def test_what_else_it_wants_is_done_once_the_customer_has_spoken(tmp_path: Path) -> None:
    later = {"type": "message", "text": "Still there?", "after_ms": 30_000}
    fields = {"type": "set_fields", "fields": {"source": "shop"}}
    setting, _ = with_bot(WEBHOOK, opens_with(fields, WHICH, later))
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        await mia.command("bot.meet")
        await world.pass_time(120)  # of reading, before she writes
        chat = await mia.starts("Lamps")
        await world.pass_time(60)
        assert await world.stored_kinds(chat) == ["started", "message", "message", "fields_set", "message"]
        assert await mia.texts(3) == ["What is it about?", "Lamps", "Still there?"]


async def test_a_bot_that_hands_off_at_once_is_not_asked_again(tmp_path: Path) -> None:
    too_late = {"type": "message", "text": "And another thing"}
    setting, server = with_bot(WEBHOOK, opens_with({"type": "hand_off", "reason": "night"}, too_late))
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        assert (await mia.command("bot.meet")).get("posts", []) == []
        chat = await mia.starts("Hello")
        await world.pass_time(5)
        assert await world.stored_kinds(chat) == ["started", "message", "bot_handed_off", "queued"]
    assert server.kinds() == ["chat.created", "status.changed"]
    assert server.told[-1]["chat"]["status"] == "queued"


@pytest.mark.parametrize("answer", ["nobody is there", 500, b"<html>", {"actions": [{"type": "dance"}]}])
async def test_a_bot_that_fails_before_the_forms_leaves_the_form_and_is_asked_again_with_the_message(
    tmp_path: Path, answer: Answer
) -> None:
    answers = iter([answer])
    setting, server = with_bot(WEBHOOK, lambda told: next(answers, says("Here.") if "message" in told else {}))
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        assert (await mia.command("bot.meet")).get("posts", []) == []
        await mia.starts("Hello")
        assert await mia.texts(2) == ["Hello", "Here."]
    assert server.kinds() == ["chat.created", "chat.created", "message.received"]
    assert server.headers[0]["webhook-id"] == server.headers[1]["webhook-id"]


class Slow:
    """A bot's server that takes its time with the first answer."""

    def __init__(self, server: BotServer, seconds: float) -> None:
        self._server = server
        self._seconds = seconds

    def check(self, url: str) -> None:
        self._server.check(url)

    async def post(self, url: str, body: bytes, headers: dict[str, str], **bounds: Any) -> Reply:  # noqa: ANN401
        seconds, self._seconds = self._seconds, 0
        await trio.sleep(seconds)
        return await self._server.post(url, body, headers, **bounds)


async def test_nobody_waits_for_a_slow_bot_before_the_form(tmp_path: Path) -> None:
    setting, server = with_bot(WEBHOOK, opens_with(WHICH))
    setting.http = Slow(server, 50)
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        before = trio.current_time()
        assert (await mia.command("bot.meet")).get("posts", []) == []
        assert trio.current_time() - before < 4
        await mia.starts("Hello")
        assert await mia.texts(2) == ["Hello", "What is it about?"]


async def test_where_no_bot_meets_customers_there_is_nothing_to_ask(tmp_path: Path) -> None:
    setting, server = with_bot(BotSettings(connector="webhook", webhook=WEBHOOK.webhook))
    with structlog.testing.capture_logs():
        async with world_of(tmp_path, setting) as world:
            mia = await world.customer("Mia")
            assert (await refusal_of(mia.command("bot.meet"))).code == "conflict"
    assert server.told == []


async def test_who_goes_without_a_word_leaves_nothing_behind(tmp_path: Path) -> None:
    setting, _ = with_bot(WEBHOOK, opens_with({"type": "hand_off"}))
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        await mia.command("bot.meet")
        assert len(world.server.house.bots._met) == 1
        await mia.close()
        await world.pass_time(5)
        assert world.server.house.bots._met == {}


# --- the forms, and the server that holds to them ---


def strict(bot: BotSettings, answer: Any = lambda _: {}) -> tuple[Setting, BotServer]:  # noqa: ANN401 - see with_bot
    """A name, an address and consent, before a chat and in place of one."""
    setting, server = with_bot(bot, answer)
    setting.channels["support"] = ChannelSettings(
        bot=bot,
        pre_chat=PreChatSettings(fields=FIELDS, consent=Consent(on=True, text=AGREE)),
        offline=OfflineSettings(fields=FIELDS),
    )
    return setting, server


@pytest.mark.parametrize("meets", [True, False], ids=["met", "not met"])
@pytest.mark.parametrize(
    ("bot", "first"),
    [
        (WEBHOOK, {}),
        (WEBHOOK, {"actions": [{"type": "hand_off"}]}),
        (WEBHOOK, {"actions": [{"type": "message", "text": "Later", "after_ms": 1_000}]}),
        (WEBHOOK, 500),
        (MODEL, {}),
    ],
    ids=["silent", "hands off", "speaks later", "fails", "model"],
)
async def test_where_no_bot_has_spoken_first_the_form_has_to_be_filled_in(
    tmp_path: Path, bot: BotSettings, first: Answer, meets: bool
) -> None:
    setting, _ = strict(bot, lambda told: first if told.get("type") == "chat.created" else {})
    with structlog.testing.capture_logs():
        async with world_of(tmp_path, setting) as world:
            mia = await world.customer("Mia")
            if meets:
                await mia.command("bot.meet")
            for fields, agreed, missing in (
                ({}, True, "name"),
                ({"name": "Mia"}, True, "email"),
                (FILLED, False, "consent"),
            ):
                refusal = await refusal_of(
                    mia.command("chat.start", text="Hi", key="k1", fields=fields, consent=agreed)
                )
                assert (refusal.code, refusal.frame["field"]) == ("invalid", missing)
            chat = (await mia.command("chat.start", text="Hi", key="k1", fields=FILLED, consent=True))["chat"]
            started = (await world.server.house.log.events(chat, after=0))[0].data
    assert isinstance(started, Started)
    assert (started.fields, started.consent) == (FILLED, AGREE)


@pytest.mark.parametrize("bot", [WEBHOOK, FAQ], ids=["webhook", "faq"])
@pytest.mark.parametrize("link", ["one link", "a link that was lost since", "another client"])
async def test_a_bot_that_spoke_first_has_taken_the_place_of_the_form(
    tmp_path: Path, bot: BotSettings, link: str
) -> None:
    setting, _ = strict(bot, opens_with(WHICH))
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        if link != "another client":
            assert (await mia.command("bot.meet"))["posts"]
        if link == "a link that was lost since":
            await mia.drop()
            await mia.arrive()
        chat = (await mia.command("chat.start", text="Lamps", key="k1"))["chat"]
        started = (await world.server.house.log.events(chat, after=0))[0].data
        if bot is WEBHOOK:
            assert await mia.texts(2) == ["What is it about?", "Lamps"]
    assert isinstance(started, Started)
    assert (started.fields, started.consent) == ({}, None)


async def test_who_was_handed_over_is_asked_for_nothing_more_and_agents_see_what_the_bot_has_found_out(
    tmp_path: Path,
) -> None:
    def answer(told: Json) -> Answer:
        if told["type"] == "chat.created":
            return {"actions": [WHICH]}
        found: Json = {"type": "set_fields", "fields": {"email": "mia@example.com"}}
        return {"actions": [found, {"type": "hand_off"}]} if told["type"] == "message.received" else {}

    setting, _ = strict(WEBHOOK, answer)
    async with world_of(tmp_path, setting) as world:
        kari = await world.agent("Kari")
        mia = await world.customer("Mia")
        await mia.command("bot.meet")
        chat = (await mia.command("chat.start", text="Lamps", key="k1"))["chat"]
        await mia.event("queued")
        await mia.says("The red one")
        await kari.answers(chat)
        kept = (await world.server.house.log.load(chat)).chat
    assert kept.fields == {"email": "mia@example.com"}


async def test_a_request_in_place_of_the_chat_asks_for_its_fields_whoever_spoke_first(tmp_path: Path) -> None:
    setting, _ = strict(WEBHOOK, lambda _: {"actions": [WHICH, {"type": "hand_off"}]})
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        await mia.command("bot.meet")
        await mia.command("chat.start", text="Lamps", key="k1")
        await mia.event("queued")
        refusal = await refusal_of(mia.command("request.submit", key="r1", text="Lamps", name="Mia", email=""))
        assert refusal.frame["field"] == "email"
        assert (await mia.command("request.submit", key="r1", text="Lamps", **FILLED))["number"]


async def test_a_choice_is_one_of_those_offered_also_where_a_bot_spoke_first(tmp_path: Path) -> None:
    setting, _ = with_bot(FAQ)
    topic = FormField(name="topic", label="What is it about?", options=("Delivery", "Invoice"))
    setting.channels["support"] = ChannelSettings(bot=FAQ, pre_chat=PreChatSettings(fields=(topic,)))
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        refusal = await refusal_of(mia.starts("Hi", topic="Weather"))
        assert refusal.frame["field"] == "topic"
        await mia.starts("Hi", topic="Invoice")
