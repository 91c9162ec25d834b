"""SPEC.md section 5, the chatbot connector: whatever goes wrong, nobody is left with a bot that says nothing.

A turn is told once while the server runs, and at least once whatever happens to it.
"""

from pathlib import Path
from typing import Any, Final

import pytest
import structlog.testing
import trio
from msgspec.structs import replace

from actors.bots.actor import TRIES
from actors.domain.bots import HISTORY_MAX
from actors.domain.errors import Unavailable
from actors.domain.settings import BotSettings, ChannelSettings, Limits
from actors.messages import Message
from actors.outgoing import Reply, Unreachable
from actors.runtime import MailboxFull
from store.errors import StoreTrouble
from store.queries import bot_posts, requests, text_search
from tests.bots import WEBHOOK, Answer, BotServer, Json, replies, says, with_bot
from tests.faults.disks import disk_fails
from tests.world import Customer, World, refusal_of, world_of

FAQ = BotSettings(on=True, name="Robin", connector="faq")


async def back(world: World, mia: Customer) -> Customer:
    """The same customer at a server that was started again."""
    again = Customer(world, mia.name, mia.channel)
    again.token, again.chat = mia.token, mia.chat
    return await again.arrive()


# --- what it was told ---


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"actions": [{"type": "set_fields", "fields": {"order": "17"}}]},
        {"actions": [{"type": "create_request", "title": "Broken lamp"}]},
    ],
)
async def test_a_turn_without_a_message_is_told_once(tmp_path: Path, answer: Json) -> None:
    setting, server = with_bot(WEBHOOK, lambda told: answer if told["type"] == "message.received" else {})
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        await mia.starts("one")
        for text in ("two", "three"):
            await world.pass_time(30)
            await mia.says(text)
        await world.pass_time(30)
    assert server.kinds() == ["chat.created", *["message.received"] * 3]
    assert [told["message"]["text"] for told in server.told[1:]] == ["one", "two", "three"]


async def test_a_turn_that_was_done_is_not_told_again_after_a_stop_of_the_server(tmp_path: Path) -> None:
    setting, server = with_bot(WEBHOOK)
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        await mia.starts("one")
        await world.pass_time(5)
    async with world_of(tmp_path, setting) as world:
        await (await back(world, mia)).says("two")
        await world.pass_time(5)
    assert server.kinds() == ["chat.created", "message.received", "message.received"]


async def test_a_turn_that_a_stop_of_the_server_cut_off_is_told_again_with_the_same_id(tmp_path: Path) -> None:
    setting, server = with_bot(WEBHOOK)
    hanging = Hanging(server)
    setting.http = hanging
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        await mia.starts("one")
        await world.pass_time(5)
    assert server.kinds() == ["chat.created"]
    hanging.over.set()
    async with world_of(tmp_path, setting) as world:
        await back(world, mia)
        await world.pass_time(5)
    assert server.kinds() == ["chat.created", "chat.created", "message.received"]
    assert server.headers[0]["webhook-id"] == server.headers[1]["webhook-id"]


async def test_a_greeting_stands_once_though_the_server_stopped_before_the_first_turn_was_written_down(
    tmp_path: Path,
) -> None:
    setting, server = with_bot(WEBHOOK, greets)
    hanging = Hanging(server)
    setting.http = hanging
    hanging.over.set()
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        await mia.command("bot.meet")
        hanging.over = trio.Event()
        await mia.starts("Lamps", order="17")
        await world.pass_time(5)
    hanging.over.set()
    async with world_of(tmp_path, setting) as world:
        await back(world, mia)
        await world.pass_time(5)
        assert [text for _, text in await said_in(world, mia.chat)] == ["Hello, I am Robin.", "Lamps"]
    assert server.kinds() == ["chat.created", "status.changed", "status.changed", "message.received"]
    assert server.told[2]["chat"]["fields"] == {"name": "Mia", "order": "17"}
    assert server.headers[1]["webhook-id"] == server.headers[2]["webhook-id"]


