import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { AgentWelcome, ChannelOfAgent, ChatCard, LogEvent, Push, Rights } from "../shared/protocol.ts";
import type { Frame } from "./frames.ts";
import {
  askedOfMe,
  handling,
  incoming,
  isListening,
  listened,
  mayAnswer,
  receivers,
  recent,
  standingOf,
  statusWord,
  title,
  transferWords,
  waiting,
  warnedChats,
} from "./select.ts";
import { EMPTY, reduce, resumePoints, type State } from "./state.ts";

const ANNA = { id: "a1", name: "Anna" };
const MIA = { kind: "customer", name: "Mia" } as const;
const BY_ANNA = { kind: "agent", ...ANNA } as const;

function card(id: string, more: Partial<ChatCard> = {}): ChatCard {
  const still = {
    channel: "support",
    customer: "Mia",
    status: "active",
    seq: 4,
    started_at: 1,
    last_at: 4,
    agent: ANNA,
    answered_at: 4,
    waiting_for: "agent",
  } as const;
  return { id, ...still, ...more };
}

function welcome(more: Partial<AgentWelcome> = {}): Frame {
  const agent = { ...ANNA, login: "anna", role: "agent" } as const;
  const lists = { channels: [], all_channels: [], agents: [], chats: [], queue: [], ongoing: [], warnings: [], offers: [] } as const;
  return { type: "welcome", welcome: { agent, presence: "present", ...lists, drafts: {}, now_at: 1000, ...more }, at: 900 };
}

function push(chat: string, event: LogEvent): Push {
  return { type: "event", chat, ...event };
}

function said(seq: number, text: string, by: LogEvent["by"] = MIA): LogEvent {
  return { seq, at: seq, by, kind: "message", data: { text, key: `key-${seq}` } };
}

function page(
  chat: ChatCard,
  events: readonly LogEvent[],
  more: boolean,
  side: "latest" | "older" | "beginning" = "latest",
): Frame {
  return { type: "opened", opened: { chat, events, more }, side };
}

function after(...frames: Frame[]): State {
  return frames.reduce(reduce, EMPTY);
}

function seqs(state: State, chat: string): number[] {
  return (state.logs[chat]?.events ?? []).map((event) => event.seq);
}

describe("snapshot and events", () => {
  const queued: LogEvent = { seq: 3, at: 3, by: { kind: "system" }, kind: "queued", data: { reason: "new" } };
  const life: LogEvent[] = [
    { seq: 4, at: 4, by: BY_ANNA, kind: "answered", data: { agent: ANNA } },
    said(5, "Where is it?"),
    said(6, "Let me look", BY_ANNA),
    { seq: 7, at: 7, by: MIA, kind: "ended", data: { reason: "customer" } },
    { seq: 8, at: 8, by: MIA, kind: "rated", data: { score: 4 } },
    { seq: 9, at: 9, by: MIA, kind: "returned", data: {} },
    { seq: 10, at: 10, by: { kind: "system" }, kind: "answered", data: { agent: ANNA } },
    said(11, "One more thing"),
  ];
  const start: ChatCard = {
    id: "c",
    channel: "support",
    customer: "Mia",
    status: "queued",
    seq: 3,
    started_at: 1,
    last_at: 3,
    queued_at: 3,
    first: "Hello",
  };
  const end: ChatCard = {
    ...{
      id: "c",
      channel: "support",
      customer: "Mia",
      status: "active",
      seq: 11,
      started_at: 1,
      last_at: 11,
      first: "Hello",
      agent: ANNA,
    },
    ...{
      answered_at: 10,
      waiting_for: "agent",
      unanswered_at: 11,
      last: { by: "customer", name: "Mia", text: "One more thing", at: 11 },
      unread: 1,
      rating: 4,
      returning: true,
    },
  };

  test("a snapshot followed by the events is the later snapshot, wherever it is cut", () => {
    for (let cut = 0; cut <= life.length; cut += 1) {
      const early = after(welcome({ chats: [start] }), ...life.slice(0, cut).map((event) => push("c", event)));
      const known = early.chats["c"]!;
      const late = after(welcome({ chats: [known] }), ...life.slice(cut).map((event) => push("c", event)));

      assert.deepEqual(late.chats["c"], end, `cut at ${cut}`);
    }
  });

  test("a card that is ahead of its log tells that the log must be asked for again", () => {
    const shown = after(welcome({ chats: [card("c")] }), page(card("c"), [said(4, "Hi")], false));
    const level: Frame = { type: "chats.changed", rows: [card("c", { seq: 4 })] };
    const ahead: Frame = { type: "chats.changed", rows: [card("c", { seq: 5, rating: 4 })] };

    assert.equal(reduce(shown, level).logs["c"]?.behind, false);
    assert.equal(reduce(shown, ahead).logs["c"]?.behind, true);
    assert.equal(after(welcome(), ahead).logs["c"], undefined);
  });

  test("events that come twice change nothing", () => {
    const once = after(welcome({ chats: [start] }), page(start, [queued], false), ...life.map((event) => push("c", event)));
    const twice = life.reduce((state, event) => reduce(state, push("c", event)), once);

    assert.deepEqual(twice, once);
  });

  test("after a lost link the server is asked for what comes after the newest event of each open log", () => {
    const state = after(welcome({ chats: [start, card("d")] }), page(start, [queued], false), push("c", life[0]!));

    assert.deepEqual(resumePoints(state), { c: 4 });
  });

  test("a new welcome keeps the logs of my chats and forgets those no longer mine", () => {
    const state = after(
      welcome({ chats: [start, card("d")] }),
      page(start, [queued], false),
      page(card("d"), [said(4, "Hi")], false),
      welcome({ chats: [start] }),
    );

    assert.deepEqual(Object.keys(state.logs), ["c"]);
    assert.deepEqual(Object.keys(state.chats), ["c"]);
  });

  test("another agent's welcome starts from nothing", () => {
    const other = { id: "a2", name: "Bjørn", login: "bjorn", role: "agent" } as const;
    const state = after(welcome({ chats: [start] }), page(start, [queued], false), welcome({ agent: other }));

    assert.deepEqual([state.chats, state.logs], [{}, {}]);
  });
});

