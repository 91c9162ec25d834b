import assert from "node:assert/strict";
import { test } from "node:test";
import { hostOf, outcome, readable, stateOf } from "./webhook_words.ts";

test("a webhook that was stopped says after what, and what to do", () => {
  const { word, warns, says } = stateOf({ status: "stopped", failures: 9 });
  assert.equal(word, "Stopped");
  assert.equal(warns, true);
  assert.equal(/nine times in a row.*send a test, then switch the webhook on again/.test(says), true);
});

test("failures are told before it is stopped", () => {
  assert.deepEqual([0, 1, 3].map((failures) => stateOf({ status: "on", failures }).word), ["On", "On, failed once", "On, failed 3 times"]);
  assert.equal(stateOf({ status: "on", failures: 1 }).says.startsWith("The last try failed."), true);
});

test("a delivery says how it went: the answer where there was one, else why there was none", () => {
  assert.equal(outcome({ status: "delivered", tries: 1, answer: 204 }), "Delivered, answer 204");
  assert.equal(outcome({ status: "delivered", tries: 3, answer: 200 }), "Delivered, answer 200, after 3 tries");
  assert.equal(outcome({ status: "waiting", tries: 0 }), "Waiting");
  assert.equal(outcome({ status: "waiting", tries: 2, answer: 500, error: "it answered 500" }), "Waiting, tried twice, answer 500");
  assert.equal(outcome({ status: "waiting", tries: 1, error: "no answer within 10 s" }), "Waiting, tried once: no answer within 10 s");
  assert.equal(outcome({ status: "failed", tries: 4, answer: 500 }), "Left out");
});

test("an address and a body that are not what they should be are shown as they are", () => {
  assert.equal(hostOf("https://crm.example:8443/hooks?a=1"), "crm.example:8443");
  assert.equal(hostOf("nowhere"), "nowhere");
  assert.equal(readable('{"a":1}'), '{\n  "a": 1\n}');
  assert.equal(readable("{"), "{");
});
