import assert from "node:assert/strict";
import { env } from "node:process";
import { test } from "node:test";
import { clock, dateOfDay, day, exact, moment, relative, sameDay, timeOfDay } from "./time.ts";

const NOON = new Date(2026, 2, 12, 12, 0, 0).getTime();
const MINUTE = 60_000;

test("lists say how long ago, then the date", () => {
  assert.equal(relative(NOON - 20_000, NOON, "en"), "now");
  assert.equal(relative(NOON - 2 * MINUTE, NOON, "en"), "2 min");
  assert.equal(relative(NOON - 3 * 60 * MINUTE, NOON, "en"), "3 hr");
  assert.equal(relative(NOON - 30 * 24 * 60 * MINUTE, NOON, "en"), "Feb 10, 2026");
});

test("a time from a clock that runs ahead is now", () => {
  assert.equal(relative(NOON + 5_000, NOON, "en"), "now");
});

test("a waiting time is minutes and seconds, from an hour on hours and minutes", () => {
  assert.equal(clock(3_999), "00:03");
  assert.equal(clock(59 * MINUTE + 59_000), "59:59");
  assert.equal(clock(61 * MINUTE), "01:01");
  assert.equal(clock(-1), "00:00");
});

test("a time of day is written as its readers write it", () => {
  assert.equal(timeOfDay(NOON + 65 * MINUTE, "en-US").replace(/\s/u, " "), "1:05 PM");
  assert.equal(timeOfDay(NOON + 65 * MINUTE, "en-GB"), "13:05");
  assert.equal(timeOfDay(NOON - 180 * MINUTE, "nb"), "09:00");
});

test("day separators name the days near us", () => {
  assert.equal(day(NOON, NOON, "en"), "today");
  assert.equal(day(NOON - 13 * 60 * MINUTE, NOON, "en"), "yesterday");
  assert.equal(day(NOON - 48 * 60 * MINUTE, NOON, "en"), "Tuesday, March 10");
  assert.equal(sameDay(NOON, NOON + 11 * 60 * MINUTE), true);
});

test("a moment has its weekday where it is close and its year where it is another", () => {
  const written = (at: number) => moment(at, NOON, "en-GB").replaceAll(/\s/gu, " ");
  assert.equal(written(NOON + 24 * 60 * MINUTE), "Fri 13 Mar, 12:00");
  assert.equal(written(NOON - 30 * 24 * 60 * MINUTE), "10 Feb, 12:00");
  assert.equal(written(NOON - 100 * 24 * 60 * MINUTE), "2 Dec 2025, 12:00");
});

test("a day of the calendar is that day in every zone", () => {
  assert.equal(dateOfDay("2027-01-15", "en-GB"), "15 Jan 2027");
  assert.equal(dateOfDay("soon", "en-GB"), "soon");
});

test("what writes the times of a long log is made once, not for each of them", () => {
  let made = 0;
  class Counted extends Intl.DateTimeFormat {
    constructor(...given: ConstructorParameters<typeof Intl.DateTimeFormat>) {
      super(...given);
      made += 1;
    }
  }
  const { DateTimeFormat } = Intl;
  Intl.DateTimeFormat = Counted as typeof Intl.DateTimeFormat;
  try {
    for (let entry = 0; entry < 5000; entry += 1) exact(NOON + entry * MINUTE, "da") + timeOfDay(NOON + entry * MINUTE, "da");
  } finally {
    Intl.DateTimeFormat = DateTimeFormat;
  }

  assert.equal(made > 0 && made <= 4, true, `${made} for two kinds of time, in winter and in summer`);
});

test("who takes the machine to another zone reads the times of there", () => {
  const here = env["TZ"];
  const noon = Date.UTC(2026, 2, 12, 12);
  const read = ["Europe/Oslo", "Asia/Tokyo"].map((zone) => {
    env["TZ"] = zone;
    return timeOfDay(noon, "en-GB");
  });
  if (here === undefined) delete env["TZ"];
  else env["TZ"] = here;

  assert.deepEqual(read, ["13:00", "21:00"]);
});
