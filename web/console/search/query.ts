// What a search for past chats is narrowed to, as the address says it, and as the API wants it. No screen in here.

import type { Query } from "../places.ts";

export type Period = "any" | "today" | "week" | "month" | "year" | "own";
export type Rating = "" | "good" | "bad" | "1" | "2" | "3" | "4" | "5";

export interface Search {
  readonly q: string;
  readonly customer: string;
  readonly agent: string;
  readonly channel: string;
  readonly rating: Rating;
  readonly period: Period;
  /** Days of the reader's calendar, `2026-03-01`, for her own period; both are in it. */
  readonly from: string;
  readonly to: string;
}

export const EMPTY: Search = { q: "", customer: "", agent: "", channel: "", rating: "", period: "any", from: "", to: "" };

export const PERIODS: Readonly<Record<Period, string>> = {
  any: "Any time",
  today: "Today",
  week: "Last 7 days",
  month: "Last 30 days",
  year: "Last 12 months",
  own: "From … to …",
};

export const RATINGS: Readonly<Record<Rating, string>> = {
  "": "Any rating",
  good: "4 or 5 stars",
  bad: "1 or 2 stars",
  "5": "5 stars",
  "4": "4 stars",
  "3": "3 stars",
  "2": "2 stars",
  "1": "1 star",
};

const DAYS: Readonly<Partial<Record<Period, number>>> = { today: 0, week: 6, month: 29 };

export function searchOf(query: Query): Search {
  const { q = "", customer = "", agent = "", channel = "", rating = "", period = "", from = "", to = "" } = query;
  return {
    q,
    customer,
    agent,
    channel,
    rating: Object.hasOwn(RATINGS, rating) ? (rating as Rating) : "",
    period: Object.hasOwn(PERIODS, period) ? (period as Period) : "any",
    from,
    to,
  };
}

export function queryOf(search: Search): Query {
  const own = search.period === "own" ? search : { ...search, from: "", to: "" };
  return Object.fromEntries(Object.entries(own).filter(([name, value]) => value !== EMPTY[name as keyof Search]));
}

/** Whether anything is looked for at all: with nothing, the newest chats are shown. */
export function isEmpty(search: Search): boolean {
  return Object.keys(queryOf(search)).length === 0;
}

export function asked({ q, customer, agent, channel, rating, ...period }: Search, now: number) {
  return { text: q, customer, agent, channel, rating: ratings(rating), ...span(period, now) };
}

function ratings(rating: Rating): readonly number[] {
  if (rating === "") return [];
  return rating === "good" ? [4, 5] : rating === "bad" ? [1, 2] : [Number(rating)];
}

interface Span {
  readonly since?: number;
  readonly until?: number;
}

function span({ period, from, to }: Pick<Search, "period" | "from" | "to">, now: number): Span {
  const today = new Date(now);
  switch (period) {
    case "any":
      return {};
    case "own":
      return { ...midnight(from, 0, "since"), ...midnight(to, 1, "until") };
    case "year":
      return { since: new Date(today.getFullYear() - 1, today.getMonth(), today.getDate()).getTime() };
    default:
      return { since: new Date(today.getFullYear(), today.getMonth(), today.getDate() - (DAYS[period] ?? 0)).getTime() };
  }
}

/** The beginning of a day of the calendar, `later` days on; by the calendar, since a day may have 23 hours. */
function midnight(day: string, later: number, name: keyof Span): Span {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (found === null) return {};
  const [year = 0, month = 0, date = 0] = found.slice(1).map(Number);
  const at = new Date(year, month - 1, date + later).getTime();
  return at >= 0 ? { [name]: at } : {};
}
