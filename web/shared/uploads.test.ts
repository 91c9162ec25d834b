import assert from "node:assert/strict";
import { test } from "node:test";
import type { FileRef } from "./protocol.ts";
import { mayTryAgain, part, reduce, UploadRefused, Uploads, type Upload } from "./uploads.ts";

const RULES = { extensions: [".png", ".pdf"], max_bytes: 1_000 };

function file(name: string, bytes = 10): File {
  return new File(["x".repeat(bytes)], name);
}

function ref(id: string): FileRef {
  return { id, name: id, size: 1, media_type: "application/pdf", url: `/files/${id}` };
}

interface Way {
  readonly chat: string;
  readonly name: string;
  readonly stop: AbortSignal;
  progress(sent: number): void;
  arrive(id: string): Promise<void>;
  break(code: string, message?: string, retryMs?: number): Promise<void>;
}

/** A server and a clock in the hand of the test. */
class World {
  readonly ways: Way[] = [];
  readonly failed: string[] = [];
  readonly stored: [Upload, FileRef][] = [];
  timers: { run: () => void; ms: number }[] = [];

  readonly uploads = new Uploads({
    carry: (chat, { name }, progress, stop) =>
      new Promise((resolve, reject) => {
        this.ways.push({
          chat,
          name,
          stop,
          progress,
          arrive: (id) => settled(() => resolve(ref(id))),
          break: (code, message = "", retryMs = 0) => settled(() => reject(new UploadRefused(code, message, retryMs))),
        });
      }),
    onFailed: ({ name }) => this.failed.push(name),
    onStored: (upload, stored) => this.stored.push([upload, stored]),
    later: (run, ms) => this.timers.push({ run, ms }),
  });

  get shown(): string[] {
    return this.uploads.all.value.map(({ name, state }) => `${name} ${state}`);
  }

  wakes(): void {
    const due = this.timers;
    this.timers = [];
    for (const { run } of due) run();
  }
}

async function settled(act: () => void): Promise<void> {
  act();
  await new Promise((resolve) => setTimeout(resolve, 0));
}

test("what is added goes out at once, and is handed over when the server has it", async () => {
  const world = new World();

  world.uploads.add("c1", [file("a.pdf")], RULES);
  world.ways[0]!.progress(5);

  assert.deepEqual(world.shown, ["a.pdf going"]);
  assert.equal(part(world.uploads.all.value[0]!), 0.5);
  await world.ways[0]!.arrive("f1");
  assert.deepEqual(world.shown, []);
  assert.deepEqual(world.stored.map(([upload, stored]) => [upload.chat, stored.id]), [["c1", "f1"]]);
});

test("a few go at a time and the others wait their turn, whichever chat they are for", async () => {
  const world = new World();

  world.uploads.add("c1", ["a.pdf", "b.pdf"].map((name) => file(name)), RULES);
  world.uploads.add("c2", ["c.pdf", "d.pdf"].map((name) => file(name)), RULES);

  assert.deepEqual(world.shown, ["a.pdf going", "b.pdf going", "c.pdf going", "d.pdf waiting"]);
  await world.ways[0]!.arrive("f");
  assert.deepEqual(world.shown, ["b.pdf going", "c.pdf going", "d.pdf going"]);
});

test("those that were chosen at once are handed over in their order, and hold up nothing else", async () => {
  const world = new World();
  const handed = () => world.stored.map(([, stored]) => stored.id);
  world.uploads.add("c1", ["1.png", "2.png", "3.png", "4.png"].map((name) => file(name)), RULES);

  await world.ways[2]!.arrive("third");
  await world.ways[1]!.arrive("second");
  assert.deepEqual(handed(), []);
  assert.deepEqual(world.shown, ["1.png going", "2.png going", "3.png going", "4.png going"]);
  world.uploads.add("c1", [file("note.pdf")], RULES);
  await world.ways[4]!.arrive("note");
  assert.deepEqual(handed(), ["note"]);
  await world.ways[0]!.arrive("first");
  assert.deepEqual([handed(), world.shown], [["note", "first", "second", "third"], ["4.png going"]]);
});

