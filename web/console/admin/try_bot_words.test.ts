import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { wordsOf } from "./try_bot_words.ts";

describe("what a bot would do", () => {
  test("a message stands for itself, a later one says when", () => {
    assert.equal(wordsOf({ type: "message", text: "Hello" }), "");
    assert.equal(wordsOf({ type: "message", text: "Hello", after_ms: 30_000 }), "After 30 seconds it says:");
  });

  test("everything else is a sentence", () => {
    assert.equal(wordsOf({ type: "set_fields", fields: { email: "mia@example.com", order: "17" } }), "It notes email: mia@example.com, order: 17.");
    assert.equal(wordsOf({ type: "create_request", title: "Broken lamp" }), "It makes a request: Broken lamp.");
    assert.equal(wordsOf({ type: "hand_off", reason: "" }), "It hands over to a person.");
    assert.equal(wordsOf({ type: "hand_off", reason: "invoices" }), "It hands over to a person: invoices.");
    assert.equal(wordsOf({ type: "end" }), "It ends the chat.");
  });
});