describe("pages of a log", () => {
  test("an older page goes in front and says whether there is more", () => {
    const state = after(
      welcome({ chats: [card("c")] }),
      page(card("c"), [said(3, "c"), said(4, "d")], true),
      page(card("c"), [said(1, "a"), said(2, "b")], false, "older"),
    );

    assert.deepEqual(seqs(state, "c"), [1, 2, 3, 4]);
    assert.equal(state.logs["c"]?.more, false);
  });

  test("a push that overtakes the first page is kept behind it", () => {
    const state = after(
      welcome({ chats: [card("c")] }),
      push("c", said(5, "e")),
      page(card("c"), [said(3, "c"), said(4, "d")], true),
    );

    assert.deepEqual(seqs(state, "c"), [3, 4, 5]);
  });

  test("a page that may leave a hole replaces what was there", () => {
    const state = after(
      welcome({ chats: [card("c")] }),
      page(card("c"), [said(1, "a"), said(2, "b")], false),
      page(card("c", { seq: 9 }), [said(8, "h"), said(9, "i")], true),
    );

    assert.deepEqual(seqs(state, "c"), [8, 9]);
    assert.equal(state.logs["c"]?.more, true);
  });

  test("a push that skips numbers is shown, and the log is behind until its newest page came", () => {
    const skipped = after(
      welcome({ chats: [card("c")] }),
      page(card("c"), [said(1, "a"), said(2, "b")], false),
      push("c", said(5, "e")),
    );
    const mended = reduce(skipped, page(card("c", { seq: 5 }), [said(4, "d"), said(5, "e")], true));

    assert.deepEqual([seqs(skipped, "c"), skipped.logs["c"]?.behind], [[1, 2, 5], true]);
    assert.deepEqual([seqs(mended, "c"), mended.logs["c"]?.behind, mended.logs["c"]?.more], [[4, 5], false, true]);
  });

  test("asking for the newest page again keeps the older ones that were loaded", () => {
    const state = after(
      welcome({ chats: [card("c")] }),
      page(card("c"), [said(3, "c"), said(4, "d")], true),
      page(card("c"), [said(1, "a"), said(2, "b")], false, "older"),
      page(card("c"), [said(3, "c"), said(4, "d")], true),
    );

    assert.deepEqual(seqs(state, "c"), [1, 2, 3, 4]);
    assert.equal(state.logs["c"]?.more, false);
  });

  test("the beginning is known without a hole in the log", () => {
    const started: LogEvent = {
      seq: 1,
      at: 1,
      by: MIA,
      kind: "started",
      data: { channel: "support", page: "https://shop.example" },
    };
    const state = after(
      welcome({ chats: [card("c")] }),
      page(card("c"), [said(3, "c"), said(4, "d")], true),
      page(card("c"), [started], true, "beginning"),
    );

    assert.equal(state.beginnings["c"]?.page, "https://shop.example");
    assert.deepEqual(seqs(state, "c"), [3, 4]);
  });
});

