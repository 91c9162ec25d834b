"""Addresses: one actor each, activated by who writes to it, and no mail lost when it goes."""

import random
from collections.abc import AsyncIterator

import pytest
import trio
from structlog.testing import capture_logs
from trio.testing import wait_all_tasks_blocked

from actors.directory import Directory, UnknownAddress
from actors.runtime import ActorDeadError, TrioActor, TrioActorRef
from actors.supervisor import ActorSystem
from tests.actors.receipts import Receipt

LEDGER: list[tuple[str, object]] = []


class Sleepy(TrioActor):
    """Passivates whenever its mailbox has become empty. Loading and storing take their time."""

    running = 0

    def __init__(self, address: str) -> None:
        super().__init__()
        self.name = address

    async def on_start(self) -> None:
        Sleepy.running += 1
        assert Sleepy.running == 1, "two writers of one log"
        await trio.lowlevel.checkpoint()

    async def on_stop(self) -> None:
        await trio.lowlevel.checkpoint()
        Sleepy.running -= 1

    def on_drained(self) -> None:
        self.passivate()

    async def on_receive(self, message: object) -> object:
        LEDGER.append((self.name, message))
        if isinstance(message, int) and message % 3 == 0:
            await trio.lowlevel.checkpoint()
        return message


class Awake(TrioActor):
    def __init__(self) -> None:
        super().__init__()
        self.got: list[object] = []

    def on_receive(self, message: object) -> object:
        self.got.append(message)
        if message == "fail":
            raise ValueError("boom")
        return list(self.got)


@pytest.fixture
async def directory() -> AsyncIterator[Directory]:
    LEDGER.clear()
    Sleepy.running = 0
    async with ActorSystem() as system:

        def awake(address: str) -> TrioActorRef:
            return system.start(Awake, address=address, permanent=False)

        def sleepy(address: str) -> TrioActorRef:
            return system.start(Sleepy, address, address=address, permanent=False)

        opened = Directory(system)
        opened.register("chat", awake)
        opened.register("sleepy", sleepy)
        yield opened


async def test_an_address_is_activated_by_the_first_who_writes_to_it(directory: Directory) -> None:
    assert directory.find("chat/1") is None

    directory.tell("chat/1", "told")

    assert await directory.ask("chat/1", "asked") == ["told", "asked"]
    assert directory.find("chat/1") is directory.ref("chat/1")


async def test_two_callers_in_one_step_make_one_actor(directory: Directory) -> None:
    assert directory.ref("chat/1") is directory.ref("chat/1")
    assert len(directory.live("chat")) == 1


async def test_send_and_post_go_by_address_too(directory: Directory) -> None:
    receipt = Receipt()

    await directory.send("chat/1", "sent")
    await directory.post("chat/1", "posted", receipt)
    await wait_all_tasks_blocked()

    assert receipt.got == [["sent", "posted"]]


async def test_live_lists_the_living_of_one_kind(directory: Directory) -> None:
    for address in ("chat/1", "chat/2", "chat/3"):
        directory.tell(address, "x")
    await directory.ref("chat/2").stop()

    assert [ref.address for ref in directory.live("chat")] == ["chat/1", "chat/3"]
    assert directory.live("sleepy") == []
    assert directory.live("no such kind") == []


async def test_an_actor_that_failed_is_found_no_more_and_made_anew_on_the_next_message(
    directory: Directory,
) -> None:
    before = directory.ref("chat/1")
    with capture_logs():
        directory.tell("chat/1", "fail")
        await wait_all_tasks_blocked()

    assert directory.find("chat/1") is None
    assert await directory.ask("chat/1", "again") == ["again"]
    assert directory.ref("chat/1") is not before


