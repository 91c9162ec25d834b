// What a chart, its table and its words are made of: the same numbers for all three, so they cannot disagree. Pure.

import { plural, spoken, type Unit, type Value } from "./words.ts";

export interface Label {
  /** On the axis, where there is little room: "09". */
  readonly short: string;
  /** Everywhere else: "09:00–10:00". */
  readonly long: string;
}

export interface Series {
  readonly name: string;
  readonly values: readonly Value[];
}

/** `lines` for what goes on without a break, `columns` for what is counted apart, `bars` for names. */
export type Drawn = "lines" | "columns" | "bars";

export interface Data {
  readonly drawn: Drawn;
  /** What the labels are, as the head of their column: "Hour", "Agent". */
  readonly by: string;
  readonly unit: Unit;
  readonly labels: readonly Label[];
  readonly series: readonly Series[];
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

function extremes({ labels, unit }: Data, { values }: Series): string {
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

const CUT = ",";
const NEWLINE = "\r\n";
// A spreadsheet takes what begins so for a formula; an apostrophe makes it a text.
const FORMULA = /^[=+\-@\t\r]/;

/** The same table as a file for a spreadsheet: plain numbers, spans in seconds, an empty cell where nothing was measured. */
export function csv({ by, unit, labels, series }: Data): string {
  const head = [by, ...series.map(({ name }) => (unit === "ms" ? `${name} (s)` : name))];
  const rows = labels.map(({ long }, at) => [long, ...series.map(({ values }) => plain(values[at] ?? null, unit))]);
  return [head, ...rows].map((cells) => cells.map(cell).join(CUT) + NEWLINE).join("");
}

function plain(value: Value, unit: Unit): string {
  if (value === null) return "";
  return unit === "ms" ? String(value / 1_000) : String(value);
}

function cell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
