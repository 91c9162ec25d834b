// Reports, `#/reports?figures=waiting,rating&group=weekday`: any figure of any period, with its chart, its table, its
// definition in words, a file for a spreadsheet and a page for paper.

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import { DownloadIcon } from "../../shared/file_icons.tsx";
import type { FigureOut, ReportOut } from "../api.ts";
import { LOCALE } from "../dates.ts";
import { useDesk } from "../desk.ts";
import { ownZone } from "../figures/calendar.ts";
import { Chart, Legend } from "../figures/chart.tsx";
import { apart, GROUP_WORDS, isEmpty, ofReport, type Data } from "../figures/data.ts";
import { daysWords, type Days } from "../figures/periods.ts";
import { download } from "../figures/saving.ts";
import { Amount, FigureTable } from "../figures/table.tsx";
import { ReportIcon } from "../icons.tsx";
import { PrintIcon } from "../icons_later.tsx";
import { Shown, useResource } from "../loading.tsx";
import { Empty } from "../parts.tsx";
import { replacePlace, screenPlace } from "../places.ts";
import { addressOf, rest } from "../rest.ts";
import { ScreenPage } from "../screen.tsx";
import type { ScreenProps } from "../screens.ts";
import { channelName } from "../select.ts";
import { Asking } from "./asking.tsx";
import { useLightPaper } from "./paper.ts";
import { askedOf, daysAsked, queryOf, splitOf, wantedOf, type Asked, type Wanted } from "./query.ts";
import "./reports.css";

export default function Reports({ query }: ScreenProps): JSX.Element {
  const { place } = useDesk();
  const own = useMemo(ownZone, []);
  const asked = askedOf(query, own);
  const catalogue = useResource("figures", (signal) => rest("GET /api/v1/reports/figures", { signal }));
  const ask = (change: Partial<Asked>) => replacePlace(place, screenPlace("reports", [], queryOf({ ...asked, ...change }, own)));
  return (
    <ScreenPage title="Reports">
      <Shown of={catalogue}>
        {({ items }) => (
          <>
            <Asking asked={asked} catalogue={items} ask={ask} />
            <Answer asked={asked} catalogue={items} ask={ask} />
          </>
        )}
      </Shown>
    </ScreenPage>
  );
}

interface AnswerProps {
  readonly asked: Asked;
  readonly catalogue: readonly FigureOut[];
  readonly ask: (change: Partial<Asked>) => void;
}

function Answer({ asked, catalogue, ask }: AnswerProps) {
  const { now } = useDesk();
  const days = daysAsked(asked, now.peek());
  const { figures, left } = splitOf(asked, catalogue);
  const names = left.map(({ title }) => title).join(", ");
  return (
    <>
      {left.length > 0 && (
        <div class="notice notice-plain reports-left">
          <p>
            <strong>{names}</strong> {left.length === 1 ? "is" : "are"} counted by channel, and by no agent: not in this report.
          </p>
          <Button look="quiet" onClick={() => ask({ group: asked.group === "agent" ? "channel" : asked.group, agent: "" })}>
            Show by channel
          </Button>
        </div>
      )}
      {typeof days === "string" ? (
        <p class="notice notice-plain" role="status">
          {days}
        </p>
      ) : figures.length === 0 ? (
        <Empty icon={<ReportIcon size={28} />} title="No figure is chosen">
          Choose what to report, above.
        </Empty>
      ) : (
        <Report asked={asked} days={days} wanted={wantedOf(asked, days, figures)} />
      )}
    </>
  );
}

function Report({ asked, days, wanted }: { asked: Asked; days: Days; wanted: Wanted }) {
  useLightPaper();
  const key = JSON.stringify(wanted);
  const found = useResource(key, (signal) => rest("GET /api/v1/reports", { query: wanted, signal }), { keep: true });
  return (
    <Shown of={found} lines={8}>
      {(report) => (
        <article class="report" aria-labelledby="report" aria-busy={found.loading}>
          <header class="report-head">
            <div>
              <h3 class="report-name" id="report">
                {nameOf(report)}
              </h3>
              <p class="report-of">
                <OfWhat asked={asked} days={days} report={report} />
              </p>
            </div>
            <div class="report-acts">
              <Button onClick={() => download(addressOf("/api/v1/reports.csv", {}, wanted))}>
                <DownloadIcon size={18} /> CSV
              </Button>
              <Button onClick={() => print()}>
                <PrintIcon size={18} /> Print
              </Button>
            </div>
          </header>
          <Definitions report={report} />
          <Body report={report} />
        </article>
      )}
    </Shown>
  );
}

function nameOf({ figures, group_by }: ReportOut): string {
  const [first, ...others] = figures.map(({ title }) => title);
  const all = others.length === 0 ? (first ?? "") : `${[first, ...others.slice(0, -1)].join(", ")} and ${others.at(-1)}`;
  return group_by === "none" ? all : `${all} by ${GROUP_WORDS[group_by].toLowerCase()}`;
}

function OfWhat({ asked, days, report }: { asked: Asked; days: Days; report: ReportOut }) {
  const { state } = useDesk();
  const agent = asked.agent === "me" ? state.value.me?.name : state.value.agents[asked.agent]?.name;
  const channels = asked.channels.length === 0 ? "all channels" : asked.channels.map((key) => channelName(state.value, key)).join(", ");
  return (
    <>
      {daysWords(days, LOCALE)} · {report.tz} · <bdi>{channels}</bdi>
      {agent !== undefined && (
        <>
          {" "}
          · <bdi>{agent}</bdi> alone
        </>
      )}
    </>
  );
}

/** Each figure of the whole period, with what it means. */
function Definitions({ report: { figures, total } }: { report: ReportOut }) {
  return (
    <dl class="report-figures">
      {figures.map(({ id, title, unit, definition }) => (
        <div key={id} class="report-figure">
          <dt class="report-figure-name">{title}</dt>
          <dd class="report-figure-value figure">
            <Amount value={total[id] ?? null} unit={unit} />
          </dd>
          <dd class="report-figure-means">{definition}</dd>
        </div>
      ))}
    </dl>
  );
}

function Body({ report }: { report: ReportOut }) {
  const data = ofReport(report, report.figures.length > 1);
  const name = nameOf(report);
  if (report.rows.length === 0 || isEmpty(data))
    return (
      <Empty icon={<ReportIcon size={28} />} title="Nothing to measure">
        In this period there was nothing of it. That is not the same as 0: a count of nothing is 0, a wait of nobody is no wait.
      </Empty>
    );
  if (report.group_by === "none") return null;
  return (
    <>
      {apart(data).map((part) => (
        <Charted key={part.series[0]?.key} data={part} />
      ))}
      <FigureTable data={data} name={name} total={report.total} />
    </>
  );
}

function Charted({ data }: { data: Data }) {
  const name = data.series.map((series) => series.name).join(", ");
  return (
    <figure class="report-chart">
      <figcaption class="report-chart-name">{data.series.length === 1 ? name : <Legend data={data} />}</figcaption>
      <Chart data={data} height={300} name={name} />
    </figure>
  );
}
