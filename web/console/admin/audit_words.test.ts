import assert from "node:assert/strict";
import { test } from "node:test";
import { actOf, areas, auditQuery, whatOf, whoOf } from "./audit_words.ts";

test("an act is said in words, and one that has none by its name", () => {
  assert.equal(actOf({ act: "channel.save" }), "changed the channel");
  assert.equal(actOf({ act: "moon.land" }), "moon.land");
});

test("people and things have their names where they have one", () => {
  assert.equal(whoOf({ by: "Anna Lind", who: "agent/7" }), "Anna Lind");
  assert.equal(whoOf({ who: "operator" }), "operator");
  assert.equal(whatOf({ name: "Support", detail: "look.header" }), "Support (look.header)");
  assert.equal(whatOf({ name: "Support", detail: "" }), "Support");
  assert.equal(whatOf({ detail: "https://crm.example" }), "https://crm.example");
  assert.equal(whatOf({ detail: "" }), "");
});

test("every act that has words can be looked for, once", () => {
  const acts = areas().flatMap(({ acts: found }) => found.map(({ act }) => act));
  assert.equal(new Set(acts).size, acts.length);
  for (const act of ["channel.save", "listen.start", "faq.add", "faq_folder.add", "webhook.test", "report.export"]) assert(acts.includes(act), act);
  assert.deepEqual(areas().filter(({ acts: found }) => found.length === 0), []);
});

test("a period is of whole days by the clock of who looks, also where one has 23 hours", () => {
  const { since = 0, until = 0 } = auditQuery({ from: "2027-03-28", to: "2027-03-28" });
  assert.equal(since, new Date(2027, 2, 28).getTime());
  assert.equal(until, new Date(2027, 2, 29).getTime());
  assert.deepEqual(auditQuery({ from: "soon", who: "agent/7" }), { who: "agent/7" });
});
