import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { channelViewDefaults, type ChannelView, type CustomerChat, type EventPush, type LogEvent } from "../shared/protocol.ts";
import { EMPTY, type Input, type State, isDeserted, lastSeq, mayAttach, mayLeave, reduce, unread } from "./state.ts";
import { type Group, rows } from "./transcript.ts";

const CHANNEL: ChannelView = { state: "open", name: "Support", language: "en" };
const KARI = { id: "7", name: "Kari" };
const OLA = { id: "8", name: "Ola", photo: "/ola.jpg" };
const NOON = Date.UTC(2026, 2, 12, 12);
const MINE = { kind: "customer", name: "Mia" } as const;
const HERS = { kind: "agent", id: "7", name: "Kari" } as const;
const SYSTEM = { kind: "system" } as const;

type Shape = Pick<LogEvent, "kind" | "by" | "data">;

/** A whole life. Numbers 6 and 12 are hidden from customers. */
const STORY: readonly (readonly [number, Shape])[] = [
  [1, { kind: "started", by: MINE, data: { channel: "support" } }],
  [2, { kind: "queued", by: SYSTEM, data: { reason: "new" } }],
  [3, { kind: "message", by: MINE, data: { key: "a", text: "Where is my invoice?" } }],
  [4, { kind: "answered", by: HERS, data: { agent: KARI } }],
  [5, { kind: "message", by: SYSTEM, data: { key: "welcome-5", text: "Welcome!" } }],
  [7, { kind: "message", by: HERS, data: { key: "b", text: "Let me look" } }],
  [8, { kind: "taken_over", by: HERS, data: { from: KARI, to: OLA } }],
  [9, { kind: "idle_warned", by: SYSTEM, data: { ends_at: NOON + 600_000 } }],
  [10, { kind: "queued", by: SYSTEM, data: { reason: "agent_lost" } }],
  [11, { kind: "answered", by: HERS, data: { agent: KARI } }],
  [13, { kind: "ended", by: HERS, data: { reason: "agent" } }],
  [14, { kind: "returned", by: MINE, data: {} }],
  [15, { kind: "answered", by: HERS, data: { agent: KARI } }],
  [16, { kind: "message", by: MINE, data: { key: "c", text: "One more thing" } }],
  [17, { kind: "ended", by: MINE, data: { reason: "customer" } }],
] as const;

const EVENTS: readonly EventPush[] = STORY.map(
  ([seq, shape]) => ({ type: "event", chat: "c1", seq, at: NOON + seq * 1_000, ...shape }) as EventPush,
);

/** What the server says of the chat after `seq`: written down by hand, by the contract. */
function snapshot(seq: number): CustomerChat {
  const base = { id: "c1", seq };
  const returns = (end: number): object => ({ can_return_until: NOON + end * 1_000 + channelViewDefaults.return_ms });
  if (seq < 2) return { ...base, status: "bot" };
  if (seq < 4 || seq === 10 || seq === 14) return { ...base, status: "queued" };
  if (seq < 8 || seq === 11 || seq === 15 || seq === 16) return { ...base, status: "active", agent: KARI };
  if (seq === 9) return { ...base, status: "active", agent: OLA, idle_ends_at: NOON + 600_000 };
  if (seq < 10) return { ...base, status: "active", agent: OLA };
  return { ...base, status: "ended", ...returns(seq) };
}

const welcome = (seq: number): Input => ({
  type: "welcome",
  welcome: { channel: CHANNEL, now_at: NOON, ...(seq === 0 ? {} : { chat: snapshot(seq) }) },
  now: NOON,
});

const after = (inputs: readonly Input[], from: State = EMPTY): State => inputs.reduce(reduce, from);

/** What must not depend on the way the state came about. */
function essence({ chat, log, outgoing, typing }: State): object {
  assert(chat !== null);
  return { chat, log, outgoing, typing };
}

describe("the log", () => {
  test("a snapshot and the events after it make the chat of a later snapshot, wherever the link dropped", () => {
    for (const [cut, { seq }] of EVENTS.entries()) {
      const live = after([welcome(seq), ...EVENTS.slice(0, cut + 1), ...EVENTS.slice(cut + 1)]);
      const resumed = after([welcome(17), ...EVENTS.slice(cut + 1)], after([welcome(seq), ...EVENTS.slice(0, cut + 1)]));
      const fresh = after([welcome(17), ...EVENTS]);
      assert.deepEqual(essence(live), essence(fresh), `live after ${seq}`);
      assert.deepEqual(essence(resumed), essence(fresh), `resumed after ${seq}`);
    }
  });

  test("at every moment the folded chat is what the server would say", () => {
    for (const [at, { seq }] of EVENTS.entries()) {
      const folded = after(EVENTS.slice(0, at + 1), after([welcome(0)]));
      assert.deepEqual(essence(folded), essence(after([welcome(seq), ...EVENTS.slice(0, at + 1)])), `at ${seq}`);
    }
  });

  test("events that come twice change nothing", () => {
    const once = after([welcome(17), ...EVENTS]);
    assert.equal(after(EVENTS, once), once);
  });

  test("events that come late find their place", () => {
    const late = after([welcome(1), EVENTS[0]!, ...EVENTS.slice(2), EVENTS[1]!]);
    assert.deepEqual(essence(late), essence(after([welcome(17), ...EVENTS])));
  });

  test("events of another chat are not ours", () => {
    const state = after([welcome(4), ...EVENTS.slice(0, 4)]);
    assert.equal(reduce(state, { ...EVENTS[5]!, chat: "c2" }), state);
  });

  test("the number to resume after is the last one seen", () => {
    assert.equal(lastSeq(after([welcome(0)])), 0);
    assert.equal(lastSeq(after([welcome(17), ...EVENTS.slice(0, 6)])), 7);
  });
});

