import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, signOut } from "./session.ts";

test("nobody signs in before the last sign-out is over: it would take the new cookie with it", async () => {
  const real = globalThis.fetch;
  const asked: { method: string | undefined; answer(): void }[] = [];
  globalThis.fetch = (_, init = {}) =>
    new Promise((resolve) => {
      asked.push({ method: init.method, answer: () => resolve(new Response(null, { status: 204 })) });
    });
  try {
    const out = signOut();
    const back = signIn("anna", "secret");
    await new Promise((resolve) => setTimeout(resolve, 0));
    assert.deepEqual(asked.map(({ method }) => method), ["DELETE"]);

    asked[0]?.answer();
    await new Promise((resolve) => setTimeout(resolve, 0));
    assert.deepEqual(asked.map(({ method }) => method), ["DELETE", "POST"]);
    asked[1]?.answer();

    assert.equal(await out, true);
    assert.deepEqual(await back, { ok: true });
  } finally {
    globalThis.fetch = real;
  }
});
