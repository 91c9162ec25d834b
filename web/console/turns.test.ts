import assert from "node:assert/strict";
import { test } from "node:test";
import { turns } from "./turns.ts";

test("what is wished second begins when the first is done, and a failure stops only itself", async () => {
  const inTurn = turns();
  const done: string[] = [];
  let fail = (_: Error) => undefined as void;
  const first = inTurn(() => new Promise((_, reject) => (fail = reject)));
  const second = inTurn(async () => void done.push("second"));
  await Promise.resolve();
  await Promise.resolve();
  assert.deepEqual(done, []);

  fail(new Error("no"));
  assert.equal(await first.catch(({ message }: Error) => message), "no");
  await second;
  assert.deepEqual(done, ["second"]);
});
