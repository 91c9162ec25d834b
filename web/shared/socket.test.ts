import assert from "node:assert/strict";
import { test } from "node:test";
import { Connection, type Frame, type Link, Refused, type Surroundings, afterClose, backOff } from "./socket.ts";

/** A network and a clock in the hand of the test. */
class World implements Surroundings {
  readonly sockets: FakeSocket[] = [];
  readonly links: Link[] = [];
  readonly pushes: Frame[] = [];
  readonly welcomes: unknown[] = [];
  private timers: { at: number; run: () => void }[] = [];
  private time = 1_000;
  after = 0;

  readonly connection = new Connection<unknown, Frame>(
    {
      url: "ws://test/ws",
      hello: () => ({ type: "hello", after: this.after }) as Frame,
      onWelcome: (welcome) => this.welcomes.push(welcome),
      onPush: (push) => this.pushes.push(push),
      onLink: (link) => this.links.push(link),
    },
    this,
  );

  open(): WebSocket {
    const socket = new FakeSocket();
    this.sockets.push(socket);
    return socket as unknown as WebSocket;
  }

  now(): number {
    return this.time;
  }

  random(): number {
    return 1;
  }

  later(run: () => void, ms: number): () => void {
    const timer = { at: this.time + ms, run };
    this.timers.push(timer);
    return () => (this.timers = this.timers.filter((each) => each !== timer));
  }

  pass(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const due = this.timers.filter((each) => each.at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.timers = this.timers.filter((each) => each !== due);
      this.time = due.at;
      due.run();
    }
    this.time = end;
  }

  get socket(): FakeSocket {
    return this.sockets.at(-1)!;
  }

  get state(): string {
    return this.links.at(-1)!.state;
  }

  /** Connect and be welcome. */
  arrive(): FakeSocket {
    this.socket.accept();
    this.socket.says({ type: "ok", re: "hello" });
    return this.socket;
  }
}

