"""Frames on their way to one peer, in order, bounded, one writer at a time.

What is offered in one turn of the loop is written by the courier in the next, each peer's frames joined into one
system call: an agent with ten busy chats gets ten frames for the price of one. What the pipe does not take waits
here for a drain task that lives exactly as long as something waits. The drain alone waits for the peer, and when
for `WRITE_TIMEOUT` nothing moves it gives the peer up; one of the two writes at a time, so no frame is ever cut
by another.

Full means: 1 MiB or 1,024 frames are waiting. Then `offer` says no, and its caller ends the connection. `hold`
keeps offered frames back until `release`; `send` and `put` pass them, for they carry what must come first.
"""

from collections import deque
from itertools import islice
from typing import Final, Never, Protocol

import structlog
import trio

from net.pipe import Pipe

log = structlog.get_logger("net")

# Bytes and frames that may wait. 1 MiB is a long outage on a busy console (an event is 300 bytes); the count
# bounds what thousands of tiny typing marks cost in objects.
OUTBOX_BYTES: Final = 1024 * 1024
OUTBOX_FRAMES: Final = 1024
# Bytes waiting above which `send` waits: a long log goes out in portions and leaves most of the outbox to news.
SEND_BYTES: Final = 256 * 1024
# Bytes of waiting frames joined into one write: one system call instead of fifty, little beside a write deadline.
BATCH: Final = 16 * 1024
# Seconds without a byte taken until the peer is given up. A phone's ride in a lift takes less.
WRITE_TIMEOUT: Final = 10


class Owner(Protocol):
    """Whose frames they are."""

    def lose(self) -> None:
        """The peer turned out to be gone."""


