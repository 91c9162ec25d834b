"""Reports: figures of a period, by whatever they are wanted by, for those who may know.

Who may: a member of a channel sees the channel's figures, and her own by agent; of colleagues, a manager of the
channel and an admin. An admin sees all channels, those that were deleted too. What a colleague did best is no
secret: the heroes of the day and the tile of the best ratings name three to every member.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from actors.acts import entry
from actors.domain import periods
from actors.domain.errors import Forbidden, Invalid
from actors.domain.figures import BY_ID, Figure, Value
from actors.domain.measures import Sample, Tally, add, count
from actors.domain.periods import GroupBy, Span
from actors.domain.rights import Agent
from actors.domain.tiles import BY_KIND, Kind, TileKind
from actors.house import House
from store.queries import accounts, audit, tallies
from store.queries.tallies import Part
from store.tables_figures import EVERYBODY

FIGURES_MAX: Final = 8
ME: Final = "me"


class Visible(NamedTuple):
    """The channels whose figures somebody may see, by name; and those where she may see each agent's."""

    names: dict[str, str]
    managed: frozenset[str]


class Asked(NamedTuple):
    """`channels`: None for all that may be seen. `agent`: of this one alone."""

    figures: tuple[str, ...]
    begin: int
    end: int
    tz: str
    group_by: GroupBy = "none"
    channels: tuple[str, ...] | None = None
    agent: str | None = None


class Row(NamedTuple):
    """`key` says which group; `label` is for people."""

    key: str
    label: str
    values: dict[str, Value]


class Report(NamedTuple):
    """`total`: the figures of all its rows together. `channels` are those that were added up."""

    figures: tuple[Figure, ...]
    asked: Asked
    channels: tuple[str, ...]
    rows: list[Row]
    total: dict[str, Value]


async def visible(house: House, who: Agent) -> Visible:
    if who.admin:
        names = await house.store.read(tallies.channel_names)
        return Visible(names, frozenset(names))
    names = {key: house.catalog.get(key).name for key in house.catalog.channels() if key in who.rights}
    return Visible(names, frozenset(key for key in names if who.rights[key].manage))


async def report(house: House, who: Agent, asked: Asked, *, everybodys: bool = False) -> Report:
    """Raises Invalid or Forbidden. `everybodys`: by agent to every member, for what is no secret."""
    figures = tuple(_figure(id_) for id_ in asked.figures)
    zone = periods.zone_of(asked.tz)
    may = await visible(house, who)
    channels = _channels(may, asked.channels)
    agent = who.ref.id if asked.agent == ME else asked.agent
    by_agent = agent is not None or asked.group_by == "agent"
    for figure in figures:
        if by_agent and not figure.of_agents:
            raise Invalid("figure", f"{figure.title} is of channels, and of no agent.")
    if agent is not None and agent != who.ref.id and not may.managed:
        raise Forbidden("The figures of a colleague are for managers.")
    of_all = frozenset(channels) if everybodys else may.managed
    cut = periods.spans(asked.begin, asked.end, zone, asked.group_by)
    seen = _Seen(frozenset(channels), who.ref.id, of_all, agent, by_agent)
    columns = frozenset(column for figure in figures for column in figure.columns)
    groups = await house.store.read(_added, cut, asked.group_by, columns, seen)
    labels = await _labels(house, may, asked.group_by)
    keys = _keys(asked.group_by, cut, channels, groups, labels)
    rows = [_row(figures, key, labels.get(key, key), groups.get(key, {})) for key in keys]
    total: Tally = {}
    for tally in groups.values():
        add(total, tally)
    return Report(figures, asked, channels, rows, _values(figures, total))


async def note_export(house: House, who: Agent, name: str, taken: Report) -> None:
    """In the audit log: figures leave as a file."""
    detail = f"{', '.join(figure.id for figure in taken.figures)} of {', '.join(taken.channels) or 'no channel'}"
    note = entry(who, "report.export", f"report/{name}", house.clock.now_ms(), detail)
    await house.store.write(audit.record, *note)


def _figure(id_: str) -> Figure:
    figure = BY_ID.get(id_)
    if figure is None:
        raise Invalid("figure", "There is no such figure. The catalogue has all of them.")
    return figure


def _channels(may: Visible, wanted: Sequence[str] | None) -> tuple[str, ...]:
    if wanted is None:
        return tuple(may.names)
    for key in wanted:
        if key not in may.names:
            raise Invalid("channels", "There is no such channel for you.")
    return tuple(dict.fromkeys(wanted))


