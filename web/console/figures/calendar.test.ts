import assert from "node:assert/strict";
import { test } from "node:test";
import { dayAt, dayOfIso, daysLater, isoOf, monthsLater, startOf, weekdayOf, type Day } from "./calendar.ts";

const HOUR = 3_600_000;
const hours = (day: Day, zone: string) => (startOf(daysLater(day, 1), zone) - startOf(day, zone)) / HOUR;
const on = (iso: string): Day => {
  const day = dayOfIso(iso);
  assert(day !== null, iso);
  return day;
};

test("a day begins when the calendar of the zone turns", () => {
  assert.equal(new Date(startOf(on("2026-07-01"), "Europe/Oslo")).toISOString(), "2026-06-30T22:00:00.000Z");
  assert.equal(new Date(startOf(on("2026-07-01"), "UTC")).toISOString(), "2026-07-01T00:00:00.000Z");
  assert.equal(new Date(startOf(on("2026-07-01"), "Asia/Kathmandu")).toISOString(), "2026-06-30T18:15:00.000Z");
  assert.equal(new Date(startOf(on("2026-07-01"), "Pacific/Kiritimati")).toISOString(), "2026-06-30T10:00:00.000Z");
  assert.equal(new Date(startOf(on("2026-07-01"), "Pacific/Pago_Pago")).toISOString(), "2026-07-01T11:00:00.000Z");
});

test("a day with a change of clocks has 23 or 25 hours", () => {
  assert.equal(hours(on("2026-03-28"), "Europe/Oslo"), 24);
  assert.equal(hours(on("2026-03-29"), "Europe/Oslo"), 23);
  assert.equal(hours(on("2026-10-25"), "Europe/Oslo"), 25);
  assert.equal(hours(on("2026-03-08"), "America/New_York"), 23);
  assert.equal(hours(on("2026-10-04"), "Australia/Lord_Howe"), 23.5);
});

test("a day whose midnight is left out begins when the clock goes on", () => {
  const start = startOf(on("2026-04-24"), "Africa/Cairo");
  assert.equal(new Date(start).toISOString(), "2026-04-23T22:00:00.000Z");
  assert.deepEqual(dayAt(start - 1, "Africa/Cairo"), on("2026-04-23"));
  assert.equal(hours(on("2026-04-24"), "Africa/Cairo"), 23);
});

test("the first moment of every day of a year is in it, and the moment before is not", () => {
  for (const zone of ["Europe/Oslo", "America/Sao_Paulo", "Asia/Beirut", "Pacific/Apia", "Africa/Casablanca"]) {
    for (let day = on("2026-01-01"); day.year === 2026; day = daysLater(day, 1)) {
      const start = startOf(day, zone);
      assert.deepEqual(dayAt(start, zone), day);
      assert.deepEqual(dayAt(start - 1, zone), daysLater(day, -1));
    }
  }
});

test("days and months go over the ends of years", () => {
  assert.equal(isoOf(daysLater(on("2026-12-31"), 1)), "2027-01-01");
  assert.equal(isoOf(daysLater(on("2028-03-01"), -1)), "2028-02-29");
  assert.equal(isoOf(monthsLater(on("2026-01-31"), -1)), "2025-12-01");
  assert.equal(isoOf(monthsLater(on("2026-11-30"), 3)), "2027-02-01");
});

test("the week begins on Monday", () => {
  assert.equal(weekdayOf(on("2026-11-23")), 0);
  assert.equal(weekdayOf(on("2026-11-22")), 6);
});

test("what is no day is none", () => {
  for (const text of ["", "2026-02-30", "2026-13-01", "26-01-01", "2026-1-1", "today"]) assert.equal(dayOfIso(text), null);
});
