import assert from "node:assert/strict";
import { test } from "node:test";
import type { Data, Drawn } from "./data.ts";
import { layout } from "./layout.ts";

const data = (drawn: Drawn): Data => ({
  drawn,
  by: "Hour",
  labels: Array.from({ length: 24 }, (_, at) => ({ key: String(at), short: String(at), long: `${at}:00` })),
  series: [{ key: "chats", name: "Chats", unit: "chats", values: Array.from({ length: 24 }, (_, at) => at) }],
});

test("every point is inside, and higher values are higher", () => {
  for (const drawn of ["lines", "columns"] as const)
    for (const rtl of [false, true]) {
      const { x, y, left, right, top, bottom } = layout(data(drawn), { width: 300, height: 160, rtl });
      for (let at = 0; at < 24; at += 1) assert(x(at) >= left && x(at) <= right && y(at) >= top && y(at) <= bottom);
      assert(y(5) < y(4));
      assert.equal(y(0), bottom);
    }
});

test("from right to left it is the mirror image", () => {
  const [ltr, rtl] = [false, true].map((rtl) => layout(data("columns"), { width: 300, height: 160, rtl }));
  for (let at = 0; at < 24; at += 1) assert.equal(Math.round(ltr!.x(at) + rtl!.x(at)), 300);
  assert(ltr!.wordsAt < ltr!.left && rtl!.wordsAt > rtl!.right);
});

test("the nearest label to a label's own place is that label", () => {
  for (const drawn of ["lines", "columns"] as const)
    for (const rtl of [false, true]) {
      const { x, nearest } = layout(data(drawn), { width: 300, height: 160, rtl });
      for (let at = 0; at < 24; at += 1) assert.equal(nearest(x(at)), at);
      assert.equal(nearest(-50), rtl ? 23 : 0);
    }
});

test("a chart of one point and of none is drawn all the same", () => {
  for (const count of [0, 1]) {
    const few: Data = { ...data("lines"), labels: data("lines").labels.slice(0, count), series: [{ key: "chats", name: "Chats", unit: "chats", values: [7].slice(0, count) }] };
    const drawn = layout(few, { width: 300, height: 160, rtl: false });
    assert.equal(drawn.labels.length, count);
    assert.equal(drawn.nearest(100), count - 1);
  }
});

test("the value axis has room for its words, of which a per cent sign is half as wide again as a letter", () => {
  const [chats, rates] = (["chats", "share"] as const).map((unit) => {
    const values = Array.from({ length: 24 }, (_, at) => (unit === "share" ? at / 23 : at * 100));
    const shown = layout({ ...data("columns"), series: [{ key: "it", name: "It", unit, values }] }, { width: 300, height: 160, rtl: false });
    const longest = Math.max(...shown.values.map(({ text }) => text.length));
    return shown.wordsAt - longest * 7.5;
  });
  assert.equal(chats, 0);
  assert(rates! >= 4);
});
