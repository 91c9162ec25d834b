// Figures as people read them. What was not measured is absent, and absent is a dash with its reason in words: it is
// never a nought, and a nought is never a dash. Pure; English like the console.

import type { FigureOut } from "../api.ts";

export type Unit = FigureOut["unit"];

export type Value = number | null;

const LOCALE = "en";
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const ABSENT = "–";
export const ABSENT_WORDS = "nothing to measure";

const COUNT = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const MEAN = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 2 });
const TENTHS = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 });
const SHARE = new Intl.NumberFormat(LOCALE, { style: "percent", maximumFractionDigits: 1 });
const STARS = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** Short, for a table, a tick and a tile: "1,204", "12 s", "3 min 05 s", "2 h 10 min", "12.5%", "4.6". */
export function written(value: Value, unit: Unit): string {
  if (value === null) return ABSENT;
  switch (unit) {
    case "chats":
    case "customers":
      return COUNT.format(value);
    case "average":
      return MEAN.format(value);
    case "share":
      return SHARE.format(value);
    case "stars":
      return STARS.format(value);
    case "ms":
      return duration(value);
  }
}

/** The same where it is heard and not seen, or stands in a sentence. */
export function spoken(value: Value, unit: Unit): string {
  if (value === null) return ABSENT_WORDS;
  if (unit === "ms") return long(value);
  return unit === "stars" ? `${written(value, unit)} of 5 stars` : written(value, unit);
}

/** Two parts at most, the second as far as it still tells something. */
function duration(ms: number): string {
  const all = Math.max(0, ms);
  if (all < 10 * SECOND && all % SECOND !== 0) return `${TENTHS.format(all / SECOND)} s`;
  if (all < MINUTE - SECOND / 2) return `${Math.round(all / SECOND)} s`;
  if (all < HOUR - SECOND / 2) return pair(Math.round(all / SECOND), 60, "min", "s");
  if (all < DAY - MINUTE / 2) return pair(Math.round(all / MINUTE), 60, "h", "min");
  return pair(Math.round(all / HOUR), 24, "d", "h");
}

function pair(count: number, base: number, large: string, small: string): string {
  const rest = count % base;
  const whole = `${Math.floor(count / base)} ${large}`;
  return rest === 0 ? whole : `${whole} ${String(rest).padStart(2, "0")} ${small}`;
}

const LONG: Readonly<Record<string, readonly [one: string, many: string]>> = {
  s: ["second", "seconds"],
  min: ["minute", "minutes"],
  h: ["hour", "hours"],
  d: ["day", "days"],
};

function long(ms: number): string {
  return duration(ms).replace(/([\d.]+) (\w+)/g, (_, count: string, unit: string) => {
    const [one, many] = LONG[unit] ?? [unit, unit];
    return `${Number(count)} ${Number(count) === 1 ? one : many}`;
  });
}

/** A span with a fixed width that ticks: "0:42", "12:05", "1:02:05". */
export function ticking(ms: Value): string {
  if (ms === null) return ABSENT;
  const seconds = Math.max(0, Math.round(ms / SECOND));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (part: number) => String(part).padStart(2, "0");
  return h === 0 ? `${m}:${two(s)}` : `${h}:${two(m)}:${two(s)}`;
}

/** The plain number in the unit of a spreadsheet: seconds, per cent, else what it is. */
export function plain(value: number, unit: Unit): string {
  const number = unit === "ms" ? value / SECOND : unit === "share" ? value * 100 : value;
  return String(Number(number.toPrecision(12))); // 0.07 * 100 is a little more than 7
}

export function plural(count: number, one: string, many: string): string {
  return `${COUNT.format(count)} ${count === 1 ? one : many}`;
}
