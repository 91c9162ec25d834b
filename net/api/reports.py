"""Reports: every figure there is, of any period, by channel, agent, hour, weekday, day or month; as JSON or CSV.

Days and hours are those of a clock on the wall in `tz`. A period goes from `from` until just before `to`.
"""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from actors import reports
from actors.domain import periods
from actors.domain.errors import Invalid
from actors.domain.figures import FIGURES, Figure, Unit, Value
from actors.domain.periods import GroupBy
from actors.domain.tiles import BY_KIND, Chart, Period, TileKind
from actors.reports import FIGURES_MAX, ME, Asked, Report, Shown, Wanted
from net.api.common import AskingAgent, OfSite, problems
from net.spreadsheet import Cell, csv_answer

router = APIRouter(prefix="/api/v1/reports", tags=["reports"])

CHANNELS_MAX: Final = 200
MS_PER_S: Final = 1_000
PER_CENT: Final = 100
# As a person reads them in a spreadsheet.
CSV_UNITS: Final[dict[Unit, str]] = {"ms": " (s)", "share": " (%)", "stars": " (1-5)"}
GROUP_TITLES: Final[dict[GroupBy, str]] = {
    "none": "Period",
    "channel": "Channel",
    "agent": "Agent",
    "hour": "Hour",
    "weekday": "Weekday",
    "month": "Month",
    "day": "Day",
}
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CSV_ANSWERS: Final = {
    200: {"content": {"text/csv": {}}, "description": "the table"},
    **problems("not_signed_in", "forbidden", "invalid"),
}

Values = Annotated[
    dict[str, int | float],
    Field(description="by figure, in its unit; a figure with nothing to measure is left out"),
]


class FigureOut(BaseModel):
    """`of_agents`: it can be had by agent."""

    id: str
    title: str
    unit: Annotated[
        Unit, Field(description="`ms`: milliseconds; `share`: from 0 to 1; `stars`: 1 to 5; the others are counts")
    ]
    definition: str
    of_agents: bool


class Figures(BaseModel):
    items: list[FigureOut]


class RowOut(BaseModel):
    key: Annotated[
        str,
        Field(
            description="a channel's key, an agent's id, `00` to `23`, `1` (Monday) to `7`, `2026-03`, "
            "`2026-03-01`; empty where there are no groups"
        ),
    ]
    label: Annotated[str, Field(description="a name where it has one, else the key")]
    values: Values


class ReportOut(BaseModel):
    """`total`: the figures of all rows together, which is not their sum: an average is one over all."""

    figures: list[FigureOut]
    from_at: int
    until_at: int
    tz: str
    group_by: GroupBy
    channels: Annotated[list[str], Field(description="those that were added up")]
    rows: list[RowOut]
    total: Values


class TileOut(ReportOut):
    """`headline`: the row that the tile is about, such as the best; absent where there is none."""

    kind: TileKind
    title: str
    about: str
    chart: Chart
    headline: RowOut | None = None


Tz = Annotated[str, Query(min_length=1, max_length=64, description="a time zone such as Europe/Oslo")]
Channels = Annotated[
    list[Annotated[str, Field(max_length=64)]],
    Query(max_length=CHANNELS_MAX, default_factory=list, description="none: all that you may see"),
]
Begin = Annotated[
    str,
    Query(alias="from", max_length=32, description="the first day (2026-03-01) or time (2026-03-01T08:30) in it"),
]
End = Annotated[str, Query(alias="to", max_length=32, description="the first day or time that is not in it")]


async def _asked(
    figure: Annotated[
        list[Annotated[str, Field(max_length=64)]],
        Query(min_length=1, max_length=FIGURES_MAX, description="ids of the catalogue"),
    ],
    begin: Begin,
    end: End,
    channels: Channels,
    *,
    tz: Tz = "UTC",
    group_by: GroupBy = "none",
    agent: Annotated[
        str | None, Query(min_length=1, max_length=64, description=f"of this agent alone: an id, or `{ME}`")
    ] = None,
) -> Asked:
    period = periods.between(begin, end, periods.zone_of(tz))
    return Asked(tuple(dict.fromkeys(figure)), *period, tz, group_by, tuple(channels) or None, agent)


OfAsked = Annotated[Asked, Depends(_asked)]


@router.get("/figures", responses=problems("not_signed_in"))
async def list_figures(_who: AskingAgent) -> Figures:
    """Every figure there is, with its definition."""
    return Figures(items=[_figure(figure) for figure in FIGURES])


