import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { By, CancelReason, LogEvent, QueuedReason } from "../shared/protocol.ts";
import { systemLine } from "./lines.ts";

const KARI = { id: "k1", name: "Kari" };
const BJORN = { id: "b1", name: "Bjørn" };
const SYSTEM: By = { kind: "system", name: "" };
const BY_KARI: By = { kind: "agent", ...KARI };
const NAMES: Readonly<Record<string, string>> = { sales: "Sales Norway" };

function readBy(me: string, event: Omit<LogEvent, "seq" | "at">): string | null {
  return systemLine({ seq: 1, at: 1, ...event } as LogEvent, me, (key) => NAMES[key] ?? key);
}

describe("a transfer in the log", () => {
  test("an offer names the agent or the channel that is asked, with the note", () => {
    const toSales = { by: BY_KARI, kind: "transfer_offered", data: { from: KARI, channel: "sales", note: "wants a quote" } } as const;
    const toBjorn = { by: BY_KARI, kind: "transfer_offered", data: { from: KARI, to: BJORN } } as const;

    assert.equal(readBy("k1", toSales), "You asked Sales Norway to take over: “wants a quote”");
    assert.equal(readBy("b1", toSales), "Kari asked Sales Norway to take over: “wants a quote”");
    assert.equal(readBy("b1", toBjorn), "Kari asked you to take over");
  });

  test("who took over is named, and where", () => {
    const taken = { by: { kind: "agent", ...BJORN }, kind: "transfer_accepted", data: { from: KARI, to: BJORN, channel: "sales" } } as const;

    assert.equal(readBy("k1", taken), "Bjørn took over from you, in Sales Norway");
    assert.equal(readBy("b1", { ...taken, data: { from: KARI, to: BJORN } }), "You took over from Kari");
  });

  test("each way in which an offer comes to nothing has its own line, for both", () => {
    const line = (me: string, reason: CancelReason, by: By = SYSTEM, to: object = { to: BJORN }) =>
      readBy(me, { by, kind: "transfer_cancelled", data: { from: KARI, ...to, reason } } as Omit<LogEvent, "seq" | "at">);

    assert.equal(line("k1", "time_out"), "Bjørn did not accept the transfer in time");
    assert.equal(line("b1", "time_out"), "You did not accept the transfer in time");
    assert.equal(line("k1", "time_out", SYSTEM, { channel: "sales" }), "Sales Norway did not accept the transfer in time");
    assert.equal(line("k1", "receiver_gone"), "Bjørn was not there any more, so the transfer was called off");
    assert.equal(line("b1", "sender_gone"), "The transfer was called off: Kari was gone for too long");
    assert.equal(line("b1", "ended"), "The transfer was called off: the chat ended");
    assert.equal(line("b1", "taken_over"), "The transfer was called off: a manager took over");
    assert.equal(line("k1", "cancelled", BY_KARI), "You called off the transfer");
    assert.equal(line("b1", "cancelled", BY_KARI), "Kari called off the transfer");
  });
});

test("a line of the queue says why the chat waits there", () => {
  const line = (reason: QueuedReason, channel?: string) =>
    readBy("k1", { by: SYSTEM, kind: "queued", data: { reason, ...(channel && { channel }) } } as Omit<LogEvent, "seq" | "at">);

  assert.equal(line("new"), "Waiting in the queue");
  assert.equal(line("handoff"), "Handed to the queue by the bot");
  assert.equal(line("returned"), "Back at the front of the queue");
  assert.equal(line("agent_lost"), "Back at the front of the queue: the agent's connection was lost");
  assert.equal(line("transfer", "sales"), "Transferred to the queue of Sales Norway");
  assert.equal(line("requeued"), "Put back in the queue");
});
