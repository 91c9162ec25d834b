import assert from "node:assert/strict";
import { test } from "node:test";
import { TASK_LETTERS, TASK_LINES } from "./key_lists.ts";
import { keyLines, pressed, type Known, type Press } from "./keys.ts";

const KNOWN: Known = { single: true, tasks: TASK_LETTERS, screens: { r: "requests" } };

function press(key: string, more: Partial<Press> = {}): Press {
  return { key, modified: false, command: false, inField: false, inLayer: false, arrowsTaken: false, ...more };
}

test("single keys act on what is open", () => {
  const actions = ["j", "K", "ArrowDown", "n", "e", "m", "w", "?"].map((key) => pressed(press(key), false, KNOWN));

  assert.deepEqual(actions, ["next_row", "previous_row", "next_row", "take_next", { task: "end" }, "open_tasks", "go_alerts", "show_keys"]);
});

test("no letter acts while somebody types, but Escape steps back", () => {
  const actions = ["j", "n", "ArrowUp", "Escape"].map((key) => pressed(press(key, { inField: true }), false, KNOWN));

  assert.deepEqual(actions, [null, null, null, "step_back"]);
});

test("G and then a letter goes to a tab, the letter alone does not", () => {
  assert.equal(pressed(press("g"), false, KNOWN), "await_second");
  assert.equal(pressed(press("d"), true, KNOWN), "go_dashboard");
  assert.deepEqual(pressed(press("r"), true, KNOWN), { screen: "requests" });
  assert.equal(pressed(press("d"), false, KNOWN), null);
});

test("with single keys switched off the arrows and Escape remain", () => {
  const actions = ["j", "n", "?", "ArrowDown", "Escape"].map((key) => pressed(press(key), false, { ...KNOWN, single: false }));

  assert.deepEqual(actions, [null, null, null, "next_row", "step_back"]);
});

test("a key with Ctrl, Alt or Cmd is the browser's, and a dialog has its own", () => {
  assert.equal(pressed(press("n", { modified: true }), false, KNOWN), null);
  assert.equal(pressed(press("Escape", { inLayer: true }), false, KNOWN), null);
});

test("the overview tells every single key that acts", () => {
  const told = new Set(keyLines([], TASK_LINES).flatMap(({ keys }) => keys.flatMap((each) => each.split(" then "))).map((key) => key.toLowerCase()));
  const acting = [..."abcdefghijklmnopqrstuvwxyz?"].filter((key) => pressed(press(key), false, KNOWN) !== null);

  assert.deepEqual(acting.filter((key) => !told.has(key)), []);
});

test("the command key and K leads to the search from a field as well, and nowhere out of a dialog", () => {
  const commandK = { command: true, modified: true };

  assert.equal(pressed(press("k", { ...commandK, inField: true }), false, { ...KNOWN, single: false }), "go_search");
  assert.equal(pressed(press("k", { ...commandK, inLayer: true }), false, KNOWN), null);
});

test("no task takes a key of the frame, and no two the same", () => {
  const frame: Known = { single: true, tasks: {}, screens: {} };
  const letters = TASK_LINES.flatMap(({ keys }) => keys.map((key) => key.toLowerCase()));

  assert.deepEqual(letters.filter((key) => pressed(press(key), false, frame) !== null), []);
  assert.equal(new Set(letters).size, letters.length);
});
