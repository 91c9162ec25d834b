import assert from "node:assert/strict";
import { test } from "node:test";
import { withNewest, withOlder, type Stretch } from "./stretch.ts";

const itself = (item: number): number => item;

function of(first: number, last: number, more: boolean): Stretch<number> {
  return { items: Array.from({ length: last - first + 1 }, (_, at) => first + at), more };
}

test("what newer ones push out of the newest page stays, with all above it", () => {
  const older = withOlder(of(5, 8, true), of(1, 4, false), 5, itself);

  assert.deepEqual(withNewest(older, of(7, 10, true), itself), of(1, 10, false));
  assert.deepEqual(withNewest(older, of(9, 12, true), itself), of(1, 12, false));
});

test("where something could be missing in between it begins anew", () => {
  assert.deepEqual(withNewest(of(1, 4, false), of(6, 9, true), itself), of(6, 9, true));
  assert.deepEqual(withNewest(null, of(6, 9, true), itself), of(6, 9, true));
});

test("an older page that comes when something else is shown by then changes nothing", () => {
  assert.deepEqual(withOlder(of(6, 9, true), of(1, 3, false), 4, itself), of(6, 9, true));
});
