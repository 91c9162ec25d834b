import assert from "node:assert/strict";
import { test } from "node:test";
import { CLOSED, closed, followed, placeOf, pressed, slashAt, type Search } from "./slash.ts";

/** The caret is where `|` stands. */
function at(marked: string) {
  const caret = marked.indexOf("|");
  return slashAt(marked.replace("|", ""), caret);
}

function typed(marked: string, search: Search = CLOSED): Search {
  return followed(search, marked.replace("|", ""), marked.indexOf("|"));
}

test("a slash at the start of a word searches with what stands behind it", () => {
  assert.deepEqual(at("/|"), { start: 0, words: "" });
  assert.deepEqual(at("Hello /ret|"), { start: 6, words: "ret" });
  assert.deepEqual(at("Hello\n/return la|mp"), { start: 6, words: "return la" });
});

test("a slash anywhere else is a slash", () => {
  for (const text of ["and/or|", "https://shop.example|", "3 / 4|", "1/2|", "/usr/bin|", "/ |", "no slash|", "|/later", "/a\nb|"]) assert.equal(at(text), null);
});

test("a sentence behind a slash is not searched for", () => {
  assert.equal(at(`/${"x".repeat(61)}|`), null);
});

test("each letter searches anew, from the first text found", () => {
  const open = typed("/r|");
  assert.deepEqual(open, { is: "open", slash: { start: 0, words: "r" }, active: 0 });
  const moved: Search = { is: "open", slash: { start: 0, words: "r" }, active: 3 };

  assert.equal(typed("/r|", moved), moved);
  assert.deepEqual(typed("/re|", moved), { is: "open", slash: { start: 0, words: "re" }, active: 0 });
  assert.deepEqual(typed("|", moved), CLOSED);
});

test("a list that was closed stays closed for that slash, and opens for the next", () => {
  const left = closed(typed("/r|"));

  assert.deepEqual(left, { is: "closed", left: 0 });
  assert.equal(typed("/re|", left), left);
  assert.equal(typed("/re /|", left).is, "open");
  assert.equal(typed("/|", typed("|", left)).is, "open");
});

test("arrows go round, Enter and Tab take, Esc closes, letters are the field's", () => {
  assert.deepEqual(pressed("ArrowDown", 1, 2), { does: "move", to: 0 });
  assert.deepEqual(pressed("ArrowUp", 0, 2), { does: "move", to: 1 });
  assert.deepEqual(pressed("Enter", 0, 2), { does: "take" });
  assert.deepEqual(pressed("Tab", 0, 2), { does: "take" });
  assert.deepEqual(pressed("Escape", 0, 2), { does: "close" });
  assert.deepEqual(pressed("a", 0, 2), { does: "none" });
});

test("where nothing is found Enter is the field's, and Esc closes", () => {
  for (const key of ["Enter", "Tab", "ArrowDown", "ArrowUp"]) assert.deepEqual(pressed(key, 0, 0), { does: "none" });
  assert.deepEqual(pressed("Escape", 0, 0), { does: "close" });
});

test("a text takes the place of its slash and words, though more was written behind them", () => {
  assert.deepEqual(placeOf({ start: 3, words: "re" }, "Hi /re and so on"), { start: 3, end: 6 });
  assert.equal(placeOf({ start: 3, words: "re" }, "Hi there"), null);
});
