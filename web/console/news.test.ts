import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { By, CancelReason, ChatCard, LogEvent, Push } from "../shared/protocol.ts";
import { explained, newsOf, newsOfReturn } from "./news.ts";
import { EMPTY, type State } from "./state.ts";

const KARI = { id: "k1", name: "Kari" };
const BJORN = { id: "b1", name: "Bjørn" };
const SYSTEM: By = { kind: "system", name: "" };
const CARD: ChatCard = {
  id: "c",
  channel: "support",
  customer: "Mia",
  status: "active",
  seq: 4,
  started_at: 1,
  last_at: 4,
  agent: KARI,
};

function seenBy(me: { id: string; name: string }, chats: readonly ChatCard[] = [CARD]): State {
  const known = Object.fromEntries(chats.map((card) => [card.id, card]));
  return { ...EMPTY, me: { ...me, login: "x", role: "agent" }, chats: known };
}

function push(event: LogEvent): Push {
  return { type: "event", chat: "c", ...event };
}

function cancelled(reason: CancelReason, by: By = SYSTEM): Push {
  return push({ seq: 5, at: 5, by, kind: "transfer_cancelled", data: { from: KARI, to: BJORN, reason } });
}

describe("a transfer", () => {
  test("the receiver is asked once, not with every change of the row", () => {
    const offered = { ...CARD, transfer: { from: KARI, to: BJORN } };
    const rows: Push = { type: "chats.changed", rows: [offered] };

    assert.equal(newsOf(seenBy(BJORN, []), rows), "Kari asks you to take over Mia.");
    assert.equal(newsOf(seenBy(BJORN, [offered]), rows), null);
    assert.equal(newsOf(seenBy(KARI), rows), null);
  });

  test("the sender learns who said no, and why", () => {
    const by = { kind: "agent", ...BJORN } as const;
    const no = (reason?: string) =>
      push({ seq: 5, at: 5, by, kind: "transfer_rejected", data: { from: KARI, to: BJORN, ...(reason && { reason }) } });

    assert.equal(newsOf(seenBy(KARI), no("off to lunch")), "Bjørn did not take over Mia: “off to lunch”");
    assert.equal(newsOf(seenBy(KARI), no()), "Bjørn did not take over Mia.");
    assert.equal(newsOf(seenBy(BJORN), no()), null);
  });

  test("when the time is up both are told", () => {
    assert.equal(newsOf(seenBy(KARI), cancelled("time_out")), "Bjørn did not answer in time. Mia stays with you.");
    assert.equal(newsOf(seenBy(BJORN), cancelled("time_out")), "The time to take over Mia is up.");
  });

  test("when the receiver is gone both are told", () => {
    assert.equal(newsOf(seenBy(KARI), cancelled("receiver_gone")), "Bjørn is not there any more. Mia stays with you.");
    assert.equal(newsOf(seenBy(BJORN), cancelled("receiver_gone")), "You are away, so you are not asked to take over Mia any more.");
  });

  test("who asked for nothing hears of no end or take-over that she sees anyway, who was asked does", () => {
    assert.equal(newsOf(seenBy(KARI), cancelled("ended")), null);
    assert.equal(newsOf(seenBy(BJORN), cancelled("ended")), "The chat with Mia ended before you took over.");
    assert.equal(newsOf(seenBy(KARI), cancelled("taken_over")), null);
    assert.equal(newsOf(seenBy(BJORN), cancelled("taken_over")), "A manager took over Mia.");
  });

  test("who calls it off needs no telling, the other does", () => {
    const byKari = { kind: "agent", ...KARI } as const;

    assert.equal(newsOf(seenBy(KARI), cancelled("cancelled", byKari)), null);
    assert.equal(newsOf(seenBy(BJORN), cancelled("cancelled", byKari)), "Kari does not need you for Mia any more.");
  });

  test("a listener who has no part in it is told nothing", () => {
    assert.equal(newsOf(seenBy({ id: "s1", name: "Siv" }), cancelled("time_out")), null);
  });
});

describe("back after a lost link", () => {
  const before = seenBy(KARI);

  test("she is told who has her chat now, or that it waits again", () => {
    const taken = { ...seenBy(KARI, []), ongoing: { c: { ...CARD, agent: BJORN } } };
    const waits = { ...seenBy(KARI, []), queue: { c: { ...CARD, status: "queued" as const } } };

    assert.deepEqual(newsOfReturn(before, taken), ["Bjørn has Mia now."]);
    assert.deepEqual(newsOfReturn(before, waits), ["You were gone for long, so Mia went back to the queue."]);
  });

  test("of what is still hers nothing is said", () => {
    assert.deepEqual(newsOfReturn(before, { ...before, ongoing: { c: CARD } }), []);
  });
});

describe("why nobody answers", () => {
  const STATE = { ...EMPTY, allChannels: [{ key: "support", name: "Support" }] };
  const words = (answer: Parameters<typeof explained>[1]) => explained(STATE, answer, CARD, (at) => `12:0${at}`);

  test("is one sentence, with what happens next", () => {
    assert.equal(
      words({ reason: "offered", position: 1, available: 2, agent: "Bjørn", next_at: 5 }),
      "The chat is put before Bjørn until 12:05; after that the next agent is asked.",
    );
    assert.equal(
      words({ reason: "nobody_present", position: 1, available: 0 }),
      "Nobody who can answer in Support is present, so Mia waits until somebody is. Who is away can answer as well.",
    );
    assert.equal(
      words({ reason: "all_busy", position: 2, available: 3 }),
      "All 3 agents who are present in Support already have as many chats as they may have at once. Mia is number 2 and is offered to the first who has room; anybody may answer before.",
    );
    assert.equal(
      words({ reason: "to_be_taken", position: 2, available: 1, next_at: 7 }),
      "1 agent is available in Support, but nobody has taken Mia yet, who is number 2 in the queue and waits until one of them does. The next warning goes out at 12:07.",
    );
  });
});
