import assert from "node:assert/strict";
import { test } from "node:test";
import { before, besides } from "./talk.ts";

test("what was said leaves the field, what was typed on meanwhile stays in it", () => {
  assert.equal(besides(" Hello ", "Hello"), "");
  assert.equal(besides("Hello, where are you?", "Hello"), ", where are you?");
  assert.equal(besides("Something else", "Yes, please"), "Something else");
});

test("what was said and not taken comes back before what was typed since, and once", () => {
  assert.equal(before("", "Hello"), "Hello");
  assert.equal(before("Hello", "Hello"), "Hello");
  assert.equal(before("are you there?", "Hello"), "Hello\nare you there?");
});
