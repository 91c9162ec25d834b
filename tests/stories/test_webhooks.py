"""SPEC.md section 5: webhooks. What happens in chats is told to other servers, signed, in order, and not lost."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from standardwebhooks import Webhook

from actors import setup
from actors.domain.outbox import FAILURES_MAX, WEBHOOK_RETRIES_MS
from actors.domain.settings import ChannelSettings
from actors.outgoing import Reply, Unreachable
from net.outgoing import OutgoingHttp
from store import bound
from store.queries import accounts, audit, letters
from store.queries.channels import Rights
from tests.serving import session_of
from tests.world import Setting, World, world_of

WEBHOOKS = "/api/v1/webhooks"
URL = "https://crm.example/hooks"
ALL = ["chat.created", "chat.changed", "chat.message"]
Json = dict[str, Any]


class OtherServer:
    """What an admin's address leads to: takes what it is told, or does as `answers` says."""

    def __init__(self) -> None:
        self.told: list[tuple[dict[str, str], Json]] = []
        self.answers: list[int | str] = []  # then 200; a sentence means that nobody is there
        self.tries = 0
        self.breaks_at = ""  # this address meets a fault of ours

    def check(self, url: str) -> None:
        OutgoingHttp().check(url)

    async def post(
        self, url: str, body: bytes, headers: dict[str, str], *, within_s: float, most_bytes: int
    ) -> Reply:
        assert within_s <= 10
        assert most_bytes <= 65_536
        if url == self.breaks_at:
            raise KeyError("a bug")
        self.tries += 1
        answer = self.answers.pop(0) if self.answers else 200
        if isinstance(answer, str):
            raise Unreachable(answer)
        if answer == 200:
            self.told.append((headers, json.loads(body)))
        return Reply(answer, b"thank you")

    def kinds(self) -> list[str]:
        return [f"{said['type']} {said['data']['event']['kind']}" for _, said in self.told]


class Hooked:
    """A world with another server beside it, and an admin."""

    def __init__(self, world: World, other: OtherServer, client: httpx2.AsyncClient) -> None:
        self.world = world
        self.other = other
        self.client = client

    async def hook(self, **wanted: Any) -> Json:  # noqa: ANN401 - as on the wire
        answer = await self.client.post(WEBHOOKS, json={"url": URL, "events": ALL, **wanted})
        assert answer.status_code == 201, answer.text
        made: Json = answer.json()
        return made

    async def state(self, hook: Json) -> Json:
        found: Json = (await self.client.get(f"{WEBHOOKS}/{hook['id']}")).json()
        return found

    async def deliveries(self, hook: Json, **query: int) -> list[Json]:
        answer = await self.client.get(f"{WEBHOOKS}/{hook['id']}/deliveries", params=query)
        items: list[Json] = answer.json()["items"]
        return items

    async def act(self, hook: Json, path: str) -> int:
        answer = await self.client.post(f"{WEBHOOKS}/{hook['id']}/{path}")
        return answer.status_code


async def client_of(world: World, login: str) -> httpx2.AsyncClient:
    account = await world.server.store.read(accounts.by_login, login)
    assert account is not None
    token = await session_of(world.server, account.id)
    transport = httpx2.ASGITransport(world.server.answers)
    headers = {"authorization": f"Bearer {token}"}
    return httpx2.AsyncClient(transport=transport, base_url="http://desk.example", headers=headers)


@pytest.fixture
async def hooked(tmp_path: Path) -> AsyncIterator[Hooked]:
    setting = Setting()
    setting.channels["sales"] = ChannelSettings()
    setting.agents["Kari"] |= {"sales": Rights(respond=True)}
    other = OtherServer()
    setting.http = other
    async with world_of(tmp_path, setting) as world:
        await setup.add_account(
            world.server.store,
            login="anna",
            name="Anna",
            password_hash="",
            now=1,
            role="admin",
            email="anna@example.com",
        )
        async with await client_of(world, "anna") as client:
            yield Hooked(world, other, client)


