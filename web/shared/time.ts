// Times as people read them: relative in lists, exact in the log and on hover, ticking where somebody waits.
// All functions take the time as an argument; `now` is one signal with one timer, which runs only while a screen reads it.

import { signal } from "@preact/signals";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let ticking: ReturnType<typeof setInterval> | undefined;

/** The present in milliseconds, by this machine's clock; changes once a second. */
export const now = signal(Date.now(), {
  watched() {
    now.value = Date.now();
    ticking = setInterval(() => (now.value = Date.now()), SECOND);
  },
  unwatched() {
    clearInterval(ticking);
  },
});

type Kind<Options, Made> = new (locale?: string, options?: Options) => Made;

const made = new Map<string, unknown>();

// To make one takes fifty times as long as to write a time with it, and each entry of a log has two times. It stays in the
// zone it was made in: `offset`, of the zone that this machine is in at that time, tells one zone from another.
function kept<Options, Made>(kind: Kind<Options, Made>, locale: string | undefined, options: Options, offset?: number): Made {
  const name = JSON.stringify([kind.name, locale, options, offset]);
  if (!made.has(name)) made.set(name, new kind(locale, options));
  return made.get(name) as Made;
}

function written(at: number, locale: string | undefined, options: Intl.DateTimeFormatOptions): string {
  return kept(Intl.DateTimeFormat, locale, options, new Date(at).getTimezoneOffset()).format(at);
}

/** "now", "2 min", "3 h", "4 d", then a date: short enough for a list. */
export function relative(at: number, present: number, locale?: string): string {
  const ago = Math.max(0, present - at);
  if (ago < MINUTE) return kept(Intl.RelativeTimeFormat, locale, { numeric: "auto", style: "short" }).format(0, "second");
  if (ago < HOUR) return unit(Math.floor(ago / MINUTE), "minute", locale);
  if (ago < DAY) return unit(Math.floor(ago / HOUR), "hour", locale);
  if (ago < 7 * DAY) return unit(Math.floor(ago / DAY), "day", locale);
  return date(at, locale);
}

/** "22 Nov 2026", the day alone. */
export function date(at: number, locale?: string): string {
  return written(at, locale, { dateStyle: "medium" });
}

/** A day of the calendar, `2026-11-22`, which is the same in every zone. What is none is given back as it is. */
export function dateOfDay(day: string, locale?: string): string {
  const at = Date.parse(`${day}T00:00Z`);
  return Number.isNaN(at) ? day : written(at, locale, { dateStyle: "medium", timeZone: "UTC" });
}

/** "22 Nov, 12:21", with the year where it is another, with the weekday where it is close. */
export function moment(at: number, present: number, locale?: string): string {
  const year = new Date(at).getFullYear() === new Date(present).getFullYear() ? {} : ({ year: "numeric" } as const);
  const near = Math.abs(at - present) < 7 * DAY ? ({ weekday: "short" } as const) : {};
  return written(at, locale, { ...near, day: "numeric", month: "short", ...year, hour: "2-digit", minute: "2-digit" });
}

function unit(count: number, name: "minute" | "hour" | "day", locale?: string): string {
  return kept(Intl.NumberFormat, locale, { style: "unit", unit: name, unitDisplay: "short" }).format(count);
}

/** The whole date and time, for a tooltip. */
export function exact(at: number, locale?: string): string {
  return written(at, locale, { dateStyle: "full", timeStyle: "medium" });
}

/** "12:21", as the place writes it. */
export function timeOfDay(at: number, locale?: string): string {
  return written(at, locale, { timeStyle: "short" });
}

/** A span that ticks: "00:03" is minutes and seconds, from an hour on hours and minutes. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND));
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? pair(minutes, seconds % 60) : pair(Math.floor(minutes / 60), minutes % 60);
}

function pair(large: number, small: number): string {
  return `${String(large).padStart(2, "0")}:${String(small).padStart(2, "0")}`;
}

export function sameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}

/** "today", "yesterday", else the date with its weekday: the separator above the first message of a day. */
export function day(at: number, present: number, locale?: string): string {
  const words = kept(Intl.RelativeTimeFormat, locale, { numeric: "auto" });
  if (sameDay(at, present)) return words.format(0, "day");
  if (sameDay(at, dayBefore(present))) return words.format(-1, "day");
  const year = new Date(at).getFullYear() === new Date(present).getFullYear() ? {} : ({ year: "numeric" } as const);
  return written(at, locale, { weekday: "long", day: "numeric", month: "long", ...year });
}

// By the calendar: a day with a change to summer time has 23 hours.
function dayBefore(at: number): number {
  const date = new Date(at);
  return date.setDate(date.getDate() - 1);
}
