import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals";
import { addressOf, leading, placeOf, sameScreen, screenPlace, type Place } from "./places.ts";

test("a place and its address lead to each other", () => {
  const places: Place[] = [
    { tab: "dashboard" },
    { tab: "chats", chat: null },
    { tab: "chats", chat: "c 1/2" },
    { tab: "chats", chat: "c", at: 17 },
    screenPlace("requests"),
    screenPlace("contacts", ["a/b", "c?d"]),
    screenPlace("search", [], { q: "Mia & Ola = 100 %", channel: "support" }),
  ];

  assert.deepEqual(places.map((place) => placeOf(addressOf(place))), places);
});

test("an address that says nothing leads to the chats, and one that cannot be read does not throw", () => {
  assert.deepEqual(["", "#", "#/", "#/chats/", "#/chats/%E0%A4", "#/chats/?at=x"].map(placeOf), Array(6).fill({ tab: "chats", chat: null }));
});

test("what a query leaves empty is not in the address", () => {
  assert.equal(addressOf(screenPlace("search", [], { q: "x", channel: "" })), "#/search?q=x");
});

test("two requests are the same screen, a request and a contact are not", () => {
  assert.equal(sameScreen(screenPlace("requests", ["1"]), screenPlace("requests", ["2"])), true);
  assert.equal(sameScreen(screenPlace("requests"), screenPlace("contacts")), false);
  assert.equal(sameScreen({ tab: "dashboard" }, { tab: "chats", chat: null }), false);
});

test("an answer leads on who waited for it, and not who has gone elsewhere since", () => {
  const editor = screenPlace("texts", ["faqs", "new"]);
  const goal = screenPlace("texts", ["faqs", "7"]);
  const waits = signal<Place>(editor);
  const goes = signal<Place>(editor);
  const leads = [leading(waits), leading(goes)];
  goes.value = { tab: "dashboard" };

  for (const lead of leads) lead(goal);

  assert.deepEqual([waits.value, goes.value], [goal, { tab: "dashboard" }]);
});