async def _labels(house: House, may: Visible, group_by: GroupBy) -> dict[str, str]:
    match group_by:
        case "channel":
            return may.names
        case "agent":
            return {account.id: account.name for account in await house.store.read(accounts.everybody)}
        case _:
            return {}


def _keys(
    group_by: GroupBy,
    cut: Sequence[Span],
    channels: Sequence[str],
    groups: Mapping[str, Tally],
    labels: Mapping[str, str],
) -> list[str]:
    match group_by:
        case "channel":
            return list(channels)
        case "agent":
            return sorted(groups, key=lambda agent: (labels.get(agent, agent).casefold(), agent))
        case _:
            return periods.keys(group_by, cut)


def _row(figures: Iterable[Figure], key: str, label: str, tally: Tally) -> Row:
    return Row(key, label, _values(figures, tally))


def _values(figures: Iterable[Figure], tally: Tally) -> dict[str, Value]:
    return {figure.id: figure.read(tally) for figure in figures}


# --- in a thread of the store ---


def _added(cut: Sequence[Span], group_by: GroupBy, columns: frozenset[str], seen: "_Seen") -> dict[str, Tally]:
    """The tallies of the groups: what was added up before, and the samples since."""
    groups: dict[str, Tally] = {}

    def into(span: int, channel: str, agent: str) -> Tally:
        key = {"channel": channel, "agent": agent}.get(group_by, cut[span].key)
        return groups.setdefault(key, {})

    parts = [Part(n, *range_) for n, span in enumerate(cut) for range_ in periods.cover(span.begin, span.end)]
    for found in tallies.sums(parts, seen.places(), sorted(columns)):
        add(into(found.group, found.channel, found.agent), found.columns)
    for span, sample in _unsettled(cut):
        agent = (sample.agent or EVERYBODY) if seen.by_agent else EVERYBODY
        if seen.has(sample.channel, agent):
            tally: Tally = {}
            count(tally, sample)
            add(into(span, sample.channel, agent), {name: tally[name] for name in tally.keys() & columns})
    return {key: tally for key, tally in groups.items() if group_by != "agent" or any(tally.values())}


def _unsettled(cut: Sequence[Span]) -> Iterator[tuple[int, Sample]]:
    """With the number of the span that each lies in."""
    begins = [span.begin for span in cut]
    for sample in map(Sample._make, tallies.samples()):
        span = bisect_right(begins, sample.at) - 1
        if span >= 0 and sample.at < cut[span].end:
            yield span, sample


class _Seen(NamedTuple):
    """Which tallies count: those of a channel's all together, or of the agents whose figures may be seen."""

    channels: frozenset[str]
    me: str
    of_all: frozenset[str]
    agent: str | None
    by_agent: bool

    def has(self, channel: str, agent: str) -> bool:
        if channel not in self.channels:
            return False
        if not self.by_agent:
            return agent == EVERYBODY
        if agent == EVERYBODY or (self.agent is not None and agent != self.agent):
            return False
        return agent == self.me or channel in self.of_all

    def places(self) -> list[tuple[str, str]]:
        """Channels and agents that may have tallies, found without looking where that is known."""
        if not self.by_agent:
            return [(channel, EVERYBODY) for channel in self.channels]
        alone = self.agent or (self.me if self.channels.isdisjoint(self.of_all) else None)
        if alone is not None:
            return [(channel, alone) for channel in self.channels if self.has(channel, alone)]
        return [place for place in tallies.places(periods.DAY_MS) if self.has(*place)]


# --- tiles ---


class Shown(NamedTuple):
    """What a tile shows. `headline` is the row that it is about, where there is one."""

    kind: Kind
    report: Report
    headline: Row | None


class Wanted(NamedTuple):
    """`channels`: None for all that may be seen."""

    kind: TileKind
    begin: int
    end: int
    tz: str
    channels: tuple[str, ...] | None


async def tile(house: House, who: Agent, wanted: Wanted) -> Shown:
    """Raises Invalid."""
    of = BY_KIND[wanted.kind]
    me = ME if of.mine else None
    asked = Asked(of.figures, wanted.begin, wanted.end, wanted.tz, of.group_by, wanted.channels, me)
    found = await report(house, who, asked, everybodys=of.best is not None)
    first = of.figures[0]
    measured = [row for row in found.rows if row.values[first] is not None]
    ranked = sorted(measured, key=lambda row: [-(value or 0) for value in row.values.values()])
    if of.best is not None:
        found = found._replace(rows=ranked[: of.best])
        return Shown(of, found, ranked[0] if ranked else None)
    if of.kind == "busy_hour":
        return Shown(of, found, ranked[0] if ranked and ranked[0].values[first] else None)
    return Shown(of, found, Row("", "", found.total))
