import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { draftKeeper, merged } from "./drafts.ts";

describe("what a composer shows when the server's text comes", () => {
  test("an empty field is filled", () => {
    assert.deepEqual(merged({ text: "", note: false }, "Dear Mia"), { text: "Dear Mia", note: false, shared: "Dear Mia" });
  });

  test("what I have typed here stays, whatever comes", () => {
    const mine = { text: "Dear Mia, I", note: false, shared: "Dear Mia" };

    assert.equal(merged(mine, "Hello").text, "Dear Mia, I");
    assert.equal(merged(mine, "").text, "Dear Mia, I");
  });

  test("what I have not touched since it came goes when it was sent elsewhere", () => {
    assert.equal(merged({ text: "Dear Mia", note: false, shared: "Dear Mia" }, "").text, "");
  });

  test("what I have sent or cleared here does not come back with a text that was on its way", () => {
    assert.equal(merged({ text: "", note: false, shared: "Dear" }, "Dear Mia").text, "");
    assert.equal(merged({ text: "", note: false, shared: "" }, "Hello").text, "Hello");
  });

  test("an internal note is never replaced by a message", () => {
    assert.deepEqual(merged({ text: "", note: true }, "Dear Mia"), { text: "", note: true, shared: "Dear Mia" });
  });
});

describe("the keeper", () => {
  function kept() {
    const saved: string[] = [];
    const done: (() => void)[] = [];
    const due: (() => void)[] = [];
    const save = (chat: string, text: string) => {
      saved.push(`${chat}: ${text}`);
      return new Promise<void>((resolve) => done.push(resolve));
    };
    const keeper = draftKeeper(save, (run) => {
      due.push(run);
      return () => undefined;
    });
    return { keeper, saved, done, due };
  }

  test("many letters are one text", () => {
    const { keeper, saved, due } = kept();

    for (const text of ["D", "De", "Dear"]) keeper.set("c", text);
    due[0]?.();

    assert.deepEqual(saved, ["c: Dear"]);
    assert.equal(due.length, 1);
  });

  test("what waits goes at once when the page does, and only once", () => {
    const { keeper, saved, due } = kept();
    keeper.set("c", "Dear");
    keeper.set("d", "Hello");

    keeper.hurry();
    for (const run of due) run();

    assert.deepEqual(saved, ["c: Dear", "d: Hello"]);
  });

  test("what was sent is forgotten at once, and after what is still on its way", async () => {
    const { keeper, saved, done, due } = kept();
    keeper.set("c", "Dear");
    due[0]?.();

    keeper.set("c", "");
    const meanwhile = [...saved];
    done[0]?.();
    await new Promise((next) => setTimeout(next));

    assert.deepEqual(meanwhile, ["c: Dear"]);
    assert.deepEqual(saved, ["c: Dear", "c: "]);
    assert.deepEqual(keeper.pending(), { c: "" });
  });
});
