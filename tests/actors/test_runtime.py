"""The promises of the actor runtime: an ask is always answered, a failed tell is judged, no mail is lost."""

import gc
import weakref
from collections.abc import AsyncIterator, Callable, Coroutine
from contextvars import ContextVar
from typing import Any, ClassVar

import msgspec
import pykka
import pytest
import structlog
import trio
from structlog.testing import capture_logs
from trio.testing import MockClock, wait_all_tasks_blocked

from actors.runtime import (
    ActorDeadError,
    AddressTaken,
    AskCycle,
    MailboxFull,
    TrioActor,
    TrioActorRef,
    TrioFuture,
    WouldBlock,
)
from actors.runtime.registry import OrderedRefs
from actors.supervisor import ActorSystem
from tests.actors.receipts import Receipt


class NotFound(Exception):  # noqa: N818
    pass


class Worker(TrioActor):
    """Does what it is handed: a callable is called with the actor (and awaited), anything else is returned."""

    capacity = 4

    def __init__(self, diary: list[str] | None = None) -> None:
        super().__init__()
        self.diary = diary if diary is not None else []
        self.seen: list[object] = []

    def on_start(self) -> None:
        self.diary.append("start")

    async def on_stop(self) -> None:
        self.diary.append("stop")

    async def on_failure(self, *about: object) -> None:
        self.diary.append(f"failure {about[1]}")

    def on_drained(self) -> None:
        self.diary.append("drained")

    def on_receive(self, message: Any) -> Any:  # noqa: ANN401
        self.seen.append(message)
        return message(self) if callable(message) else message


class Fails:
    """A mail that fails, with contents that no log may show."""

    secret = "the customer's words"

    def __call__(self, _worker: Worker) -> None:
        raise ValueError("boom")


class Note:
    secret = "the customer's words"


@pytest.fixture
async def system() -> AsyncIterator[ActorSystem]:
    async with ActorSystem() as opened:
        yield opened


Start = Callable[..., TrioActorRef]


@pytest.fixture
def start(system: ActorSystem) -> Start:
    def start_worker(*, name: str = "a", permanent: bool = False, diary: list[str] | None = None) -> TrioActorRef:
        return system.start(Worker, diary, address=f"worker/{name}", permanent=permanent)

    return start_worker


async def hold(ref: TrioActorRef) -> trio.Event:
    """Keep an actor busy until the event is set, so that its mailbox fills."""
    release = trio.Event()

    async def wait(_worker: Worker) -> None:
        await release.wait()

    ref.tell(wait)
    await wait_all_tasks_blocked()
    return release


def sleeps(seconds: float) -> Callable[[Worker], Any]:
    async def sleep(_worker: Worker) -> None:
        await trio.sleep(seconds)

    return sleep


def runs_through(coroutine: Coroutine[Any, Any, None]) -> bool:
    """Whether it ends without a pass through the scheduler."""
    try:
        coroutine.send(None)
    except StopIteration:
        return True
    return False


# An ask is always answered.


async def test_an_ask_is_answered_by_a_handler_that_waits_or_not(start: Start) -> None:
    async def wait(_worker: Worker) -> str:
        await trio.lowlevel.checkpoint()
        return "waited"

    ref = start()

    assert await ref.ask("at once") == "at once"
    assert await ref.ask(wait) == "waited"


async def test_a_failed_ask_goes_to_the_asker_and_the_actor_lives_on(start: Start) -> None:
    diary: list[str] = []
    ref = start(diary=diary)

    with pytest.raises(ValueError, match="boom"):
        await ref.ask(Fails())

    assert await ref.ask("still here") == "still here"
    assert not [line for line in diary if line.startswith("failure")]


async def test_when_a_temporary_actor_fails_its_pending_asks_get_an_error_and_its_tells_a_line(
    start: Start,
) -> None:
    diary: list[str] = []
    ref = start(diary=diary)
    ref.tell(Fails())
    ask = ref.ask("never handled")
    ref.tell(Note())
    ref.tell(Note())

    with capture_logs() as lines, pytest.raises(ActorDeadError):
        await ask

    assert diary == ["start", "failure boom"]
    assert not ref.is_alive()
    failed, dead = [line for line in lines if line["event"] in {"actor.failed", "actor.dead_letter"}]
    assert failed["mail"] == "Fails"
    assert (dead["mail"], dead["count"], dead["to"]) == ("Note", 2, "worker/a")
    assert "words" not in str(lines)