@router.get("", responses=problems("not_signed_in", "forbidden", "invalid"))
async def get_report(site: OfSite, who: AskingAgent, asked: OfAsked) -> ReportOut:
    """Figures of a period. By agent you see yourself, and your colleagues in the channels that you manage."""
    return _report(await reports.report(site.house, who, asked))


@router.get(".csv", response_class=Response, responses=CSV_ANSWERS)
async def get_report_csv(site: OfSite, who: AskingAgent, asked: OfAsked) -> Response:
    """The same for a spreadsheet: times in seconds, shares in per cent."""
    report = await reports.report(site.house, who, asked)
    await reports.note_export(site.house, who, "report", report)
    return _csv(report, "report")


async def _shown(
    site: OfSite,
    who: AskingAgent,
    kind: TileKind,
    channels: Channels,
    *,
    tz: Tz = "UTC",
    period: Annotated[Period | None, Query(description="absent: the kind's own; custom: `from` and `to`")] = None,
    begin: Annotated[str | None, Query(alias="from", max_length=32)] = None,
    end: Annotated[str | None, Query(alias="to", max_length=32)] = None,
) -> Shown:
    zone = periods.zone_of(tz)
    if period == "custom":
        if begin is None or end is None:
            raise Invalid("from" if begin is None else "to", "A period of your own has a begin and an end.")
        span = periods.between(begin, end, zone)
    else:
        span = periods.named(period or BY_KIND[kind].period, site.house.clock.now_ms(), zone)
    return await reports.tile(site.house, who, Wanted(kind, *span, tz, tuple(channels) or None))


OfShown = Annotated[Shown, Depends(_shown)]


@router.get("/tile", response_model_exclude_none=True, responses=problems("not_signed_in", "invalid"))
async def get_tile(shown: OfShown) -> TileOut:
    """What a tile of this kind shows."""
    kind, report = shown.kind, _report(shown.report)
    return TileOut(
        **dict(report),
        kind=kind.kind,
        title=kind.title,
        about=kind.about,
        chart=kind.chart,
        headline=_row(shown.headline) if shown.headline is not None else None,
    )


@router.get("/tile.csv", response_class=Response, responses=CSV_ANSWERS)
async def get_tile_csv(site: OfSite, who: AskingAgent, shown: OfShown) -> Response:
    """The table of a tile for a spreadsheet."""
    await reports.note_export(site.house, who, shown.kind.kind, shown.report)
    return _csv(shown.report, shown.kind.kind)


def _figure(figure: Figure) -> FigureOut:
    return FigureOut(
        id=figure.id,
        title=figure.title,
        unit=figure.unit,
        definition=figure.definition,
        of_agents=figure.of_agents,
    )


def _row(row: reports.Row) -> RowOut:
    return RowOut(key=row.key, label=row.label, values=_measured(row.values))


def _measured(values: dict[str, Value]) -> dict[str, int | float]:
    return {figure: value for figure, value in values.items() if value is not None}


def _report(report: Report) -> ReportOut:
    asked = report.asked
    return ReportOut(
        figures=[_figure(figure) for figure in report.figures],
        from_at=asked.begin,
        until_at=asked.end,
        tz=asked.tz,
        group_by=asked.group_by,
        channels=list(report.channels),
        rows=[_row(row) for row in report.rows],
        total=_measured(report.total),
    )


def _csv(report: Report, name: str) -> Response:
    asked = report.asked
    head = [
        GROUP_TITLES[asked.group_by],
        *(f"{each.title}{CSV_UNITS.get(each.unit, '')}" for each in report.figures),
    ]
    rows = [
        [_group(report, row), *(_cell(each, row.values[each.id]) for each in report.figures)]
        for row in report.rows
    ]
    return csv_answer(name, head, rows)


def _group(report: Report, row: reports.Row) -> str:
    asked = report.asked
    match asked.group_by:
        case "none":
            zone = periods.zone_of(asked.tz)
            return f"{periods.wall(asked.begin, zone)} to {periods.wall(asked.end, zone)}"
        case "weekday":
            return WEEKDAYS[int(row.key) - 1]
        case "hour":
            return f"{row.key}:00"
        case _:
            return row.label


def _cell(figure: Figure, value: Value) -> Cell:
    match figure.unit:
        case _ if value is None:
            return None
        case "ms":
            return round(value / MS_PER_S, 3)
        case "share":
            return round(value * PER_CENT, 2)
        case _:
            return round(value, 3)
