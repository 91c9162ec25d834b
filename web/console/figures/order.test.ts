import assert from "node:assert/strict";
import { test } from "node:test";
import { moveKey, MOVE_WORDS, target } from "./order.ts";

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