describe("what the customer writes", () => {
  const open = after([welcome(4), ...EVENTS.slice(0, 4)]);
  const said = reduce(open, { type: "say", key: "x", text: "Hello", at: NOON });
  const stored = { type: "event", chat: "c1", seq: 5, at: NOON, by: MINE, kind: "message", data: { key: "x", text: "Hello" } } as const;

  test("is shown at once and gives way to its event", () => {
    assert.equal(said.outgoing[0]?.status, "sending");
    const state = reduce(said, stored);
    assert.deepEqual(state.outgoing, []);
    assert.equal(state.log.at(-1)?.seq, 5);
  });

  test("is stored when answered, in whichever order answer and event come", () => {
    const answered = reduce(said, { type: "stored", key: "x" });
    assert.equal(answered.outgoing[0]?.status, "stored");
    assert.deepEqual(reduce(answered, stored).outgoing, []);
    assert.deepEqual(after([stored, { type: "stored", key: "x" }], said).outgoing, []);
  });

  test("fails with a reason, and is sent again with its key", () => {
    const failed = reduce(said, { type: "not_sent", key: "x", code: "conflict" });
    assert.deepEqual([failed.outgoing[0]?.status, failed.outgoing[0]?.code], ["failed", "conflict"]);
    const again = reduce(failed, { type: "again", key: "x" });
    assert.deepEqual(again.outgoing, said.outgoing);
  });

  test("stays over a reconnect", () => {
    assert.equal(reduce(said, welcome(4)).outgoing.length, 1);
  });

  test("starts a chat: the first message is kept until it is an event", () => {
    const starting = after([welcome(0), { type: "start", key: "a", text: "Where is my invoice?", at: NOON }]);
    assert.equal(starting.starting, true);
    const there = after([{ type: "started", chat: "c1" }, ...EVENTS.slice(0, 3)], starting);
    assert.deepEqual([there.starting, there.outgoing.length, there.chat?.status], [false, 0, "queued"]);
    assert.deepEqual(after([...EVENTS.slice(0, 3), { type: "started", chat: "c1" }], starting), there);
  });

  test("a start that was refused leaves no bubble behind", () => {
    const refused = after([welcome(0), { type: "start", key: "a", text: "Hi", at: NOON }, { type: "not_started", key: "a" }]);
    assert.deepEqual([refused.outgoing.length, refused.starting], [0, false]);
  });
});

describe("around the log", () => {
  const queued = after([welcome(3), ...EVENTS.slice(0, 3)]);

  test("the place in the queue is live, and gone with the answer", () => {
    const placed = reduce(queued, { type: "queue", position: 2, waiting: 3, average_wait_ms: 3_000 });
    assert.deepEqual(placed.chat?.place, { position: 2, waiting: 3, average_wait_ms: 3_000 });
    const answered = reduce(placed, EVENTS[3]!);
    assert.equal(answered.chat?.place, undefined);
    assert.equal(reduce(answered, { type: "queue", position: 1, waiting: 1 }).chat?.place, undefined);
  });

  test("typing stops with the message, with the end and with the link", () => {
    const typing = reduce(after([welcome(4), ...EVENTS.slice(0, 4)]), { type: "typing", on: true, name: "Kari" });
    assert.deepEqual(typing.typing, { name: "Kari" });
    assert.equal(reduce(typing, EVENTS[5]!).typing, null);
    assert.equal(reduce(typing, EVENTS[10]!).typing, null);
    assert.equal(reduce(typing, { type: "link", link: { state: "waiting", since: 0, until: 1 } }).typing, null);
  });

  test("unread counts what others said since the customer looked", () => {
    const state = after([welcome(17), ...EVENTS]);
    assert.equal(unread(state), 2);
    assert.equal(unread(reduce(state, { type: "seen", seq: 5 })), 1);
    assert.equal(unread(after([{ type: "seen", seq: 17 }, { type: "seen", seq: 5 }], state)), 0);
  });

  test("the read mark never goes back", () => {
    const state = after([welcome(4), { type: "read", seq: 5 }, { type: "read", seq: 3 }]);
    assert.equal(state.chat?.agentRead, 5);
  });

  test("a welcome without our chat forgets it", () => {
    const state = after([welcome(0)], after([welcome(17), ...EVENTS]));
    assert.deepEqual([state.chat, state.log.length, state.greeted], [null, 0, true]);
  });

  test("leaving keeps the channel and nothing of the chat", () => {
    const state = reduce(after([welcome(17), ...EVENTS]), { type: "forget" });
    assert.deepEqual([state.chat, state.log.length, state.channel], [null, 0, CHANNEL]);
  });

  test("a rating and a lapsed way back are remembered", () => {
    const state = after([welcome(17), ...EVENTS, { type: "rated" }, { type: "no_way_back" }]);
    assert.deepEqual([state.chat?.rated, state.chat?.canReturnUntil], [true, undefined]);
  });
});

