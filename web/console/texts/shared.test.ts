import assert from "node:assert/strict";
import { test } from "node:test";
import { kindOf, whoMay } from "./shared.ts";

test("who may see a text is said as it is", () => {
  assert(whoMay("template", { published: true, public: false }).startsWith("Every agent"));
  assert(whoMay("faq", { published: true, public: true }).startsWith("Customers can open"));
  for (const flags of [{ published: false, public: true }, { published: false, public: false }]) assert.equal(whoMay("faq", flags), "A draft: only admins see it.");
  assert(whoMay("faq", { published: true, public: false }).startsWith("Only admins see it"));
});

test("an address names a kind, or none", () => {
  assert.deepEqual(["faqs", "templates", "replies", undefined].map(kindOf), ["faq", "template", null, null]);
});
