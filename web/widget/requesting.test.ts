import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals";
import { submit } from "./requesting.ts";

test("what is written on while a request is on its way is not lost with it", async () => {
  const requestText = signal("Please call me.");
  let taken: (made: { number: number }) => void = () => undefined;
  const talk = {
    requestText,
    draft: signal(""),
    requested: signal<number | null>(null),
    requestKey: "key",
    note: () => undefined,
    withPage: (given: Readonly<Record<string, string>>) => ({ ...given }),
    ask: <Answer>() => new Promise<Answer>((resolve) => (taken = resolve as typeof taken)),
  };

  const sent = submit(talk, "Please call me.", {}, false);
  requestText.value = "Please call me. After five.";
  taken({ number: 1001 });
  await sent;

  assert.deepEqual([talk.requested.value, requestText.value], [1001, "After five."]);
});
