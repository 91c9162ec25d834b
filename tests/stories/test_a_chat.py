"""SPEC.md section 1: a chat's life, told on the whole server."""

from pathlib import Path

import pytest
import trio

from actors.domain.settings import ChannelSettings, Limits
from actors.log import chat_row, kept_of
from actors.mail import Concerns, Peek, Released, WhoIs
from actors.messages import Look, PostChatForm
from store.journal import load
from tests.world import Console, Refusal, Setting, World, refusal_of, world_of

TALK = ["started", "queued", "message", "answered"]


async def test_a_customer_and_an_agent_talk_and_one_ends_it(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Where is my invoice?")

    row = await kari.takes_next()
    assert row is not None
    await kari.says(chat, "Let me look, Mia.")
    await mia.says("Thank you!")
    await kari.ends(chat)
    await mia.event("ended")

    assert row["id"] == chat
    assert await mia.texts(3) == ["Where is my invoice?", "Let me look, Mia.", "Thank you!"]
    assert await kari.log_kinds(chat) == [*TALK, "message", "message", "ended"]


async def test_the_slower_agent_is_told_who_has_the_chat(world: World) -> None:
    kari, ola = await world.agents("Kari", "Ola")
    mia = await world.customer("Mia")
    chat = await mia.starts("My invoice is wrong")

    await kari.answers(chat)
    refusal = await refusal_of(ola.answers(chat))

    assert (refusal.code, refusal.frame["agent"]) == ("taken", "Kari")
    assert await world.stored_kinds(chat) == TALK


async def test_of_many_agents_one_gets_the_chat_and_the_others_learn_who(tmp_path: Path) -> None:
    setting = Setting()
    names = [f"Agent{n}" for n in range(12)]
    setting.agents = dict.fromkeys(names, setting.agents["Kari"])
    async with world_of(tmp_path, setting) as world:
        agents = await world.agents(*names)
        mia = await world.customer("Mia")
        chat = await mia.starts("Who is first?")
        won: list[str] = []
        lost: list[tuple[str, str]] = []

        async def race(console: Console) -> None:
            try:
                await console.answers(chat)
                won.append(console.name)
            except Refusal as refusal:
                lost.append((refusal.code, refusal.frame["agent"]))

        async with trio.open_nursery() as nursery:
            for console in agents:
                nursery.start_soon(race, console)

        assert len(won) == 1
        assert lost == [("taken", won[0])] * 11
        assert (await world.stored_kinds(chat)).count("answered") == 1


async def test_ten_agents_asking_for_the_next_get_ten_different_chats(tmp_path: Path) -> None:
    setting = Setting()
    names = [f"Agent{n}" for n in range(10)]
    setting.agents = dict.fromkeys(names, setting.agents["Kari"])
    async with world_of(tmp_path, setting) as world:
        agents = await world.agents(*names)
        waiting = [await (await world.customer(f"Customer {n}")).starts("Hello") for n in range(10)]
        taken: list[str] = []

        async def take(console: Console) -> None:
            row = await console.takes_next()
            assert row is not None
            taken.append(row["id"])

        async with trio.open_nursery() as nursery:
            for console in agents:
                nursery.start_soon(take, console)

        assert sorted(taken) == sorted(waiting)


async def test_a_lost_link_comes_back_to_the_same_chat_with_nothing_missing(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello?")
    await kari.takes_next()
    await mia.event("answered")
    seen = mia.events()[-1]["seq"]

    await mia.drop()
    for n in range(3):
        await kari.says(chat, f"while you were away {n}")
    await mia.arrive(after=seen)
    await kari.says(chat, "and now you are back")

    assert await mia.texts(5) == [
        "Hello?",
        *(f"while you were away {n}" for n in range(3)),
        "and now you are back",
    ]
    numbers = [event["seq"] for event in mia.events()]
    assert numbers == sorted(set(numbers))
    assert mia.welcome["chat"]["status"] == "active"


async def test_an_agents_console_comes_back_with_nothing_missing(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello?")
    await kari.takes_next()
    answered = await mia.event("answered")

    await kari.drop()
    await mia.says("Are you there?")
    await mia.says("I can wait.")
    await kari.arrive(after={chat: answered["seq"]})
    await mia.says("Good.")

    assert await kari.texts(3, chat) == ["Are you there?", "I can wait.", "Good."]
    numbers = [event["seq"] for event in kari.events(chat)]
    assert numbers == sorted(set(numbers))


async def test_a_very_long_absence_is_caught_up_page_by_page(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("0")
    await kari.takes_next()
    await mia.drop()
    for n in range(1, 451):
        await kari.says(chat, str(n))

    await mia.returns_to_page()

    assert await mia.texts(451) == [str(n) for n in range(451)]
    numbers = [event["seq"] for event in mia.events()]
    assert numbers == sorted(set(numbers))


async def test_the_same_key_sent_twice_is_one_message_with_one_number(world: World) -> None:
    await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")

    first = await mia.says("Only once", key="k1")
    again = await mia.says("Only once", key="k1")

    assert (again["seq"], again["at"]) == (first["seq"], first["at"])
    assert (await world.stored_kinds(chat)).count("message") == 2


async def test_a_key_is_remembered_for_ever_not_only_for_a_while(world: World) -> None:
    await world.agent("Kari")
    mia = await world.customer("Mia")
    await mia.starts("Hello")
    first = await mia.says("Early", key="early")
    for n in range(80):
        await mia.says(f"later {n}")
        await world.pass_time(1)

    again = await mia.says("Early", key="early")

    assert (again["seq"], again["at"]) == (first["seq"], first["at"])


async def test_a_text_that_was_stored_is_acknowledged_again_though_the_chat_has_ended(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.answers(chat)
    first = await mia.says("Did you get this?", key="k1")
    note = await kari.command("note.add", chat=chat, text="Yes", key="n1")
    await kari.ends(chat)
    await mia.drop()
    await world.pass_time(150)
    await mia.returns_to_page()

    again = await mia.says("Did you get this?", key="k1")
    note_again = await kari.command("note.add", chat=chat, text="Yes", key="n1")

    assert (again["seq"], again["at"]) == (first["seq"], first["at"])
    assert note_again["seq"] == note["seq"]
    assert (await refusal_of(mia.says("And this?"))).code == "conflict"


async def test_a_start_whose_answer_was_lost_is_not_a_second_chat(world: World) -> None:
    await world.agent("Kari")
    mia = await world.customer("Mia")
    first = await mia.starts("Hello", key="start-1")
    await mia.drop()
    lost_token, mia.token = mia.token, None
    await mia.arrive()

    again = await mia.starts("Hello", key="start-1")

    assert again == first
    assert mia.token != lost_token
    assert await world.stored_kinds(first) == ["started", "queued", "message"]
    assert (await mia.says("I am here"))["seq"] == 4


async def test_a_start_key_from_long_ago_opens_no_door_to_its_chat(world: World) -> None:
    await world.agent("Kari")
    mia = await world.customer("Mia")
    await mia.starts("Hello", key="start-1")
    eve = await world.customer("Eve")
    await world.pass_time(6 * 60)

    refusal = await refusal_of(eve.starts("Hello", key="start-1"))

    assert refusal.code == "conflict"


async def test_two_tabs_show_one_chat(world: World) -> None:
    await world.agent("Kari")
    mia = await world.customer("Mia")
    await mia.starts("Hello")
    tab = await mia.another_tab()

    await tab.says("from the second tab")
    await mia.says("from the first")

    both = ["Hello", "from the second tab", "from the first"]
    assert await mia.texts(3) == both
    assert await tab.texts(3) == both


async def test_when_all_agents_are_away_the_channel_says_so_and_takes_no_chat(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    assert mia.welcome["channel"]["state"] == "open"

    await kari.goes_away()
    await mia.until(lambda: [push for push in mia.of("channel") if push["channel"]["state"] == "away"])
    refusal = await refusal_of(mia.starts("Anybody?"))

    assert refusal.code == "closed"


async def test_away_agents_can_still_answer(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.goes_away()

    row = await kari.answers(chat)

    assert row["status"] == "active"


async def test_queue_positions_move_up_when_somebody_leaves(world: World) -> None:
    await world.agent("Kari")
    mia, leo, zoe = [await world.customer(name) for name in ("Mia", "Leo", "Zoe")]
    for customer in (mia, leo, zoe):
        await customer.starts("Hello")
        await world.pass_time(1)

    await zoe.until(lambda: [push for push in zoe.of("queue") if push["position"] == 3])
    await leo.command("chat.end")

    await zoe.until(lambda: zoe.of("queue")[-1]["position"] == 2)
    assert zoe.of("queue")[-1]["waiting"] == 2
    assert mia.of("queue")[-1]["position"] == 1
    assert await world.stored_kinds(leo.chat) == ["started", "queued", "message", "abandoned"]


async def test_the_average_wait_is_that_of_the_chats_answered_lately(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    await mia.starts("Hello")
    await world.pass_time(30)
    await kari.takes_next()
    leo = await world.customer("Leo")
    await leo.starts("Hello")

    push = (await leo.until(lambda: leo.of("queue")))[0]

    assert 30_000 <= push["average_wait_ms"] <= 31_000


async def test_a_customer_who_closes_the_window_in_the_queue_has_abandoned_after_the_grace(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await mia.drop()

    await world.pass_time(55)
    before = await world.stored_kinds(chat)
    await world.pass_time(10)

    assert before == ["started", "queued", "message"]
    assert await world.stored_kinds(chat) == ["started", "queued", "message", "abandoned"]
    assert await kari.takes_next() is None


async def test_a_customer_who_reloads_within_the_grace_is_still_in_the_queue(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await mia.drop()
    await world.pass_time(55)
    await mia.returns_to_page()
    await world.pass_time(120)

    row = await kari.takes_next()

    assert row is not None
    assert row["id"] == chat


async def test_a_customer_who_leaves_a_conversation_ends_it_after_the_grace(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.takes_next()
    await mia.drop()
    await world.pass_time(30)

    ended = await kari.event("ended", chat)

    assert ended["data"]["reason"] == "left"


async def test_a_silent_customer_is_warned_and_then_the_chat_ends(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.takes_next()
    await kari.says(chat, "What is your order number?")

    await world.pass_time(18 * 60 + 5)
    warned = await mia.event("idle_warned")
    await world.pass_time(2 * 60)
    ended = await mia.event("ended")

    assert ended["data"]["reason"] == "idle"
    assert ended["at"] >= warned["data"]["ends_at"]


async def test_an_answer_to_the_warning_keeps_the_chat(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.takes_next()
    await kari.says(chat, "What is your order number?")
    await world.pass_time(18 * 60 + 5)
    await mia.event("idle_warned")
    await mia.says("4711")

    await world.pass_time(30 * 60)

    assert (await world.stored_kinds(chat))[-1] == "message"


async def test_a_returning_customer_gets_her_agent_back(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.takes_next()
    await mia.command("chat.end")
    await mia.command("chat.rate", score=5, comment="quick")

    status = (await mia.command("chat.return"))["status"]
    await mia.says("One more thing")

    assert status == "active"
    assert await kari.texts(1, chat) == ["One more thing"]
    assert await world.stored_kinds(chat) == [*TALK, "ended", "rated", "returned", "answered", "message"]


@pytest.mark.parametrize("form", [PostChatForm(rating=False), PostChatForm(on=False)], ids=["no stars", "no form"])
async def test_a_channel_that_asks_for_no_stars_takes_none(world: World, form: PostChatForm) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.takes_next()
    await world.set_up(ChannelSettings(post_chat=form))
    goes_on = await refusal_of(mia.command("chat.rate", score=5))
    await mia.command("chat.end")

    refusal = await refusal_of(mia.command("chat.rate", score=5))

    assert (goes_on.code, refusal.code) == ("conflict", "forbidden")
    assert refusal.frame["message"] == "Ratings are not asked for here."
    assert (await world.stored_kinds(chat))[-1] == "ended"


async def test_a_customer_whose_agent_has_gone_returns_to_the_front_of_the_queue(world: World) -> None:
    kari, ola = await world.agents("Kari", "Ola")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.answers(chat)
    await kari.ends(chat)
    await kari.goes_away()
    leo = await world.customer("Leo")
    await leo.starts("I was here first")

    status = (await mia.command("chat.return"))["status"]
    row = await ola.takes_next()

    assert status == "queued"
    assert row is not None
    assert row["id"] == chat


async def test_the_way_back_closes_after_the_return_window(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.answers(chat)
    await kari.ends(chat)
    await world.pass_time(31 * 60)

    refusal = await refusal_of(mia.command("chat.return"))

    assert (refusal.code, refusal.frame["status"]) == ("conflict", "ended")


async def test_chats_of_a_lost_agent_go_to_the_front_of_the_queue(world: World) -> None:
    kari, ola = await world.agents("Kari", "Ola")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.answers(chat)
    leo = await world.customer("Leo")
    await leo.starts("Later")
    await kari.drop()

    await world.pass_time(125)
    row = await ola.takes_next()

    assert row is not None
    assert row["id"] == chat
    assert (await world.stored_kinds(chat))[-2:] == ["queued", "answered"]


async def test_an_agent_who_reloads_keeps_her_chats_and_stays_available(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.answers(chat)
    await kari.drop()
    await world.pass_time(25)
    await kari.arrive()
    await world.pass_time(300)

    await kari.says(chat, "Still here")

    assert {push["channel"]["state"] for push in mia.of("channel")} <= {"open"}
    assert (await world.stored_kinds(chat))[-1] == "message"


async def test_typing_and_its_preview_reach_the_agent_and_typing_reaches_the_customer(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.answers(chat)
    await mia.event("answered")

    await mia.mention("typing", on=True, preview="it was for mar")
    await kari.until(lambda: kari.of("typing"))
    await kari.mention("typing", chat=chat, on=True)
    await mia.until(lambda: mia.of("typing"))

    assert kari.of("typing")[0] == {"type": "typing", "on": True, "chat": chat, "preview": "it was for mar"}
    assert mia.of("typing")[0] == {"type": "typing", "on": True, "name": "Kari"}


async def test_what_a_customer_types_is_not_shown_where_the_channel_keeps_it_to_her(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.answers(chat)
    await world.set_up(ChannelSettings(show_typing=False))

    await mia.mention("typing", on=True, preview="it was for mar")

    assert await kari.until(lambda: kari.of("typing")) == [{"type": "typing", "on": True, "chat": chat}]


async def test_each_side_learns_what_the_other_has_read(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.answers(chat)
    seq = (await kari.says(chat, "Hi"))["seq"]

    await mia.mention("read", seq=seq)
    await kari.mention("read", chat=chat, seq=seq)

    assert (await kari.until(lambda: kari.of("read")))[0] == {"type": "read", "seq": seq, "chat": chat}
    assert (await mia.until(lambda: mia.of("read")))[0] == {"type": "read", "seq": seq}


async def test_notes_stay_between_agents(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.answers(chat)

    await kari.command("note.add", chat=chat, text="Pays late", key="n1")
    await kari.says(chat, "Hi Mia")
    await mia.texts(2)
    await mia.returns_to_page()
    await mia.texts(2)

    assert "note" in await kari.log_kinds(chat)
    assert "note" not in mia.seen_kinds()


async def test_a_chat_nobody_uses_leaves_the_memory_and_comes_back_from_its_row(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.answers(chat)
    await kari.ends(chat)
    await mia.event("ended")
    await mia.drop()
    await world.pass_time(150)
    asleep = world.server.house.directory.find(f"chat/{chat}") is None

    await mia.returns_to_page()
    await mia.command("chat.rate", score=4)

    assert asleep
    assert (await world.stored_kinds(chat))[-1] == "rated"


async def test_a_full_queue_is_said_and_takes_nobody_more(tmp_path: Path) -> None:
    setting = Setting()
    setting.channels["support"] = ChannelSettings(limits=Limits(queue_max=1))
    async with world_of(tmp_path, setting) as world:
        await world.agent("Kari")
        mia, leo = await world.customer("Mia"), await world.customer("Leo")
        await mia.starts("Hello")

        refusal = await refusal_of(leo.starts("Hello"))

        assert refusal.code == "queue_full"


async def test_the_customer_sees_as_much_of_the_agent_as_the_channel_shows(tmp_path: Path) -> None:
    setting = Setting()
    setting.channels["support"] = ChannelSettings(look=Look(first_name_only=True), welcome="Welcome to support!")
    setting.agents["Kari Nordmann"] = setting.agents.pop("Kari")
    async with world_of(tmp_path, setting) as world:
        kari = await world.agent("Kari Nordmann")
        mia = await world.customer("Mia")
        await mia.starts("Hello")

        await kari.takes_next()
        answered = await mia.event("answered")

        assert answered["data"]["agent"]["name"] == "Kari"
        assert await mia.texts(2) == ["Hello", "Welcome to support!"]


async def test_after_a_restart_every_open_chat_is_where_it_was(tmp_path: Path) -> None:
    async with world_of(tmp_path) as world:
        kari = await world.agent("Kari")
        mia, leo = await world.customer("Mia"), await world.customer("Leo")
        served = await mia.starts("Hello")
        await kari.answers(served)
        await leo.starts("I wait")
    async with world_of(tmp_path) as world:
        token = mia.token
        mia, kari = await world.customer("Mia"), await world.agent("Kari")
        mia.token = token
        await mia.drop()
        await mia.returns_to_page()

        assert mia.welcome["chat"]["status"] == "active"
        assert [row["id"] for row in kari.welcome["chats"]] == [served]
        assert [row["id"] for row in kari.welcome["queue"]] == [leo.chat]
        await kari.says(served, "Sorry, we had to restart")
        assert (await mia.texts(2))[-1] == "Sorry, we had to restart"
        await trio.sleep(150)
        assert (await world.stored_kinds(leo.chat))[-1] == "abandoned"


async def test_after_a_restart_a_waiting_customer_still_learns_her_place(tmp_path: Path) -> None:
    async with world_of(tmp_path) as world:
        await world.agent("Kari")
        mia, leo = await world.customer("Mia"), await world.customer("Leo")
        await mia.starts("First")
        await world.pass_time(1)
        await leo.starts("Second")
        token = leo.token
    async with world_of(tmp_path) as world:
        leo = await world.customer("Leo")
        await leo.drop()
        leo.token = token
        await leo.returns_to_page()

        push = (await leo.until(lambda: leo.of("queue")))[0]

        assert (push["position"], push["waiting"]) == (2, 2)


async def test_the_average_wait_is_known_after_a_restart_too(tmp_path: Path) -> None:
    async with world_of(tmp_path) as world:
        kari = await world.agent("Kari")
        mia = await world.customer("Mia")
        await mia.starts("Hello")
        await world.pass_time(30)
        await kari.takes_next()
    async with world_of(tmp_path) as world:
        leo = await world.customer("Leo")

        assert 30_000 <= leo.welcome["channel"]["average_wait_ms"] <= 31_000


async def test_an_agent_whose_console_goes_has_stopped_typing(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello")
    await kari.answers(chat)
    await mia.event("answered")
    await kari.mention("typing", chat=chat, on=True)
    await mia.until(lambda: mia.of("typing"))

    await kari.drop()

    await mia.until(lambda: not mia.of("typing")[-1]["on"])


async def test_every_column_of_a_row_says_what_its_state_says_whatever_was_written_last(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Hello", email="mia@example.com")

    async def agrees() -> bool:
        row = await world.server.store.read(load, chat)
        assert row is not None
        kept = kept_of(row)
        return chat_row(kept.chat, kept.marks) == row

    told = [await agrees()]
    await mia.says("Anybody?")
    told.append(await agrees())
    await kari.answers(chat)
    await mia.says("There you are")
    told.append(await agrees())
    await kari.says(chat, "Hi")  # the first response is a figure of the row
    told.append(await agrees())
    await kari.says(chat, "How can I help?")
    told.append(await agrees())
    await kari.ends(chat)
    await mia.command("chat.rate", score=4)
    told.append(await agrees())

    assert told == [True] * 6


async def test_a_console_that_comes_back_has_each_chat_for_the_reason_the_chat_itself_knows(world: World) -> None:
    """The agent's actor may have passed over the news of a handover: a later row came first."""
    kari, ola = await world.agents("Kari", "Ola")
    mia = await world.customer("Mia")
    chat = await mia.starts("Where is my invoice?")
    await kari.answers(chat)
    await kari.offers(chat, ola)
    await ola.accepts(chat)
    await kari.row(chat, lambda row: row.get("listening", False))
    directory = world.server.house.directory
    me = kari.welcome["agent"]["id"]
    directory.tell(f"agent/{me}", Concerns(await directory.ask(f"chat/{chat}", Peek()), "agent"))

    again = await kari.another()
    card = await directory.ask(f"agent/{me}", WhoIs())

    assert [(row["id"], row["listening"]) for row in again.welcome["chats"]] == [(chat, True)]
    assert card.chats == 0


async def test_news_from_before_a_chat_was_last_looked_at_changes_no_list(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await world.customer("Mia")
    chat = await mia.starts("Where is my invoice?")
    await kari.answers(chat)
    directory = world.server.house.directory
    before = await directory.ask(f"chat/{chat}", Peek())
    await kari.ends(chat)
    await kari.row(chat, lambda row: row["status"] == "ended")
    seen = len(kari.of("chats.changed"))

    for late in (Concerns(before, "agent"), Released(before)):
        directory.tell(f"agent/{kari.welcome['agent']['id']}", late)
    again = await kari.another()

    assert [row["status"] for row in again.welcome["chats"]] == ["ended"]
    assert len(kari.of("chats.changed")) == seen
