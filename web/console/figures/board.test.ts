import assert from "node:assert/strict";
import { test } from "node:test";
import type { TileOf } from "../api.ts";
import { boardOf, type Tiles } from "./board.ts";

const tile = (id: string): TileOf => ({ id, kind: "busy_hour" });
const ABC = ["a", "b", "c"].map(tile);
const ids = (tiles: Tiles) => tiles.map(({ id }) => id).join("");

/** A server that answers when it is told to. */
function server() {
  const sent: Tiles[] = [];
  const answers: { take(): void; refuse(): void }[] = [];
  const save = (tiles: Tiles) =>
    new Promise<void>((resolve, reject) => {
      sent.push(tiles);
      answers.push({ take: resolve, refuse: () => reject(new Error("no")) });
    });
  const settle = () => new Promise<void>((resolve) => queueMicrotask(() => queueMicrotask(() => queueMicrotask(resolve))));
  const answer = async (how: "take" | "refuse") => {
    answers.shift()?.[how]();
    await settle();
  };
  return { sent, save, answer };
}

test("a change shows at once, and of several only the last follows the first", async () => {
  const { sent, save, answer } = server();
  const board = boardOf(ABC, save, () => assert(false));
  board.add(tile("d"));
  board.remove("a");
  board.add(tile("e"));
  assert.equal(ids(board.tiles.value), "bcde");
  assert.deepEqual(sent.map(ids), ["abcd"]);
  await answer("take");
  assert.deepEqual(sent.map(ids), ["abcd", "bcde"]);
  await answer("take");
  assert.equal(sent.length, 2);
});

test("what is removed comes back to its place", async () => {
  const { sent, save, answer } = server();
  const board = boardOf(ABC, save, () => assert(false));
  board.remove("b");
  assert.equal(ids(board.tiles.value), "ac");
  await answer("take");
  board.putBack();
  assert.equal(ids(board.tiles.value), "abc");
  assert.equal(board.removed.value, null);
  assert.deepEqual(sent.map(ids), ["ac", "abc"]);
});

test("what is carried is sent when it is put down, and not at all when it goes back", () => {
  const { sent, save } = server();
  const board = boardOf(ABC, save, () => assert(false));
  board.move("a", 1);
  board.move("a", 2);
  assert.equal(ids(board.tiles.value), "bca");
  board.restore();
  assert.equal(ids(board.tiles.value), "abc");
  board.move("c", 0);
  assert.equal(sent.length, 0);
  board.keep();
  assert.deepEqual(sent.map(ids), ["cab"]);
});

test("what the server refuses is taken back and said", async () => {
  const { save, answer } = server();
  let told = 0;
  const board = boardOf(ABC, save, () => (told += 1));
  board.add(tile("d"));
  await answer("refuse");
  assert.equal(ids(board.tiles.value), "abc");
  assert.equal(told, 1);
});

test("what goes back goes back on the server too, where something under way has taken it along", async () => {
  const { sent, save, answer } = server();
  const board = boardOf(ABC, save, () => assert(false));
  board.add(tile("d"));
  board.move("a", 3);
  await answer("take");
  await answer("take");
  assert.deepEqual(sent.map(ids), ["abcd", "bcda"]);
  board.restore();
  assert.equal(ids(board.tiles.value), "abcd");
  assert.deepEqual(sent.map(ids), ["abcd", "bcda", "abcd"]);
});
