import assert from "node:assert/strict";
import { test } from "node:test";
import { heard, type Alarms } from "./alarms.ts";

test("who waits is told once, as soon as her name is known", () => {
  const looks: Alarms[] = [
    new Map([["new_chat/c", null]]),
    new Map([["new_chat/c", "Leo waits in Support"]]),
    new Map([["new_chat/c", null]]),
    new Map([["new_chat/c", "Leo waits for a word from Anna"]]),
  ];
  const told: unknown[] = [];
  let known: Alarms = new Map();
  for (const now of looks) {
    const next = heard(known, now);
    known = next.known;
    told.push(next.fresh);
  }

  assert.deepEqual(told, [[], [["new_chat/c", "Leo waits in Support"]], [], []]);
});

test("what is over and comes again is told again", () => {
  const waits: Alarms = new Map([["new_chat/c", "Leo waits in Support"]]);
  const { known } = heard(waits, new Map());

  assert.deepEqual(heard(known, waits).fresh, [...waits]);
});
