import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChatCard, FileRef, FileRules } from "../../shared/protocol.ts";
import { EMPTY, reduce, type State } from "../state.ts";
import { mayDo, TASKS } from "../tasks.tsx";
import { transcript } from "../transcript.ts";

const ANNA = { id: "a1", name: "Anna", login: "anna", role: "agent" } as const;
const RIGHTS = { respond: true, notify: true, listen: false, manage: false };
const FILE: FileRef = { id: "f1", name: "bill.pdf", size: 5, media_type: "application/pdf", url: "/files/f1" };
const CHAT: ChatCard = { id: "c", channel: "support", customer: "Mia", status: "active", seq: 4, started_at: 1, last_at: 4, agent: ANNA };

function anna(files: FileRules): State {
  const channel = { key: "support", name: "Support", language: "en", state: "open", rights: RIGHTS, files } as const;
  return { ...EMPTY, me: ANNA, channels: [channel], chats: { c: CHAT } };
}

test("a file that was uploaded is a bubble on its way until its event is here", () => {
  const unsent = { chat: "c", key: "k", text: "", note: false, file: FILE, at: 5 };
  const going = reduce(EMPTY, { type: "writing", unsent });
  const [day, bubble] = transcript([], going.outgoing["c"] ?? [], { me: "a1", customerRead: 0, channel: (key) => key });

  assert.equal(day?.is, "day");
  assert(bubble?.is === "bubble" && bubble.file?.name === "bill.pdf" && bubble.mark === "sending");
});

test("files are allowed by the chat's own agent, where the channel takes any and not always", () => {
  const some = { extensions: [".pdf"] };
  assert(mayDo(anna(some), CHAT, "allow_files"));
  assert(!mayDo(anna({}), CHAT, "allow_files"));
  assert(!mayDo(anna({ ...some, always: true }), CHAT, "allow_files"));
  assert(!mayDo(anna(some), { ...CHAT, agent: { id: "o1", name: "Ola" } }, "allow_files"));
});

test("whether they are allowed stands at the task", () => {
  const task = TASKS.find(({ name }) => name === "allow_files");
  assert.deepEqual([task?.on?.(CHAT), task?.on?.({ ...CHAT, files_allowed: true })], [false, true]);
});