async def test_what_on_start_raises_is_the_answer_to_queued_asks_and_posts(system: ActorSystem) -> None:
    loaded = trio.Event()

    class Missing(TrioActor):
        capacity = 2

        async def on_start(self) -> None:
            await loaded.wait()
            raise NotFound("no such chat")

    ref = system.start(Missing, address="chat/none", permanent=False)
    receipt = Receipt()
    asked = ref.ask("hello?")
    await ref.post("hello?", receipt)

    with capture_logs() as lines:
        async with trio.open_nursery() as nursery:

            @nursery.start_soon
            async def _in_line() -> None:
                with pytest.raises(NotFound):
                    await ref.send("no room for this")

            await wait_all_tasks_blocked()
            loaded.set()
            with pytest.raises(NotFound):
                await asked

    assert [type(got) for got in receipt.got] == [NotFound]
    assert not [line for line in lines if line["event"] == "actor.failed"]  # an answer is not a failure


async def test_a_failing_on_start_that_nobody_asked_for_is_in_the_log(system: ActorSystem) -> None:
    class Missing(TrioActor):
        def on_start(self) -> None:
            raise NotFound("no such chat")

    with capture_logs() as lines:
        await system.start(Missing, address="chat/none", permanent=False).ended()

    assert [line["event"] for line in lines] == ["actor.failed"]


async def test_a_cancelled_actor_answers_the_ask_at_hand_and_all_that_wait() -> None:
    receipts = [Receipt(), Receipt()]

    async with ActorSystem() as system:
        ref = system.start(Worker, address="worker/a", permanent=False)
        await ref.post(sleeps(5), receipts[0])
        await ref.post("queued", receipts[1])
        await wait_all_tasks_blocked()
        system.home.nursery.cancel_scope.cancel()

    assert [[type(got) for got in receipt.got] for receipt in receipts] == [[ActorDeadError]] * 2


async def test_a_dead_actor_refuses_tell_send_and_post_and_answers_an_ask_with_an_error(start: Start) -> None:
    ref = start()
    await ref.stop()

    with pytest.raises(ActorDeadError):
        ref.tell("x")
    with pytest.raises(ActorDeadError):
        await ref.send("x")
    with pytest.raises(ActorDeadError):
        await ref.post("x", Receipt())
    with pytest.raises(ActorDeadError):
        await ref.ask("x")


async def test_a_reply_that_breaks_is_not_the_actors_failure(start: Start) -> None:
    class Broken(Receipt):
        def set(self, value: object) -> None:  # noqa: ARG002
            raise OSError("the socket is gone")

    ref = start()
    with capture_logs() as lines:
        await ref.post("x", Broken())
        assert await ref.ask("still here") == "still here"

    assert [line["event"] for line in lines] == ["actor.reply_failed"]


# Restarts.


async def test_a_permanent_actor_is_reborn_in_place_with_its_mailbox(
    start: Start,
    autojump_clock: MockClock,  # noqa: ARG001
) -> None:
    diary: list[str] = []
    ref = start(permanent=True, diary=diary)
    await ref.ask(lambda worker: worker.seen.append("a memory of the first life"))
    proxy: Any = ref.proxy()
    diary.clear()

    ref.tell(Fails())
    asked = ref.ask(lambda worker: list(worker.seen))

    assert len(await asked) == 1  # itself: a fresh __init__, and the mail that failed is dropped
    assert diary == ["failure boom", "start", "drained"]
    assert ref.statistics().restarts == 1
    assert len(await proxy.seen) == 1  # a proxy made before holds as well


async def test_what_a_life_leaves_to_the_next_is_there_when_that_begins_and_in_those_after(
    system: ActorSystem,
    autojump_clock: MockClock,  # noqa: ARG001
) -> None:
    class Heir(TrioActor):
        def __init__(self, name: str, *, left: int = 0) -> None:
            super().__init__()
            self.known = name, left

        def on_receive(self, message: object) -> tuple[str, int]:
            if message == "fail":
                raise ValueError(message)
            return self.known

        def on_failure(self, *_failure: object) -> None:
            if self.known[1] == 0:
                self.bequeath(left=7)

    ref = system.start(Heir, "an heir", address="heir/1", permanent=True)
    told = [await ref.ask("what?")]
    for _ in range(2):
        ref.tell("fail")
        told.append(await ref.ask("what?"))

    assert told == [("an heir", 0), ("an heir", 7), ("an heir", 7)]


