import assert from "node:assert/strict";
import { test } from "node:test";
import { Talk, before, besides } from "./talk.ts";

test("what was said leaves the field, what was typed on meanwhile stays in it", () => {
  assert.equal(besides(" Hello ", "Hello"), "");
  assert.equal(besides("Hello, where are you?", "Hello"), ", where are you?");
  assert.equal(besides("Something else", "Yes, please"), "Something else");
});

test("what was said and not taken comes back before what was typed since, and once", () => {
  assert.equal(before("", "Hello"), "Hello");
  assert.equal(before("Hello", "Hello"), "Hello");
  assert.equal(before("are you there?", "Hello"), "Hello\nare you there?");
});

/** What a tab has around it, in the hand of the test: a browser without locks, which lets nobody store anything. */
class Tab {
  readonly sockets: Socket[] = [];
  readonly talk: Talk;

  constructor() {
    const { sockets } = this;
    const around = {
      window: new EventTarget(),
      document: new EventTarget(),
      location: { protocol: "https:", host: "shop.test" },
      WebSocket: class extends Socket {
        constructor() {
          super();
          sockets.push(this);
        }
      },
    };
    Object.assign(globalThis, around);
    Object.defineProperty(globalThis, "navigator", { value: { language: "en" }, configurable: true });
    this.talk = new Talk({ channel: "support", page: () => undefined, keep: () => undefined });
    this.talk.connect(null);
  }

  get socket(): Socket {
    return this.sockets.at(-1)!;
  }
}

class Socket {
  readyState = 1;
  readonly sent: Record<string, unknown>[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(): void {
    this.readyState = 3;
  }

  /** A server that knows of no chat. */
  welcomes(): void {
    this.onopen?.();
    this.onmessage?.({ data: JSON.stringify({ type: "ok", re: "hello", now_at: 0, channel: { state: "open", name: "Support", language: "en" } }) });
  }

  get starts(): unknown[] {
    return this.sent.filter(({ type }) => type === "chat.start").map(({ id: _, ...rest }) => rest);
  }
}

/** Until what was promised by now is done. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test("first words that were on their way when the tab was replaced go again, as the same, once it is used again", async () => {
  const tab = new Tab();
  try {
    tab.socket.welcomes();
    tab.talk.start("Where is my invoice?", { name: "Mia" });
    await settled();
    const [first] = tab.socket.starts;

    tab.socket.onclose?.({ code: 4009, reason: "" });
    await settled();
    assert.deepEqual(tab.talk.state.value.link, { state: "stopped", why: "replaced" });
    tab.talk.retry();
    tab.socket.welcomes();
    await settled();

    assert.equal(tab.sockets.length, 2);
    assert.deepEqual(tab.socket.starts, [first]);
    assert.deepEqual(tab.talk.state.value.outgoing.map(({ text, status }) => [text, status]), [["Where is my invoice?", "sending"]]);
  } finally {
    tab.socket.onclose?.({ code: 4003, reason: "" }); // so that no timer is left
  }
});
