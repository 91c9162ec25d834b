import assert from "node:assert/strict";
import { test } from "node:test";
import { meant } from "./typos.ts";

test("one slip in a name that half the world has is asked about", () => {
  for (const slip of ["gmial.com", "gmal.com", "gmaill.com", "gmail.con", "gnail.com", "Gmail.co"]) {
    assert.equal(meant(`mia.berg@${slip}`), "mia.berg@gmail.com", slip);
  }
  assert.equal(meant("mia@hotnail.com "), "mia@hotmail.com");
});

test("what may be right is left alone", () => {
  for (const right of ["mia@gmail.com", "mia@mail.com", "mia@ymail.com", "mia@lumen.example", "mia@gmail.example", "gmial.com", "@gmial.com", "mia@", ""]) {
    assert.equal(meant(right), null, right);
  }
});