async def test_a_permanent_actor_whose_on_start_fails_is_reborn_too(
    system: ActorSystem,
    autojump_clock: MockClock,  # noqa: ARG001
) -> None:
    tries: list[int] = []

    class Late(TrioActor):
        def on_start(self) -> None:
            tries.append(1)
            if len(tries) < 3:
                raise OSError("the store is locked")

        def on_receive(self, message: object) -> object:
            return message

    ref = system.start(Late, address="channel/1", permanent=True)

    assert await ref.ask("there?") == "there?"
    assert len(tries) == 3


async def test_a_failing_on_failure_or_on_stop_does_not_keep_an_actor_from_ending(system: ActorSystem) -> None:
    class Clumsy(Worker):
        async def on_failure(self, *_about: object) -> None:
            raise KeyError("in on_failure")

        async def on_stop(self) -> None:
            raise KeyError("in on_stop")

    failing = system.start(Clumsy, address="worker/a", permanent=False)
    stopping = system.start(Clumsy, address="worker/b", permanent=False)
    with capture_logs() as lines:
        failing.tell(Fails())
        await failing.ended()
        assert await stopping.stop()

    assert [line.get("hook") for line in lines if line["event"] == "actor.failed"] == [
        None,
        "on_failure",
        "on_stop",
    ]


async def test_on_drained_that_fails_is_a_failure_of_the_actor(system: ActorSystem) -> None:
    class Clumsy(Worker):
        def on_drained(self) -> None:
            raise ValueError("cannot push")

    diary: list[str] = []
    ref = system.start(Clumsy, diary, address="worker/a", permanent=False)
    ref.tell("x")
    await ref.ended()

    assert diary == ["start", "failure cannot push"]


# The bounded mailbox.


async def test_a_full_mailbox_refuses_a_tell_and_answers_an_ask_with_mailbox_full(start: Start) -> None:
    ref = start()
    release = await hold(ref)
    for n in range(Worker.capacity):
        ref.tell(n)

    with pytest.raises(MailboxFull, match="worker/a"):
        ref.tell("one too many")
    with pytest.raises(MailboxFull):
        await ref.ask("one too many")

    release.set()
    assert await ref.stop()


async def test_what_must_arrive_fits_into_a_full_mailbox(start: Start) -> None:
    class Departure(msgspec.Struct, frozen=True):
        must_arrive: ClassVar[bool] = True

    ref = start()
    release = await hold(ref)
    for n in range(Worker.capacity):
        ref.tell(n)

    ref.tell(Departure())

    assert ref.statistics().depth == Worker.capacity + 1
    release.set()
    assert await ref.stop()


async def test_post_and_send_into_room_make_no_pass_through_the_scheduler(start: Start) -> None:
    ref, receipt = start(), Receipt()

    assert runs_through(ref.send("x"))
    assert runs_through(ref.post("y", receipt))

    await wait_all_tasks_blocked()
    assert receipt.got == ["y"]


async def test_who_waits_for_room_is_handled_in_the_order_of_posting(start: Start, nursery: trio.Nursery) -> None:
    ref = start()
    release = await hold(ref)
    for n in range(Worker.capacity):
        ref.tell(n)
    for each in "abc":
        nursery.start_soon(ref.send, each)
        await wait_all_tasks_blocked()

    release.set()
    await wait_all_tasks_blocked()

    seen = await ref.ask(lambda worker: worker.seen[1:-1])
    assert seen == [0, 1, 2, 3, "a", "b", "c"]


async def test_a_cancelled_sender_leaves_the_line_and_its_mail_is_never_handled(start: Start) -> None:
    ref = start()
    release = await hold(ref)
    for n in range(Worker.capacity):
        ref.tell(n)

    with trio.CancelScope() as scope:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(ref.send, "regretted")
            await wait_all_tasks_blocked()
            scope.cancel()
    release.set()
    await wait_all_tasks_blocked()

    assert "regretted" not in await ref.ask(lambda worker: list(worker.seen))


async def test_who_waits_for_room_at_an_actor_that_dies_is_told(start: Start) -> None:
    ref, receipt = start(), Receipt()
    release = trio.Event()

    async def fail_later(_worker: Worker) -> None:
        await release.wait()
        raise ValueError("boom")

    ref.tell(fail_later)
    await wait_all_tasks_blocked()
    for n in range(Worker.capacity):
        ref.tell(n)

    async with trio.open_nursery() as nursery:

        @nursery.start_soon
        async def _in_line() -> None:
            with pytest.raises(ActorDeadError):
                await ref.post("x", receipt)

        await wait_all_tasks_blocked()
        release.set()

    assert receipt.got == []  # the post raised, so the reply stays untouched


