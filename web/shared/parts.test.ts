import assert from "node:assert/strict";
import { test } from "node:test";
import { newKey } from "./key.ts";
import { initials, tone } from "./parts.tsx";

test("initials are of the first and the last word, in any script", () => {
  assert.equal(initials("Mia Berg"), "MB");
  assert.equal(initials("kari"), "K");
  assert.equal(initials("mia.berg@example.com"), "MB");
  assert.equal(initials("Ærlig (gjest) Øst"), "ÆØ");
  assert.equal(initials("😀"), "");
});

test("a name keeps its colour", () => {
  assert.equal(tone("Mia Berg"), tone("Mia Berg"));
  assert(tone("Mia Berg") >= 0 && tone("") < 8);
});

test("keys are 22 characters and do not repeat", () => {
  const keys = new Set(Array.from({ length: 1_000 }, newKey));
  assert.equal(keys.size, 1_000);
  for (const key of keys) assert(/^[\w-]{22}$/.test(key));
});
