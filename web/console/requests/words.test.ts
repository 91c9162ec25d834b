import assert from "node:assert/strict";
import { test } from "node:test";
import { changed, titleOf } from "./words.ts";

test("a change is a sentence with the words of the screen", () => {
  assert.equal(changed("Bjørn", [{ field: "status", was: "open", now: "closed" }]), "Bjørn changed status from Open to Closed.");
  assert.equal(
    changed("Anna", [
      { field: "owner", was: "", now: "Bjørn Vik" },
      { field: "category", was: "Bills", now: "" },
      { field: "title", was: "Lamp", now: "Lamps" },
    ]),
    "Anna changed owner from nobody to Bjørn Vik, category from Bills to none and title from “Lamp” to “Lamps”.",
  );
});

test("a first title is the first line of what was said, cut between words", () => {
  assert.equal(titleOf("My lamp flickers\nand more"), "My lamp flickers");
  assert.equal(titleOf(undefined), "");
  const long = titleOf("word ".repeat(40));
  assert.equal(long.length <= 81 && long.endsWith("word…"), true, long);
  assert.equal(titleOf("x".repeat(200)), `${"x".repeat(40)}…`);
});

test("what a customer agreed to is said in its own words", () => {
  assert.equal(changed("Mia", [{ field: "consent", was: "", now: "Keep what I write." }]), "Mia agreed: “Keep what I write.”");
});