async def test_stop_passes_a_full_mailbox_and_lets_the_mail_before_it_be_handled(start: Start) -> None:
    diary: list[str] = []
    ref = start(diary=diary)
    release = await hold(ref)
    asked = [ref.ask(n) for n in range(Worker.capacity)]
    stopped = ref.stop()

    release.set()

    assert await stopped is True
    assert [await answer for answer in asked] == [0, 1, 2, 3]
    assert diary == ["start", "drained", "stop"]
    assert await ref.stop() is False


async def test_mail_behind_a_stop_is_answered_with_an_error(start: Start) -> None:
    ref = start()
    release = await hold(ref)
    stopped, asked = ref.stop(), ref.ask("too late")

    release.set()

    assert await stopped
    with pytest.raises(ActorDeadError):
        await asked


# Threads.


async def test_a_worker_thread_may_tell(start: Start) -> None:
    ref = start()

    await trio.to_thread.run_sync(ref.tell, "from a thread")
    await wait_all_tasks_blocked()

    assert "from a thread" in await ref.ask(lambda worker: list(worker.seen))


async def test_what_a_thread_tells_a_full_mailbox_is_a_dead_letter_and_the_run_lives(start: Start) -> None:
    ref = start()
    release = await hold(ref)
    for n in range(Worker.capacity):
        ref.tell(n)

    with capture_logs() as lines:
        await trio.to_thread.run_sync(ref.tell, Note())
        await wait_all_tasks_blocked()

    assert [(line["event"], line["mail"], line["why"]) for line in lines] == [
        ("actor.dead_letter", "Note", "MailboxFull")
    ]
    release.set()


async def test_a_worker_thread_may_not_ask(start: Start) -> None:
    ref = start()

    with pytest.raises(RuntimeError, match="may tell, nothing else"):
        _ = await trio.to_thread.run_sync(ref.ask, "x")


# Who waits for whom.


def asks(target: Callable[[], TrioActorRef], message: object = "x") -> Callable[[Worker], Any]:
    async def ask(_worker: Worker) -> object:
        answer: object = await target().ask(message)
        return answer

    return ask


async def test_an_actor_that_asks_itself_is_told_of_the_cycle(start: Start) -> None:
    ref = start()

    with pytest.raises(AskCycle):
        await ref.ask(asks(lambda: ref))


async def test_a_cycle_over_three_actors_is_found_when_it_would_close(start: Start) -> None:
    a, b, c = start(name="a"), start(name="b"), start(name="c")

    with pytest.raises(AskCycle):
        await a.ask(asks(lambda: b, asks(lambda: c, asks(lambda: a))))

    assert await a.ask("and all live on") == "and all live on"


async def test_a_cycle_that_two_independent_tells_make_is_found(start: Start) -> None:
    a, b = start(name="a"), start(name="b")
    found: list[str] = []

    def careful(target: TrioActorRef) -> Callable[[Worker], Any]:
        async def ask(_worker: Worker) -> None:
            await trio.lowlevel.checkpoint()
            try:
                await target.ask("x")
            except AskCycle:
                found.append(target.address)

        return ask

    a.tell(careful(b))
    b.tell(careful(a))
    await wait_all_tasks_blocked()

    assert len(found) == 1
    assert await a.ask("there?") == "there?"
    assert await b.ask("there?") == "there?"


async def test_an_actor_that_waits_for_room_in_its_own_mailbox_is_told_of_the_cycle(start: Start) -> None:
    ref = start()

    async def flood(worker: Worker) -> None:
        for n in range(Worker.capacity + 1):
            await worker.actor_ref.send(n)

    with pytest.raises(AskCycle):
        await ref.ask(flood)


async def test_a_task_that_a_handler_left_behind_may_ask_its_actor(start: Start, nursery: trio.Nursery) -> None:
    ref = start()
    got: list[object] = []

    async def ask_later() -> None:
        got.append(await ref.ask("x"))

    await ref.ask(lambda _worker: nursery.start_soon(ask_later))
    await wait_all_tasks_blocked()

    assert got == ["x"]


# The loop.


