import assert from "node:assert/strict";
import { test } from "node:test";
import type { LogEvent } from "../../shared/protocol.ts";
import type { Activity, FollowUp } from "../api.ts";
import {
  amountText,
  centsOf,
  contactLine,
  earlierChats,
  entriesOf,
  followUps,
  isLate,
  linkMark,
  localTime,
  money,
  requestMark,
  timeOf,
  tomorrowMorning,
  whyWords,
  workplaceWords,
} from "./crm.ts";

const BY = { kind: "agent", id: "kari", name: "Kari" } as const;

function log(...kinds: readonly string[]): LogEvent[] {
  return kinds.map((kind, at) => ({ seq: at + 1, at: 0, by: BY, kind, data: {} }) as unknown as LogEvent);
}

function chat(ref: string): Activity {
  return { kind: "chat", ref, at: 0, linked: true };
}

function promise(changes: Partial<FollowUp>): FollowUp {
  return { id: "f", title: "Call", due_at: 100, created_at: 0, changed_at: 0, ...changes };
}

test("each link and each end of one is a reason to ask again, and nothing else is", () => {
  assert.equal(linkMark(log("started", "queued", "message")), 0);
  assert.equal(linkMark(log("answered", "contact_linked", "message")), 2);
  assert.equal(linkMark(log("contact_linked", "message", "contact_unlinked")), 3);
  assert.equal(requestMark(log("contact_linked", "request_created", "message")), 2);
});

test("the open chat is none of the earlier ones", () => {
  const chats = [chat("now"), chat("then")];
  assert.deepEqual(earlierChats({ chats, more_chats: false }, "now"), { items: [chat("then")], count: "1" });
  assert.deepEqual(earlierChats({ chats, more_chats: true }, null).count, "2+");
});

test("follow-ups are counted while they are to be done, and late when they were due", () => {
  const all = [promise({}), promise({ done_at: 5 })];
  assert.equal(followUps(all).count, "1");
  assert.equal(followUps(all).items.length, 2);
  assert.equal(isLate(promise({ due_at: 100 }), 101), true);
  assert.equal(isLate(promise({ due_at: 100 }), 99), false);
  assert.equal(isLate(promise({ due_at: 100, done_at: 200 }), 300), false);
});

test("the reasons for a candidate are one sentence", () => {
  assert.equal(whyWords(["email", "name"]), "Same e-mail address, similar name");
  assert.equal(workplaceWords(["domain", "colleagues"]), "Same mail domain, others write from there");
  assert.equal(workplaceWords(["company_name"]), "Name in the mail domain"); // nobody has named it
  assert.equal(workplaceWords(["company"]), "Named by the customer");
  assert.equal(contactLine({ title: "Buyer", company_name: "Nord AS" }), "Buyer · Nord AS");
  assert.equal(contactLine({ title: "", company_name: "Nord AS" }), "Nord AS");
});

test("amounts are read as people of several countries write them", () => {
  for (const text of ["1250,50", "1 250,50", "1,250.50", "1.250,50", "1'250.5", "1250.50"]) assert.equal(centsOf(text), 125_050, text);
  assert.equal(centsOf("1250"), 125_000);
  assert.equal(centsOf("1.250"), 125_000);
  assert.equal(centsOf("0,05"), 5);
  for (const text of ["", "-5", "1.2.3", "12 kr", "1,2,3", "9".repeat(30)]) assert.equal(centsOf(text), null, text);
  assert.equal(centsOf(amountText(125_050)), 125_050);
});

test("money has the sign of its currency, or its letters", () => {
  assert.equal(money(125_050, "EUR"), "€1,250.50");
  assert.equal(money(100, "no"), "1.00 no");
});

test("a time goes into its field and comes out the same, by the clock here", () => {
  const at = new Date(2027, 0, 15, 9, 30).getTime();
  assert.equal(localTime(at), "2027-01-15T09:30");
  assert.equal(timeOf(localTime(at)), at);
  assert.equal(timeOf(""), null);
  assert.equal(tomorrowMorning(at), new Date(2027, 0, 16, 9).getTime());
});

test("a field of several takes them by line, comma or blank", () => {
  assert.deepEqual(entriesOf(" a@x.example, b@x.example\nc@x.example;;"), ["a@x.example", "b@x.example", "c@x.example"]);
});
