"""Files in a chat, as SPEC.md tells it: an agent sends one at once, a customer once she may; both see what it is.

What must not be possible is in test_hostile_files.py.
"""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from actors.domain.settings import ChannelSettings, FileSettings
from actors.files import SWEEP_EVERY_S, UNSENT_MS
from actors.ids import new_id
from store import tables
from store.queries import channels, files
from tests.uploads import DOCX, PDF, Sender, picture
from tests.world import Console, Customer, Frame, Setting, World, refusal_of, world_of


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    setting = Setting()
    setting.channels["open"] = ChannelSettings(files=FileSettings(always=True, max_bytes=5_000, types=("image",)))
    setting.agents["Kari"]["open"] = channels.Rights(respond=True)
    async with world_of(tmp_path, setting) as world:
        yield world


async def talk(world: World, channel: str = "support") -> tuple[Console, Customer, str]:
    kari, mia = await world.agent("Kari"), await world.customer("Mia", channel)
    chat = await mia.starts("My lamp flickers")
    await kari.answers(chat)
    return kari, mia, chat


async def uploaded(world: World, who: Console | Customer, chat: str, name: str, data: bytes) -> Frame:
    answer = await Sender(world.server, who.token).uploads(chat, name, data)
    assert answer.status_code == 201, answer.text
    file: Frame = answer.json()
    return file


async def sends(who: Console | Customer, chat: str, file: str, key: str | None = None) -> Frame:
    where = {"chat": chat} if isinstance(who, Console) else {}
    return await who.command("message.send", file=file, key=key or new_id(), **where)


def file_seen(who: Console | Customer) -> Frame:
    (event,) = (event for event in who.events() if "file" in event["data"])
    found: Frame = event["data"]["file"]
    return found


async def test_an_agent_sends_a_picture_and_the_customer_sees_what_it_is_and_gets_it(world: World) -> None:
    kari, mia, chat = await talk(world)
    photo = picture("JPEG", (1600, 800))

    file = await uploaded(world, kari, chat, "Wiring diagram.jpg", photo)
    await sends(kari, chat, file["id"])
    await mia.until(lambda: [event for event in mia.events() if "file" in event["data"]])

    seen = file_seen(mia)
    assert seen == file == file_seen(kari)
    assert (seen["name"], seen["media_type"], seen["size"]) == ("Wiring diagram.jpg", "image/jpeg", len(photo))
    assert (seen["width"], seen["height"]) == (1600, 800)
    whole = await Sender(world.server, mia.token).gets(seen["url"])
    assert whole.content == photo
    assert whole.headers["content-type"] == "image/jpeg"
    small = await Sender(world.server, mia.token).gets(seen["thumbnail_url"])
    with Image.open(io.BytesIO(small.content)) as thumbnail:
        assert (thumbnail.format, thumbnail.size) == ("WEBP", (640, 320))


async def test_a_customer_may_send_files_once_the_agent_has_allowed_it_for_this_chat(world: World) -> None:
    kari, mia, chat = await talk(world)
    before = await Sender(world.server, mia.token).uploads(chat, "bill.pdf", PDF)
    assert (before.status_code, before.json()["code"]) == (403, "forbidden")

    await kari.command("chat.allow_files", chat=chat)
    assert (await mia.event("files_allowed"))["data"] == {"on": True}
    file = await uploaded(world, mia, chat, "bill.pdf", PDF)
    await sends(mia, chat, file["id"])

    await kari.until(lambda: [event for event in kari.events(chat) if "file" in event["data"]])
    assert file_seen(kari)["name"] == "bill.pdf"
    assert (await Sender(world.server, kari.token).gets(file["url"])).content == PDF


async def test_what_was_allowed_can_be_taken_back_and_what_was_uploaded_before_cannot_be_sent(
    world: World,
) -> None:
    kari, mia, chat = await talk(world)
    await kari.command("chat.allow_files", chat=chat, on=True)
    file = await uploaded(world, mia, chat, "bill.pdf", PDF)

    await kari.command("chat.allow_files", chat=chat, on=False)

    refusal = await refusal_of(sends(mia, chat, file["id"]))
    assert refusal.code == "forbidden"
    assert (await world.stored_kinds(chat))[-2:] == ["files_allowed", "files_allowed"]