async def test_a_mailbox_is_drained_in_one_go_and_on_drained_comes_once(start: Start) -> None:
    diary: list[str] = []
    ref = start(diary=diary)
    ref.actor_inbox.capacity = 100
    turns: list[int] = []
    seen_at: list[int] = []

    async def take_every_turn() -> None:
        while len(seen_at) < 60:
            turns.append(1)
            await trio.lowlevel.checkpoint()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(take_every_turn)
        for _ in range(60):
            ref.tell(lambda _worker: seen_at.append(len(turns)))
    await wait_all_tasks_blocked()

    assert len(set(seen_at)) == 1  # nobody else had a turn in between
    assert diary == ["start", "drained"]


async def test_a_busy_actor_lets_others_run_after_64_mails(start: Start, nursery: trio.Nursery) -> None:
    ref = start()
    ref.actor_inbox.capacity = 1_000
    handled: list[int] = []
    gaps: list[int] = []

    async def watch() -> None:
        while len(handled) < 640:
            before = len(handled)
            await trio.lowlevel.checkpoint()
            gaps.append(len(handled) - before)

    for n in range(640):
        ref.tell(lambda _worker, n=n: handled.append(n))
    nursery.start_soon(watch)
    await wait_all_tasks_blocked()

    assert handled == list(range(640))
    assert max(gaps) <= 128  # trio shuffles who goes first, so two turns may touch


async def test_an_actor_inherits_nothing_of_the_task_that_started_it_and_is_bound_in_the_log(start: Start) -> None:
    connection: ContextVar[str] = ContextVar("connection", default="none")
    connection.set("c-1")
    with structlog.contextvars.bound_contextvars(connection="c-1"):
        ref = start()

    assert await ref.ask(lambda _worker: dict(structlog.contextvars.get_contextvars())) == {"actor": "worker/a"}
    assert await ref.ask(lambda _worker: connection.get()) == "none"


async def test_statistics_tell_the_operator_depth_age_and_life(start: Start, autojump_clock: MockClock) -> None:  # noqa: ARG001
    ref = start()
    release = await hold(ref)
    ref.tell(1)
    ref.tell(2)
    await trio.sleep(3)

    busy = ref.statistics()
    release.set()
    await wait_all_tasks_blocked()
    idle = ref.statistics()

    assert (busy.address, busy.kind, busy.depth, busy.oldest_ms, busy.handled) == (
        "worker/a",
        "worker",
        2,
        3000,
        0,
    )
    assert (idle.depth, idle.peak_depth, idle.oldest_ms, idle.handled) == (0, 2, 0, 3)
    assert idle.alive_ms == 3000
    assert idle.restarts == 0


# Passivation, and one actor per address.


async def test_an_actor_with_mail_does_not_passivate(start: Start) -> None:
    ref = start()
    release = await hold(ref)
    asked = ref.ask(lambda worker: worker.passivate())
    after = ref.ask("x")
    release.set()

    assert await asked is False
    assert await after == "x"
    assert await ref.ask(lambda worker: worker.passivate()) is True
    assert not ref.is_alive()


async def test_a_passivating_actor_flushes_and_stops_in_good_order(start: Start) -> None:
    diary: list[str] = []
    ref = start(diary=diary)

    await ref.ask(lambda worker: worker.passivate())
    await ref.ended()

    assert diary == ["start", "drained", "stop"]


async def test_a_permanent_actor_does_not_passivate(start: Start) -> None:
    ref = start(permanent=True)

    assert await ref.ask(lambda worker: worker.passivate()) is False


async def test_a_living_actors_address_is_taken(start: Start) -> None:
    start()

    with pytest.raises(AddressTaken, match="worker/a"):
        start()


async def test_a_successor_takes_mail_at_once_but_starts_only_when_its_predecessor_is_gone(
    system: ActorSystem,
) -> None:
    diary: list[str] = []
    written = trio.Event()

    class Writer(Worker):
        async def on_stop(self) -> None:
            self.diary.append("writing")
            await written.wait()
            self.diary.append("written")

    first = system.start(Writer, diary, address="chat/1", permanent=False)
    await first.ask(lambda worker: worker.passivate())
    second = system.start(Writer, diary, address="chat/1", permanent=False)
    asked = second.ask("for the second")
    await wait_all_tasks_blocked()
    assert diary == ["start", "drained", "writing"]
    written.set()

    assert await asked == "for the second"
    assert diary[:5] == ["start", "drained", "writing", "written", "start"]


