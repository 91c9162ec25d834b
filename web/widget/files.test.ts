import assert from "node:assert/strict";
import { test } from "node:test";
import type { EventPush, FileRef } from "../shared/protocol.ts";
import { EMPTY, type Input, mayAttach, reduce, type State } from "./state.ts";
import { rows } from "./transcript.ts";

const FILES = { extensions: [".png", ".pdf"] };
const FILE: FileRef = { id: "f1", name: "bill.pdf", size: 5, media_type: "application/pdf", url: "/files/f1" };

function there(always = false): State {
  const welcome: Input = {
    type: "welcome",
    welcome: {
      channel: { state: "open", name: "Support", language: "en", files: { ...FILES, always } },
      chat: { id: "c1", status: "active", seq: 4, agent: { id: "7", name: "Kari" } },
      now_at: 0,
    },
    now: 0,
  };
  return reduce(EMPTY, welcome);
}

function event(seq: number, kind: string, data: object, by: object = { kind: "agent", id: "7", name: "Kari" }): EventPush {
  return { type: "event", chat: "c1", seq, at: seq, by, kind, data } as EventPush;
}

test("a customer may send files from the moment she is allowed to, and not after it was taken back or over", () => {
  const before = there();
  const allowed = reduce(before, event(5, "files_allowed", { on: true }));
  const taken = reduce(allowed, event(6, "files_allowed", { on: false }));
  const ended = reduce(allowed, event(6, "ended", { reason: "agent" }));
  assert.deepEqual([before, allowed, taken, ended].map(mayAttach), [false, true, false, false]);
});

test("where the channel always takes files nobody has to allow it, but there must be a chat", () => {
  assert(mayAttach(there(true)));
  assert(!mayAttach({ ...there(true), chat: null }));
});

test("a file on its way is one bubble, which its event replaces", () => {
  const going = reduce(there(), { type: "say", key: "k", text: "", file: FILE, at: 5 });
  const arrived = reduce(going, event(5, "message", { key: "k", file: FILE }, { kind: "customer" }));

  for (const [state, mark] of [[going, "sending"], [arrived, "stored"]] as const) {
    const bubbles = rows(state).flatMap((row) => (row.kind === "group" ? row.bubbles : []));
    assert.deepEqual(bubbles.map(({ key, file, text, mark }) => [key, file?.name, text, mark]), [["k", "bill.pdf", "", mark]]);
  }
});
