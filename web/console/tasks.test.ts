import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChatCard, Rights } from "../shared/protocol.ts";
import { EMPTY, type State } from "./state.ts";
import { tasks as tasksOf } from "./tasks.tsx";

const ANNA = { id: "a1", name: "Anna" };
const OLA = { id: "o1", name: "Ola" };
const CHAT: ChatCard = {
  id: "c",
  channel: "support",
  customer: "Mia",
  status: "active",
  seq: 4,
  started_at: 1,
  last_at: 4,
  agent: ANNA,
};

function anna(rights: Partial<Rights>): State {
  const none = { respond: false, notify: false, listen: false, manage: false };
  const support = { key: "support", name: "Support", language: "en", state: "open", rights: { ...none, ...rights } } as const;
  return { ...EMPTY, me: { ...ANNA, login: "anna", role: "agent" }, channels: [support] };
}

// The tasks that hand a chat on or end it; what else may be done with one is told beside its own screens.
const HERE = new Set(["transfer", "cancel_transfer", "take_over", "end", "close_window"]);

function tasks(state: State, card: ChatCard): string[] {
  return tasksOf(state, card).flatMap(({ name }) => (HERE.has(name) ? [name] : []));
}

test("an agent may transfer and end a chat of hers, and nothing with a colleague's", () => {
  assert.deepEqual(tasks(anna({ respond: true }), CHAT), ["transfer", "end"]);
  assert.deepEqual(tasks(anna({ respond: true }), { ...CHAT, agent: OLA }), []);
});

test("what is offered can be called off, and not offered again", () => {
  assert.deepEqual(tasks(anna({ respond: true }), { ...CHAT, transfer: { from: ANNA, to: OLA } }), ["cancel_transfer", "end"]);
});

test("a manager may take a colleague's chat over, transfer it and end it", () => {
  assert.deepEqual(tasks(anna({ manage: true }), { ...CHAT, agent: OLA }), ["transfer", "take_over", "end"]);
  assert.deepEqual(tasks(anna({ manage: true }), CHAT), ["transfer", "end"]);
});

test("a listener may close the window, also when the chat is over", () => {
  const watched = { ...CHAT, agent: OLA, listening: true };

  assert.deepEqual(tasks(anna({ listen: true }), watched), ["close_window"]);
  assert.deepEqual(tasks(anna({ listen: true, manage: true }), { ...watched, status: "ended" }), ["close_window"]);
});