async def test_a_greeting_stands_once_though_nobody_could_say_that_the_chat_had_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk reports trouble though the rows are there; her second try finds them."""
    setting, server = with_bot(WEBHOOK, greets)
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        await mia.command("bot.meet")
        log = world.server.house.log
        append, troubles = log.append, iter([1])

        async def failing(*args: Any, **more: Any) -> Any:  # noqa: ANN401 - as the log's
            stored = await append(*args, **more)
            if next(troubles, None):
                raise Unavailable("the disk")
            return stored

        monkeypatch.setattr(log, "append", failing)
        assert (await refusal_of(mia.starts("Lamps", key="k1"))).code == "unavailable"
        await mia.starts("Lamps", key="k1")
        await mia.says("The red one")
        await world.pass_time(30)
        assert [text for _, text in await said_in(world, mia.chat)] == [
            "Hello, I am Robin.", "Lamps", "The red one",
        ]  # fmt: skip
    assert server.kinds() == ["chat.created", "status.changed", *["message.received"] * 2]


def greets(told: Json) -> Answer:
    return says("Hello, I am Robin.") if told["type"] == "chat.created" else {}


async def said_in(world: World, chat: str) -> list[tuple[str, str | None]]:
    events = await world.server.house.log.events(chat, after=0)
    return [(event.by.kind, event.data.text) for event in events if isinstance(event.data, Message)]


async def test_what_is_told_late_is_signed_with_the_time_of_its_sending(tmp_path: Path) -> None:
    """A receiver refuses what is older than five minutes, and looks at nothing but the headers for that."""
    setting, server = with_bot(WEBHOOK)
    hanging = Hanging(server)
    setting.http = hanging
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        await mia.starts("Hello")
        await world.pass_time(400)
        hanging.over.set()
        await world.pass_time(5)
    created, message = server.headers
    assert int(message["webhook-timestamp"]) - int(created["webhook-timestamp"]) == 400
    assert server.told[0]["at"] == server.told[1]["at"]  # of what happened, not of the telling


async def test_a_server_that_stops_before_the_bot_knew_of_the_hand_off_tells_it_at_the_next_start(
    tmp_path: Path,
) -> None:
    setting, server = with_bot(WEBHOOK)
    hanging = Hanging(server)
    setting.http = hanging
    async with world_of(tmp_path, setting) as world:
        mia = await world.customer("Mia")
        await mia.starts("one")
        await world.pass_time(5)
        await mia.command("human")
    hanging.over.set()
    async with world_of(tmp_path, setting) as world:
        await back(world, mia)
        await world.pass_time(5)
    assert server.kinds() == ["chat.created", "status.changed"]
    assert server.told[-1]["chat"]["status"] == "queued"
    async with world_of(tmp_path, setting) as world:
        await world.pass_time(5)
    assert len(server.told) == 2


async def test_everything_that_was_said_while_the_bot_thought_is_told(tmp_path: Path) -> None:
    setting, server = with_bot(WEBHOOK)
    hanging = Hanging(server)
    setting.http = hanging
    texts = [str(number) for number in range(HISTORY_MAX + 5)]
    async with world_of(tmp_path, setting, commands_per_second=0) as world:
        mia = await world.customer("Mia")
        await mia.starts("first")
        for text in texts:
            await mia.says(text)
        hanging.over.set()
        await world.pass_time(5)
    assert [told["message"]["text"] for told in server.told[1:]] == ["first", *texts]


class Hanging:
    """A bot's server that does not answer until it is `over`."""

    def __init__(self, server: BotServer) -> None:
        self._server = server
        self.over = trio.Event()

    def check(self, url: str) -> None:
        self._server.check(url)

    async def post(self, url: str, body: bytes, headers: dict[str, str], **bounds: Any) -> Reply:  # noqa: ANN401
        reply = await self._server.post(url, body, headers, **bounds)
        await self.over.wait()
        return reply


# --- a person, at any time ---


async def test_a_customer_gets_a_person_while_the_bot_thinks_and_its_answer_comes_too_late(tmp_path: Path) -> None:
    setting, server = with_bot(WEBHOOK, lambda _: says("I know!"))
    hanging = Hanging(server)
    setting.http = hanging
    async with world_of(tmp_path, setting) as world:
        kari = await world.agent("Kari")
        mia = await world.customer("Mia")
        chat = await mia.starts("Hello")
        await mia.until(lambda: mia.of("typing"))
        assert (await mia.command("human"))["status"] == "queued"
        await mia.until(lambda: mia.of("typing")[-1]["on"] is False)
        await kari.answers(chat)
        await kari.says(chat, "Hello, I am a person.")
        hanging.over.set()
        await world.pass_time(60)
        assert await world.stored_kinds(chat) == [
            "started", "message", "bot_handed_off", "queued", "answered", "message",
        ]  # fmt: skip
    assert server.kinds() == ["chat.created", "message.received", "status.changed"]


