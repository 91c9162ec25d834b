// The periods one can choose, in words and as days of a calendar. Pure. The server knows the same names
// (actors/domain/periods.py says when each begins); a report wants days, which are made here.

import type { TileOf } from "../api.ts";
import { compare, dayAt, daysLater, monthsLater, weekdayOf, type Day } from "./calendar.ts";

export type Named = NonNullable<TileOf["period"]>;

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

/** "1–22 November 2026", one day as one. */
export function daysWords({ from, until }: Days, locale: string): string {
  const last = daysLater(until, -1);
  const writer = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  return compare(from, last) >= 0 ? writer.format(utc(from)) : writer.formatRange(utc(from), utc(last));
}

function utc({ year, month, date }: Day): number {
  return Date.UTC(year, month - 1, date);
}
