import assert from "node:assert/strict";
import { test } from "node:test";
import { tree } from "./folders.ts";

test("a folder that only holds others is there too, and counts what is below it", () => {
  const lines = tree([
    { path: "Manuals/Lamps", documents: 2 },
    { path: "Manuals/Shades", documents: 1 },
    { path: "Prices", documents: 3 },
  ]);

  assert.deepEqual(
    lines.map(({ path, depth, documents }) => [path, depth, documents]),
    [
      ["Manuals", 0, 3],
      ["Manuals/Lamps", 1, 2],
      ["Manuals/Shades", 1, 1],
      ["Prices", 0, 3],
    ],
  );
});

test("a folder stands under the one it is in, and two writings of one name are one folder", () => {
  const paths = tree([
    { path: "A-b", documents: 1 },
    { path: "A/z", documents: 1 },
    { path: "a", documents: 1 },
    { path: "A 10", documents: 1 },
    { path: "A 9", documents: 1 },
  ]).map(({ path }) => path);

  assert.equal(paths.indexOf("A/z"), paths.indexOf("A") + 1);
  assert(paths.indexOf("A 9") < paths.indexOf("A 10"));
  assert.equal(paths.length, 5);
});
