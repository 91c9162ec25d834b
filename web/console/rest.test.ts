import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, beginSession, Refusal, rest, whenSignedOut } from "./rest.ts";

type Answer = (address: string, init: RequestInit) => Response | Promise<Response>;

/** The browser's `fetch` stands in for the network: what is tested is all on this side of it. */
async function against(answer: Answer, act: () => Promise<void>): Promise<void> {
  const real = globalThis.fetch;
  globalThis.fetch = async (address, init = {}) => answer(String(address), init);
  try {
    await act();
  } finally {
    globalThis.fetch = real;
  }
}

async function refused(asking: Promise<unknown>): Promise<Refusal> {
  const problem: unknown = await asking.then(() => null, (thrown: unknown) => thrown);
  if (!(problem instanceof Refusal)) throw new Error(`no refusal: ${problem}`);
  return problem;
}

function said(status: number, body: object): () => Response {
  return () => new Response(JSON.stringify(body), { status });
}

test("an address has its path filled in, lists repeated, and nothing that is empty", () => {
  const path = addressOf("/api/v1/contacts/{contact}/card", { contact: "a/b" }, { status: ["open", "waiting"], owner: "", after: undefined, limit: 0 });

  assert.equal(path, "/api/v1/contacts/a%2Fb/card?status=open&status=waiting&limit=0");
});

test("a body goes as JSON, and the answer comes back", async () => {
  await against(
    (address, { method, headers, body }) => new Response(JSON.stringify({ address, method, headers, body })),
    async () => {
      const answer: unknown = await rest("PATCH /api/v1/requests/{number}", { path: { number: 17 }, body: { status: "closed" } });

      assert.deepEqual(answer, {
        address: "/api/v1/requests/17",
        method: "PATCH",
        headers: { "content-type": "application/json" },
        body: '{"status":"closed"}',
      });
    },
  );
});

test("what has no contents is undefined", async () => {
  await against(
    () => new Response(null, { status: 204 }),
    async () => assert.equal(await rest("DELETE /api/v1/session"), undefined),
  );
});

test("a refusal says what the server said, with the field", async () => {
  await against(said(422, { code: "invalid", message: "Write a title.", field: "title" }), async () => {
    const refusal = await refused(rest("PATCH /api/v1/requests/{number}", { path: { number: 1 }, body: {} }));

    assert.deepEqual([refusal.code, refusal.message, refusal.field], ["invalid", "Write a title.", "title"]);
  });
});

test("a proxy's page of errors does not reach the agent", async () => {
  await against(
    () => new Response("<html>Bad gateway", { status: 502 }),
    async () => assert.equal((await refused(rest("GET /api/v1/request-categories"))).code, "internal"),
  );
});

test("a session that is over leads to the door", async () => {
  let left = 0;
  whenSignedOut(() => (left += 1));
  await against(said(401, { code: "not_signed_in", message: "Sign in first." }), async () => {
    await refused(rest("GET /api/v1/request-categories"));

    assert.equal(left, 1);
  });
});

test("a session that was over before the next one began leads nobody to the door", async () => {
  let left = 0;
  let answer = (_: Response): void => undefined;
  whenSignedOut(() => (left += 1));
  await against(
    () => new Promise((done) => (answer = done)),
    async () => {
      const late = refused(rest("GET /api/v1/request-categories"));
      beginSession();
      answer(said(401, { code: "not_signed_in", message: "Sign in first." })());

      assert.equal((await late).code, "not_signed_in");
      assert.equal(left, 0);
    },
  );
});

test("a server that cannot be reached is said plainly", async () => {
  await against(
    () => Promise.reject(new TypeError("fetch failed")),
    async () => assert.equal((await refused(rest("GET /api/v1/request-categories"))).code, "lost"),
  );
});

test("a call that is given up is no refusal", async () => {
  const given = new AbortController();
  given.abort();
  await against(
    (_, { signal }) => Promise.reject(signal?.reason),
    async () => {
      const problem: unknown = await rest("GET /api/v1/request-categories", { signal: given.signal }).catch((thrown: unknown) => thrown);

      assert.equal(problem, given.signal.reason);
    },
  );
});
