import assert from "node:assert/strict";
import { test } from "node:test";
import { plain, spoken, ticking, written } from "./words.ts";

const S = 1_000;
const MIN = 60 * S;
const H = 60 * MIN;

test("what was not measured is not a nought", () => {
  for (const unit of ["chats", "customers", "ms", "share", "stars", "average"] as const) {
    assert.equal(written(null, unit), "–");
    assert.equal(spoken(null, unit), "nothing to measure");
    assert.notEqual(written(0, unit), "–");
  }
});

test("durations have two parts at most, and never sixty of the smaller", () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, "0 s"],
    [2_500, "2.5 s"],
    [9_000, "9 s"],
    [42_400, "42 s"],
    [59_499, "59 s"],
    [59_500, "1 min"],
    [MIN, "1 min"],
    [3 * MIN + 5 * S, "3 min 05 s"],
    [59 * MIN + 59.6 * S, "1 h"],
    [2 * H + 10 * MIN, "2 h 10 min"],
    [23 * H + 59.6 * MIN, "1 d"],
    [26 * H, "1 d 02 h"],
  ];
  for (const [ms, words] of cases) assert.equal(written(ms, "ms"), words);
});

test("a sentence has the whole words", () => {
  assert.equal(spoken(61 * S, "ms"), "1 minute 1 second");
  assert.equal(spoken(2 * H + 5 * MIN, "ms"), "2 hours 5 minutes");
  assert.equal(spoken(4.62, "stars"), "4.6 of 5 stars");
});

test("counts, shares and ratings are written as such", () => {
  assert.equal(written(1204, "chats"), "1,204");
  assert.equal(written(0.125, "share"), "12.5%");
  assert.equal(written(4, "stars"), "4.0");
  assert.equal(written(1.256, "average"), "1.26");
});

test("what ticks keeps its shape from second to second", () => {
  assert.deepEqual([0, 42 * S, 12 * MIN + 5 * S, H + 2 * MIN + 5 * S].map(ticking), ["0:00", "0:42", "12:05", "1:02:05"]);
  assert.equal(ticking(null), "–");
});

test("a spreadsheet gets seconds and per cent", () => {
  assert.equal(plain(42_500, "ms"), "42.5");
  assert.equal(plain(0.3, "share"), "30");
  assert.equal(plain(0.07, "share"), "7");
  assert.equal(plain(4.5625, "stars"), "4.5625");
  assert.equal(plain(0, "chats"), "0");
});
