"""One alarm for all: it rings at the time last set, once, and costs the memory of the living."""

from collections.abc import Awaitable, Callable
from typing import Final

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st
from trio.testing import MockClock, wait_all_tasks_blocked

from actors.alarm import RETRY_S, SWEEP_FROM, Alarm, Ring
from actors.runtime import TrioActor, TrioActorRef
from actors.supervisor import ActorSystem

FAR: Final = 1e6


class Listener(TrioActor):
    capacity = 2

    def __init__(self) -> None:
        super().__init__()
        self.rung: list[float] = []

    async def on_receive(self, message: object) -> object:
        match message:
            case Ring(now=now):
                self.rung.append(now)
            case trio.Event():
                await message.wait()
            case _:
                return list(self.rung)
        return None


class World:
    def __init__(self, system: ActorSystem) -> None:
        self.system = system
        self.alarm = Alarm()
        system.start_task(self.alarm.run, name="alarm")

    def listener(self, name: str = "a") -> TrioActorRef:
        return self.system.start(Listener, address=f"listener/{name}", permanent=False)


def in_a_world(test: Callable[[World], Awaitable[None]]) -> Callable[[], None]:
    """Run a story on a clock that jumps to the next thing that happens."""

    async def story() -> None:
        async with ActorSystem() as system:
            await test(World(system))

    def run() -> None:
        trio.run(story, clock=MockClock(autojump_threshold=0))

    return run


async def rung(ref: TrioActorRef) -> list[float]:
    found: list[float] = await ref.ask("when did it ring?")
    return found


@in_a_world
async def test_it_rings_at_the_time_set_and_once(world: World) -> None:
    ref, now = world.listener(), trio.current_time()
    world.alarm.set(ref, now + 5)

    await trio.sleep(4.9)
    assert await rung(ref) == []
    await trio.sleep(100)

    assert await rung(ref) == [pytest.approx(now + 5)]
    assert world.alarm.due(ref) is None
    assert len(world.alarm) == 0


@in_a_world
async def test_a_time_that_has_passed_rings_at_once(world: World) -> None:
    ref, now = world.listener(), trio.current_time()
    world.alarm.set(ref, now - 5)
    await trio.sleep(1)

    assert await rung(ref) == [pytest.approx(now)]


@in_a_world
async def test_moved_later_it_rings_then_only(world: World) -> None:
    ref, now = world.listener(), trio.current_time()
    world.alarm.set(ref, now + 5)
    world.alarm.set(ref, now + 9)
    await trio.sleep(20)

    assert await rung(ref) == [pytest.approx(now + 9)]


@in_a_world
async def test_moved_earlier_it_rings_then_only(world: World) -> None:
    ref, now = world.listener(), trio.current_time()
    world.alarm.set(ref, now + 9)
    await wait_all_tasks_blocked()
    world.alarm.set(ref, now + 5)
    await trio.sleep(20)

    assert await rung(ref) == [pytest.approx(now + 5)]


@in_a_world
async def test_moved_earlier_and_back_it_rings_once(world: World) -> None:
    ref, now = world.listener(), trio.current_time()
    for after in (9, 5, 9):
        world.alarm.set(ref, now + after)
    await trio.sleep(20)

    assert await rung(ref) == [pytest.approx(now + 9)]


@in_a_world
async def test_cancelled_it_does_not_ring_and_may_be_set_again(world: World) -> None:
    ref, now = world.listener(), trio.current_time()
    world.alarm.set(ref, now + 5)
    world.alarm.cancel(ref)
    world.alarm.cancel(world.listener("never set"))
    await trio.sleep(6)
    assert await rung(ref) == []

    world.alarm.set(ref, now + 8)
    await trio.sleep(6)
    assert await rung(ref) == [pytest.approx(now + 8)]


@in_a_world
async def test_set_from_the_ring_itself_it_rings_again(world: World) -> None:
    class Ticker(TrioActor):
        ticks = 0

        def on_receive(self, message: Ring) -> None:
            Ticker.ticks += 1
            world.alarm.set(self.actor_ref, message.now + 1)

    ref = world.system.start(Ticker, address="figures/1", permanent=True)
    world.alarm.set(ref, trio.current_time() + 1)
    await trio.sleep(10.5)

    assert Ticker.ticks == 10


@in_a_world
async def test_moving_later_ten_thousand_times_keeps_one_entry(world: World) -> None:
    ref, now = world.listener(), trio.current_time()
    for n in range(10_000):
        world.alarm.set(ref, now + 60 + n)

    assert len(world.alarm) == 1


@in_a_world
async def test_moving_earlier_ten_thousand_times_is_swept(world: World) -> None:
    ref, now = world.listener(), trio.current_time()
    for n in range(10_000):
        world.alarm.set(ref, now + FAR - n)

    assert len(world.alarm) <= SWEEP_FROM


@in_a_world
async def test_an_actor_that_ends_takes_its_bell_with_it(world: World) -> None:
    now = trio.current_time()
    refs = [world.listener(str(n)) for n in range(1_000)]
    for ref in refs:
        world.alarm.set(ref, now + FAR)
    for ref in refs:
        await ref.stop()
    world.alarm.set(refs[0], now + FAR)  # nobody is there to hear it

    assert len(world.alarm) <= SWEEP_FROM
    assert world.alarm._bells == {}


@in_a_world
async def test_a_full_mailbox_is_rung_shortly_after_it_has_room(world: World) -> None:
    ref, now = world.listener(), trio.current_time()
    release = trio.Event()
    ref.tell(release)
    await wait_all_tasks_blocked()
    ref.tell("fills")
    ref.tell("the mailbox")
    world.alarm.set(ref, now + 1)
    await trio.sleep(1 + 10 * RETRY_S)
    release.set()
    released = trio.current_time()
    await trio.sleep(10)

    (when,) = await rung(ref)
    assert released <= when <= released + 2 * RETRY_S


@in_a_world
async def test_two_thousand_that_are_due_at_once_let_others_run(world: World) -> None:
    now = trio.current_time()
    refs = [world.listener(str(n)) for n in range(2_000)]
    for ref in refs:
        world.alarm.set(ref, now - 1)
    turns = 0

    while len(world.alarm):
        await trio.lowlevel.checkpoint()
        turns += 1

    assert turns > 10
    assert all([await rung(ref) for ref in refs])


MOVES: Final = st.lists(
    st.tuples(st.integers(0, 3), st.one_of(st.none(), st.integers(0, 40))), min_size=1, max_size=40
)


@given(moves=MOVES)
def test_however_it_is_moved_each_rings_once_at_the_time_last_set(moves: list[tuple[int, int | None]]) -> None:
    @in_a_world
    async def story(world: World) -> None:
        now = trio.current_time()
        refs = [world.listener(str(n)) for n in range(4)]
        wanted: dict[int, int] = {}
        for who, after in moves:
            if after is None:
                world.alarm.cancel(refs[who])
                wanted.pop(who, None)
            else:
                world.alarm.set(refs[who], now + after)
                wanted[who] = after
        await trio.sleep(60)
        for who, ref in enumerate(refs):
            assert await rung(ref) == ([pytest.approx(now + wanted[who])] if who in wanted else [])
        assert len(world.alarm) == 0

    story()
