// What a chart, its table and its words are made of: the same numbers for all three, so they cannot disagree. Pure.

import type { ReportOut, RowOut } from "../api.ts";
import { LOCALE } from "../dates.ts";
import { dayOfIso, dayWords } from "./calendar.ts";
import { plural, spoken, type Unit, type Value } from "./words.ts";

export interface Label {
  readonly key: string;
  /** On the axis, where there is little room: "09". */
  readonly short: string;
  /** Everywhere else: "09:00–10:00". */
  readonly long: string;
}

export interface Series {
  readonly key: string;
  readonly name: string;
  readonly unit: Unit;
  readonly values: readonly Value[];
}

/** `lines` for what goes on without a break, `columns` for what is counted apart, `bars` for names. */
export type Drawn = "lines" | "columns" | "bars";

export interface Data {
  readonly drawn: Drawn;
  /** What the labels are, as the head of their column: "Hour", "Agent". */
  readonly by: string;
  readonly labels: readonly Label[];
  readonly series: readonly Series[];
}

export type GroupBy = ReportOut["group_by"];

export const GROUP_WORDS: Readonly<Record<GroupBy, string>> = {
  none: "Period",
  channel: "Channel",
  agent: "Agent",
  hour: "Hour",
  weekday: "Weekday",
  day: "Day",
  month: "Month",
};

// Lines of a day each: more columns than that are too thin to point at.
const COLUMNS_MAX = 45;

/** A report as the server tells it; what it leaves out was not measured. */
export function ofReport({ figures, group_by, rows }: Pick<ReportOut, "figures" | "group_by" | "rows">, lines = false): Data {
  return {
    drawn: drawnBy(group_by, rows.length, lines),
    by: GROUP_WORDS[group_by],
    labels: rows.map((row) => labelOf(group_by, row)),
    series: figures.map(({ id, title, unit }) => ({ key: id, name: title, unit, values: rows.map(({ values }) => values[id] ?? null) })),
  };
}

function drawnBy(group: GroupBy, count: number, lines: boolean): Drawn {
  if (group === "channel" || group === "agent" || group === "none") return "bars";
  if (group === "day") return lines || count > COLUMNS_MAX ? "lines" : "columns";
  return "columns";
}

export function labelOf(group: GroupBy, { key, label }: Pick<RowOut, "key" | "label">): Label {
  switch (group) {
    case "hour":
      return { key, short: key, long: `${key}:00–${String((Number(key) + 1) % 24).padStart(2, "0")}:00` };
    case "weekday":
      return { key, ...ofDay(`2024-01-0${key}`, { weekday: "short" }, { weekday: "long" }) }; // which began on a Monday
    case "day":
      return {
        key,
        ...ofDay(key, { day: "numeric", month: "short" }, { weekday: "short", day: "numeric", month: "short", year: "numeric" }),
      };
    case "month":
      return { key, ...ofDay(`${key}-01`, { month: "short" }, { month: "long", year: "numeric" }) };
    case "channel":
    case "agent":
    case "none":
      return { key, short: label, long: label };
  }
}

function ofDay(iso: string, short: Intl.DateTimeFormatOptions, long: Intl.DateTimeFormatOptions): { short: string; long: string } {
  const day = dayOfIso(iso);
  if (day === null) return { short: iso, long: iso };
  return { short: dayWords(day, LOCALE, short), long: dayWords(day, LOCALE, long) };
}

// Four lines can be told apart, more are a tangle.
const SERIES_MAX = 4;

/** The part of it that can be drawn on one axis: what has the unit of the first. */
export function charted(data: Data): Data {
  const unit = unitOf(data);
  return { ...data, series: data.series.filter((each) => each.unit === unit).slice(0, SERIES_MAX) };
}

/** All of it in parts that can be drawn, each on an axis of its own. */
export function apart(data: Data): readonly Data[] {
  const units = [...new Set(data.series.map(({ unit }) => unit))];
  return units.flatMap((unit) => {
    const mine = data.series.filter((each) => each.unit === unit);
    const parts = Math.ceil(mine.length / SERIES_MAX);
    return Array.from({ length: parts }, (_, at) => ({ ...data, series: mine.slice(at * SERIES_MAX, (at + 1) * SERIES_MAX) }));
  });
}

export function unitOf({ series }: Data): Unit {
  return series[0]?.unit ?? "chats";
}

/** Nothing in it was measured. A nought was measured. */
export function isEmpty({ series }: Data): boolean {
  return series.every(({ values }) => values.every((value) => value === null));
}

/** What a person would say who sees the chart to one who does not: the extremes, and how much is not there. */
export function summary(data: Data): string {
  if (isEmpty(data)) return "Nothing to measure in this period.";
  const alone = data.series.length === 1;
  return data.series.map((series) => (alone ? extremes(data, series) : `${series.name}: ${extremes(data, series)}`)).join(" ");
}

function extremes({ labels }: Data, { values, unit }: Series): string {
  const measured = values.flatMap((value, at) => (value === null ? [] : [{ value, at }]));
  if (measured.length === 0) return "nothing to measure.";
  const highest = measured.reduce((best, each) => (each.value > best.value ? each : best));
  const lowest = measured.reduce((best, each) => (each.value < best.value ? each : best));
  const name = (at: number) => labels[at]?.long ?? "";
  if (highest.value === lowest.value) {
    if (measured.length === 1) return `${name(highest.at)}: ${spoken(highest.value, unit)}.`;
    return `The same everywhere: ${spoken(highest.value, unit)}.${missing(values)}`;
  }
  return `Highest ${spoken(highest.value, unit)} (${name(highest.at)}), lowest ${spoken(lowest.value, unit)} (${name(lowest.at)}).${missing(values)}`;
}

function missing(values: readonly Value[]): string {
  const count = values.filter((value) => value === null).length;
  return count === 0 ? "" : ` ${plural(count, "place has", "places have")} nothing to measure.`;
}