async def test_a_dying_actor_that_asks_its_successor_is_told_of_the_cycle(system: ActorSystem) -> None:
    heirs: list[TrioActorRef] = []
    found: list[str] = []

    class Clinging(Worker):
        async def on_stop(self) -> None:
            if not heirs:
                heirs.append(system.start(Worker, address="chat/1", permanent=False))
                await wait_all_tasks_blocked()
                try:
                    await heirs[0].ask("x")
                except AskCycle:
                    found.append("cycle")

    ref = system.start(Clinging, address="chat/1", permanent=False)
    await ref.ask(lambda worker: worker.passivate())
    await ref.ended()

    assert found == ["cycle"]


# Futures.


async def test_pykkas_map_filter_join_and_reduce_can_be_awaited(start: Start) -> None:
    ref = start()
    release = await hold(ref)
    numbers, more = ref.ask([1, 2, 3]), ref.ask([4])
    doubled: Any = numbers.map(lambda found: [2 * n for n in found])
    odd: Any = numbers.filter(lambda n: n % 2 == 1)
    both: Any = numbers.join(more)
    total: Any = numbers.reduce(lambda a, b: a + b)
    release.set()

    assert await doubled == [2, 4, 6]
    assert await odd == [1, 3]
    assert await both == [[1, 2, 3], [4]]
    assert await total == 6


async def test_get_never_blocks_the_loop(start: Start) -> None:
    answer = start().ask("x")

    with pytest.raises(WouldBlock):
        answer.get()
    await wait_all_tasks_blocked()
    assert answer.get() == "x"


async def test_a_resolved_future_is_awaited_without_a_pass_through_the_scheduler() -> None:
    future = TrioFuture()
    future.set("x")

    async def wait() -> None:
        assert await future == "x"

    assert runs_through(wait())
    with pytest.raises(RuntimeError, match="already"):
        future.set("y")


async def test_an_ask_with_a_timeout_gives_up(start: Start, autojump_clock: MockClock) -> None:  # noqa: ARG001
    ref = start()

    with pytest.raises(pykka.Timeout):
        await ref.ask(sleeps(5), timeout=1)
    assert await ref.ask("alive") == "alive"


async def test_a_cancelled_asker_leaves_the_actor_alone(start: Start, autojump_clock: MockClock) -> None:  # noqa: ARG001
    ref = start()

    with trio.move_on_after(1):
        await ref.ask(sleeps(5))

    assert await ref.ask("alive") == "alive"


# What is leaned on in pykka, one test for each private or half-private name.


def test_pykka_asks_three_methods_of_a_new_kind_of_actor() -> None:
    assert pykka.Actor.__abstractmethods__ == {"_create_actor_inbox", "_create_future", "_start_actor_loop"}


async def test_pykkas_handle_receive_serves_the_mail_of_proxies(start: Start) -> None:
    proxy: Any = start().proxy()

    proxy.seen = ["set by the proxy"]

    assert await proxy.seen == ["set by the proxy"]
    assert await proxy.on_receive("x") == "x"


def test_pykkas_future_keeps_the_function_of_map_in_get_hook() -> None:
    future = TrioFuture()
    future.set(20)

    assert future._get_hook is None
    assert future.map(lambda n: n + 1)._get_hook is not None


async def test_pykkas_registry_lists_and_finds_actors_in_our_stand_in(start: Start) -> None:
    a, b = start(name="a"), start(name="b")

    assert isinstance(pykka.ActorRegistry._actor_refs, OrderedRefs)
    assert pykka.ActorRegistry.get_all() == [a, b]
    assert pykka.ActorRegistry.get_by_class(Worker) == [a, b]
    assert pykka.ActorRegistry.get_by_class_name("Worker") == [a, b]
    assert pykka.ActorRegistry.get_by_urn("worker/b") is b
    pykka.ActorRegistry.broadcast("to all", Worker)
    assert await a.ask(lambda worker: worker.seen[0]) == "to all"
    for stopped in pykka.ActorRegistry.stop_all(block=False):
        assert await stopped
    assert pykka.ActorRegistry.get_all() == []


async def test_pykkas_threading_actors_still_work_beside_ours(start: Start) -> None:
    class Thread(pykka.ThreadingActor):
        def on_receive(self, message: object) -> object:
            return message

    start()
    ref = Thread.start()

    assert await trio.to_thread.run_sync(ref.ask, "x") == "x"
    assert await trio.to_thread.run_sync(ref.stop)


async def test_pykkas_ref_holds_its_actor_weakly_so_a_dead_actor_is_freed(start: Start) -> None:
    ref = start()
    actor = weakref.ref(ref._actor_weakref())
    await ref.stop()
    await wait_all_tasks_blocked()
    gc.collect()

    assert actor() is None
