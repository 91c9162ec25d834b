"""SPEC.md section 5, the chatbot connector: what a bot is told before the forms, and what it says first."""

from pathlib import Path
from typing import Any

import pytest
import structlog.testing
import trio

from actors.domain.settings import BotSettings, FaqBot
from actors.outgoing import Reply
from tests.bots import MODEL, WEBHOOK, Answer, BotServer, Json, says, with_bot
from tests.world import refusal_of, world_of

WHICH: Json = {"type": "message", "text": "What is it about?", "options": ["Lamps", "Doors"]}


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
