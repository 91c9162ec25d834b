"""Who is started in what order, how it ends, and when the run ends with it."""

import gc
from collections.abc import Callable

import pykka
import pytest
import trio
from structlog.testing import capture_logs
from trio.testing import MockClock, wait_all_tasks_blocked

from actors.runtime import ActorDeadError, TrioActor, TrioActorRef
from actors.supervisor import BACKOFF_S, RESTARTS, WITHIN_S, ActorSystem, RestartBudget


class Child(TrioActor):
    def __init__(self, name: str, diary: list[str]) -> None:
        super().__init__()
        self.name = name
        self.diary = diary

    async def on_start(self) -> None:
        await trio.lowlevel.checkpoint()
        self.diary.append(f"start {self.name}")

    async def on_stop(self) -> None:
        self.diary.append(f"stop {self.name}")

    async def on_receive(self, message: object) -> object:
        if callable(message):
            message()
        await trio.lowlevel.checkpoint()
        self.diary.append(f"{self.name} did {message}")
        return message


def fail() -> None:
    raise ValueError("boom")


async def test_children_start_one_after_another_and_stop_in_the_exact_reverse() -> None:
    diary: list[str] = []

    async with ActorSystem() as system:
        for name in "abc":
            await system.start_child(Child, name, diary, address=f"child/{name}")
            diary.append(f"{name} is up")

    assert diary == [
        *("start a", "a is up", "start b", "b is up", "start c", "c is up"),
        *("stop c", "stop b", "stop a"),
    ]


async def test_a_first_start_that_fails_is_raised_once_and_leaves_nothing_behind() -> None:
    tries: list[int] = []

    class Misconfigured(TrioActor):
        def on_start(self) -> None:
            tries.append(1)
            raise OSError("no such file")

    async with ActorSystem() as system:
        with pytest.raises(OSError, match="no such file"):
            await system.start_child(Misconfigured, address="child/a")
        await wait_all_tasks_blocked()

        assert tries == [1]
        assert len(system.home.book) == 0


async def test_an_address_is_free_again_after_a_first_start_that_failed() -> None:
    class Misconfigured(TrioActor):
        def on_start(self) -> None:
            raise OSError("no such file")

    async with ActorSystem() as system:
        with pytest.raises(OSError, match="no such file"):
            await system.start_child(Misconfigured, address="child/a")
        ref = await system.start_child(Child, "a", [], address="child/a")

        assert await ref.ask("x") == "x"


async def test_temporary_actors_end_before_the_children_they_lean_on() -> None:
    diary: list[str] = []

    async with ActorSystem() as system:
        system.start(Child, "early chat", diary, address="chat/1", permanent=False)
        await system.start_child(Child, "journal", diary, address="journal/1")
        system.start(Child, "late chat", diary, address="chat/2", permanent=False)
        await wait_all_tasks_blocked()
        diary.clear()

    assert sorted(diary[:2]) == ["stop early chat", "stop late chat"]
    assert diary[2:] == ["stop journal"]


async def test_each_finishes_its_mailbox_before_it_stops() -> None:
    diary: list[str] = []

    async with ActorSystem() as system:
        below = await system.start_child(Child, "below", diary, address="child/below")
        above = system.start(Child, "above", diary, address="chat/1", permanent=False)
        await wait_all_tasks_blocked()
        diary.clear()
        for n in range(3):
            above.tell(n)
            below.tell(n)

    assert [line for line in diary if "above" in line] == [
        "above did 0",
        "above did 1",
        "above did 2",
        "stop above",
    ]
    assert [line for line in diary if "below" in line] == [
        "below did 0",
        "below did 1",
        "below did 2",
        "stop below",
    ]
    assert diary[-1] == "stop below"


async def test_a_chat_that_a_stopping_child_wakes_is_stopped_too() -> None:
    diary: list[str] = []

    async with ActorSystem() as system:

        class Waking(Child):
            async def on_stop(self) -> None:
                system.start(Child, "woken", diary, address="chat/1", permanent=False).tell("last words")

        await system.start_child(Child, "store", diary, address="store/1")
        await system.start_child(Waking, "queue", diary, address="channel/1")
        diary.clear()

    assert diary == ["start woken", "woken did last words", "stop woken", "stop store"]


async def test_after_the_grace_all_is_cancelled_and_asks_get_an_error(
    autojump_clock: MockClock,  # noqa: ARG001
) -> None:
    class Stuck(TrioActor):
        async def on_receive(self, _message: object) -> None:
            await trio.sleep_forever()

    started = trio.current_time()
    with capture_logs() as lines:
        async with ActorSystem(grace_s=2) as system:
            ref = await system.start_child(Stuck, address="child/stuck")
            asked = ref.ask("x")
            await wait_all_tasks_blocked()

    assert trio.current_time() - started == pytest.approx(2)
    assert [line["left"] for line in lines if line["event"] == "system.grace_over"] == [1]
    with pytest.raises(ActorDeadError):
        await asked