describe("unread messages", () => {
  test("each message of the customer counts, the agent's own do not", () => {
    const state = after(
      welcome({ chats: [card("c")] }),
      push("c", said(5, "a")),
      push("c", said(6, "b")),
      push("c", said(7, "c", BY_ANNA)),
    );

    assert.equal(state.chats["c"]?.unread, 2);
  });

  test("what was seen does not come back with a card that was on its way", () => {
    const state = after(
      welcome({ chats: [card("c")] }),
      push("c", said(5, "a")),
      { type: "seen", chat: "c", seq: 5 },
      { type: "chats.changed", rows: [card("c", { seq: 5, unread: 1 })] },
    );

    assert.equal(state.chats["c"]?.unread, 0);
  });

  test("a message after the one that was seen counts again", () => {
    const state = after(
      welcome({ chats: [card("c")] }),
      push("c", said(5, "a")),
      { type: "seen", chat: "c", seq: 5 },
      push("c", said(6, "b")),
    );

    assert.equal(state.chats["c"]?.unread, 1);
  });
});

describe("messages on their way", () => {
  const unsent = { chat: "c", key: "key-5", text: "Hi", note: false, at: 5 };
  const written: Frame = { type: "writing", unsent };

  test("the event takes the place of the message with its key", () => {
    const state = after(
      welcome({ chats: [card("c")] }),
      page(card("c"), [said(4, "d")], false),
      written,
      push("c", said(5, "Hi", BY_ANNA)),
    );

    assert.deepEqual(state.outgoing["c"], []);
    assert.deepEqual(seqs(state, "c"), [4, 5]);
  });

  test("an answer before the event marks it stored, an answer after the event finds it gone", () => {
    const stored: Frame = { type: "stored", chat: "c", key: "key-5", seq: 5, at: 6 };
    const before = after(welcome({ chats: [card("c")] }), written, stored);
    const late = after(welcome({ chats: [card("c")] }), push("c", said(5, "Hi", BY_ANNA)), written, stored);

    assert.equal(before.outgoing["c"]?.[0]?.state, "stored");
    assert.deepEqual(late.outgoing["c"], []);
  });

  test("a refusal keeps the text and says why, and trying again sends the same key", () => {
    const refused = after(welcome({ chats: [card("c")] }), written, { type: "refused", chat: "c", key: "key-5", why: "Too fast." });
    const again = reduce(refused, written);

    assert.deepEqual(refused.outgoing["c"], [{ ...unsent, state: "failed", why: "Too fast." }]);
    assert.deepEqual(again.outgoing["c"], [{ ...unsent, state: "sending" }]);
  });

  test("they survive a lost link", () => {
    const state = after(welcome({ chats: [card("c")] }), written, welcome({ chats: [card("c")] }));

    assert.equal(state.outgoing["c"]?.length, 1);
  });
});

