import assert from "node:assert/strict";
import { test } from "node:test";
import { branches, pathOf, within, type Folder } from "./folders.ts";

const FOLDERS: readonly Folder[] = [
  { id: "c", name: "Care", parent: "l" },
  { id: "d", name: "Delivery", parent: null },
  { id: "l", name: "Lamps", parent: null },
  { id: "o", name: "Other countries", parent: "d" },
  { id: "w", name: "Winter", parent: "c" },
];

test("a tree reads from top to bottom, each folder under its own", () => {
  assert.deepEqual(
    branches(FOLDERS).map(({ id, depth, path }) => [id, depth, path]),
    [
      ["d", 0, "Delivery"],
      ["o", 1, "Delivery / Other countries"],
      ["l", 0, "Lamps"],
      ["c", 1, "Lamps / Care"],
      ["w", 2, "Lamps / Care / Winter"],
    ],
  );
});

test("a folder cannot be moved into itself or below: those are known", () => {
  assert.deepEqual([...within(FOLDERS, "l")].sort(), ["c", "l", "w"]);
  assert.deepEqual([...within(FOLDERS, "o")], ["o"]);
});

test("the way to a folder is said in words; the top has none", () => {
  assert.equal(pathOf(FOLDERS, "w"), "Lamps / Care / Winter");
  assert.equal(pathOf(FOLDERS, null), "");
  assert.equal(pathOf(FOLDERS, "gone"), "");
});