async def test_what_happens_in_a_chat_is_told_in_order_and_signed(hooked: Hooked) -> None:
    world, other = hooked.world, hooked.other
    hook = await hooked.hook()
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Where is my invoice?")
    await kari.answers(chat)
    await kari.says(chat, "Let me look.")
    await kari.command("note.add", chat=chat, text="She is cross", key="n1")
    await kari.ends(chat)
    await world.pass_time(5)

    assert other.kinds() == [
        "chat.created started",
        "chat.changed queued",
        "chat.message message",
        "chat.changed answered",
        "chat.message message",
        "chat.changed ended",
    ]
    headers, said = other.told[2]
    assert said["data"]["chat"]["id"] == chat
    assert said["data"]["event"]["data"]["text"] == "Where is my invoice?"
    assert headers["webhook-id"] == f"{chat}.3"
    signed_at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    body = json.dumps(said, separators=(",", ":"), ensure_ascii=False)
    assert headers["webhook-signature"] == Webhook(hook["secret"]).sign(headers["webhook-id"], signed_at, body)


async def test_a_webhook_is_told_of_its_events_and_its_channels_only(hooked: Hooked) -> None:
    world = hooked.world
    await hooked.hook(events=["chat.message"], channels=["sales"])
    await world.agent("Kari")
    mia, leo = await world.customer("Mia"), await world.customer("Leo", "sales")
    await mia.starts("For support")
    await leo.starts("For sales")
    await world.pass_time(5)

    assert [said["data"]["event"]["data"]["text"] for _, said in hooked.other.told] == ["For sales"]


async def test_notes_between_agents_go_out_only_where_an_admin_has_chosen_so(hooked: Hooked) -> None:
    world = hooked.world
    await hooked.hook(events=["chat.note"])
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.answers(chat)
    await kari.command("note.add", chat=chat, text="She is cross", key="n1")
    await world.pass_time(5)

    assert hooked.other.kinds() == ["chat.note note"]


async def test_a_delivery_that_fails_is_tried_again_with_the_same_id_and_the_next_waits_for_it(
    hooked: Hooked,
) -> None:
    world, other = hooked.world, hooked.other
    hook = await hooked.hook(events=["chat.message"])
    other.answers = [500, "nobody is there", 302]
    await world.agent("Kari")
    mia = await world.customer("Mia")
    await mia.starts("One")
    await mia.says("Two")
    await world.pass_time(1)
    assert (other.tries, (await hooked.state(hook))["failures"]) == (1, 1)

    await world.pass_time(sum(WEBHOOK_RETRIES_MS[:3]) / 1000 + 5)

    assert [said["data"]["event"]["data"]["text"] for _, said in other.told] == ["One", "Two"]
    assert (await hooked.state(hook))["failures"] == 0
    two, one = await hooked.deliveries(hook)
    assert (one["status"], one["tries"], one["answer"]) == ("delivered", 4, 200)
    assert (two["status"], two["tries"]) == ("delivered", 1)


async def test_after_nine_failures_in_a_row_it_is_stopped_the_admins_are_told_and_nothing_is_lost(
    hooked: Hooked,
) -> None:
    world, other = hooked.world, hooked.other
    hook = await hooked.hook(events=["chat.message"])
    other.answers = [503] * FAILURES_MAX
    await world.agent("Kari")
    mia = await world.customer("Mia")
    await mia.starts("One")
    await world.pass_time(sum(WEBHOOK_RETRIES_MS) / 1000 + 60)
    assert other.tries == FAILURES_MAX == 9

    assert (await hooked.state(hook))["status"] == "stopped"
    (notice,) = await world.server.store.read(letters.page, None, None, 10)
    assert (notice.recipient, notice.status) == ("anna@example.com", "waiting")
    assert URL in notice.text
    assert "503" in notice.text

    mia = await mia.returns_to_page()
    assert await hooked.act(hook, "start") == 200
    await world.pass_time(5)
    assert [said["data"]["event"]["data"]["text"] for _, said in other.told] == ["One"]


