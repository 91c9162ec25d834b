import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChatCard } from "../shared/protocol.ts";
import { cardOf, heardOf, isMineNow, mayListen, offered, writer } from "./select.ts";
import { EMPTY, type State } from "./state.ts";

const ANNA = { id: "a1", name: "Anna" };
const BJORN = { id: "b1", name: "Bjørn" };
const CARD: ChatCard = { id: "c", channel: "support", customer: "Mia", status: "active", seq: 4, started_at: 1, last_at: 4 };
const RIGHTS = { respond: true, notify: false, listen: true, manage: false };
const SUPPORT = { key: "support", name: "Support", language: "en", state: "open", rights: RIGHTS } as const;

function anna(own: ChatCard | null): State {
  return { ...EMPTY, me: { ...ANNA, login: "anna", role: "agent" }, channels: [SUPPORT], chats: own ? { c: own } : {} };
}

test("a row that still names me, of a chat that I gave away, may be listened to", () => {
  const stale = { ...CARD, agent: ANNA };

  assert.equal(isMineNow(anna(null), "c"), false);
  assert.equal(mayListen(anna(null), stale), true);
});

test("a row that still names a colleague, of a chat that is mine by now, may not", () => {
  const stale = { ...CARD, agent: BJORN };
  const own = { ...CARD, agent: ANNA };

  assert.equal(isMineNow(anna(own), "c"), true);
  assert.equal(mayListen(anna(own), stale), false);
});

test("a chat that I only looked into is known by the newest row there is of it", () => {
  const looked = { ...CARD, agent: BJORN };
  const waits: ChatCard = { ...CARD, status: "queued", seq: 6 };
  const state = { ...anna(looked), queue: { c: waits } };

  assert.equal(cardOf(state, "c"), waits);
  assert.equal(cardOf({ ...state, queue: {}, ongoing: { c: { ...looked, seq: 3 } } }, "c"), looked);
});

test("an offer is told of once it is known who waits, and no more when she has an agent", () => {
  const waits: ChatCard = { ...CARD, status: "queued" };
  const offer = { type: "offer", chat: "c", channel: "support", ends_at: 9 } as const;
  const told = { ...anna(null), offers: { c: offer } };

  assert.deepEqual(offered(told), []);
  assert.deepEqual(offered({ ...told, queue: { c: waits } }), [[offer, waits]]);
  assert.deepEqual(offered({ ...told, chats: { c: { ...CARD, seq: 5, agent: ANNA } }, queue: { c: waits } }), []);
});

test("the last words are mine if I said them, not if a colleague of my name did", () => {
  const said = (id: string): string => writer({ by: "agent", id, name: ANNA.name, text: "Hello", at: 4 }, CARD, anna(CARD));

  assert.deepEqual([said(ANNA.id), said("a2")], ["You", "Anna"]);
  assert.equal(writer({ by: "customer", name: "Mia Berg", text: "Hello", at: 4 }, { ...CARD, customer: "Mia Berg" }, anna(CARD)), "Mia");
});

test("a chat is as far as the list that heard of it last", () => {
  const state = { ...anna(CARD), ongoing: { c: { ...CARD, seq: 3 }, d: { ...CARD, id: "d", seq: 7 } }, queue: {} };

  assert.deepEqual([heardOf(state, "c"), heardOf(state, "d"), heardOf(state, "gone")], [4, 7, null]);
});
