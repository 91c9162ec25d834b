"""Where a server's time goes, by sampling: run.py, looked at each millisecond of CPU time.

    python -m tests.bench.profiler REPORT serve --port 0 …

It looks between SIGUSR1 and SIGUSR2, and writes its report at the end. Python hears signals in its first thread,
so what is seen is the loop. The clock that sends them runs for the store's threads too; therefore a look counts
for as much CPU time as the loop's thread has used since the last one, and not for one. It counts for the function
that runs, and once for each it was called from.
"""

import signal
import sys
import time
from collections import Counter
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import Final

EVERY_S: Final = 0.001
SHOWN: Final = 45
ROOT: Final = f"{Path(__file__).resolve().parent.parent.parent}/"


class Profiler:
    def __init__(self) -> None:
        self._itself: Counter[str] = Counter()  # nanoseconds, here and below
        self._beneath: Counter[str] = Counter()
        self._part: Counter[str] = Counter()
        self._total = self._seen_ns = 0

    def watch(self) -> None:
        signal.signal(signal.SIGPROF, self._look)
        signal.signal(signal.SIGUSR1, self._begin)
        signal.signal(signal.SIGUSR2, self._end)

    def _begin(self, _signal: int, _frame: FrameType | None) -> None:
        self._seen_ns = time.thread_time_ns()
        signal.setitimer(signal.ITIMER_PROF, EVERY_S, EVERY_S)

    def _end(self, _signal: int, _frame: FrameType | None) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)

    def _look(self, _signal: int, frame: FrameType | None) -> None:
        now = time.thread_time_ns()
        spent, self._seen_ns = now - self._seen_ns, now
        self._total += spent
        if frame is not None:
            self._itself[_name(frame)] += spent
            self._part[_part(frame)] += spent
        names = set()
        while frame is not None:
            names.add(_name(frame))
            frame = frame.f_back
        for name in names:
            self._beneath[name] += spent

    def report(self) -> str:
        lines = [f"{self._total / 1e9:.1f} s of the loop"]
        for title, counter in (
            ("by part", self._part),
            ("in the function itself", self._itself),
            ("in it and beneath it", self._beneath),
        ):
            lines += ["", f"  {title}"]
            shares = {name: n / self._total for name, n in counter.most_common() if n < self._total}
            lines += [f"  {share:6.1%}  {name}" for name, share in islice(shares.items(), SHOWN)]
        return "\n".join(lines) + "\n"


def _name(frame: FrameType) -> str:
    code = frame.f_code
    return f"{code.co_qualname} ({_short(code.co_filename)}:{code.co_firstlineno})"


def _part(frame: FrameType) -> str:
    """Which floor of ours the time was spent for, or which library."""
    return _short(frame.f_code.co_filename).removeprefix("/").partition("/")[0]


def _short(path: str) -> str:
    for folder in ("site-packages", "lib"):
        path = path.removeprefix(ROOT).rpartition(f"/{folder}/")[2]
    return path


def main() -> None:
    report = Path(sys.argv.pop(1))
    profiler = Profiler()
    profiler.watch()
    sys.argv[0] = "run.py"
    import run

    try:
        run.main()
    finally:
        report.write_text(profiler.report(), encoding="utf-8")


if __name__ == "__main__":
    main()
