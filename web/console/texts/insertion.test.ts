import assert from "node:assert/strict";
import { test } from "node:test";
import { fits, linkTo, openVariables, selectedAfter, spaced } from "./insertion.ts";

/** What the field holds after `inserted` came where `[…]` or `|` stands. */
function put(marked: string, inserted: string): string {
  const text = marked.replace(/[|[\]]/gu, "");
  const start = marked.search(/[|[]/u);
  const end = marked.includes("|") ? start : marked.indexOf("]") - 1;
  return text.slice(0, start) + spaced(text, { start, end }, inserted) + text.slice(end);
}

test("a text stands apart from the words on both sides", () => {
  assert.equal(put("|", "Hello."), "Hello.");
  assert.equal(put("Dear|Mia", "Hello."), "Dear Hello. Mia");
  assert.equal(put("Dear | Mia", "Hello."), "Dear Hello. Mia");
  assert.equal(put("Look here (|), please", "a link"), "Look here (a link), please");
  assert.equal(put("One\n|", "Two"), "One\nTwo");
});

test("it takes the place of what is selected, and of nothing else", () => {
  assert.equal(put("Hi [/ret] there", "Send it back."), "Hi Send it back. there");
});

test("what would not fit a message is seen before it is put in", () => {
  assert.equal(fits("1234", { start: 2, end: 2 }, "12345", 9), true);
  assert.equal(fits("1234", { start: 2, end: 2 }, "123456", 9), false);
  assert.equal(fits("1234", { start: 0, end: 4 }, "123456789", 9), true);
});

test("variables without a value are found where they stand", () => {
  assert.deepEqual(openVariables("See {request.number}, {customer.first_name}."), [
    { name: "request.number", start: 4, end: 20 },
    { name: "customer.first_name", start: 22, end: 43 },
  ]);
});

test("other braces are no variables", () => {
  for (const text of ["{}", "{name}", "{ customer.name }", "{{x}}", "{Customer.Name}", "{a.}"]) assert.deepEqual(openVariables(text), []);
});

test("a FAQ is its title and the address of its page", () => {
  assert.equal(linkTo("Which bulb?", "/faq/x1", "https://chat.example:8443"), "Which bulb? https://chat.example:8443/faq/x1");
});

test("the caret goes behind what was put in, or onto what has no value yet", () => {
  assert.deepEqual(selectedAfter({ start: 7, end: 7 }, { start: 3, end: 7 }, "Bye."), { start: 7, end: 7 });
  assert.deepEqual(selectedAfter({ start: 7, end: 7 }, { start: 3, end: 7 }, "As {request.number}."), { start: 6, end: 22 });
});

test("whoever has written on meanwhile goes on where she was", () => {
  assert.deepEqual(selectedAfter({ start: 9, end: 9 }, { start: 3, end: 7 }, "A longer text."), { start: 19, end: 19 });
  assert.deepEqual(selectedAfter({ start: 9, end: 9 }, { start: 3, end: 7 }, "As {request.number}."), { start: 25, end: 25 });
});
