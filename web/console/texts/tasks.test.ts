import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChatCard } from "../../shared/protocol.ts";
import { EMPTY, type State } from "../state.ts";
import { mayDo } from "../tasks.tsx";

const ANNA = { id: "a1", name: "Anna" };
const STATE: State = { ...EMPTY, me: { ...ANNA, login: "anna", role: "agent" } };
const CHAT: ChatCard = { id: "c", channel: "support", customer: "Mia", status: "active", seq: 4, started_at: 1, last_at: 4, agent: ANNA };

test("texts go into chats of one's own, as long as they can be written in", () => {
  assert.equal(mayDo(STATE, CHAT, "texts"), true);
  assert.equal(mayDo(STATE, { ...CHAT, status: "ended" }, "texts"), false);
  assert.equal(mayDo(STATE, { ...CHAT, agent: { id: "o1", name: "Ola" } }, "texts"), false);
});

test("a quick reply can be made of what one said, also when the chat is over", () => {
  assert.equal(mayDo(STATE, { ...CHAT, status: "ended" }, "quick_reply"), true);
  assert.equal(mayDo(STATE, { ...CHAT, agent: { id: "o1", name: "Ola" } }, "quick_reply"), false);
});
