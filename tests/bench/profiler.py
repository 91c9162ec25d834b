"""Where a server's time goes, by sampling: run.py, looked at each millisecond of CPU time.

    python -m tests.bench.profiler REPORT serve --port 0 …

It looks between SIGUSR1 and SIGUSR2, and writes its report at the end. The kernel's signal for used CPU time comes
to the first thread, so what is seen is the loop; the store's threads are known only by what the kernel counts for
them. A sample counts for the line of Python that runs, and once for each function it was called from.
"""

import signal
import sys
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
        self._itself: Counter[str] = Counter()
        self._beneath: Counter[str] = Counter()
        self._part: Counter[str] = Counter()
        self._samples = 0

    def watch(self) -> None:
        signal.signal(signal.SIGPROF, self._look)
        signal.signal(signal.SIGUSR1, lambda *_: signal.setitimer(signal.ITIMER_PROF, EVERY_S, EVERY_S) and None)
        signal.signal(signal.SIGUSR2, lambda *_: signal.setitimer(signal.ITIMER_PROF, 0) and None)

    def _look(self, _signal: int, frame: FrameType | None) -> None:
        self._samples += 1
        if frame is not None:
            self._itself[_name(frame)] += 1
            self._part[_part(frame)] += 1
        seen = set()
        while frame is not None:
            seen.add(_name(frame))
            frame = frame.f_back
        self._beneath.update(seen)

    def report(self) -> str:
        lines = [f"{self._samples} samples of the loop"]
        for title, counter in (
            ("by part", self._part),
            ("in the function itself", self._itself),
            ("in it and beneath it", self._beneath),
        ):
            lines += ["", f"  {title}"]
            shares = {name: n / self._samples for name, n in counter.most_common() if n < self._samples}
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