class Outbox:
    __slots__ = (
        "_held",
        "_held_bytes",
        "_nursery",
        "_owner",
        "_pipe",
        "_progress",
        "_queue",
        "_queued",
        "_sealed",
        "bytes_out",
        "frames_out",
    )

    def __init__(self, pipe: Pipe, nursery: trio.Nursery, owner: Owner) -> None:
        self._pipe = pipe
        self._nursery = nursery
        self._owner = owner
        # These four are made when needed: most connections are idle, and there are thousands.
        self._queue: deque[bytes] | None = None  # the first of them may be partly written
        self._queued = 0  # bytes of them
        self._held: deque[bytes] | None = None
        self._held_bytes = 0
        self._progress: trio.lowlevel.ParkingLot | None = None  # those who wait for room or for the end
        self._sealed = False  # a last frame is in: nothing follows
        self.frames_out = 0
        self.bytes_out = 0

    @property
    def pending_bytes(self) -> int:
        return self._queued + self._held_bytes

    def offer(self, frame: bytes) -> bool:
        """Send or queue a frame without waiting; False when there is no room. A sealed outbox swallows it."""
        if self._sealed:
            return True
        if self._queue is None and self._held is None:
            self.put(frame)
            return True
        waiting = len(self._queue or ()) + len(self._held or ())
        if waiting >= OUTBOX_FRAMES or self.pending_bytes + len(frame) > OUTBOX_BYTES:
            return False
        if self._held is None:
            self.put(frame)
        else:
            self._held.append(frame)
            self._held_bytes += len(frame)
        return True

    def put(self, frame: bytes) -> None:
        """Send or queue a frame before all that is held, room or not."""
        if self._sealed:
            return
        self.frames_out += 1
        self.bytes_out += len(frame)
        if self._queue is not None:
            self._queue.append(frame)
            self._queued += len(frame)
            return
        self._queue = deque((frame,))
        self._queued = len(frame)
        if self._pipe.direct:
            courier().post(self)
        else:
            self._nursery.start_soon(self._drain)

    async def send(self, frame: bytes) -> None:
        """Wait for room and put a frame. Swallowed when the outbox is sealed before."""
        while self._queued > SEND_BYTES:
            await self._wait_progress()
        self.put(frame)
        await trio.lowlevel.checkpoint()

    def hold(self) -> None:
        """Keep back what is offered from now on."""
        if self._held is None:
            self._held = deque()

    def release(self, first: bytes = b"") -> None:
        """Let go of what was held, `first` in front of it."""
        held, self._held, self._held_bytes = self._held, None, 0
        if first:
            self.put(first)
        for frame in held or ():
            self.put(frame)

    def seal(self, last: bytes, *, hurry: bool = False) -> None:
        """Put a last frame. What is held is dropped; in a hurry, all that has not begun to be written too."""
        if hurry and self._queue is not None:
            begun = self._queue[0]
            self._queue.clear()
            self._queue.append(begun)
            self._queued = len(begun)
        self._held, self._held_bytes = None, 0
        self.put(last)
        self._sealed = True

    def clear(self) -> None:
        """Forget everything and take nothing more: the pipe is dropped."""
        self._sealed = True
        self._queue, self._queued = None, 0
        self._held, self._held_bytes = None, 0
        self._wake()

    async def wait_empty(self) -> None:
        while self._queue is not None:
            await self._wait_progress()

    def deliver(self) -> None:
        """The courier's turn: write what is queued, and leave to a drain what the pipe does not take."""
        try:
            while self._queue is not None:
                batch = self._batch(self._queue)
                sent = self._pipe.send_now(batch)
                self._written(sent)
                if sent < len(batch):
                    self._nursery.start_soon(self._drain)
                    return
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            self._owner.lose()

    async def _drain(self) -> None:
        try:
            while self._queue is not None:
                batch = self._batch(self._queue)
                with trio.fail_after(WRITE_TIMEOUT):
                    sent = await self._pipe.send_some(batch)
                self._written(sent)
        except (trio.TooSlowError, trio.BrokenResourceError, trio.ClosedResourceError):
            self._owner.lose()

    def _batch(self, queue: deque[bytes]) -> bytes:
        """The first frame, after joining those behind it that fit into one write."""
        if len(queue) > 1 and len(queue[0]) + len(queue[1]) <= BATCH:
            size = count = 0
            for frame in queue:
                if size + len(frame) > BATCH:
                    break
                size += len(frame)
                count += 1
            joined = b"".join(islice(queue, count))
            for _ in range(count):
                queue.popleft()
            queue.appendleft(joined)
        return queue[0]

    def _written(self, sent: int) -> None:
        queue = self._queue
        if queue is None:  # cleared meanwhile
            return
        self._queued -= sent
        if sent < len(queue[0]):
            queue[0] = queue[0][sent:]
        else:
            queue.popleft()
        if not queue:
            self._queue = None
        self._wake()

    async def _wait_progress(self) -> None:
        if self._progress is None:
            self._progress = trio.lowlevel.ParkingLot()
        await self._progress.park()

    def _wake(self) -> None:
        if self._progress is not None:
            self._progress.unpark_all()


class Courier:
    """One task of a trio run that writes for all outboxes, once a turn for each that has something new."""

    def __init__(self) -> None:
        self._posted: list[Outbox] = []
        self._task: trio.lowlevel.Task | None = None  # while it sleeps

    def post(self, outbox: Outbox) -> None:
        self._posted.append(outbox)
        if self._task is not None:
            trio.lowlevel.reschedule(self._task)
            self._task = None

    async def run(self) -> Never:
        while True:
            if not self._posted:
                self._task = trio.lowlevel.current_task()
                await trio.lowlevel.wait_task_rescheduled(self._abort)
            posted, self._posted = self._posted, []
            for outbox in posted:
                try:
                    outbox.deliver()
                except Exception:
                    log.exception("ws.delivery_failed")  # one peer's trouble is nobody else's
                    outbox.clear()

    def _abort(self, _raise_cancel: object) -> trio.lowlevel.Abort:
        self._task = None
        return trio.lowlevel.Abort.SUCCEEDED


_courier: trio.lowlevel.RunVar[Courier] = trio.lowlevel.RunVar("net.courier")


def courier() -> Courier:
    """The courier of this run. A system task: it serves whatever listens, and ends with the run."""
    try:
        return _courier.get()
    except LookupError:
        made = Courier()
        _courier.set(made)
        trio.lowlevel.spawn_system_task(made.run)
        return made