describe("rows of the lists", () => {
  const waits = (id: string, at: number) => card(id, { status: "queued", queued_at: at });

  test("rows are added, changed and removed, and stand oldest first", () => {
    const state = after(
      welcome({ queue: [waits("b", 20)] }),
      { type: "queue.changed", channel: "support", rows: [waits("a", 10), waits("c", 30)] },
      { type: "queue.changed", channel: "support", rows: [{ ...waits("c", 30), first: "new" }], removed: ["b"] },
    );

    assert.deepEqual(
      waiting(state, null).map((row) => [row.id, row.first]),
      [
        ["a", undefined],
        ["c", "new"],
      ],
    );
  });

  test("a chat that went on to another channel stays, whichever of the two tells it first", () => {
    const there = card("c", { channel: "sales" });
    const offered = card("d", { transfer: { from: ANNA, channel: "sales" } });
    const queued = waits("d", 20);
    const state = after(
      welcome({ ongoing: [card("c")], queue: [offered] }),
      { type: "ongoing.changed", channel: "sales", rows: [there] },
      { type: "ongoing.changed", channel: "support", removed: ["c"] },
      { type: "queue.changed", channel: "support", rows: [queued] },
      { type: "queue.changed", channel: "sales", removed: ["d"] },
    );
    const over: Frame[] = [
      { type: "ongoing.changed", channel: "sales", removed: ["c"] },
      { type: "queue.changed", channel: "support", removed: ["d"] },
    ];
    const gone = over.reduce(reduce, state);

    assert.deepEqual([state.ongoing, state.queue], [{ c: there }, { d: queued }]);
    assert.deepEqual([gone.ongoing, gone.queue], [{}, {}]);
    assert.deepEqual(after(welcome({ queue: [offered] }), { type: "queue.changed", channel: "sales", removed: ["d"] }).queue, {});
  });

  test("an older card of my chat does not undo what its events said", () => {
    const state = after(welcome({ chats: [card("c")] }), push("c", said(5, "new")), { type: "chats.changed", rows: [card("c")] });

    assert.equal(state.chats["c"]?.last?.text, "new");
  });

  test("a card of my chat that events have overtaken still says that I listen, and when an offer lapses", () => {
    const kari = { id: "k1", name: "Kari" };
    const offer = { from: ANNA, to: kari };
    const accepted: LogEvent = { seq: 5, at: 5, by: { kind: "agent", ...kari }, kind: "transfer_accepted", data: offer };
    const handed = after(welcome({ chats: [card("c")] }), push("c", accepted), push("c", said(6, "Hello Mia")));
    const offered = after(welcome({ chats: [card("c")] }), push("c", { ...accepted, kind: "transfer_offered" }), push("c", said(6, "Hm")));

    const row = card("c", { seq: 5, agent: kari, listening: true });
    const listens = reduce(handed, { type: "chats.changed", rows: [row] });
    const waits = reduce(offered, { type: "chats.changed", rows: [card("c", { seq: 5, transfer: offer, transfer_ends_at: 99 })] });

    assert.deepEqual([listened(listens).map(({ id }) => id), listens.chats["c"]?.seq], [["c"], 6]);
    assert.equal(waits.chats["c"]?.transfer_ends_at, 99);
  });

  test("an answered chat leaves the queue and is mine", () => {
    const state = after(welcome({ queue: [waits("c", 10)] }), { type: "answered", chat: card("c") });

    assert.deepEqual([waiting(state, null), handling(state).map((row) => row.id)], [[], ["c"]]);
  });

  test("a chat that I only look into is in no list, until it is mine", () => {
    const past = card("c1", { status: "ended", ended_at: 5 });
    const state = after(welcome(), { type: "visited", opened: { chat: past, events: [said(1, "Hi")], more: false } });
    assert.deepEqual([...handling(state), ...recent(state, 10)], []);
    assert.equal(state.chats["c1"]?.customer, past.customer);

    const mine = reduce(state, { type: "chats.changed", rows: [past] });
    assert.equal(recent(mine, 10).length, 1);
  });

  test("what was asked of a chat before it went out of my list does not bring it back", () => {
    const asked = card("c", { agent: { id: "k1", name: "Kari" }, transfer: { from: { id: "k1", name: "Kari" }, to: ANNA } });
    const state = after(welcome({ chats: [asked] }), { type: "chats.changed", removed: ["c"] }, page(asked, [said(4, "Hi")], false));

    assert.deepEqual([askedOfMe(state), recent(state, 10)], [[], []]);
  });

  test("an ended chat with requests is called so, also when its last event tells of one", () => {
    const ended = { kind: "request_created", seq: 2, at: 9, by: BY_ANNA, data: { number: 1001 } } as const;
    const state = after(welcome({ chats: [card("c1", { status: "ended", ended_at: 5, seq: 1 })] }), push("c1", ended));

    assert.deepEqual(state.chats["c1"]?.requests, [1001]);
    assert.equal(statusWord(state.chats["c1"]!), "Request posted");
  });

  test("a chat is recent for eight hours after its end", () => {
    const state = after(welcome({ chats: [card("c", { status: "ended", ended_at: 10, last_at: 10 })] }));
    const eightHours = 8 * 3_600_000;

    assert.equal(recent(state, eightHours).length, 1);
    assert.equal(recent(state, eightHours + 10).length, 0);
  });

  test("the title tells of those who wait and of what is unread", () => {
    const state = after(welcome({ queue: [waits("q", 1)], chats: [card("c", { unread: 2 })] }));

    assert.equal(title(state), "1 waiting · 2 unread · Switchboard");
    assert.equal(title(EMPTY), "Switchboard");
  });
});

