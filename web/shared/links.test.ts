import assert from "node:assert/strict";
import { test } from "node:test";
import { pieces } from "./links.ts";

const hrefs = (text: string): string[] => pieces(text).flatMap((piece) => (typeof piece === "string" ? [] : [piece.href]));

test("text without an address stays one piece", () => {
  assert.deepEqual(pieces("Where is my invoice?"), ["Where is my invoice?"]);
});

test("an address becomes a link and what is around it stays text", () => {
  assert.deepEqual(pieces("see https://example.com/a?b=1, please"), [
    "see ",
    { text: "https://example.com/a?b=1", href: "https://example.com/a?b=1" },
    ", please",
  ]);
});

test("the pieces put together are the text again", () => {
  const text = "(https://example.com/x_(y)) mia@example.com. www.example.com/å! [http://a.b]";
  assert.equal(pieces(text).map((piece) => (typeof piece === "string" ? piece : piece.text)).join(""), text);
});

test("brackets belong to an address only when it opened them", () => {
  assert.deepEqual(hrefs("(https://example.com/x_(y))"), ["https://example.com/x_(y)"]);
});

test("mail addresses and www are linked with a scheme", () => {
  assert.deepEqual(hrefs("mia@example.com or www.example.com"), ["mailto:mia@example.com", "https://www.example.com/"]);
});

test("no other scheme is ever linked", () => {
  const evil = "javascript:alert(1) data:text/html,x vbscript:x file:///etc/passwd JAVASCRIPT://example.com/%0aalert(1)";
  assert.deepEqual(hrefs(evil), []);
});

test("quotes and angle brackets end an address", () => {
  assert.deepEqual(hrefs(`https://example.com/"onmouseover="x`), ["https://example.com/"]);
});
