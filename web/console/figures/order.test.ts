import assert from "node:assert/strict";
import { test } from "node:test";
import { moveKey, moved, MOVE_WORDS, target } from "./order.ts";

test("a thing moves among the others and nothing is lost", () => {
  const things = ["a", "b", "c", "d"];
  for (let from = 0; from < 4; from += 1)
    for (let to = -1; to <= 4; to += 1) {
      const after = moved(things, from, to);
      assert.deepEqual([...after].sort(), things);
      assert.equal(after[Math.max(0, Math.min(3, to))], things[from]);
    }
});

test("a move to where it is, or of what is not there, changes nothing", () => {
  const things = ["a", "b"];
  assert.equal(moved(things, 1, 1), things);
  assert.equal(moved(things, 5, 0), things);
});

test("the arrows follow the direction of reading", () => {
  assert.equal(moveKey("ArrowRight", false), "later");
  assert.equal(moveKey("ArrowRight", true), "earlier");
  assert.equal(moveKey("ArrowLeft", true), "later");
  assert.equal(moveKey("x", false), null);
});

test("a target stays among the places there are", () => {
  assert.equal(target("earlier", 0, 3), 0);
  assert.equal(target("later", 2, 3), 2);
  assert.equal(target("last", 0, 3), 2);
});

test("places are said as people count them", () => {
  assert.equal(MOVE_WORDS.moved("Chats per month", 0, 3), "Chats per month, place 1 of 3.");
});
