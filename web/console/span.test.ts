import assert from "node:assert/strict";
import { test } from "node:test";
import { around, AT_END, down, DRAWN, END, held, rangeOf, STEP, up, type Span } from "./span.ts";

function items(from: number, to: number) {
  return Array.from({ length: to - from }, (_, at) => ({ id: `m${from + at}`, is: "bubble" }));
}

const LONG = items(0, 5000);

function drawn(span: Span, all = LONG): [string | undefined, string | undefined, number] {
  const { from, to } = rangeOf(all, span);
  return [all[from]?.id, all[to - 1]?.id, to - from];
}

test("at the end the newest are drawn, and follow what comes", () => {
  assert.deepEqual(drawn(END), ["m4880", "m4999", AT_END]);
  assert.deepEqual(drawn(END, items(0, 5003)), ["m4883", "m5002", AT_END]);
  assert.deepEqual(drawn(END, items(0, 3)), ["m0", "m2", 3]);
});

test("away from the end nothing goes above, and what comes is drawn below", () => {
  assert.deepEqual(drawn(held(LONG, END), items(0, 5003)), ["m4880", "m5002", AT_END + 3]);
});

test("older pages that come in above do not move what is drawn", () => {
  const span = held(items(100, 300), END);

  assert.deepEqual(drawn(span, items(0, 300)), drawn(span, items(100, 300)));
});

test("a day whose heading goes up with older messages leaves what is drawn in its place", () => {
  const day = { id: "day-1", is: "day" };
  const before = [day, ...items(100, 200)];
  const span = held(before, END);
  assert.deepEqual(drawn(span, before), ["day-1", "m199", 101]);

  assert.deepEqual(drawn(span, [day, ...items(0, 200)]), ["m100", "m199", 100]);
  assert.deepEqual(drawn(up([day, ...items(0, 200)], span), [day, ...items(0, 200)]), ["m60", "m199", 100 + STEP]);
});

test("however far one goes up and down again, only so many are drawn, and all are met", () => {
  let span = held(LONG, END);
  const met = new Set<number>();
  const look = () => {
    const { from, to } = rangeOf(LONG, span);
    assert.equal(to - from <= DRAWN, true);
    for (let at = from; at < to; at += 1) met.add(at);
  };
  for (let step = 0; step < 5000 / STEP; step += 1) {
    span = up(LONG, span);
    look();
  }
  assert.equal(met.size, 5000);
  assert.equal(rangeOf(LONG, span).from, 0);
  for (let step = 0; step < 5000 / STEP; step += 1) {
    span = down(LONG, span);
    look();
  }
  assert.deepEqual(drawn(span), ["m4760", "m4999", DRAWN]);
  assert.equal(span.last, null);
});

test("a step up keeps most of what is drawn, so that what is read stays", () => {
  const before = rangeOf(LONG, held(LONG, END));
  const after = rangeOf(LONG, up(LONG, held(LONG, END)));

  assert.deepEqual(after, { from: before.from - STEP, to: before.to });
});

test("where the log was read anew, it is its end that is drawn", () => {
  assert.deepEqual(drawn({ first: "gone", last: null }), drawn(END));
  assert.deepEqual(drawn({ first: "m10", last: "gone" }), drawn(END));
});

test("what was looked for is drawn with as much above as below", () => {
  assert.deepEqual(drawn(around(LONG, "m2000")), ["m1880", "m2119", DRAWN]);
  assert.deepEqual(drawn(around(LONG, "m3")), ["m0", "m122", 123]);
  assert.equal(around(LONG, "m4999").last, null);
});