async def test_where_the_channel_says_always_a_customer_sends_a_file_while_she_waits(world: World) -> None:
    await world.agent("Kari")
    mia = await world.customer("Mia", "open")
    assert mia.welcome["channel"]["files"]["always"]
    assert ".png" in mia.welcome["channel"]["files"]["extensions"]
    chat = await mia.starts("My lamp flickers")

    file = await uploaded(world, mia, chat, "lamp.png", picture())
    await sends(mia, chat, file["id"])

    assert await world.stored_kinds(chat) == ["started", "queued", "message", "message"]


async def test_what_is_too_large_or_of_another_type_is_told_in_words_of_the_channel(world: World) -> None:
    _, mia, chat = await talk(world, "open")
    sender = Sender(world.server, mia.token)

    large = await sender.uploads(chat, "lamp.png", b"x" * 300_000)
    other = await sender.uploads(chat, "bill.pdf", PDF)

    assert (large.status_code, large.json()["code"]) == (413, "too_large")
    assert large.json()["message"] == "That file is 293 kB; this channel takes up to 5 kB."
    assert other.json()["message"] == "bill.pdf cannot be sent here. This channel takes pictures."


async def test_every_screen_knows_whether_the_customer_may_send_files(world: World) -> None:
    kari, mia, chat = await talk(world)
    second = await kari.another()

    await kari.command("chat.allow_files", chat=chat)

    (row,) = await second.until(lambda: [row for push in second.of("chats.changed") for row in push["rows"]])
    assert row["files_allowed"]
    assert (await kari.another()).welcome["chats"][0]["files_allowed"]
    assert (await mia.another_tab()).welcome["chat"]["files_allowed"]
    assert kari.welcome["channels"][0]["files"]["max_bytes"]


async def test_a_row_shows_the_name_of_the_last_file(world: World) -> None:
    kari, _, chat = await talk(world)
    file = await uploaded(world, kari, chat, "offer.docx", DOCX)

    await sends(kari, chat, file["id"])

    assert (await kari.opens(chat))["chat"]["last"]["text"] == "offer.docx"


async def test_a_message_that_is_sent_again_after_a_lost_answer_is_one_message(world: World) -> None:
    kari, _, chat = await talk(world)
    file = await uploaded(world, kari, chat, "bill.pdf", PDF)

    first = await sends(kari, chat, file["id"], key="k1")
    again = await sends(kari, chat, file["id"], key="k1")

    assert again["seq"] == first["seq"]
    assert (await world.stored_kinds(chat)).count("message") == 2


async def test_after_a_day_what_was_never_sent_is_gone_and_what_was_sent_outlives_its_chat(world: World) -> None:
    kari, mia, chat = await talk(world)
    sent = await uploaded(world, kari, chat, "bill.pdf", PDF)
    await sends(kari, chat, sent["id"])
    forgotten = await uploaded(world, kari, chat, "lamp.png", picture())
    sender = Sender(world.server, kari.token)
    assert (await sender.gets(forgotten["thumbnail_url"])).status_code == 200
    await kari.ends(chat)
    await kari.close()
    await mia.close()

    await world.pass_time(UNSENT_MS / 1_000 + 2 * SWEEP_EVERY_S)

    assert await world.server.store.read(files.get, forgotten["id"]) is None
    left = [path.name for path in (world.folder / "files").rglob("*") if path.is_file()]
    assert left == [sent["id"]]
    assert (await Sender(world.server, mia.token).gets(sent["url"])).content == PDF


async def test_files_of_a_deleted_chat_go_with_the_next_sweep(world: World) -> None:
    kari, _, chat = await talk(world)
    file = await uploaded(world, kari, chat, "bill.pdf", PDF)
    await sends(kari, chat, file["id"])

    await world.server.store.write(lambda: tables.Chat.erase(tables.Chat.id == chat))

    assert await world.server.house.files.sweep() == 1
    assert [path for path in (world.folder / "files").rglob("*") if path.is_file()] == []


async def test_files_are_there_after_a_restart_and_half_an_upload_is_not(tmp_path: Path) -> None:
    async with world_of(tmp_path) as world:
        kari, _, chat = await talk(world)
        file = await uploaded(world, kari, chat, "bill.pdf", PDF)
        await sends(kari, chat, file["id"])
        half = tmp_path / "files" / "new" / ("0" * 32)
        half.write_bytes(b"%PDF-")

    async with world_of(tmp_path) as world:
        kari = await world.agent("Kari")
        assert (await Sender(world.server, kari.token).gets(file["url"])).content == PDF
        assert not half.exists()
