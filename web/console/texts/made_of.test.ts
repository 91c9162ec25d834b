import assert from "node:assert/strict";
import { test } from "node:test";
import type { LogEvent } from "../../shared/protocol.ts";
import { NO_LOG, type Log } from "../log.ts";
import { firstWords, sourceOf } from "./made_of.ts";

function said(...texts: readonly (readonly [string, string])[]): Log {
  const events = texts.map(([id, text], at) => ({ seq: at + 1, at, kind: "message", by: { kind: "agent", id }, data: { key: "k", text } }) as unknown as LogEvent);
  return { ...NO_LOG, events };
}

test("a quick reply starts as what is being written", () => {
  assert.equal(sourceOf(" One moment. ", said(["me", "Hello"]), "me"), "One moment.");
});

test("or as what this agent said last, not a colleague", () => {
  assert.equal(sourceOf("", said(["me", "Hello"], ["me", "One moment."], ["ola", "Bye"]), "me"), "One moment.");
  assert.equal(sourceOf("", said(["ola", "Bye"]), "me"), "");
});

test("its title is the beginning, as long as a title is", () => {
  assert.equal(firstWords("One moment. I look it up."), "One moment");
  assert.equal(firstWords("Is it urgent? Then call."), "Is it urgent?");
  assert.equal(firstWords("Hello\nsecond line"), "Hello");
  assert.equal(firstWords("The label is on its way to the address that you gave us"), "The label is on its way to the address");
  assert.equal(firstWords("x".repeat(80)).length, 20);
  assert.equal(firstWords(""), "");
});