async def test_a_bot_that_hands_off_and_speaks_on_is_mute_for_good(tmp_path: Path) -> None:
    """Posts behind the hand-off, delayed ones, an option of its that is clicked later, a return to the chat."""

    def answer(_: Json) -> Answer:
        return {
            "actions": [
                {"type": "message", "text": "Which one?", "options": ["This one", "That one"]},
                {"type": "message", "text": "Later!", "after_ms": 60_000},
                {"type": "hand_off"},
                {"type": "message", "text": "And another thing"},
                {"type": "end"},
            ]
        }

    setting, server = with_bot(WEBHOOK, answer)
    async with world_of(tmp_path, setting) as world:
        kari = await world.agent("Kari")
        mia = await world.customer("Mia")
        chat = await mia.starts("Hello")
        await mia.event("queued")
        await mia.says("That one")
        await kari.answers(chat)
        await kari.ends(chat)
        await mia.event("ended")
        await mia.command("chat.return")
        await mia.says("One more thing")
        await world.pass_time(300)
        said = [event for event in mia.events() if event["kind"] == "message"]
    assert [event["data"]["text"] for event in said if event["by"]["kind"] == "bot"] == ["Which one?"]
    assert server.kinds() == ["chat.created", "status.changed"]


# --- a customer who has left ---


class Thinking:
    """A bot's server that takes `seconds` to answer, and is waited for no longer than the bounds say."""

    def __init__(self, server: BotServer, seconds: float) -> None:
        self._server = server
        self._seconds = seconds
        self.asked = 0

    def check(self, url: str) -> None:
        self._server.check(url)

    async def post(  # as Http has it
        self, url: str, body: bytes, headers: dict[str, str], *, within_s: float, most_bytes: int
    ) -> Reply:
        self.asked += 1
        try:
            with trio.fail_after(within_s):
                await trio.sleep(self._seconds)
            return await self._server.post(url, body, headers, within_s=within_s, most_bytes=most_bytes)
        except trio.TooSlowError:
            raise Unreachable("no answer") from None
        finally:
            self.asked -= 1


EVERYTHING: Final = (
    {"type": "create_request", "title": "Broken lamp"},
    {"type": "message", "text": "I know!"},
    {"type": "message", "text": "Still there?", "after_ms": 1_000},
    {"type": "set_fields", "fields": {"order": "17"}},
    {"type": "hand_off"},
)


@pytest.mark.parametrize("seconds", [10, 10_000], ids=["late", "never"])
@pytest.mark.parametrize("leaves", ["ends the chat", "closes the window"])
async def test_what_a_bot_answers_when_its_customer_has_left_does_nothing_and_holds_nothing_up(
    tmp_path: Path, leaves: str, seconds: float
) -> None:
    timeout_s, grace_s = 15, 5
    bot = replace(WEBHOOK, webhook=replace(WEBHOOK.webhook, timeout_ms=timeout_s * 1_000))
    setting, server = with_bot(bot, lambda _: {"actions": EVERYTHING})
    setting.channels["support"] = ChannelSettings(bot=bot, limits=Limits(leave_grace_ms=grace_s * 1_000))
    thinking = setting.http = Thinking(server, seconds)
    with structlog.testing.capture_logs():
        async with world_of(tmp_path, setting) as world:
            mia = await world.customer("Mia")
            chat = await mia.starts("Hello")
            await mia.until(lambda: mia.of("typing"))
            assert thinking.asked == 1
            if leaves == "ends the chat":
                await mia.command("chat.end")
            await mia.drop()
            await world.pass_time(grace_s + 1)
            kinds = await world.stored_kinds(chat)
            assert (kinds[:2], len(kinds)) == (["started", "message"], 3)

            await world.pass_time(TRIES * (timeout_s + 1) + timeout_s)  # and it is told that the chat is over

            house = world.server.house
            assert thinking.asked == 0
            assert await world.stored_kinds(chat) == kinds
            assert (await house.log.load(chat)).chat.fields == {"name": "Mia"}
            assert await house.store.read(requests.page, requests.Wanted(), None, 1) == []
            assert await house.store.read(bot_posts.of_chat, chat) == (None, [])
            assert house.bots.met(chat) is None
            leo = await world.customer("Leo")
            server.answer, thinking._seconds = replies("Hello Leo"), 0
            await leo.starts("Hello")
            assert await leo.texts(2) == ["Hello", "Hello Leo"]


# --- what goes wrong ---


@pytest.mark.parametrize("bot", [WEBHOOK, FAQ])
async def test_while_the_disk_fails_a_bot_tries_again_and_answers_when_it_can(
    tmp_path: Path, bot: BotSettings
) -> None:
    setting, server = with_bot(bot, replies("I am here."))
    with structlog.testing.capture_logs():
        async with world_of(tmp_path, setting) as world:
            mia = await world.customer("Mia")
            chat = await mia.starts("Hello")
            await mia.texts(2)
            told = len(server.told)
            await mia.says("Anybody?")
            with disk_fails():
                await world.pass_time(60)
                assert (await world.stored_kinds(chat))[3:] == ["message"]
            await mia.texts(4)
    assert len(server.told) - told == (1 if bot is WEBHOOK else 0)  # asked once, written down when it could be


