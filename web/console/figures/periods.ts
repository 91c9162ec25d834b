// The periods one can choose, in words and as days of a calendar. Pure. The server knows the same names
// (actors/domain/periods.py says when each begins); a report wants days, which are made here.

import type { TileOf } from "../api.ts";
import { compare, dayAt, dayOfIso, daysLater, isoOf, monthsLater, weekdayOf, type Day } from "./calendar.ts";

export type Period = NonNullable<TileOf["period"]>;
export type Named = Exclude<Period, "custom">;

export const PERIOD_WORDS: Readonly<Record<Named, string>> = {
  today: "Today",
  yesterday: "Yesterday",
  this_week: "This week",
  last_7_days: "Last 7 days",
  this_month: "This month",
  last_month: "Last month",
  last_30_days: "Last 30 days",
  this_year: "This year",
  last_12_months: "Last 12 months",
};

/** The choice that opens two more fields. */
export const CUSTOM_WORDS = "From … to …";

export const PERIODS = Object.keys(PERIOD_WORDS) as readonly Named[];

/** From the first day until the day before `until`. */
export interface Days {
  readonly from: Day;
  readonly until: Day;
}

export function daysOf(period: Named, now: number, zone: string): Days {
  const today = dayAt(now, zone);
  const until = daysLater(today, 1);
  switch (period) {
    case "today":
      return { from: today, until };
    case "yesterday":
      return { from: daysLater(today, -1), until: today };
    case "this_week":
      return { from: daysLater(today, -weekdayOf(today)), until };
    case "last_7_days":
      return { from: daysLater(today, -6), until };
    case "this_month":
      return { from: monthsLater(today, 0), until };
    case "last_month":
      return { from: monthsLater(today, -1), until: monthsLater(today, 0) };
    case "last_30_days":
      return { from: daysLater(today, -29), until };
    case "this_year":
      return { from: { year: today.year, month: 1, date: 1 }, until };
    case "last_12_months":
      return { from: monthsLater(today, -11), until };
  }
}

/** A period of one's own, by its first and its last day as they are written in fields; a sentence where it is none. */
export function ownDays(first: string, last: string): Days | string {
  const [from, to] = [dayOfIso(first), dayOfIso(last)];
  if (from === null || to === null) return "Choose the first and the last day of the period.";
  if (first > last) return "The period ends before it begins. Change one of its days.";
  return { from, until: daysLater(to, 1) };
}

/** The days of a tile's own period; null where it has none. */
export function daysOfTile({ period, from, to }: TileOf): Days | null {
  const [first, until] = [dayOfIso(from ?? ""), dayOfIso(to ?? "")];
  return period === "custom" && first !== null && until !== null ? { from: first, until } : null;
}

/** What a tile keeps of a period of its own. */
export function keptOf({ from, until }: Days): { readonly from: string; readonly to: string } {
  return { from: isoOf(from), to: isoOf(until) };
}

/** "1–22 November 2026", one day as one. */
export function daysWords({ from, until }: Days, locale: string): string {
  const last = daysLater(until, -1);
  const writer = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  return compare(from, last) >= 0 ? writer.format(utc(from)) : writer.formatRange(utc(from), utc(last));
}

function utc({ year, month, date }: Day): number {
  return Date.UTC(year, month - 1, date);
}
