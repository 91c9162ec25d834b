import assert from "node:assert/strict";
import { test } from "node:test";
import { askedOf, daysAsked, queryOf, splitOf, wantedOf, type Asked } from "./query.ts";

const OSLO = "Europe/Oslo";
const NOW = Date.parse("2026-11-22T11:00:00Z");
const asked = (change: Partial<Asked> = {}): Asked => ({ ...askedOf({}, OSLO), ...change });
const figure = (id: string, of_agents: boolean) => ({ id, title: id, unit: "chats", definition: "", of_agents }) as const;

test("an address without words is the report one begins with, and the other way", () => {
  assert.deepEqual(askedOf({}, OSLO).figures, ["incoming", "answered", "abandoned"]);
  assert.deepEqual(queryOf(asked(), OSLO), {});
});

test("a report that is bookmarked is the same report", () => {
  const report = asked({
    figures: ["waiting", "rating"],
    period: "custom",
    from: "2026-03-01",
    to: "2026-03-31",
    group: "weekday",
    channels: ["support", "sales"],
    agent: "me",
    zone: "Asia/Tokyo",
  });
  assert.deepEqual(askedOf(queryOf(report, OSLO), OSLO), report);
});

test("words that make no sense are as if they were not there", () => {
  const found = askedOf({ period: "ages", group: "colour", tz: "Mars/Olympus", figures: ",,", channels: "a,,a" }, OSLO);
  assert.deepEqual(found, asked({ channels: ["a"] }));
});

test("the last day of a period is in it", () => {
  const mine = asked({ period: "custom", from: "2026-03-29", to: "2026-03-29" });
  const days = daysAsked(mine, NOW);
  assert(typeof days !== "string");
  const { from, to } = wantedOf(mine, days, ["incoming"]);
  assert.deepEqual([from, to], ["2026-03-29", "2026-03-30"]);
});

test("a period without its days says what is missing", () => {
  assert.equal(daysAsked(asked({ period: "custom" }), NOW), "Choose the first and the last day of the period.");
  assert.equal(typeof daysAsked(asked({ period: "custom", from: "2026-03-02", to: "2026-03-01" }), NOW), "string");
});

test("by agent there is what is counted by agent, and the rest is named", () => {
  const catalogue = [figure("incoming", false), figure("answered", true)];
  const both = { figures: ["incoming", "answered", "gone"] };
  assert.deepEqual(splitOf(asked(both), catalogue).figures, ["incoming", "answered"]);
  for (const by of [{ group: "agent" as const }, { agent: "me" }]) {
    const { figures, left } = splitOf(asked({ ...both, ...by }), catalogue);
    assert.deepEqual([figures, left.map(({ id }) => id)], [["answered"], ["incoming"]]);
  }
});
