import assert from "node:assert/strict";
import { test } from "node:test";
import { csv, isEmpty, summary, type Data } from "./data.ts";
import type { Value } from "./words.ts";

const data = (values: readonly Value[], more: Partial<Data> = {}): Data => ({
  drawn: "columns",
  by: "Hour",
  unit: "count",
  labels: values.map((_, at) => ({ short: `${9 + at}`, long: `${9 + at}:00` })),
  series: [{ name: "Chats", values }],
  ...more,
});

test("a summary tells the extremes and where they are", () => {
  assert.equal(summary(data([3, 12, 1])), "Highest 12 (10:00), lowest 1 (11:00).");
});

test("a summary tells what is missing and does not count it as nought", () => {
  assert.equal(summary(data([null, 12, 4])), "Highest 12 (10:00), lowest 4 (11:00). 1 place has nothing to measure.");
  assert.equal(summary(data([0, 12, 4])), "Highest 12 (10:00), lowest 0 (9:00).");
});

test("nothing measured is said as such, nought is not nothing", () => {
  assert.equal(summary(data([null, null])), "Nothing to measure in this period.");
  assert.equal(isEmpty(data([])), true);
  assert.equal(isEmpty(data([0, null])), false);
  assert.equal(summary(data([0, 0])), "The same everywhere: 0.");
});

test("several lines are told one after the other", () => {
  const both = data([1, 2], { series: [{ name: "Incoming", values: [1, 2] }, { name: "Active", values: [null, null] }] });
  assert.equal(summary(both), "Incoming: Highest 2 (10:00), lowest 1 (9:00). Active: nothing to measure.");
});

test("a file has an empty cell where nothing was measured, and spans in seconds", () => {
  const waits = data([1500, null], { unit: "ms", series: [{ name: "Waiting time", values: [1500, null] }] });
  assert.equal(csv(waits), "Hour,Waiting time (s)\r\n9:00,1.5\r\n10:00,\r\n");
});

test("no cell of a file is a formula, and its commas and quotes stay in the cell", () => {
  const labels = ['=HYPERLINK("x")', "Berg, Mia", "+47", "-1", "@home"].map((long) => ({ short: long, long }));
  const rows = csv(data([1, 2, 3, 4, 5], { by: "Agent", labels })).split("\r\n");
  assert.deepEqual(rows.slice(1, 6), [`"'=HYPERLINK(""x"")",1`, `"Berg, Mia",2`, "'+47,3", "'-1,4", "'@home,5"]);
});
