import assert from "node:assert/strict";
import { test } from "node:test";
import { withGap } from "./spans.ts";

test("a gap for lunch makes two times of one that goes on over it, and is made once", () => {
  const split = [
    { opens: "09:00", closes: "12:00" },
    { opens: "13:00", closes: "24:00" },
  ];
  assert.deepEqual(withGap([{ opens: "09:00", closes: "24:00" }], "12:00", "13:00"), split);
  assert.deepEqual(withGap(split, "12:00", "13:00"), split);
});

test("a day that is closed, or over by then, has no gap", () => {
  assert.deepEqual(withGap([], "12:00", "13:00"), []);
  assert.deepEqual(withGap([{ opens: "08:00", closes: "12:30" }], "12:00", "13:00"), [{ opens: "08:00", closes: "12:30" }]);
});