describe("what the customer does", () => {
  test("typing is shown until the message is there", () => {
    const typing = after(welcome({ chats: [card("c")] }), { type: "typing", chat: "c", on: true, preview: "Whe" });
    const arrived = reduce(typing, push("c", said(5, "Where?")));

    assert.deepEqual([typing.typing["c"], arrived.typing["c"]], ["Whe", undefined]);
  });

  test("what was read once stays read", () => {
    const state = after(
      welcome({ chats: [card("c")] }),
      { type: "read", chat: "c", seq: 4 },
      { type: "read", chat: "c", seq: 3 },
      { type: "chats.changed", rows: [card("c", { seq: 6 })] },
    );

    assert.equal(state.chats["c"]?.customer_read, 4);
  });
});

describe("status words", () => {
  test("each says what a list shall say", () => {
    const words = [
      card("c", { status: "bot" }),
      card("c", { status: "queued" }),
      card("c"),
      card("c", { waiting_for: "customer" }),
      card("c", { status: "ended", reason: "agent" }),
      card("c", { status: "ended", reason: "request_posted" }),
      card("c", { status: "abandoned" }),
    ].map(statusWord);

    assert.deepEqual(words, [
      "Bot",
      "Waiting",
      "Waiting for agent",
      "Waiting for customer",
      "Finished",
      "Request posted",
      "Closed in queue",
    ]);
  });
});

describe("colleagues", () => {
  const OLA = { id: "o1", name: "Ola", status: "present", connected: true, chats: 0, since_at: 1 } as const;

  test("news of me from before my choice was answered does not undo it", () => {
    const late: Push = {
      type: "presence",
      agent: { ...OLA, ...ANNA, status: "away" },
      status: "away",
      chats: OLA.chats,
      channel: "support",
    };
    const chosen = after(welcome(), { type: "presence.chosen", status: "present" }, late);
    const settled = reduce(chosen, { type: "presence.settled" });

    assert.equal(chosen.presence, "present");
    assert.equal(settled.presence, "present");
    assert.equal(reduce(settled, late).presence, "away");
    assert.equal(reduce(chosen, { type: "presence.settled", back: "away" }).presence, "away");
  });

  test("the refusal of a choice does not undo the next one", () => {
    const chosen: Frame[] = [
      { type: "presence.chosen", status: "present" },
      { type: "presence.chosen", status: "away" },
    ];
    const settled: Frame[] = [{ type: "presence.settled", back: "present" }, { type: "presence.settled" }];

    assert.equal(after(welcome(), ...chosen, ...settled).presence, "away");
  });

  const channels = (state: State): unknown => state.agents["o1"]?.channels;
  const tells = (channel: string, left = false): Push => ({
    type: "presence",
    agent: OLA,
    status: OLA.status,
    chats: OLA.chats,
    channel,
    left,
  });

  test("each channel tells of those who are in it, and what one tells is not forgotten for the other", () => {
    const state = after(welcome(), tells("support"), tells("sales"), tells("support"));

    assert.deepEqual(channels(state), ["support", "sales"]);
  });

  test("each channel says whether she may answer in it", () => {
    const answers = after(welcome(), { ...tells("support"), responds: true } as Push, tells("sales"));
    const noMore = reduce(answers, tells("support"));

    assert.deepEqual(answers.agents["o1"]?.responds_in, ["support"]);
    assert.deepEqual(noMore.agents["o1"]?.responds_in, []);
  });

  test("a colleague who leaves the last channel we share is gone", () => {
    const both = after(welcome({ agents: [{ ...OLA, channels: ["support", "sales"] }] }));
    const one = reduce(both, tells("support", true));

    assert.deepEqual(channels(one), ["sales"]);
    assert.deepEqual(reduce(one, tells("sales", true)).agents, {});
  });
});

describe("the queue", () => {
  test("those who have waited before stand first, then the oldest", () => {
    const waits = { status: "queued", agent: undefined } as unknown as Partial<ChatCard>;
    const queue = [
      card("new", { ...waits, queued_at: 1 }),
      card("newer", { ...waits, queued_at: 2 }),
      card("came-back", { ...waits, queued_at: 9, front: true }),
    ];

    assert.deepEqual(
      waiting(after(welcome({ queue })), null).map(({ id }) => id),
      ["came-back", "new", "newer"],
    );
  });
});

