import assert from "node:assert/strict";
import { test } from "node:test";
import { axis, labelled } from "./axis.ts";

const MINUTE = 60_000;

test("an axis begins at nought and reaches over the highest value", () => {
  for (const unit of ["chats", "customers", "ms", "share", "stars", "average"] as const)
    for (const highest of [0, 0.03, 1, 4.7, 5]) {
      const { top, ticks } = axis([null, highest], unit);
      assert.equal(ticks[0], 0);
      assert.equal(ticks.at(-1), top);
      assert(top >= highest && top > 0, `${unit} ${highest}`);
      assert(ticks.length <= 8, `${unit} ${highest} has ${ticks.length} lines`);
    }
});

test("chats are counted in whole ones", () => {
  assert.deepEqual(axis([1], "chats").ticks, [0, 1]);
  assert.deepEqual(axis([3], "chats").ticks, [0, 1, 2, 3]);
  assert.deepEqual(axis([17], "chats").ticks, [0, 5, 10, 15, 20]);
  assert.deepEqual(axis([], "chats").ticks, [0, 1]);
});

test("time is counted in sixties", () => {
  assert.deepEqual(axis([3.2 * MINUTE], "ms").ticks.map((tick) => tick / MINUTE), [0, 1, 2, 3, 4]);
  assert.deepEqual(axis([95 * MINUTE], "ms").ticks.map((tick) => tick / MINUTE), [0, 30, 60, 90, 120]);
  assert(axis([4_000 * 24 * 60 * MINUTE], "ms").ticks.length <= 6);
});

test("stars are always five, and tenths are tenths", () => {
  assert.equal(axis([4.9], "stars").top, 5);
  assert.deepEqual(axis([0.28], "share").ticks, [0, 0.1, 0.2, 0.3]);
});

test("labels that do not fit are left out evenly", () => {
  assert.deepEqual(labelled(24, 24 * 50, 40), Array.from({ length: 24 }, (_, at) => at));
  assert.deepEqual(labelled(24, 300, 60), [0, 6, 12, 18]);
  assert.deepEqual(labelled(28, 300, 70), [0, 7, 14, 21]);
  assert.deepEqual(labelled(0, 300, 60), []);
  assert.deepEqual(labelled(365, 300, 60).slice(0, 2), [0, 73]);
});