async def test_mail_that_comes_while_a_failed_actor_says_goodbye_goes_to_the_successor(
    directory: Directory,
) -> None:
    goodbye = trio.Event()

    class Closing(TrioActor):
        async def on_failure(self, *_about: object) -> None:
            await goodbye.wait()

        def on_receive(self, message: object) -> None:
            raise ValueError(message)

    Closing.start(address="chat/1").tell("boom")
    with capture_logs():
        await wait_all_tasks_blocked()
        asked = directory.ask("chat/1", "meanwhile")
        goodbye.set()

        assert await asked == ["meanwhile"]


async def test_a_permanent_child_is_found_without_a_factory() -> None:
    async with ActorSystem() as system:
        directory = Directory(system)
        ref = await system.start_child(Awake, address="channel/1")

        assert directory.ref("channel/1") is ref


@pytest.mark.parametrize("address", ["nobody/1", "chat/", "chat", "", "/"])
async def test_an_address_that_nobody_can_live_at_is_refused(directory: Directory, address: str) -> None:
    with pytest.raises(UnknownAddress):
        directory.tell(address, "x")


async def test_a_kind_has_one_factory(directory: Directory) -> None:
    with pytest.raises(ValueError, match="chat has a factory"):
        directory.register("chat", directory.ref)


async def test_a_factory_that_makes_somebody_else_is_found_out(directory: Directory) -> None:
    directory.register("stray", lambda _address: directory.ref("chat/1"))

    with pytest.raises(ValueError, match="made chat/1 for stray/1"):
        directory.ref("stray/1")


async def test_mail_told_in_the_step_of_passivation_goes_to_the_successor(directory: Directory) -> None:
    class Leaving(TrioActor):
        def on_receive(self, message: object) -> object:
            if message == "leave":
                assert self.passivate()
                directory.tell("sleepy/1", "told while leaving")
                assert not self.passivate()  # once is enough
            return message

    first = Leaving.start(address="sleepy/1")
    await first.ask("leave")
    await wait_all_tasks_blocked()

    assert LEDGER == [("sleepy/1", "told while leaving")]


async def test_no_mail_is_lost_nor_disordered_while_an_actor_passivates_again_and_again(
    directory: Directory,
) -> None:
    """Many writers, an actor that leaves after each burst: all mail is handled, each writer's in order."""
    chance = random.Random(7)
    answers: list[object] = []

    async def write(writer: int) -> None:
        for n in range(100):
            mail = writer * 1_000 + n
            match chance.randrange(3):
                case 0:
                    directory.tell("sleepy/1", mail)
                case 1:
                    answers.append(await directory.ask("sleepy/1", mail))
                case _:
                    await directory.send("sleepy/1", mail)
            for _ in range(chance.randrange(4)):
                await trio.lowlevel.checkpoint()

    async with trio.open_nursery() as nursery:
        for writer in range(8):
            nursery.start_soon(write, writer)
    await wait_all_tasks_blocked()

    handled = [mail for _, mail in LEDGER if isinstance(mail, int)]
    assert len(handled) == 800
    for writer in range(8):
        assert [mail for mail in handled if mail // 1_000 == writer] == [writer * 1_000 + n for n in range(100)]
    assert set(answers) <= set(handled)
    assert Sleepy.running == 0


async def test_mail_from_a_thread_finds_whoever_lives_there_when_it_arrives(directory: Directory) -> None:
    def tell_all() -> None:
        for n in range(200):
            directory.tell("sleepy/1", n)

    async with trio.open_nursery() as nursery:
        for _ in range(3):
            nursery.start_soon(trio.to_thread.run_sync, tell_all)
    await wait_all_tasks_blocked()

    assert len(LEDGER) == 600


async def test_who_holds_the_ref_of_an_actor_that_left_is_told_and_can_ask_the_directory_again(
    directory: Directory,
) -> None:
    held = directory.ref("sleepy/1")
    await held.ask("x")
    await held.ended()

    with pytest.raises(ActorDeadError):
        held.tell("y")
    assert await directory.ask("sleepy/1", "y") == "y"
