import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { at, differing, keyFor, missing, needed, put, rebased, same, type Mandatory } from "./values.ts";

const RULES: readonly Mandatory[] = [
  { tab: "pre_chat", field: "consent.text", message: "Nothing to agree to.", when: { on: true, "consent.on": true } },
  { tab: "members", field: "members", message: "Nobody can respond.", when: {} },
  { tab: "properties", field: "hours.week", message: "No day is open.", when: { "hours.on": true } },
];

describe("values by their path", () => {
  const values = { on: true, consent: { on: false, text: "I agree" }, fields: [{ name: "name" }, { name: "email" }] };

  test("are found, and null where there is nothing", () => {
    assert.equal(at(values, "consent.text"), "I agree");
    assert.equal(at(values, "fields.1.name"), "email");
    assert.equal(at(values, "fields.7.name"), null);
    assert.equal(at(values, "on.further"), null);
  });

  test("are changed in a copy", () => {
    const next = put(values, "fields.1.name", "phone");
    assert.equal(at(next, "fields.1.name"), "phone");
    assert.equal(at(values, "fields.1.name"), "email");
    assert(Array.isArray(next["fields"]));
    assert(same(put(next, "fields.1.name", "email"), values));
    assert.deepEqual(put({}, "a.b", 1), { a: { b: 1 } });
  });
});

describe("mandatory fields", () => {
  test("count only where their form is on", () => {
    assert.equal(needed(RULES, "pre_chat", { on: true, consent: { on: false, text: "" } }).length, 0);
    assert.equal(needed(RULES, "pre_chat", { on: true, consent: { on: true, text: "x" } }).length, 1);
    assert.equal(missing(RULES, "pre_chat", { on: true, consent: { on: true, text: "x" } }).length, 0);
    assert.equal(missing(RULES, "pre_chat", { on: true, consent: { on: true, text: "" } }).length, 1);
  });

  test("of a list want something in it", () => {
    assert.equal(missing(RULES, "members", { members: [] }).length, 1);
    assert.equal(missing(RULES, "members", { members: [{ agent: "a", respond: false }] }).length, 1);
    assert.equal(missing(RULES, "members", { members: [{ agent: "a", respond: true }] }).length, 0);
    const week = [[], [], [], [], [], [], []];
    assert.equal(missing(RULES, "properties", { hours: { on: true, week } }).length, 1);
    assert.equal(missing(RULES, "properties", { hours: { on: true, week: [[{ opens: "09:00" }], ...week.slice(1)] } }).length, 0);
  });
});

test("a key is made of a label, and is no other's", () => {
  assert.equal(keyFor("Order number", []), "order_number");
  assert.equal(keyFor("Ordrenummer på kvitteringen!", []), "ordrenummer_pa_kvitteringen");
  assert.equal(keyFor("Order number", ["order_number"]), "order_number_2");
  assert.equal(keyFor("7 days?", []), "days");
  assert.equal(keyFor("注文番号", ["field"]), "field_2");
});

describe("a tab that somebody else has saved meanwhile", () => {
  const base = { header: "Hi", message: "", hours: { on: false, closed: ["2027-12-24"] } };
  const mine = { header: "Hi", message: "Mine", hours: { on: true, closed: ["2027-12-24"] } };

  test("keeps what I changed on top of what they did, within a field too", () => {
    const theirs = { header: "Theirs", message: "", hours: { on: false, closed: [] } };
    assert.deepEqual(rebased(mine, base, theirs), { header: "Theirs", message: "Mine", hours: { on: true, closed: [] } });
    assert.deepEqual(differing(theirs, base), ["header", "hours"]);
  });

  test("is mine where both have changed the same", () => {
    assert.deepEqual(rebased(mine, base, { ...base, message: "Theirs" }), mine);
  });
});
