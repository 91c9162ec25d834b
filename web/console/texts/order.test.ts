import assert from "node:assert/strict";
import { test } from "node:test";
import { keyed, landing, moved } from "./order.ts";

test("a thing goes to its new place, and the others keep their order", () => {
  assert.deepEqual(moved(["a", "b", "c", "d"], 0, 2), ["b", "c", "a", "d"]);
  assert.deepEqual(moved(["a", "b", "c", "d"], 3, 0), ["d", "a", "b", "c"]);
});

test("to where there is no place nothing goes", () => {
  const list = ["a", "b"];
  for (const [from, to] of [[0, 2], [0, -1], [5, 0], [1, 1]] as const) assert.equal(moved(list, from, to), list);
});

test("a row lands behind those whose middle is above the hand", () => {
  const middles = [10, 30, 50];
  assert.equal(landing(0, 5, middles), 0);
  assert.equal(landing(0, 35, middles), 1);
  assert.equal(landing(0, 90, middles), 2);
  assert.equal(landing(2, 5, middles), 0);
});

test("keys move by one, to the start and to the end, and not beyond", () => {
  assert.equal(keyed("ArrowUp", 0, 3), 0);
  assert.equal(keyed("ArrowDown", 0, 3), 1);
  assert.equal(keyed("End", 0, 3), 2);
  assert.equal(keyed("Home", 2, 3), 0);
  assert.equal(keyed("x", 1, 3), null);
});
