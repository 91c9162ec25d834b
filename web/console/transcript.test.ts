import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { LogEvent } from "../shared/protocol.ts";
import { sameItem, transcript, type Item } from "./transcript.ts";

const NOON = new Date(2026, 10, 22, 12, 0).getTime();
const MINUTE = 60_000;
const READER = { me: "a1", customerRead: 2, channel: (key: string) => key.toUpperCase() };
const MIA = { kind: "customer", name: "Mia" } as const;
const ANNA = { kind: "agent", id: "a1", name: "Anna" } as const;

function said(seq: number, at: number, by: LogEvent["by"]): LogEvent {
  return { seq, at, by, kind: "message", data: { text: `text ${seq}`, key: `key-${seq}` } };
}

function bubbles(items: readonly Item[]) {
  return items.filter((item) => item.is === "bubble");
}

describe("days", () => {
  test("a separator stands before the first entry of each day", () => {
    const items = transcript([said(1, NOON, MIA), said(2, NOON + 1, MIA), said(3, NOON + 24 * 60 * MINUTE, MIA)], [], READER);

    assert.deepEqual(
      items.map((item) => item.is),
      ["day", "bubble", "bubble", "day", "bubble"],
    );
  });
});

describe("bubbles", () => {
  test("messages of one writer close together are joined", () => {
    const items = transcript(
      [said(1, NOON, MIA), said(2, NOON + MINUTE, MIA), said(3, NOON + 10 * MINUTE, MIA), said(4, NOON + 11 * MINUTE, ANNA)],
      [],
      READER,
    );

    assert.deepEqual(
      bubbles(items).map((item) => item.joined),
      [false, true, false, false],
    );
  });

  test("own messages carry how far they have come, the customer's none", () => {
    const going = { chat: "c", key: "new", text: "on its way", note: false, at: NOON + MINUTE, state: "sending" } as const;
    const items = transcript(
      [said(1, NOON, MIA), said(2, NOON, ANNA), said(3, NOON, ANNA)],
      [going, { ...going, key: "no", state: "failed" }],
      READER,
    );

    assert.deepEqual(
      bubbles(items).map((item) => item.mark),
      [null, "read", "stored", "sending", "failed"],
    );
  });

  test("a message keeps its identity when its event takes its place", () => {
    const going = { chat: "c", key: "key-2", text: "text 2", note: false, at: NOON, state: "stored" } as const;
    const before = transcript([said(1, NOON, MIA)], [going], READER).at(-1)?.id;
    const then = transcript([said(1, NOON, MIA), said(2, NOON, ANNA)], [], READER).at(-1)?.id;

    assert.equal(then, before);
  });
});

describe("what is drawn again", () => {
  const log = [said(1, NOON, MIA), said(2, NOON, ANNA), said(3, NOON + MINUTE, ANNA), said(4, NOON + 2 * MINUTE, MIA)];
  const changed = (before: Item[], after: Item[]) =>
    after.filter((item) => before.every((each) => each.id !== item.id || !sameItem(each, item))).map(({ id }) => id);

  test("of a log read anew nothing that says the same", () => {
    assert.deepEqual(changed(transcript(log, [], READER), transcript(structuredClone(log), [], READER)), []);
  });

  test("of a page above only what it brings, what that joins, and the day that begins with it", () => {
    const before = transcript(log.slice(2), [], READER);

    assert.deepEqual(changed(before, transcript(log.slice(1), [], READER)).slice(1), ["agent-key-2", "agent-key-3"]);
  });

  test("of what the customer has read only the marks that change", () => {
    assert.deepEqual(changed(transcript(log, [], READER), transcript(log, [], { ...READER, customerRead: 3 })), ["agent-key-3"]);
  });
});

describe("system lines", () => {
  test("they say who did it, and me as you", () => {
    const events: LogEvent[] = [
      { seq: 1, at: NOON, by: MIA, kind: "started", data: { channel: "support", page: "https://shop.example/cart?id=7" } },
      { seq: 2, at: NOON, by: ANNA, kind: "answered", data: { agent: { id: "a1", name: "Anna" } } },
      { seq: 3, at: NOON, by: ANNA, kind: "ended", data: { reason: "agent" } },
      { seq: 4, at: NOON, by: MIA, kind: "returned", data: {} },
      { seq: 5, at: NOON, by: MIA, kind: "rated", data: { score: 5, comment: "Kind" } },
    ];
    const lines = transcript(events, [], READER).flatMap((item) => (item.is === "line" ? [item.text] : []));

    assert.deepEqual(lines, [
      "Chat started on shop.example/cart",
      "You answered",
      "You ended the chat",
      "Mia came back",
      "Rated 5 of 5: “Kind”",
    ]);
  });
});