test("one that was refused or called off holds up none of those that were chosen with it", async () => {
  const world = new World();
  world.uploads.add("c1", ["1.png", "2.png", "3.png"].map((name) => file(name)), RULES);

  await world.ways[2]!.arrive("third");
  await world.ways[0]!.break("invalid", "What is inside 1.png is not what its name says.");
  world.uploads.drop(world.uploads.all.value[1]!.key);

  assert.deepEqual([world.stored.map(([, stored]) => stored.id), world.shown], [["third"], ["1.png failed"]]);
});

test("what cannot be taken is not sent, says why, and is not to be tried again", () => {
  const world = new World();

  world.uploads.add("c1", [file("run.exe"), file("big.png", 2_000), file("none.png", 0)], RULES);

  assert.equal(world.ways.length, 0);
  assert.deepEqual(
    world.uploads.all.value.map(({ trouble }) => trouble?.is === "unfit" && trouble.why.is),
    ["type", "too_large", "empty"],
  );
  assert(!world.uploads.all.value.some(mayTryAgain));
  assert(!world.uploads.busy);
});

test("a refusal stays in view in the server's words, and may be tried again where that can help", async () => {
  const world = new World();
  world.uploads.add("c1", [file("a.pdf"), file("b.pdf")], RULES);

  await world.ways[0]!.break("invalid", "What is inside a.pdf is not what its name says.");
  await world.ways[1]!.break("conflict", "This chat has as many files as it takes.");

  const [a, b] = world.uploads.all.value;
  assert.deepEqual(world.failed, ["a.pdf", "b.pdf"]);
  assert.equal(a?.trouble?.is === "refused" && a.trouble.message, "What is inside a.pdf is not what its name says.");
  assert.deepEqual([mayTryAgain(a!), mayTryAgain(b!)], [false, true]);
  world.uploads.again(b!.key);
  await world.ways[2]!.arrive("f2");
  assert.deepEqual(world.shown, ["a.pdf failed"]);
});

test("without a line it waits, and goes out from the beginning when the line is back", async () => {
  const world = new World();
  world.uploads.add("c1", [file("a.pdf")], RULES);
  world.ways[0]!.progress(9);

  world.uploads.online = false;
  await world.ways[0]!.break("lost");

  const [waiting] = world.uploads.all.value;
  assert.deepEqual([waiting?.state, waiting?.sent], ["waiting", 0]);
  world.wakes();
  assert.equal(world.ways.length, 1);
  world.uploads.online = true;
  assert.deepEqual(world.shown, ["a.pdf going"]);
  await world.ways[1]!.arrive("f1");
  assert.equal(world.stored[0]?.[0].key, waiting?.key);
});

test("a way that breaks again and again although the line stands is given up", async () => {
  const world = new World();
  world.uploads.add("c1", [file("a.pdf")], RULES);

  const waits: number[] = [];
  for (let at = 0; world.uploads.busy; at += 1) {
    await world.ways[at]!.break("lost");
    waits.push(...world.timers.map(({ ms }) => ms));
    world.wakes();
  }

  assert.deepEqual(waits, [2_000, 4_000, 8_000, 16_000]);
  assert.deepEqual(world.shown, ["a.pdf failed"]);
  assert(mayTryAgain(world.uploads.all.value[0]!));
});

test("a short wait that the server asks for is waited, a long one is told", async () => {
  const world = new World();
  world.uploads.add("c1", [file("a.pdf"), file("b.pdf")], RULES);

  await world.ways[0]!.break("rate_limited", "Other uploads are under way.", 5_000);
  await world.ways[1]!.break("rate_limited", "Try again in 20 min.", 1_200_000);

  assert.deepEqual(world.shown, ["a.pdf waiting", "b.pdf failed"]);
  world.wakes();
  assert.deepEqual(world.shown, ["a.pdf going", "b.pdf failed"]);
});

test("what is called off stops and is never handed over", async () => {
  const world = new World();
  world.uploads.add("c1", [file("a.pdf")], RULES);

  world.uploads.drop(world.uploads.all.value[0]!.key);

  assert(world.ways[0]!.stop.aborted);
  await world.ways[0]!.arrive("f1");
  assert.deepEqual([world.shown, world.stored], [[], []]);
});

test("news of an upload that has ended changes nothing", () => {
  const none = reduce([], { type: "progress", key: "k", sent: 5 });
  assert.deepEqual(none, []);
});
