// Days of a time zone. A day is what the calendar there says, so with a change of clocks it has 23 or 25 hours, and some
// days begin at one in the night because midnight was left out. Pure: the time and the zone are given.

export interface Day {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly date: number;
}

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
// Clocks of this world are at most 14 hours ahead of UTC and 12 behind it; a whole hour more for changes of clocks.
const FURTHEST = 15 * HOUR;

const writers = new Map<string, Intl.DateTimeFormat>();

function writer(zone: string): Intl.DateTimeFormat {
  const known = writers.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-u-ca-gregory-nu-latn", { timeZone: zone, year: "numeric", month: "numeric", day: "numeric" });
  writers.set(zone, made);
  return made;
}

/** What the calendar on the wall says there and then. */
export function dayAt(at: number, zone: string): Day {
  const parts = new Map(writer(zone).formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return { year: parts.get("year") ?? 0, month: parts.get("month") ?? 0, date: parts.get("day") ?? 0 };
}

/** The first moment of a day: the earliest at which the calendar there is not before it. */
export function startOf(day: Day, zone: string): number {
  const about = Date.UTC(day.year, day.month - 1, day.date);
  let before = about - FURTHEST;
  let after = about + FURTHEST;
  while (after - before > SECOND) {
    const middle = before + Math.floor((after - before) / (2 * SECOND)) * SECOND;
    if (compare(dayAt(middle, zone), day) < 0) before = middle;
    else after = middle;
  }
  return after;
}

export function compare(one: Day, other: Day): number {
  return one.year - other.year || one.month - other.month || one.date - other.date;
}

/** Over the ends of months and years too; `by` may be below zero. */
export function daysLater({ year, month, date }: Day, by: number): Day {
  return ofUtc(new Date(Date.UTC(year, month - 1, date + by)));
}

/** The first day of the month that is `by` months later. */
export function monthsLater({ year, month }: Day, by: number): Day {
  return ofUtc(new Date(Date.UTC(year, month - 1 + by, 1)));
}

/** Monday is 0. */
export function weekdayOf({ year, month, date }: Day): number {
  return (new Date(Date.UTC(year, month - 1, date)).getUTCDay() + 6) % 7;
}

/** "2026-03-29", as `<input type="date">` has it. */
export function isoOf({ year, month, date }: Day): string {
  return `${String(year).padStart(4, "0")}-${pad(month)}-${pad(date)}`;
}

/** The other way; null where it is no day of the calendar. */
export function dayOfIso(text: string): Day | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (found === null) return null;
  const day = { year: Number(found[1]), month: Number(found[2]), date: Number(found[3]) };
  return isoOf(daysLater(day, 0)) === text ? day : null;
}

/** In words, with no zone left to be mistaken about: the day itself is what is written. */
export function dayWords({ year, month, date }: Day, locale: string, look: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, { ...look, timeZone: "UTC" }).format(Date.UTC(year, month - 1, date));
}

/** Every zone this browser knows, this machine's own first. */
export function zones(): readonly string[] {
  const own = ownZone();
  return [own, ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== own)];
}

export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function ofUtc(at: Date): Day {
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, date: at.getUTCDate() };
}

function pad(number: number): string {
  return String(number).padStart(2, "0");
}