describe("transfer", () => {
  const OLA = { id: "o1", name: "Ola" };
  const SUPPORT = channel("support", { respond: true });
  const SALES = channel("sales", { respond: true });

  test("a chat that a colleague offers me is asked of me, and not among mine or the recent ones", () => {
    const offered = card("c", { agent: OLA, transfer: { from: OLA, to: ANNA, note: "invoices" } });
    const state = after(welcome({ chats: [offered] }));

    assert.deepEqual(askedOfMe(state).map(({ id }) => id), ["c"]);
    assert.deepEqual([...handling(state), ...recent(state, 10)], []);
    assert.equal(transferWords(state, offered), "Transfer from Ola");
  });

  test("an offer marks the sender's row, and whatever ends it takes the mark away", () => {
    const offer: LogEvent = { seq: 5, at: 5, by: BY_ANNA, kind: "transfer_offered", data: { from: ANNA, to: OLA } };
    const no: LogEvent = { seq: 6, at: 6, by: { kind: "agent", ...OLA }, kind: "transfer_rejected", data: { from: ANNA, to: OLA } };
    const offered = after(welcome({ chats: [card("c")] }), push("c", offer));
    const rejected = reduce(offered, push("c", no));

    assert.equal(transferWords(offered, offered.chats["c"]!), "Transfer to Ola");
    assert.equal(transferWords(rejected, rejected.chats["c"]!), null);
  });

  test("on acceptance the chat is the receiver's, and its sender listens", () => {
    const yes: LogEvent = { seq: 5, at: 5, by: { kind: "agent", ...OLA }, kind: "transfer_accepted", data: { from: ANNA, to: OLA } };
    const row: Frame = { type: "chats.changed", rows: [card("c", { seq: 5, agent: OLA, listening: true })] };
    const state = after(welcome({ chats: [card("c")] }), push("c", yes), row);

    assert.deepEqual(handling(state), []);
    assert.deepEqual(listened(state).map(({ id }) => id), ["c"]);
  });

  test("a chat offered to a channel of mine is incoming there, but nobody who waits", () => {
    const offered = card("c", { agent: OLA, transfer: { from: OLA, channel: "sales" } });
    const state = after(welcome({ channels: [SUPPORT, SALES], queue: [offered] }));

    assert.deepEqual(incoming(state, "sales").map(({ id }) => id), ["c"]);
    assert.deepEqual([incoming(state, "support"), waiting(state, null)], [[], []]);
    assert.equal(mayAnswer(state, offered), true);
    assert.equal(mayAnswer(state, card("c", { transfer: { from: ANNA, channel: "sales" } })), false);
  });

  test("only who can answer in the channel now is offered as a receiver, the least busy first", () => {
    const there = { status: "present", connected: true, since_at: 1, channels: ["support"], responds_in: ["support"] } as const;
    const agents = [
      { ...there, ...ANNA, chats: 0 },
      { ...there, id: "busy", name: "Busy", chats: 2 },
      { ...there, id: "idle", name: "Idle", chats: 0 },
      { ...there, id: "away", name: "Away", chats: 0, status: "away" as const },
      { ...there, id: "gone", name: "Gone", chats: 0, connected: false },
      { ...there, id: "listens", name: "Listens", chats: 0, responds_in: [] },
    ];
    const all_channels = [
      { key: "support", name: "Support" },
      { key: "sales", name: "Sales" },
    ];
    const state = after(welcome({ channels: [SUPPORT], all_channels, agents }));
    const found = receivers(state, card("c"));

    assert.deepEqual(found.agents.map(({ id }) => id), ["idle", "busy"]);
    assert.deepEqual(found.channels.map(({ key }) => key), ["sales"]);
  });
});