async def test_a_system_drained_by_hand_has_nothing_left_to_stop() -> None:
    diary: list[str] = []

    async with ActorSystem() as system:
        await system.start_child(Child, "a", diary, address="child/a")
        await system.drain(1)
        assert len(system.home.book) == 0
        diary.append("drained")

    assert diary == ["start a", "stop a", "drained"]


async def test_an_error_in_the_body_still_stops_everybody_in_order() -> None:
    diary: list[str] = []

    with pytest.RaisesGroup(KeyError):
        async with ActorSystem() as system:
            await system.start_child(Child, "a", diary, address="child/a")
            raise KeyError("in the body")

    assert diary == ["start a", "stop a"]


async def test_a_permanent_child_beyond_its_budget_ends_the_run(
    autojump_clock: MockClock,  # noqa: ARG001
) -> None:
    diary: list[str] = []

    with capture_logs() as lines, pytest.RaisesGroup(pytest.RaisesExc(ValueError, match="boom")):
        async with ActorSystem() as system:
            ref = await system.start_child(Child, "a", diary, address="child/a")
            for _ in range(RESTARTS + 1):
                ref.tell(fail)
            await trio.sleep_forever()

    assert diary == ["start a"] * (RESTARTS + 1)
    assert [line["event"] for line in lines if line["event"] != "actor.failed"] == [
        *["actor.restarted"] * RESTARTS,
        "actor.gave_up",
    ]


async def test_failures_that_are_far_apart_do_not_add_up(autojump_clock: MockClock) -> None:  # noqa: ARG001
    async with ActorSystem() as system:
        ref = await system.start_child(Child, "a", [], address="child/a")
        for _ in range(3 * RESTARTS):
            ref.tell(fail)
            await trio.sleep(WITHIN_S / 2)

        assert await ref.ask("still here") == "still here"
        assert ref.statistics().restarts == 3 * RESTARTS


def test_a_budget_doubles_the_pause_and_is_spent_after_its_restarts() -> None:
    budget = RestartBudget()

    pauses = [budget.spend(now=0.0) for _ in range(RESTARTS + 1)]

    assert pauses == [BACKOFF_S, 2 * BACKOFF_S, 4 * BACKOFF_S, None]
    assert budget.spend(now=WITHIN_S) == BACKOFF_S  # a minute later all is forgiven


async def test_a_child_that_is_stopped_by_hand_is_no_longer_among_the_children() -> None:
    diary: list[str] = []

    async with ActorSystem() as system:
        ref = await system.start_child(Child, "a", diary, address="child/a")
        await ref.stop()
        assert await ref.stop() is False
        await system.start_child(Child, "second a", diary, address="child/a")

    assert diary == ["start a", "stop a", "start second a", "stop second a"]


async def test_a_task_among_the_children_is_stopped_in_its_turn() -> None:
    diary: list[str] = []

    async def tick() -> None:
        try:
            await trio.sleep_forever()
        finally:
            diary.append("stop tick")

    async with ActorSystem() as system:
        await system.start_child(Child, "below", diary, address="child/below")
        system.start_task(tick, name="tick")
        await system.start_child(Child, "above", diary, address="child/above")
        diary.clear()

    assert diary == ["stop above", "stop tick", "stop below"]


async def test_a_task_that_fails_ends_the_run() -> None:
    async def broken() -> None:
        fail()

    with pytest.RaisesGroup(ValueError):
        async with ActorSystem() as system:
            system.start_task(broken, name="broken")
            await trio.sleep_forever()


async def test_a_thousand_dead_temporary_actors_leave_no_residue() -> None:
    async with ActorSystem() as system:

        def end_by_stop(ref: TrioActorRef) -> None:
            _ = ref.stop()

        def end_by_failure(ref: TrioActorRef) -> None:
            ref.tell(fail)

        ends: list[Callable[[TrioActorRef], None]] = [end_by_stop, end_by_failure]
        for n in range(1_000):
            ends[n % 2](system.start(Child, str(n), [], address=f"chat/{n}", permanent=False))
        with capture_logs():
            await wait_all_tasks_blocked()
        gc.collect()

        assert len(system.home.book) == 0
        assert system.home.book._kinds == {}
        assert pykka.ActorRegistry.get_all() == []
        assert system.home.nursery.child_tasks == frozenset()
        assert [each for each in gc.get_objects() if isinstance(each, Child | TrioActorRef)] == []


async def test_the_operator_sees_the_statistics_of_the_living() -> None:
    async with ActorSystem() as system:
        await system.start_child(Child, "a", [], address="channel/1")
        gone = system.start(Child, "b", [], address="chat/1", permanent=False)
        await gone.stop()

        assert [each.address for each in system.statistics()] == ["channel/1"]


async def test_no_actor_starts_without_a_system() -> None:
    async with ActorSystem():
        pass

    with pytest.raises(LookupError):
        Child.start("a", [])