async def test_while_nothing_can_be_read_the_built_in_bot_waits_and_that_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting, _ = with_bot(FAQ)
    with structlog.testing.capture_logs() as logs:
        async with world_of(tmp_path, setting) as world:
            store = world.server.store
            read, troubles = store.read, iter([1, 2])

            async def failing(job: Any, *args: Any) -> Any:  # noqa: ANN401 - as the store's
                if job is text_search.suggest and next(troubles, None):
                    raise StoreTrouble("disk I/O error")
                return await read(job, *args)

            monkeypatch.setattr(store, "read", failing)
            mia = await world.customer("Mia")
            await mia.starts("How do I change a lamp")
            assert len(await mia.texts(2)) == 2
    said = [line["event"] for line in logs]
    assert (said.count("bot.postponed"), said.count("bot.failed")) == (2, 0)


class Broken:
    """A way out that goes wrong by `trouble`, `times` times."""

    def __init__(self, trouble: Exception, server: BotServer, times: int) -> None:
        self._trouble = trouble
        self._server = server
        self._times = times

    def check(self, url: str) -> None:
        self._server.check(url)

    async def post(self, url: str, body: bytes, headers: dict[str, str], **bounds: Any) -> Reply:  # noqa: ANN401
        self._times -= 1
        if self._times >= 0:
            raise self._trouble
        return await self._server.post(url, body, headers, **bounds)


@pytest.mark.parametrize(
    "trouble",
    [
        KeyError("choices"),
        RuntimeError("a bug"),
        ExceptionGroup("two", [ValueError("one"), OSError("other")]),
        RecursionError("deep"),
    ],
    ids=lambda trouble: type(trouble).__name__,
)
async def test_a_connector_that_raises_anything_hands_over(tmp_path: Path, trouble: Exception) -> None:
    setting, server = with_bot(WEBHOOK)
    setting.http = Broken(trouble, server, times=99)
    with structlog.testing.capture_logs():
        async with world_of(tmp_path, setting) as world:
            mia = await world.customer("Mia")
            chat = await mia.starts("Hello")
            await world.pass_time(5)
            assert await world.stored_kinds(chat) == ["started", "message", "bot_handed_off", "queued"]
            assert mia.events()[-2]["data"] == {"reason": "bot_failed"}


async def test_a_connector_that_goes_wrong_once_is_asked_once_more(tmp_path: Path) -> None:
    setting, server = with_bot(WEBHOOK, replies("There you are."))
    setting.http = Broken(RuntimeError("a bug"), server, times=1)
    with structlog.testing.capture_logs():
        async with world_of(tmp_path, setting) as world:
            mia = await world.customer("Mia")
            await mia.starts("Hello")
            assert await mia.texts(2) == ["Hello", "There you are."]


@pytest.mark.parametrize(
    "action",
    [
        {"type": "set_fields", "fields": {f"f{number}": "x" for number in range(20)}},
        {"type": "create_request", "title": "\n \n"},
    ],
)
async def test_a_bot_that_wants_what_cannot_be_done_hands_over(tmp_path: Path, action: Json) -> None:
    setting, _ = with_bot(WEBHOOK, lambda _: {"actions": [action, {"type": "message", "text": "Done."}]})
    with structlog.testing.capture_logs():
        async with world_of(tmp_path, setting) as world:
            mia = await world.customer("Mia")
            chat = await mia.starts("Hello", **{f"own{number}": "x" for number in range(15)})
            await world.pass_time(5)
            assert await world.stored_kinds(chat) == ["started", "message", "bot_handed_off", "queued"]


@pytest.mark.parametrize("trouble", [MailboxFull("chat"), Unavailable("the disk")], ids=["busy", "disk"])
async def test_a_chat_that_can_take_nothing_just_now_is_asked_again(
    tmp_path: Path, trouble: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it is the hand-off that it cannot take."""
    setting, _ = with_bot(WEBHOOK, lambda _: {"actions": [{"type": "hand_off"}]})
    with structlog.testing.capture_logs():
        async with world_of(tmp_path, setting) as world:
            mia = await world.customer("Mia")
            directory = world.server.house.directory
            asked, told = directory.ask, directory.tell
            refused = iter([1, 2])

            def ask(address: str, message: object) -> Any:  # noqa: ANN401 - as the directory's
                if "Together" in repr(message) and next(refused, None):
                    raise trouble
                return asked(address, message)

            def tell(address: str, message: object) -> None:
                if type(message).__name__ == "Typing":
                    raise MailboxFull(address)
                told(address, message)

            monkeypatch.setattr(directory, "ask", ask)
            monkeypatch.setattr(directory, "tell", tell)
            chat = await mia.starts("Hello")
            await world.pass_time(4)
            assert await world.stored_kinds(chat) == ["started", "message"]
            await world.pass_time(10)
            assert await world.stored_kinds(chat) == ["started", "message", "bot_handed_off", "queued"]
