"""What the kernel says of a process and of the machine, and on which core a process runs. Linux only."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from msgspec import Struct

TICK: Final = 1 / os.sysconf("SC_CLK_TCK")
# /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal
BUSY: Final = (0, 1, 2, 5, 6)
STOLEN: Final = 7


class Reading(Struct, frozen=True):
    """Seconds of CPU since the process or the machine began, and KiB."""

    cpu_s: float
    loop_s: float  # of it, of the process's first thread
    resident_kib: int
    machine_s: float  # all cores, everything that runs
    stolen_s: float  # taken by the hypervisor


def read(pid: int) -> Reading:
    fields = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:]
    return Reading(
        cpu_s=_cpu_s(Path(f"/proc/{pid}/stat")),
        loop_s=_cpu_s(Path(f"/proc/{pid}/task/{pid}/stat")),
        resident_kib=_resident_kib(pid),
        machine_s=sum(int(fields[each]) for each in BUSY) * TICK,
        stolen_s=int(fields[STOLEN]) * TICK,
    )


def _cpu_s(stat: Path) -> float:
    fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK


def _resident_kib(pid: int) -> int:
    return (
        int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024
    )


def cores() -> tuple[int, int]:
    """One for the server and one for its clients; the same where there is only one."""
    mine = sorted(os.sched_getaffinity(0))
    return mine[0], mine[-1]


@contextmanager
def pinned(core: int) -> Iterator[None]:
    """Whatever is started inside stays on that core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
