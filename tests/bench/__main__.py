"""How fast the complete server is beside a relay that checks nothing and stores nothing, in one run.

    python -m tests.bench                      all of it, about nine minutes
    python -m tests.bench routed --chats 200 --seconds 5
    python -m tests.bench routed --profile     … and where the server's time goes

For each scenario: the relay, our server, the relay again, each a fresh process on one core, their client on
another; the ratio is to the mean of the relay's two runs. Figures of a machine wander by a third from one hour to
the next, ratios by a tenth. `us` is CPU time of the server for each delivery, and the steadiest; `others` and
`stolen` are cores that neither server nor client had: above 0.15 the run was disturbed, and `by cpu` is the ratio
to believe.

`talk` is of the browser, and set beside itself: a chat of 5,000 messages in the console beside one of 50, how long
each takes from the click until its newest message is in sight, in consoles just loaded and in turn; and how many
frames are missed while it is read back to its first message, as fast as a wheel spins freely. A busy machine
misses frames by itself: then the page's own work for each is to be believed. It needs the browser files
(`make web`) and a Chromium; without one it says so and measures nothing.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
import trio

from store.database import SWITCH_INTERVAL_S
from tests.bench import actors, figures, hosts, machine, screens, storage
from tests.bench.client import CHATS_PER_AGENT
from tests.bench.jobs import FanOut, Idle, Job, Result, Routed, Scenario, Storm, Target

KIB: Final = 1024
DISTURBED: Final = 0.15
CLIENT_FULL: Final = 0.95
COLUMNS: Final = ("/s", "us", "loop us", "p50 ms", "p99 ms", "client", "others", "stolen")

Host = Callable[[], AbstractContextManager[Target]]


class Bench:
    """One run of some scenarios, told line by line."""

    def __init__(self, teams: int, *, profile: bool) -> None:
        self._teams = teams
        self._profile = profile

    def routed(self, chats: int, seconds: float, rate: float = 0) -> None:
        scenario = Routed(chats=chats, seconds=seconds, rate=rate)
        how = f"{rate:g} messages/s at random" if rate else "both sides answer at once"
        relay, ours = self._compare(f"routed, {chats:,} chats, {how}", scenario, agents=chats // CHATS_PER_AGENT)
        if rate:
            _ratio("p50", ours.p50_ms / relay.p50_ms, "of the relay's")
            _ratio("p99", ours.p99_ms / relay.p99_ms, "of the relay's")
        else:
            _ratio("messages/s", ours.per_s / relay.per_s, f"x the relay; {by_cpu(relay, ours)}")

    def fan_out(self, listeners: int, seconds: float) -> None:
        scenario = FanOut(listeners=listeners, seconds=seconds)
        relay, ours = self._compare(f"fan-out, an agent's words to {listeners} tabs of one customer", scenario)
        _ratio("deliveries/s", ours.per_s / relay.per_s, f"x the relay; {by_cpu(relay, ours)}")

    def storm(self, connections: int) -> None:
        scenario = Storm(connections=connections)
        title = f"storm, {connections:,} connections, {scenario.at_once} under way, each with its hello"
        relay, ours = self._compare(title, scenario)
        _ratio("connections/s", ours.per_s / relay.per_s, f"x the relay; {by_cpu(relay, ours)}")
        print(memory("an idle connection", relay, ours), flush=True)

    def idle(self, chats: int) -> None:
        title = f"idle, {chats:,} customers, each with a chat that began and was answered"
        relay, ours = self._compare(title, Idle(chats=chats), agents=chats // CHATS_PER_AGENT)
        print(memory("an idle customer, actor included", relay, ours), flush=True)

    def _compare(self, title: str, scenario: Scenario, agents: int = 1) -> tuple[Result, Result]:
        """The mean of the relay's two runs, and ours between them."""
        agents = max(1, agents)
        print(f"\n{title}")
        print(f"  {'':12}" + "".join(f"{name:>9}" for name in COLUMNS))
        first = _run("relay", hosts.relay, scenario)
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "profile" if self._profile else None
            ours = _run(
                "switchboard", partial(hosts.switchboard, agents, min(self._teams, agents), report), scenario
            )
            profile = report.read_text(encoding="utf-8") if report else ""
        second = _run("relay again", hosts.relay, scenario)
        if profile:
            print(profile)
        return _mean(first, second), ours


def by_cpu(relay: Result, ours: Result) -> str:
    """A short run may take less than the tick of the system's clock, 10 ms, on either side."""
    if not relay.cpu_us or not ours.cpu_us:
        return "by cpu too short to tell"
    return f"by cpu {relay.cpu_us / ours.cpu_us:.2f}"