describe("a chat that was moved to another channel", () => {
  const page: ChannelView = { state: "away", name: "Help", language: "nb", look: { color: "#00aa00", header: "Hei" }, return_ms: 1 };
  const rules: ChannelView = {
    state: "open",
    name: "Shop",
    language: "en",
    look: { color: "#aa0000", queue_message: "You are {cque} in the shop" },
    files: { always: true, extensions: [".pdf"] },
    post_chat: { rating: false },
    offline: { queue_from: 1 },
    return_ms: 5_000,
  };
  const greeting = (more: object): Input => ({ type: "welcome", welcome: { channel: page, now_at: NOON, chat: snapshot(4), ...more }, now: NOON });
  const moved = after([greeting({ chat_channel: rules })]);

  test("looks and speaks as its page and may do what its channel says", () => {
    const { name, language, look, state, post_chat } = moved.channel!;
    assert.deepEqual([name, language, state, post_chat], ["Help", "nb", "open", { rating: false }]);
    assert.deepEqual(look, { color: "#00aa00", header: "Hei", queue_message: "You are {cque} in the shop" });
    assert.equal(mayAttach(moved), true);
    assert.equal(isDeserted(moved), false);
    const { seq } = EVENTS[10]!;
    assert.equal(after(EVENTS.slice(4, 11), moved).chat!.canReturnUntil, NOON + seq * 1_000 + 5_000);
  });

  test("leaves a queue by that queue's rules", () => {
    const waiting = after([{ ...EVENTS[8]!, seq: 10 }], moved);
    const queued = after([{ type: "queue", position: 1, waiting: 1 }], waiting);
    assert.equal(mayLeave(queued, NOON), true);
  });

  test("hears what either channel changes, each for its part", () => {
    const dressed = after([{ type: "channel", state: page.state, channel: { ...page, look: { color: "#0000aa" } } }], moved);
    assert.deepEqual([dressed.channel!.look?.color, mayAttach(dressed)], ["#0000aa", true]);
    const closed = after([{ type: "chat_channel", channel: { ...rules, state: "closed", files: {} } }], dressed);
    assert.deepEqual([closed.channel!.look?.color, mayAttach(closed), isDeserted(closed)], ["#0000aa", false, true]);
  });

  test("is its page's again when it comes back there, and so is the next one", () => {
    assert.deepEqual(after([greeting({})], moved).channel, page);
    assert.deepEqual(after([{ type: "forget" }], moved).channel, page);
  });
});

describe("the transcript", () => {
  const state = after([welcome(17), ...EVENTS, { type: "read", seq: 3 }]);
  const shown = rows(state);

  test("reads as days, groups and lines", () => {
    assert.deepEqual(
      shown.map((row) => (row.kind === "group" ? (row.own ? "me" : row.name) : row.kind === "line" ? row.event.kind : row.kind)),
      ["day", "me", "answered", "Kari", "taken_over", "queued", "answered", "ended", "returned", "answered", "me", "ended"],
    );
  });

  test("the channel's welcome is said in the agent's name and joins her bubbles", () => {
    const group = shown.find((row) => row.kind === "group" && !row.own);
    assert(group?.kind === "group");
    assert.deepEqual(group.bubbles.map((bubble) => bubble.text), ["Welcome!", "Let me look"]);
  });

  test("own bubbles say whether they were stored and read", () => {
    const marks = shown.flatMap((row) => (row.kind === "group" && row.own ? row.bubbles.map((bubble) => bubble.mark) : []));
    assert.deepEqual(marks, ["read", "stored"]);
  });

  test("a bubble keeps its key when its message is stored", () => {
    const open = after([welcome(4), ...EVENTS.slice(0, 4), { type: "say", key: "x", text: "Hello", at: NOON + 4_000 }]);
    const key = (of: State): string => (rows(of).at(-1) as Group).bubbles[0]!.key;
    const before = key(open);
    const event = { type: "event", chat: "c1", seq: 5, at: NOON + 4_100, by: MINE, kind: "message", data: { key: "x", text: "Hello" } } as const;
    assert.equal(key(reduce(open, event)), before);
  });
});
