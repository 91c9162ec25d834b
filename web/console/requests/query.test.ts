import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, listingOf, queryOf, USUAL } from "./query.ts";

test("an address without a query is the usual list, and the usual list needs no query", () => {
  assert.deepEqual(listingOf({}), USUAL);
  assert.deepEqual(queryOf(USUAL), {});
});

test("what is chosen is in the address, and comes back from it", () => {
  const chosen = { ...USUAL, status: "all", owner: "me", text: "lamp & invoice" } as const;

  assert.deepEqual(queryOf(chosen), { status: "all", owner: "me", text: "lamp & invoice" });
  assert.deepEqual(listingOf(queryOf(chosen)), chosen);
});

test("what nobody can choose is the usual", () => {
  assert.deepEqual(listingOf({ status: "lost", sort: "toString", text: "x" }), { ...USUAL, text: "x" });
});

test("not closed is open or waiting, and all is no status", () => {
  assert.deepEqual(asked(USUAL).status, ["open", "waiting"]);
  assert.deepEqual(asked({ ...USUAL, status: "all" }).status, []);
  assert.deepEqual(asked({ ...USUAL, status: "closed" }).status, ["closed"]);
});
