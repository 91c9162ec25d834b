import assert from "node:assert/strict";
import { test } from "node:test";
import { localeFor } from "./dates.ts";

test("days are written as the reader writes English, else with the day before the month", () => {
  assert.equal(localeFor("en-US"), "en-US");
  assert.equal(localeFor("nb-NO"), "en-GB");
  assert.equal(localeFor("en"), "en-GB");
  assert.equal(localeFor(undefined), "en-GB");
});
