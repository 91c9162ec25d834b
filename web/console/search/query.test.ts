import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, EMPTY, isEmpty, queryOf, searchOf } from "./query.ts";

const NOW = new Date(2026, 2, 3, 15, 30).getTime();

test("a search is in the address and comes back from it", () => {
  const search = { ...EMPTY, q: "lamp & invoice", rating: "good", period: "own", from: "2026-03-01", to: "2026-03-02" } as const;

  assert.deepEqual(searchOf(queryOf(search)), search);
  assert.deepEqual(searchOf({ q: "x", rating: "7", period: "toString" }), { ...EMPTY, q: "x" });
});

test("days are in the address only while they count", () => {
  assert.deepEqual(queryOf({ ...EMPTY, q: "x", from: "2026-03-01", to: "2026-03-02" }), { q: "x" });
  assert.equal(isEmpty({ ...EMPTY, from: "2026-03-01" }), true);
});

test("a period is whole days of the reader's calendar", () => {
  const at = (...date: [number, number, number]) => new Date(...date).getTime();

  assert.deepEqual(asked({ ...EMPTY, period: "today" }, NOW).since, at(2026, 2, 3));
  assert.deepEqual(asked({ ...EMPTY, period: "week" }, NOW).since, at(2026, 1, 25));
  assert.deepEqual(asked({ ...EMPTY, period: "year" }, NOW).since, at(2025, 2, 3));
  const own = asked({ ...EMPTY, period: "own", from: "2026-02-28", to: "2026-02-28" }, NOW);
  assert.deepEqual([own.since, own.until], [at(2026, 1, 28), at(2026, 2, 1)]);
});

test("half a period of one's own, or a day that is none, narrows by the other half", () => {
  const half = asked({ ...EMPTY, period: "own", from: "yesterday", to: "2026-03-02" }, NOW);

  assert.equal(!("since" in half), true);
  assert.deepEqual(half.until, new Date(2026, 2, 3).getTime());
});

test("words, customer, agent and channel are asked for as they were chosen", () => {
  const search = { ...EMPTY, q: "lamp", customer: "Mia", agent: "k1", channel: "support" };

  assert.deepEqual(searchOf(queryOf(search)), search);
  assert.deepEqual(asked(search, NOW), { text: "lamp", customer: "Mia", agent: "k1", channel: "support", rating: [] });
});

test("good and bad are two stars each", () => {
  assert.deepEqual(asked({ ...EMPTY, rating: "good" }, NOW).rating, [4, 5]);
  assert.deepEqual(asked({ ...EMPTY, rating: "3" }, NOW).rating, [3]);
  assert.deepEqual(asked(EMPTY, NOW).rating, []);
});