async def test_what_happened_while_the_server_was_down_or_the_webhook_off_is_told_afterwards(
    tmp_path: Path,
) -> None:
    setting = Setting()
    other = OtherServer()
    other.answers = ["nobody is there"]
    setting.http = other
    async with world_of(tmp_path, setting) as world:
        await setup.add_account(
            world.server.store, login="anna", name="Anna", password_hash="", now=1, role="admin"
        )
        async with await client_of(world, "anna") as client:
            hooked = Hooked(world, other, client)
            hook = await hooked.hook(events=["chat.message"])
            await world.agent("Kari")
            mia = await world.customer("Mia")
            await mia.starts("Before")
            await world.pass_time(1)
    assert (other.tries, other.told) == (1, [])

    async with world_of(tmp_path, setting) as world, await client_of(world, "anna") as client:
        hooked = Hooked(world, other, client)
        assert await hooked.act(hook, "stop") == 200
        assert await hooked.act(hook, "start") == 200
        await world.pass_time(5)
    assert [said["data"]["event"]["data"]["text"] for _, said in other.told] == ["Before"]


async def test_a_fault_of_ours_in_one_webhook_is_a_failure_of_it_and_the_others_go_on(hooked: Hooked) -> None:
    world, other = hooked.world, hooked.other
    broken = await hooked.hook(url="https://broken.example/", events=["chat.message"])
    well = await hooked.hook(events=["chat.message"])
    other.breaks_at = "https://broken.example/"
    await world.agent("Kari")
    mia = await world.customer("Mia")
    await mia.starts("One")
    await world.pass_time(1)
    assert [said["data"]["event"]["data"]["text"] for _, said in other.told] == ["One"]
    (delivery,) = await hooked.deliveries(broken)
    assert (delivery["status"], delivery["error"]) == ("waiting", "a fault of this server (KeyError)")

    await world.pass_time(sum(WEBHOOK_RETRIES_MS) / 1000 + 60)
    assert ((await hooked.state(broken))["status"], (await hooked.state(well))["status"]) == ("stopped", "on")
    (notice,) = await world.server.store.read(letters.page, None, None, 10)
    assert "KeyError" in notice.text

    other.breaks_at = ""
    assert await hooked.act(broken, "start") == 200
    await world.pass_time(1)
    assert [said["data"]["event"]["data"]["text"] for _, said in other.told] == ["One", "One"]


async def test_an_event_that_cannot_be_written_holds_up_its_webhook_alone_and_is_not_left_out(
    hooked: Hooked,
) -> None:
    world, other = hooked.world, hooked.other
    hook = await hooked.hook(events=["chat.message"])
    assert await hooked.act(hook, "stop") == 200
    await world.agent("Kari")
    mia, leo = await world.customer("Mia"), await world.customer("Leo", "sales")
    chat = await mia.starts("One")
    await mia.says("Two")
    await world.server.store.write(_damage, chat, 3, b"{")
    sales = await hooked.hook(events=["chat.message"], channels=["sales"])
    await leo.starts("Elsewhere")
    assert await hooked.act(hook, "start") == 200
    await world.pass_time(1)

    assert [said["data"]["event"]["data"]["text"] for _, said in other.told] == ["Elsewhere"]
    assert ((await hooked.state(hook))["failures"], (await hooked.state(sales))["failures"]) == (0, 0)
    first = (await hooked.deliveries(hook))[-1]
    assert "fault of this server" in first["error"]

    await world.server.store.write(_damage, chat, 3, await world.server.store.read(_body_of, chat, 4))
    await world.pass_time(60)
    texts = [said["data"]["event"]["data"]["text"] for _, said in other.told]
    assert texts == ["Elsewhere", "Two", "Two", "Elsewhere"], "in order, the mended one with what is there now"


