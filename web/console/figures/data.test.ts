import assert from "node:assert/strict";
import { test } from "node:test";
import { apart, charted, isEmpty, labelOf, ofReport, summary, type Data } from "./data.ts";
import type { Unit, Value } from "./words.ts";

const series = (values: readonly Value[], name = "Chats", unit: Unit = "chats") => ({ key: name, name, unit, values });
const data = (values: readonly Value[], more: Partial<Data> = {}): Data => ({
  drawn: "columns",
  by: "Hour",
  labels: values.map((_, at) => ({ key: `${at}`, short: `${9 + at}`, long: `${9 + at}:00` })),
  series: [series(values)],
  ...more,
});
const figure = (id: string, unit: Unit) => ({ id, title: id, unit, definition: "", of_agents: true });

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
  const both = data([1, 2], { series: [series([1, 2], "Incoming"), series([null, null], "Active")] });
  assert.equal(summary(both), "Incoming: Highest 2 (10:00), lowest 1 (9:00). Active: nothing to measure.");
});

test("what a report leaves out was not measured", () => {
  const rows = [
    { key: "1", label: "1", values: { rating: 4.5, ratings: 2 } },
    { key: "2", label: "2", values: { ratings: 0 } },
  ];
  const found = ofReport({ figures: [figure("rating", "stars"), figure("ratings", "chats")], group_by: "weekday", rows });
  assert.deepEqual(found.series.map(({ values }) => values), [[4.5, null], [2, 0]]);
  assert.deepEqual(found.labels.map(({ long }) => long), ["Monday", "Tuesday"]);
});

test("one axis has one unit", () => {
  const mixed = data([1], { series: [series([1], "wait", "ms"), series([1], "chats"), series([1], "longest", "ms")] });
  assert.deepEqual(charted(mixed).series.map(({ name }) => name), ["wait", "longest"]);
});

test("in parts, nothing is left out", () => {
  const many = ["a", "b", "c", "d", "e"].map((name) => series([1], name));
  const parts = apart(data([1], { series: [series([1], "wait", "ms"), ...many] }));
  assert.deepEqual(parts.map((part) => part.series.map(({ name }) => name).join("")), ["wait", "abcd", "e"]);
});

test("keys of groups are words", () => {
  const words = (group: Parameters<typeof labelOf>[0], key: string) => labelOf(group, { key, label: key }).long;
  assert.equal(words("hour", "23"), "23:00–00:00");
  assert.equal(words("weekday", "7"), "Sunday");
  assert.equal(words("month", "2026-03"), "March 2026");
  assert.equal(words("day", "2026-03-29"), "Sun, 29 Mar 2026");
  assert.equal(words("agent", "Anna"), "Anna");
});
