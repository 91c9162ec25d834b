import assert from "node:assert/strict";
import { test } from "node:test";
import { actOf, whatOf, whoOf } from "./audit_words.ts";

test("an act is said in words, and one that has none by its name", () => {
  assert.equal(actOf({ act: "channel.save" }), "changed the channel");
  assert.equal(actOf({ act: "moon.land" }), "moon.land");
});

test("people and things have their names where they have one", () => {
  assert.equal(whoOf({ by: "Anna Lind", who: "agent/7" }), "Anna Lind");
  assert.equal(whoOf({ who: "operator" }), "operator");
  assert.equal(whatOf({ name: "Support", detail: "look.header" }), "Support (look.header)");
  assert.equal(whatOf({ name: "Support", detail: "" }), "Support");
  assert.equal(whatOf({ detail: "https://crm.example" }), "https://crm.example");
  assert.equal(whatOf({ detail: "" }), "");
});
