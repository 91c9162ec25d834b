// How the console writes days and times: the words of shared/time.ts, all in one locale. Nothing else here makes a
// date into words, so that a day reads the same on every screen (tests/test_house.py).

import * as time from "../shared/time.ts";

// The console speaks English. Whose own language is another is used to days before months and to 24 hours.
const ELSEWHERE = "en-GB";

/** The English of the reader, if that is her language; else that of most of the world. */
export function localeFor(language: string | undefined): string {
  return language !== undefined && /^en-/iu.test(language) ? language : ELSEWHERE;
}

export const LOCALE = localeFor(globalThis.navigator?.language);

/** "2 min", then "22 Nov 2026". */
export function ago(at: number, present: number): string {
  return time.relative(at, present, LOCALE);
}

/** "Sunday, 22 November 2026 at 12:21:03", for a tooltip and for what counts. */
export function exact(at: number): string {
  return time.exact(at, LOCALE);
}

/** "12:21" */
export function timeOfDay(at: number): string {
  return time.timeOfDay(at, LOCALE);
}

/** "today", "Monday 22 November": above the first message of a day. */
export function day(at: number, present: number): string {
  return time.day(at, present, LOCALE);
}

/** "22 Nov 2026" of `2026-11-22`. */
export function dateOfDay(iso: string): string {
  return time.dateOfDay(iso, LOCALE);
}

/** "Sun 22 Nov, 12:21" */
export function moment(at: number, present: number = Date.now()): string {
  return time.moment(at, present, LOCALE);
}