def _run(name: str, host: Host, scenario: Scenario) -> Result:
    with host() as target:
        result = measured(target, scenario)
    print(f"  {name:12}{_row(result)}", flush=True)
    return result


def measured(target: Target, scenario: Scenario) -> Result:
    """What a client of its own, on a core of its own, finds."""
    _, core = machine.cores()
    job = msgspec.json.encode(Job(target=target, scenario=scenario, core=core))
    command = [sys.executable, "-m", "tests.bench.client"]
    client = subprocess.run(command, cwd=hosts.ROOT, input=job, stdout=subprocess.PIPE, check=True)
    return msgspec.json.decode(client.stdout, type=Result)


def _row(result: Result) -> str:
    remarks = [f"{result.lost} LOST"] if result.lost else []
    if result.client_cpu > CLIENT_FULL:
        remarks.append("(the client was the limit)")
    if result.others_cpu > DISTURBED or result.stolen_cpu > DISTURBED:
        remarks.append("(disturbed)")
    return (
        f"{result.per_s:9,.0f}{result.cpu_us:9.1f}{result.loop_us:9.1f}{result.p50_ms:9.2f}{result.p99_ms:9.2f}"
        f"{result.client_cpu:9.2f}{result.others_cpu:9.2f}{result.stolen_cpu:9.2f}  {' '.join(remarks)}"
    )


def _mean(one: Result, other: Result) -> Result:
    values = {name: (getattr(one, name) + getattr(other, name)) / 2 for name in Result.__struct_fields__}
    return Result(**values)


def _ratio(what: str, ratio: float, words: str) -> None:
    print(f"  {what}: {ratio:.2f} {words}", flush=True)


def memory(what: str, relay: Result, ours: Result) -> str:
    """Few connections may fit into pages that were there before: then there is no ratio."""
    share = f"{ours.bytes_each / relay.bytes_each:.2f} of" if relay.bytes_each > 0 else "beside"
    return f"  {what}: {ours.bytes_each / KIB:.1f} KiB, {share} the relay's {relay.bytes_each / KIB:.1f}"


def everything(bench: Bench) -> None:
    bench.routed(chats=200, seconds=5)
    bench.routed(chats=2_000, seconds=5)
    bench.routed(chats=200, seconds=6, rate=500)
    bench.fan_out(listeners=100, seconds=4)
    bench.storm(connections=2_000)
    bench.idle(chats=2_000)
    print("\nactors, beside pykka's own with a thread each", flush=True)
    actors.main()
    print("\nfigures of a month", flush=True)
    trio.run(figures.main)
    print("\nstorage, commits shared beside a commit each", flush=True)
    the_store(seconds=2)
    print("\na long conversation in the console, beside a short one", flush=True)
    screens.main()


def the_store(seconds: float) -> None:
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    trio.run(storage.main, seconds)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__, formatter_class=_AsWritten)
    parser.add_argument(
        "what",
        nargs="?",
        default="all",
        choices=["all", "routed", "latency", "fanout", "storm", "idle", "actors", "figures", "storage", "talk"],
    )
    parser.add_argument("--chats", type=int, default=200, help="routed, latency, idle [200]")
    parser.add_argument("--seconds", type=float, default=5, help="of measuring, each time [5]")
    parser.add_argument("--rate", type=float, default=500, help="latency: messages/s [500]")
    parser.add_argument("--listeners", type=int, default=100, help="fanout [100]")
    parser.add_argument("--connections", type=int, default=2_000, help="storm [2,000]")
    parser.add_argument("--stored", type=int, default=1_000_000, help="figures: chats of the month [1,000,000]")
    parser.add_argument("--messages", type=int, default=5_000, help="talk: of the long one [5,000]")
    parser.add_argument("--teams", type=int, default=1, help="channels that the agents are spread over [1]")
    parser.add_argument("--profile", action="store_true", help="sample our server, and print where its time goes")
    chosen = parser.parse_args(arguments)
    bench = Bench(chosen.teams, profile=chosen.profile)
    match chosen.what:
        case "routed":
            bench.routed(chosen.chats, chosen.seconds)
        case "latency":
            bench.routed(chosen.chats, chosen.seconds, chosen.rate)
        case "fanout":
            bench.fan_out(chosen.listeners, chosen.seconds)
        case "storm":
            bench.storm(chosen.connections)
        case "idle":
            bench.idle(chosen.chats)
        case "actors":
            actors.main()
        case "figures":
            trio.run(figures.main, chosen.stored)
        case "storage":
            the_store(chosen.seconds)
        case "talk":
            screens.main(chosen.messages)
        case _:
            everything(bench)


class _AsWritten(argparse.RawDescriptionHelpFormatter):
    """The head of this file is the help."""


if __name__ == "__main__":
    main()
