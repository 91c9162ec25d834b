import assert from "node:assert/strict";
import { test } from "node:test";
import { besides } from "./talk.ts";

test("what was said leaves the field, what was typed on meanwhile stays in it", () => {
  assert.equal(besides(" Hello ", "Hello"), "");
  assert.equal(besides("Hello, where are you?", "Hello"), ", where are you?");
  assert.equal(besides("Something else", "Yes, please"), "Something else");
});
