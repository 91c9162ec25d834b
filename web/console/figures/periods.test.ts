import assert from "node:assert/strict";
import { test } from "node:test";
import { dayOfIso, isoOf } from "./calendar.ts";
import { daysOf, daysOfTile, daysWords, keptOf, ownDays, PERIODS, type Named } from "./periods.ts";

const OSLO = "Europe/Oslo";
const sunday = Date.parse("2026-11-22T11:00:00Z");
const days = (period: Named, now = sunday, zone = OSLO) => {
  const { from, until } = daysOf(period, now, zone);
  return [isoOf(from), isoOf(until)];
};

test("every period ends with today or before", () => {
  for (const period of PERIODS) {
    const [from = "", until = ""] = days(period);
    assert(from < until && until <= "2026-11-23", period);
  }
});

test("weeks begin on Monday, months and years on the first", () => {
  assert.deepEqual(days("this_week"), ["2026-11-16", "2026-11-23"]);
  assert.deepEqual(days("this_week", Date.parse("2026-11-23T11:00:00Z")), ["2026-11-23", "2026-11-24"]);
  assert.deepEqual(days("this_month"), ["2026-11-01", "2026-11-23"]);
  assert.deepEqual(days("last_month"), ["2026-10-01", "2026-11-01"]);
  assert.deepEqual(days("last_12_months"), ["2025-12-01", "2026-11-23"]);
  assert.deepEqual(days("last_month", Date.parse("2026-01-31T11:00:00Z")), ["2025-12-01", "2026-01-01"]);
});

test("today is today where one looks", () => {
  const late = Date.parse("2026-11-22T23:30:00Z");
  assert.deepEqual(days("today", late, "UTC"), ["2026-11-22", "2026-11-23"]);
  assert.deepEqual(days("today", late), ["2026-11-23", "2026-11-24"]);
  assert.deepEqual(days("yesterday", late, "America/New_York"), ["2026-11-21", "2026-11-22"]);
});

test("a change of clocks takes no day and adds none", () => {
  const after = Date.parse("2026-03-29T23:30:00Z");
  assert.deepEqual(days("last_7_days", after), ["2026-03-24", "2026-03-31"]);
});

test("a period says its days, one day says itself", () => {
  const day = (iso: string) => dayOfIso(iso)!;
  assert.equal(daysWords({ from: day("2026-11-22"), until: day("2026-11-23") }, "en-GB"), "22 November 2026");
  const range = daysWords({ from: day("2026-11-01"), until: day("2026-11-23") }, "en-GB");
  assert.equal(range.replaceAll(/\s*–\s*/g, "–"), "1–22 November 2026");
});

test("a period of one's own is kept by its first day and the first that is not in it", () => {
  const days = ownDays("2026-03-28", "2026-03-29");
  assert(typeof days !== "string");
  assert.deepEqual(keptOf(days), { from: "2026-03-28", to: "2026-03-30" });
  assert.deepEqual(daysOfTile({ id: "a", kind: "busy_hour", period: "custom", ...keptOf(days) }), days);
  assert.equal(daysOfTile({ id: "a", kind: "busy_hour", period: "today" }), null);
  assert(String(ownDays("2026-03-29", "2026-03-28")).match(/ends before it begins/u));
  assert(String(ownDays("", "2026-03-28")).match(/Choose/u));
});
