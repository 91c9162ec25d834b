import assert from "node:assert/strict";
import { test } from "node:test";
import { marked, next, NOBODY } from "./transfer_choice.ts";

const BJORN = { key: "agent-b", name: "Bjørn" };
const KARI = { key: "agent-k", name: "Kari" };

test("who is marked stays marked when another moves before her", () => {
  const shown = marked(NOBODY, "", [BJORN, KARI]);

  assert.equal(marked(shown, "", [KARI, BJORN]).row, BJORN);
});

test("nobody else is marked in the place of one who has gone", () => {
  const shown = marked(NOBODY, "", [BJORN, KARI]);

  assert.equal(marked(shown, "", [KARI]).row, BJORN);
});

test("other words mark the first whom they find, and who comes where nobody was is marked", () => {
  const shown = marked(NOBODY, "", [BJORN, KARI]);

  assert.equal(marked(shown, "k", [KARI]).row, KARI);
  assert.equal(marked(marked(NOBODY, "", []), "", [KARI]).row, KARI);
});

test("the arrows go round, and from one who has gone to either end", () => {
  assert.equal(next([BJORN, KARI], KARI.key, 1), BJORN);
  assert.equal(next([BJORN, KARI], BJORN.key, -1), KARI);
  assert.equal(next([BJORN, KARI], "agent-gone", 1), BJORN);
  assert.equal(next([BJORN, KARI], "agent-gone", -1), KARI);
  assert.equal(next([], undefined, 1), undefined);
});
