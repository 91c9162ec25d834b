import assert from "node:assert/strict";
import { test } from "node:test";
import { trafficData } from "./traffic.ts";

const QUARTER = 900_000;
const at = (iso: string) => Date.parse(iso);
const traffic = (from: string, until: string, incoming: readonly number[], active = incoming) => ({
  from_at: at(from),
  until_at: at(until),
  step_ms: QUARTER,
  incoming,
  active,
});

test("an hour has what came in its quarters, and was as full as the fullest", () => {
  const data = trafficData(traffic("2026-11-22T00:00Z", "2026-11-23T00:00Z", [1, 0, 2, 1, 3], [0, 2, 4, 1, 3]), "UTC");
  assert.equal(data.labels.length, 24);
  assert.deepEqual(data.series.map(({ values }) => values.slice(0, 3)), [[4, 3, null], [4, 3, null]]);
  assert.deepEqual(data.labels.slice(0, 2).map(({ long }) => long), ["00:00–01:00", "01:00–02:00, so far"]);
});

test("a day with a change of clocks has the hours that its clock shows", () => {
  const spring = trafficData(traffic("2026-03-28T23:00Z", "2026-03-29T22:00Z", [1]), "Europe/Oslo");
  assert.deepEqual([spring.labels.length, spring.labels[1]?.short, spring.labels[2]?.short], [23, "01", "03"]);
  const autumn = trafficData(traffic("2026-10-24T22:00Z", "2026-10-25T23:00Z", [1]), "Europe/Oslo");
  assert.deepEqual([autumn.labels.length, autumn.labels[2]?.short, autumn.labels[3]?.short], [25, "02", "02"]);
});

test("before the first quarter nothing is there", () => {
  const data = trafficData(traffic("2026-11-22T00:00Z", "2026-11-23T00:00Z", []), "UTC");
  assert(data.series.every(({ values }) => values.every((value) => value === null)));
});