async def test_an_event_of_an_erased_chat_that_was_never_written_is_left_out_alone(hooked: Hooked) -> None:
    world, other = hooked.world, hooked.other
    hook, chat = await unwritable(hooked)
    await world.server.store.write(_erase, chat)
    await world.pass_time(60)

    assert [said["data"]["event"]["data"]["text"] for _, said in other.told] == ["Next"]
    state = await hooked.state(hook)
    assert (state["status"], state["failures"]) == ("on", 0)
    told, left_out = await hooked.deliveries(hook)
    assert (told["status"], left_out["status"]) == ("delivered", "failed")
    assert left_out["error"] == "the chat was deleted before it could be told"


async def test_an_event_that_can_never_be_written_is_left_out_alone_after_its_tries(hooked: Hooked) -> None:
    world, other = hooked.world, hooked.other
    hook, _ = await unwritable(hooked)
    await world.pass_time(sum(WEBHOOK_RETRIES_MS) / 1000 - 60)
    assert other.told == [], "it may be mended yet"
    await world.pass_time(120)

    assert [said["data"]["event"]["data"]["text"] for _, said in other.told] == ["Next"]
    state = await hooked.state(hook)
    assert (state["status"], state["failures"]) == ("on", 0)
    _, left_out = await hooked.deliveries(hook)
    assert (left_out["status"], left_out["tries"]) == ("failed", FAILURES_MAX)
    assert "fault of this server" in left_out["error"]
    assert await world.server.store.read(letters.page, None, None, 10) == [], "nobody is to mend the receiver"


async def unwritable(hooked: Hooked) -> tuple[Json, str]:
    """A webhook that has tried once to tell of an event it cannot write, with another behind it; and its chat."""
    world = hooked.world
    hook = await hooked.hook(events=["chat.message"])
    assert await hooked.act(hook, "stop") == 200
    await world.agent("Kari")
    mia, leo = await world.customer("Mia"), await world.customer("Leo", "sales")
    chat = await mia.starts("One")
    await world.server.store.write(_damage, chat, 3, b"{")
    await leo.starts("Next")
    assert await hooked.act(hook, "start") == 200
    await world.pass_time(1)
    first = (await hooked.deliveries(hook))[-1]
    assert (first["status"], first["tries"]) == ("waiting", 1)
    return hook, chat


def _erase(chat: str) -> None:
    bound.connection().execute("DELETE FROM event WHERE chat = ?", (chat,))


def _damage(chat: str, seq: int, body: bytes) -> None:
    bound.connection().execute("UPDATE event SET body = ? WHERE chat = ? AND seq = ?", (body, chat, seq))


def _body_of(chat: str, seq: int) -> bytes:
    query = "SELECT body FROM event WHERE chat = ? AND seq = ?"
    body: bytes = bound.connection().execute(query, (chat, seq)).fetchone()[0]
    return body


async def test_a_delivery_is_sent_again_or_left_out_by_hand(hooked: Hooked) -> None:
    world, other = hooked.world, hooked.other
    hook = await hooked.hook(events=["chat.message"])
    await world.agent("Kari")
    mia = await world.customer("Mia")
    await mia.starts("One")
    await world.pass_time(1)
    (one,) = await hooked.deliveries(hook)
    assert await hooked.act(hook, f"deliveries/{one['number']}/resend") == 204
    await world.pass_time(1)
    assert [headers["webhook-id"] for headers, _ in other.told] == [one["message"]] * 2

    other.answers = [400]
    await mia.says("Two")
    await mia.says("Three")
    await world.pass_time(1)
    two = next(each for each in await hooked.deliveries(hook) if each["status"] == "waiting" and each["tries"])
    assert await hooked.act(hook, f"deliveries/{two['number']}/skip") == 204
    await world.pass_time(60)
    assert other.told[-1][1]["data"]["event"]["data"]["text"] == "Three"
    acts = [entry.act for entry in await world.server.store.read(audit.newest, 10)]
    assert acts == ["webhook.give_up", "webhook.resend", "webhook.add"]