describe("listening", () => {
  const row = card("c", { agent: { id: "o1", name: "Ola" } });

  test("the page that opens the window, and later ones, do not end it", () => {
    const opened: Frame = { type: "listened", opened: { chat: row, events: [said(4, "Hi")], more: false } };
    const state = after(welcome(), opened, page(row, [said(4, "Hi")], false));

    assert.equal(isListening(state, state.chats["c"]), true);
    assert.deepEqual(seqs(state, "c"), [4]);
    assert.deepEqual(resumePoints(state), { c: 4 });
  });

  test("who is asked to take the chat stands in its list for that, also where she opens the window", () => {
    const asked = { ...row, transfer: { from: { id: "o1", name: "Ola" }, to: ANNA } };
    const state = after(welcome({ chats: [asked] }), { type: "listened", opened: { chat: asked, events: [], more: false } });

    assert.deepEqual(askedOfMe(state).map(({ id }) => id), ["c"]);
    assert.equal(isListening(state, state.chats["c"]), false);
  });

  test("who takes the chat over listens no more", () => {
    const listening = after(welcome({ chats: [{ ...row, listening: true }] }));
    const over: LogEvent = { seq: 5, at: 5, by: BY_ANNA, kind: "taken_over", data: { from: { id: "o1", name: "Ola" }, to: ANNA } };

    assert.equal(isListening(listening, listening.chats["c"]), true);
    assert.deepEqual(handling(reduce(listening, push("c", over))).map(({ id }) => id), ["c"]);
    assert.deepEqual(listened(reduce(listening, push("c", over))), []);
  });
});

describe("warnings and offers", () => {
  const WARNING = { type: "warning", kind: "new_chat", chat: "c", channel: "support", waiting_since_at: 5, waiting_ms: 9 } as const;

  test("a warning stands until the server says that it is over", () => {
    const standing = after(welcome(), WARNING);
    const over = reduce(standing, { ...WARNING, on: false });

    assert.deepEqual(warnedChats(standing).map(([chat]) => chat), ["c"]);
    assert.equal(title(standing), "1 warning · Switchboard");
    assert.equal(title(standing, { warnings: false }), "Switchboard");
    assert.deepEqual([warnedChats(over), title(over)], [[], "Switchboard"]);
  });

  test("one chat is one card, however many are warned of it, and who waits longest comes first", () => {
    const older = { ...WARNING, chat: "d", waiting_since_at: 1 };
    const state = after(welcome({ warnings: [WARNING] }), { ...WARNING, kind: "manager" }, older);

    assert.deepEqual(warnedChats(state).map(([chat, all]) => [chat, all.length]), [["d", 1], ["c", 2]]);
  });

  test("a warning that is hidden is not shown again until there is a new one", () => {
    const hidden = after(welcome(), WARNING, { type: "hushed", chat: "c" });
    const anew = after(welcome(), WARNING, { type: "hushed", chat: "c" }, { ...WARNING, kind: "manager" });

    assert.deepEqual(warnedChats(hidden), []);
    assert.equal(title(hidden), "1 warning · Switchboard");
    assert.deepEqual(warnedChats(anew).map(([chat]) => chat), ["c"]);
  });

  test("an offer stands until it is taken back, and a welcome knows it too", () => {
    const offer = { type: "offer", chat: "c", channel: "support", ends_at: 99 } as const;

    assert.deepEqual(Object.keys(after(welcome({ offers: [offer] })).offers), ["c"]);
    assert.deepEqual(after(welcome(), offer, { ...offer, on: false }).offers, {});
  });
});

describe("drafts", () => {
  test("the server's are known from the welcome on, and an empty one is none", () => {
    const state = after(welcome({ drafts: { c: "Dear Mia" } }), { type: "draft", chat: "d", text: "Hello" });

    assert.deepEqual(state.drafts, { c: "Dear Mia", d: "Hello" });
    assert.deepEqual(reduce(state, { type: "drafted", chat: "c", text: "" }).drafts, { d: "Hello" });
  });
});

function channel(key: string, rights: Partial<Rights>): ChannelOfAgent {
  const none = { respond: false, notify: false, listen: false, manage: false };
  return { key, name: key, language: "en", state: "open", rights: { ...none, ...rights } };
}

describe("how a channel stands", () => {
  const waits = card("q", { status: "queued", queued_at: 5 });
  const stands = (state: ChannelOfAgent["state"], queue: readonly ChatCard[] = []) => {
    const desk = after(welcome({ channels: [{ ...channel("support", { respond: true }), state }], queue }));
    return standingOf(desk, desk.channels[0]!);
  };

  test("is one of three: open, open with those who wait, or closed and why", () => {
    assert.deepEqual(stands("open"), { shown: "open", waiting: 0 });
    assert.deepEqual(stands("open", [waits]), { shown: "queue", waiting: 1 });
    assert.deepEqual(stands("closed"), { shown: "closed", waiting: 0, why: "hours" });
    assert.deepEqual(stands("away", [waits]), { shown: "closed", waiting: 1, why: "nobody" });
    assert.deepEqual(stands("full", [waits]), { shown: "closed", waiting: 1, why: "full" });
  });
});
