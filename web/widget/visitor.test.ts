import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf, together } from "./visitor.ts";

test("what the page says fills in forms, but for what is signed and what is empty", () => {
  assert.deepEqual(fieldsOf({ name: "Mia", email: " ", jwt: "x.y.z", cart: "2 lamps" }), { name: "Mia", cart: "2 lamps" });
});

test("what a chat cannot take is cut, so that it starts all the same", () => {
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`f${n}`, "x".repeat(600)]));
  const fields = fieldsOf({ ["n".repeat(65)]: "x", ...many });

  assert.equal(Object.keys(fields).length, 20);
  assert.equal(fields["f0"]?.length, 500);
});

test("what she fills in goes before what the page says, also where she has emptied it", () => {
  assert.deepEqual(together({ name: "Mia", cart: "2 lamps" }, { name: "" }), { name: "", cart: "2 lamps" });
});