class FakeSocket {
  readyState = 0;
  readonly sent: Record<string, unknown>[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;

  accept(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  says(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  close(code = 1000, reason = ""): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }
}

function started(): World {
  const world = new World();
  world.connection.open();
  world.arrive();
  return world;
}

const message = { type: "message.send", text: "Hi", key: "k1" } as Frame;

async function outcome(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (answer) => answer,
    (refused: unknown) => (refused instanceof Refused ? refused.code : refused),
  );
}

test("each close code asks of a client what the protocol says", () => {
  assert.deepEqual(afterClose(4001, "", 0, 1), { stop: "sign_in" });
  assert.deepEqual(afterClose(4003, "", 0, 1), { stop: "forbidden" });
  assert.deepEqual(afterClose(4009, "", 0, 1), { stop: "replaced" });
  assert.deepEqual(afterClose(4011, "", 0, 1), { waitMs: 300 });
  assert.deepEqual(afterClose(4008, "", 3, 1), { waitMs: backOff(3, 1) });
  assert.deepEqual(afterClose(4010, "", 0, 0.5), { waitMs: 5_000 });
  assert.deepEqual(afterClose(4029, "retry_ms=7000", 0, 1), { waitMs: 7_000 });
  assert.deepEqual(afterClose(1007, "", 0, 1), { stop: "broken" });
  assert.deepEqual(afterClose(1006, "", 0, 1), { waitMs: 500 });
});

test("the back-off doubles up to a limit and leaves half to chance", () => {
  assert.deepEqual([0, 1, 2, 20].map((tries) => backOff(tries, 1)), [500, 1_000, 2_000, 30_000]);
  assert.equal(backOff(2, 0), 1_000);
});

test("the first frame is hello, and nothing else is sent before its answer", () => {
  const world = new World();
  world.connection.open();
  void outcome(world.connection.ask(message));
  world.socket.accept();
  assert.deepEqual(world.socket.sent, [{ type: "hello", after: 0, id: "hello" }]);

  world.socket.says({ type: "ok", re: "hello" });
  assert.deepEqual(world.socket.sent.map((frame) => frame["type"]), ["hello", "message.send"]);
});

test("an answer finds its command, an error becomes a refusal", async () => {
  const world = started();
  const good = world.connection.ask<{ seq: number }>(message);
  const bad = world.connection.ask(message);
  world.socket.says({ type: "error", re: "2", code: "invalid", message: "no", field: "text" });
  world.socket.says({ type: "ok", re: "1", seq: 7, at: 1 });

  assert.equal((await good).seq, 7);
  assert.equal(await outcome(bad), "invalid");
});

test("what was not answered is sent again after the link came back, in order and with the same key", async () => {
  const world = started();
  const first = world.connection.ask(message);
  const second = world.connection.ask({ ...message, key: "k2" } as Frame);
  world.after = 4;
  world.socket.close(1006);
  assert.equal(world.state, "waiting");
  world.pass(500);
  world.arrive();

  assert.deepEqual(world.socket.sent[0], { type: "hello", after: 4, id: "hello" });
  assert.deepEqual(world.socket.sent.slice(1).map((frame) => frame["key"]), ["k1", "k2"]);
  world.socket.says({ type: "ok", re: "1" });
  world.socket.says({ type: "ok", re: "2" });
  await Promise.all([first, second]);
});

test("a command that may not happen twice fails when its link is lost", async () => {
  const world = started();
  const next = world.connection.ask({ type: "queue.next" }, { once: true });
  world.socket.close(1006);
  assert.equal(await outcome(next), "lost");

  assert.equal(await outcome(world.connection.ask({ type: "queue.next" }, { once: true })), "lost");
  world.pass(500);
  assert.deepEqual(world.arrive().sent.length, 1);
});

test("a rate limit holds back what follows, so messages keep their order", () => {
  const world = started();
  void outcome(world.connection.ask(message));
  world.socket.says({ type: "error", re: "1", code: "rate_limited", message: "", retry_ms: 2_000 });
  void outcome(world.connection.ask({ ...message, key: "k2" } as Frame));
  assert.equal(world.socket.sent.length, 2);

  world.pass(2_000);
  assert.deepEqual(world.socket.sent.slice(2).map((frame) => frame["key"]), ["k1", "k2"]);
});

test("commands of one lane go one at a time, also when one is refused for now", () => {
  const world = started();
  const keys = (): unknown[] => world.socket.sent.slice(1).map((frame) => frame["key"]);
  for (const key of ["a", "b", "c"]) void outcome(world.connection.ask({ ...message, key } as Frame, { lane: "chat" }));
  void outcome(world.connection.ask({ ...message, key: "x" } as Frame, { lane: "another" }));
  assert.deepEqual(keys(), ["a", "x"]);

  world.socket.says({ type: "error", re: "1", code: "rate_limited", message: "", retry_ms: 50 });
  world.pass(50);
  world.socket.says({ type: "ok", re: "1" });
  world.socket.says({ type: "ok", re: "2" });
  assert.deepEqual(keys(), ["a", "x", "a", "b", "c"]);
});

test("silence brings a ping, and silence after it a new connection", () => {
  const world = started();
  world.pass(10_000);
  assert.equal(world.socket.sent.at(-1)!["type"], "ping");
  world.socket.says({ type: "pong" });
  assert.deepEqual(world.pushes, []);

  world.pass(30_000);
  assert.equal(world.state, "waiting");
});

test("a stop code ends it: nothing reconnects and what was asked fails", async () => {
  const world = started();
  const asked = world.connection.ask(message);
  world.socket.close(4003);
  assert.equal(await outcome(asked), "lost");
  world.pass(120_000);

  assert.equal(world.sockets.length, 1);
  assert.deepEqual(world.links.at(-1), { state: "stopped", why: "forbidden" });
});

test("a hello refused for good stops, one refused for now comes back", () => {
  const world = new World();
  world.connection.open();
  world.socket.accept();
  world.socket.says({ type: "error", re: "hello", code: "unavailable", message: "" });
  assert.equal(world.state, "waiting");
  world.pass(30_000);
  world.socket.accept();
  world.socket.says({ type: "error", re: "hello", code: "not_found", message: "" });

  assert.deepEqual(world.links.at(-1), { state: "stopped", why: "not_found" });
});

test("a hello nobody answers is given up", () => {
  const world = new World();
  world.connection.open();
  world.socket.accept();
  world.pass(15_000);
  assert.equal(world.state, "waiting");
});

test("a link that keeps breaking waits longer each time, a good one resets that", () => {
  const world = started();
  world.socket.close(1006);
  world.pass(500);
  world.arrive().close(1006);
  world.pass(999);
  assert.equal(world.sockets.length, 2);
  world.pass(1);
  assert.equal(world.sockets.length, 3);

  world.arrive();
  world.pass(6_000);
  world.socket.close(1006);
  world.pass(500);
  assert.equal(world.sockets.length, 4);
});

test("a restart begins anew and the old connection is heard no more", async () => {
  const world = started();
  const old = world.socket;
  const asked = world.connection.ask(message);
  world.connection.restart();
  old.says({ type: "event" });

  assert.equal(await outcome(asked), "lost");
  assert.deepEqual(world.pushes, []);
  assert.equal(world.sockets.length, 2);
});

test("a hello said anew takes along what was asked, and leaves out what may not happen twice", async () => {
  const world = started();
  const asked = world.connection.ask<{ seq: number }>(message);
  const twice = world.connection.ask({ type: "queue.next" } as Frame, { once: true });
  world.connection.greetAnew();
  world.pass(0);
  world.arrive();

  assert.equal(await outcome(twice), "lost");
  assert.equal(world.sockets.length, 2);
  assert.deepEqual(world.socket.sent.slice(1), [{ ...message, id: "1" }]);
  world.socket.says({ type: "ok", re: "1", seq: 7, at: 1 });
  assert.equal((await asked).seq, 7);
});
