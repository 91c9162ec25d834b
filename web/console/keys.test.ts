import assert from "node:assert/strict";
import { test } from "node:test";
import { KEY_TABLE, pressed, type Press } from "./keys.ts";

function press(key: string, more: Partial<Press> = {}): Press {
  return { key, modified: false, inField: false, inLayer: false, arrowsTaken: false, ...more };
}

test("single keys act on what is open", () => {
  const actions = ["j", "K", "ArrowDown", "n", "e", "t", "m", "w", "?"].map((key) => pressed(press(key), false, true));

  assert.deepEqual(actions, ["next_row", "previous_row", "next_row", "take_next", "end_chat", "transfer", "open_tasks", "go_alerts", "show_keys"]);
});

test("no letter acts while somebody types, but Escape steps back", () => {
  const actions = ["j", "n", "ArrowUp", "Escape"].map((key) => pressed(press(key, { inField: true }), false, true));

  assert.deepEqual(actions, [null, null, null, "step_back"]);
});

test("G and then a letter goes to a tab, the letter alone does not", () => {
  assert.equal(pressed(press("g"), false, true), "await_second");
  assert.equal(pressed(press("d"), true, true), "go_dashboard");
  assert.equal(pressed(press("d"), false, true), null);
});

test("with single keys switched off the arrows and Escape remain", () => {
  const actions = ["j", "n", "?", "ArrowDown", "Escape"].map((key) => pressed(press(key), false, false));

  assert.deepEqual(actions, [null, null, null, "next_row", "step_back"]);
});

test("a key with Ctrl, Alt or Cmd is the browser's, and a dialog has its own", () => {
  assert.equal(pressed(press("n", { modified: true }), false, true), null);
  assert.equal(pressed(press("Escape", { inLayer: true }), false, true), null);
});

test("the overview tells every single key that acts", () => {
  const told = new Set(KEY_TABLE.flatMap(({ keys }) => keys.flatMap((each) => each.split(" then "))).map((key) => key.toLowerCase()));
  const acting = [..."abcdefghijklmnopqrstuvwxyz?"].filter((key) => pressed(press(key), false, true) !== null);

  assert.deepEqual(acting.filter((key) => !told.has(key)), []);
});
