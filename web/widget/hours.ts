// Opening hours in words, in the customer's own time: the server tells moments, and this machine knows its zone. Pure.

import type { Hours, OpenSpan } from "../shared/protocol.ts";
import { sameDay, timeOfDay } from "../shared/time.ts";
import { type Language, fill } from "./texts.ts";

const WEEK_MS = 7 * 24 * 3_600_000;

/** "We open tomorrow at 09:00", or nothing where it is not known when. */
export function opensLine(hours: Hours | undefined, present: number, language: Language): string {
  const at = hours?.opens_at;
  if (at === undefined) return "";
  const { texts, locale } = language;
  const time = timeOfDay(at, locale);
  const near = nearDay(at, present, locale);
  if (near !== null) return fill(texts.opensNear, { day: near, time });
  const soon = at - present < WEEK_MS;
  const day = new Intl.DateTimeFormat(locale, soon ? { weekday: "long" } : { weekday: "long", day: "numeric", month: "long" }).format(at);
  return fill(texts.opensOn, { day, time });
}

function nearDay(at: number, present: number, locale: string): string | null {
  const words = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  if (sameDay(at, present)) return words.format(0, "day");
  return sameDay(at, dayAfter(present)) ? words.format(1, "day") : null;
}

// By the calendar: a day with a change of the clocks has 23 or 25 hours.
function dayAfter(at: number): number {
  const date = new Date(at);
  return date.setDate(date.getDate() + 1);
}

export interface OpenDay {
  /** When the first of its spans begins: which day it is. */
  readonly at: number;
  readonly day: string;
  readonly spans: readonly string[];
}

/** One line for each day with open times. What is open over midnight stands where it begins. */
export function openDays(spans: readonly OpenSpan[], language: Language): readonly OpenDay[] {
  const { locale } = language;
  const days: { at: number; day: string; spans: string[] }[] = [];
  for (const { from_at, until_at } of spans) {
    const last = days.at(-1);
    const words = `${timeOfDay(from_at, locale)} – ${timeOfDay(until_at, locale)}`;
    if (last !== undefined && sameDay(last.at, from_at)) last.spans.push(words);
    else days.push({ at: from_at, day: weekday(from_at, locale), spans: [words] });
  }
  return days;
}

function weekday(at: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { weekday: "long" }).format(at);
}