async def test_a_test_is_sent_at_once_and_its_failure_is_said(hooked: Hooked) -> None:
    hook = await hooked.hook()
    answer = await hooked.client.post(f"{WEBHOOKS}/{hook['id']}/test")
    assert answer.json() == {"answer": 200, "body": "thank you"}
    assert hooked.other.told[0][1]["type"] == "test"

    hooked.other.answers = ["no answer within 10 s"]
    answer = await hooked.client.post(f"{WEBHOOKS}/{hook['id']}/test")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert "no answer within 10 s" in answer.json()["message"]


async def test_the_secret_is_shown_once(hooked: Hooked) -> None:
    hook = await hooked.hook()
    assert hook["secret"].startswith("whsec_")
    assert "secret" not in await hooked.state(hook)
    again = (await hooked.client.post(f"{WEBHOOKS}/{hook['id']}/secret")).json()
    assert again["secret"] not in ("", hook["secret"])


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"url": "http://127.0.0.1/"}, "url"),
        ({"url": "ftp://crm.example/"}, "url"),
        ({"url": "x" * 3_000}, "url"),
        ({"events": []}, "events"),
        ({"events": ["chat.gone"]}, "events.0"),
        ({"channels": ["nowhere"]}, "channels"),
        ({"channels": []}, "channels"),
        ({"status": "on"}, "status"),
    ],
)
async def test_a_wrong_webhook_is_refused_by_its_field(hooked: Hooked, wanted: Json, field: str) -> None:
    answer = await hooked.client.post(WEBHOOKS, json={"url": URL, "events": ALL, **wanted})
    assert (answer.status_code, answer.json()["field"]) == (422, field)


ROUTES = (
    ("GET", ""),
    ("POST", ""),
    ("GET", "/{hook}"),
    ("PUT", "/{hook}"),
    ("DELETE", "/{hook}"),
    ("POST", "/{hook}/secret"),
    ("POST", "/{hook}/start"),
    ("POST", "/{hook}/stop"),
    ("POST", "/{hook}/test"),
    ("GET", "/{hook}/deliveries"),
    ("POST", "/{hook}/deliveries/1/resend"),
    ("POST", "/{hook}/deliveries/1/skip"),
)
LETTERS = (("GET", ""), ("POST", "/1/again"), ("DELETE", "/1"))


async def test_the_outbox_is_for_admins_alone(hooked: Hooked) -> None:
    await setup.add_account(hooked.world.server.store, login="boss", name="Boss", password_hash="", now=1)
    everything = Rights(respond=True, notify=True, listen=True, manage=True)
    await setup.set_member(hooked.world.server.store, "support", "boss", everything)
    hook = await hooked.hook()
    async with await client_of(hooked.world, "boss") as boss:
        for method, path in ROUTES:
            answer = await boss.request(
                method, WEBHOOKS + path.format(hook=hook["id"]), json={"url": URL, "events": ALL}
            )
            assert answer.status_code == 403, (method, path)
        for method, path in LETTERS:
            assert (await boss.request(method, "/api/v1/letters" + path)).status_code == 403, (method, path)
    hooked.client.headers.pop("authorization")
    for method, path in ROUTES:
        answer = await hooked.client.request(
            method, WEBHOOKS + path.format(hook=hook["id"]), json={"url": URL, "events": ALL}
        )
        assert answer.status_code == 401, (method, path)


async def test_letters_that_wait_can_be_seen_and_removed(hooked: Hooked) -> None:
    house = hooked.world.server.house
    number = await house.letters.post(
        letters.NewLetter(kind="transcript", recipient="mia@example.com", subject="Your chat", text="Hello")
    )
    found = (await hooked.client.get("/api/v1/letters")).json()

    assert (found["sending"], found["waiting"], found["failed"]) == (False, 1, 0)
    assert found["items"][0]["recipient"] == "mia@example.com"
    assert "text" not in found["items"][0]
    assert (await hooked.client.delete(f"/api/v1/letters/{number}")).status_code == 204
    assert (await hooked.client.get("/api/v1/letters")).json()["items"] == []
