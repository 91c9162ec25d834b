"""SPEC.md section 2, listening in: silent, read-only, and nobody in the chat can find out."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import trio

from store.queries import audit
from store.queries.channels import Rights
from tests.world import Setting, World, refusal_of, world_of


def with_a_listener() -> Setting:
    setting = Setting()
    setting.agents["Siv"] = {"support": Rights(listen=True)}
    return setting


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with world_of(tmp_path, with_a_listener()) as world:
        yield world


async def test_a_listener_sees_the_log_and_what_is_new(world: World) -> None:
    kari, siv = await world.agents("Kari", "Siv")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.answers(chat)
    await kari.says(chat, "Hi")

    opened = await siv.listens(chat)
    await mia.says("How are you?")

    assert [event["kind"] for event in opened["events"]] == ["started", "queued", "message", "answered", "message"]
    assert await siv.texts(1, chat) == ["How are you?"]
    assert (await siv.row(chat))["listening"] is True


async def test_all_who_see_a_chat_in_their_lists_see_what_its_agent_has_read(world: World) -> None:
    """As a list that is asked for anew says it: also who listens, and who is asked to take the chat."""
    kari, siv, ola = await world.agents("Kari", "Siv", "Ola")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.answers(chat)
    await siv.listens(chat)
    await kari.offers(chat, ola)
    for console in (siv, ola):
        await console.row(chat, lambda row: row["unread"] == 1)

    await kari.mention("read", chat=chat, seq=5)

    for console in (siv, ola):
        row = await console.row(chat, lambda row: row.get("unread", 0) == 0)
        assert row.get("listening", False) is (console is siv)
        assert row == next(row for row in (await console.another()).welcome["chats"] if row["id"] == chat)


async def test_a_listener_is_told_since_when_a_customer_who_came_back_has_waited(world: World) -> None:
    kari, siv = await world.agents("Kari", "Siv")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.answers(chat)
    await siv.listens(chat)
    await kari.ends(chat)
    await mia.command("chat.return")

    row = await siv.row(chat, lambda row: row["status"] == "active" and row.get("returning", False))
    assert row["unanswered_at"] == mia.events()[0]["at"]
    assert row == next(row for row in (await siv.another()).welcome["chats"] if row["id"] == chat)


async def test_the_list_of_ongoing_chats_tells_how_long_nobody_has_written(world: World) -> None:
    """Also where the same side writes several times, which changes nothing else in the list."""
    kari, siv = await world.agents("Kari", "Siv")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.answers(chat)
    await kari.says(chat, "Hi, what is it?")
    for text in ("One moment", "I have to look for it", "Here it is"):
        await world.pass_time(5)
        await mia.says(text)
    await world.pass_time(2)

    last = mia.events()[-1]
    rows = [row for push in siv.of("ongoing.changed") for row in push.get("rows", ()) if row["id"] == chat]

    assert last["data"]["text"] == "Here it is"
    assert rows[-1]["last_at"] == last["at"]


async def test_a_list_of_ongoing_chats_says_nothing_of_what_is_written_in_them(world: World) -> None:
    """All of a channel see the list; what is said is for who has the chat, or listens."""
    kari, siv = await world.agents("Kari", "Siv")
    mia = await world.customer("Mia")
    chat = await mia.starts("My number is 4711")
    await kari.answers(chat)
    await world.pass_time(2)
    await mia.says("And my code 1234")
    await world.pass_time(2)
    fresh = await siv.another()

    rows = [row for push in siv.of("ongoing.changed") for row in push["rows"]] + fresh.welcome["ongoing"]
    assert len(rows) > 1
    assert {row["id"] for row in rows} == {chat}
    assert not [row for row in rows if "4711" in str(row) or "1234" in str(row)]


async def test_nobody_in_the_chat_can_tell_a_listener_from_nobody(tmp_path: Path) -> None:
    """The same story twice, with and without Siv: customer and agent get the same frames."""

    async def story(folder: Path, *, listened: bool) -> list[list[tuple[str, str, str]]]:
        await trio.Path(folder).mkdir()
        async with world_of(folder, with_a_listener()) as world:
            kari, siv = await world.agents("Kari", "Siv")
            mia = await world.customer("Mia")
            chat = await mia.starts("Hello")
            await kari.answers(chat)
            await world.pass_time(2)
            if listened:
                await siv.listens(chat)
                await siv.mention("read", chat=chat, seq=4)
                await siv.mention("typing", chat=chat, on=True)
            await world.pass_time(2)
            await kari.says(chat, "Hi")
            await mia.says("Bye")
            if listened:
                await siv.closes_window(chat)
            await world.pass_time(2)
            return [
                [(f["type"], f.get("kind", ""), str(f.get("seq", f.get("status", "")))) for f in socket.pushes]
                for socket in (mia, kari)
            ]

    assert await story(tmp_path / "with", listened=True) == await story(tmp_path / "without", listened=False)


async def test_who_closes_the_window_has_the_chat_out_of_her_list_before_she_is_answered(world: World) -> None:
    """So that what she does next, listening again for one, does not meet the window she has just closed."""
    kari, siv = await world.agents("Kari", "Siv")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.answers(chat)
    await siv.listens(chat)
    await siv.row(chat)

    await siv.closes_window(chat)
    gone = [push["removed"] for push in siv.of("chats.changed") if "removed" in push]
    await siv.listens(chat)
    await siv.row(chat, lambda row: row.get("listening", False))
    await mia.says("Still there?")

    assert gone == [[chat]]
    assert await siv.texts(1, chat) == ["Still there?"]


async def test_listening_needs_the_right_of_the_channel(world: World) -> None:
    kari, ola = await world.agents("Kari", "Ola")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.answers(chat)

    assert (await refusal_of(ola.listens(chat))).code == "forbidden"


async def test_a_listener_cannot_write(world: World) -> None:
    kari, siv = await world.agents("Kari", "Siv")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.answers(chat)
    await siv.listens(chat)

    assert (await refusal_of(siv.says(chat, "psst"))).code == "forbidden"
    assert (await refusal_of(siv.command("note.add", chat=chat, text="psst", key="n"))).code == "forbidden"


async def test_listening_is_in_the_audit_log_and_not_in_the_chats(world: World) -> None:
    kari, siv = await world.agents("Kari", "Siv")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.answers(chat)

    await siv.listens(chat)

    (entry,) = await world.server.store.read(audit.newest, 10)
    assert (entry.who, entry.act, entry.subject) == (f"agent/{siv.agent}", "listen.start", f"chat/{chat}")
    assert await world.stored_kinds(chat) == ["started", "queued", "message", "answered"]


async def test_what_an_agent_has_typed_and_not_sent_is_on_all_her_consoles(world: World) -> None:
    kari = await world.agent("Kari")
    second = await kari.another()
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.answers(chat)

    await kari.command("draft.set", chat=chat, text="Dear Mia, ")
    pushed = (await second.until(lambda: second.of("draft")))[0]
    third = await kari.another()
    await third.command("draft.set", chat=chat, text="")
    fourth = await kari.another()

    assert (pushed["chat"], pushed["text"]) == (chat, "Dear Mia, ")
    assert third.welcome["drafts"] == {chat: "Dear Mia, "}
    assert fourth.welcome["drafts"] == {}


async def test_what_an_agent_has_typed_and_not_sent_outlives_the_server(tmp_path: Path) -> None:
    async with world_of(tmp_path, with_a_listener()) as world:
        kari = await world.agent("Kari")
        mia = await world.customer("Mia")
        chat = await mia.starts("Hello")
        await kari.answers(chat)
        await kari.command("draft.set", chat=chat, text="Dear Mia, ")
    async with world_of(tmp_path) as world:
        kari = await world.agent("Kari")

        assert kari.welcome["drafts"] == {chat: "Dear Mia, "}
