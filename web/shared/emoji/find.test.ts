import assert from "node:assert/strict";
import { describe, test } from "node:test";
import data from "emoji:en";
import { GROUPS, inTone, moved, RECENT, shown, withUsed, type Row } from "./find.ts";

const all = data.rows;

function row(emoji: string): Row {
  const found = all.find((each) => each[0] === emoji);
  if (found === undefined) throw new Error(`there is no ${emoji}`);
  return found;
}

function first(query: string, count = 1): string[] {
  return shown(all, query, [])[0]!.rows.slice(0, count).map(([emoji]) => emoji);
}

describe("what is shown", () => {
  test("every emoji is in one group, and none is a part of others", () => {
    const groups = shown(all, "", []);
    assert.equal(groups.length, 9);
    assert.equal(groups.reduce((sum, { rows }) => sum + rows.length, 0), all.length);
    assert(all.length > 1_800);
  });

  test("the last used come first, and only those there are", () => {
    const [last] = shown(all, " ", ["🍕", "nothing", "🎉"]);
    assert.equal(last?.group, RECENT);
    assert.deepEqual(last?.rows.map(([emoji]) => emoji), ["🍕", "🎉"]);
  });

  test("a search finds by name and by other words, the name that begins so before the rest", () => {
    assert.deepEqual(first("party pop"), ["🎉"]);
    assert.deepEqual(first("Pizza"), ["🍕"]);
    assert(first("happy", 20).includes("😀"));
    assert(first("flag norw").includes("🇳🇴"));
    assert.deepEqual(shown(all, "xyzzy", [])[0]!.rows, []);
  });
});

test("groups and tones have names", () => {
  assert.equal(data.groups[GROUPS[0]], "Smileys & emotion");
  assert.equal(data.groups.length, 10);
  assert.equal(data.tones.length, 5);
});

describe("skin tones", () => {
  test("each tone is the emoji itself with that tone, also of two people", () => {
    assert.deepEqual([0, 1, 5].map((tone) => inTone(row("👋"), tone as 0 | 1 | 5)), ["👋", "👋🏻", "👋🏿"]);
    assert.equal(inTone(row("🧑‍🤝‍🧑"), 3), "🧑🏽‍🤝‍🧑🏽");
  });

  test("what has no skin stays as it is", () => {
    assert.equal(inTone(row("🍕"), 4), "🍕");
  });
});

test("what was used is remembered once, the last first, and not without end", () => {
  assert.deepEqual(withUsed(["a", "b", "c"], "c", 3), ["c", "a", "b"]);
  assert.deepEqual(withUsed(["a", "b", "c"], "d", 3), ["d", "a", "b"]);
});

describe("the arrows", () => {
  // Two groups, of 5 and 4, in lines of 3:  0 1 2 / 3 4   and   5 6 7 / 8
  const go = (at: number, key: string) => moved([5, 4], at, `Arrow${key}`, 3);

  test("lead into the list from nowhere", () => {
    assert.deepEqual([go(-1, "Down"), go(-1, "Up")], [0, 8]);
    assert.equal(moved([], -1, "ArrowDown", 3), -1);
  });

  test("lead sideways one by one, over the ends of lines and groups", () => {
    assert.deepEqual([go(2, "Right"), go(4, "Right"), go(8, "Right"), go(0, "Left")], [3, 5, 8, 0]);
    assert.equal(moved([5, 4], 2, "ArrowLeft", 3, true), 3);
  });

  test("lead up and down in a column, from group to group, to the last one where a line is short", () => {
    assert.deepEqual([go(0, "Down"), go(2, "Down"), go(3, "Down"), go(4, "Down"), go(8, "Down")], [3, 4, 5, 6, 8]);
    assert.deepEqual([go(8, "Up"), go(7, "Up"), go(5, "Up"), go(1, "Up")], [5, 4, 3, 1]);
  });
});
