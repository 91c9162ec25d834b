// The one place that knows WebSocket: connecting, coming back, asking until answered.
//
// Three layers, each simpler for the one below:
//   afterClose   a pure table: what a close code asks of us, and how long to wait
//   asks         a command is kept until it is answered; what was unanswered when the link dropped is sent again, in the
//                order it was asked, with the same frame, so with the same `key`. `once` opts out, for a command that may
//                not happen twice (the next chat of a queue): it fails with `lost` instead. Commands of one `lane` go one
//                at a time: a server that refuses one for now (`rate_limited`) would else take the next before it, and
//                what a person wrote would change its order
//   heartbeat    a ping when nothing was heard for 10 s, the link is dropped 20 s later if that was not answered
//
// `hello` is a function, asked anew for each connection: its `after` is then always what the screen really has.

import { CLOSES, SUBPROTOCOL } from "./protocol.ts";

// Both sides drop a link after 30 s of silence: a ping at 10 s leaves 20 s for a slow phone to answer.
const QUIET_MS = 10_000;
const SILENT_MS = 20_000;
// After sleep, or back in the foreground, a person looks at the screen: a dead link must be found out sooner.
const IMPATIENT_MS = 4_000;
const HELLO_MS = 15_000;
const BACK_OFF_MS = 500;
const BACK_OFF_MOST_MS = 30_000;
const SOON_MS = 300;
const DRAIN_MS = 10_000;
const LIMITED_MS = 5_000;
// A link that held this long was a good one; the next back-off starts small again.
const GOOD_LINK_MS = 5_000;

/** `broken`: one side did not understand the other; only a newer page can help. */
export type StopReason = "sign_in" | "forbidden" | "replaced" | "not_found" | "broken";

export type Link =
  | { readonly state: "connecting"; readonly since: number }
  | { readonly state: "online" }
  | { readonly state: "waiting"; readonly since: number; readonly until: number }
  | { readonly state: "stopped"; readonly why: StopReason };

/** What the server said no to, or what became of the link. `lost`: sent, unanswered, not to be repeated. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly details: { field?: string; agent?: string; contact?: string; status?: string; retry_ms?: number } = {},
  ) {
    super(message);
    this.name = "Refused";
  }
}

const lost = (): Refused => new Refused("lost", "There is no connection.");

export type AfterClose = { readonly stop: StopReason } | { readonly waitMs: number };

const STOPS: Readonly<Record<number, StopReason>> = { 4003: "forbidden", 4009: "replaced" };

/** What to do after a close. `tries` counts the connections in a row that did not hold. */
export function afterClose(code: number, reason: string, tries: number, random: number): AfterClose {
  switch (CLOSES[code]) {
    case "sign_in":
      return { stop: "sign_in" };
    case "stop":
      return { stop: STOPS[code] ?? "broken" };
    case "resume_now":
      return { waitMs: tries === 0 ? random * SOON_MS : backOff(tries, random) };
    default:
      return { waitMs: Math.max(leastWait(code, reason, random), backOff(tries, random)) };
  }
}

function leastWait(code: number, reason: string, random: number): number {
  if (code === 4010) return random * DRAIN_MS;
  if (code === 4029) return Number(/\d+/.exec(reason)?.[0] ?? LIMITED_MS);
  return 0;
}

/** Doubling, with half of it left to chance so that a thousand clients do not come back as one. */
export function backOff(tries: number, random: number): number {
  const most = Math.min(BACK_OFF_MOST_MS, BACK_OFF_MS * 2 ** Math.min(tries, 10));
  return most / 2 + (random * most) / 2;
}

export interface Frame {
  readonly type: string;
}

interface Incoming extends Frame {
  readonly re?: string;
  readonly code?: string;
  readonly message?: string;
  readonly field?: string;
  readonly agent?: string;
  readonly status?: string;
  readonly retry_ms?: number;
}

export interface Handlers<Welcome, Push extends Frame> {
  readonly url: string;
  /** The first frame, without its id. */
  hello(): Frame;
  onWelcome(welcome: Welcome): void;
  /** The hello was refused. Whether another one may do better. */
  onTurnedAway?(refused: Refused): boolean;
  onPush(push: Push): void;
  onLink(link: Link): void;
}

/** The outside world, so that tests need neither a network nor patience. */
export interface Surroundings {
  open(url: string): WebSocket;
  now(): number;
  random(): number;
  later(run: () => void, ms: number): () => void;
}

const BROWSER: Surroundings = {
  open: (url) => new WebSocket(url, SUBPROTOCOL),
  now: () => Date.now(),
  random: () => Math.random(),
  later(run, ms) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

interface Asked {
  readonly text: string;
  readonly once: boolean;
  readonly lane: string | undefined;
  sent: boolean;
  resolve(answer: unknown): void;
  reject(refused: Refused): void;
}

const HELLO_ID = "hello";
// Refusals of a hello that another try will not change.
const FINAL: Record<string, StopReason> = {
  not_signed_in: "sign_in",
  forbidden: "forbidden",
  not_found: "not_found",
  invalid: "not_found",
};

export class Connection<Welcome, Push extends Frame> {
  #socket: WebSocket | null = null;
  #link: Link = { state: "connecting", since: 0 };
  #asked = new Map<string, Asked>();
  #lastId = 0;
  #tries = 0;
  #wait: (() => void) | undefined;
  #heartbeat: (() => void) | undefined;
  #hold: (() => void) | undefined;
  #running = false;
  #openedAt = 0;

  constructor(
    private readonly handlers: Handlers<Welcome, Push>,
    private readonly around: Surroundings = BROWSER,
  ) {}

  get link(): Link {
    return this.#link;
  }

  open(): void {
    if (this.#running) return;
    this.#running = true;
    this.#tries = 0;
    this.#connect();
    this.#heed("addEventListener");
  }

  /** Close for good. What was asked and not answered fails with `lost`. */
  close(): void {
    this.#halt();
    this.#drop();
    this.#fail(() => true);
  }

  /** Leave this connection and begin another with a new hello. What was asked is forgotten: it was for the old one. */
  restart(): void {
    this.close();
    this.open();
  }

  /** Leave this connection and say hello anew, with all that was asked and not answered: the same person goes on. */
  greetAnew(): void {
    if (!this.#running) return this.open();
    this.#drop();
    this.#comeBack(0);
  }

  /** A command and its answer. Kept until answered, however often the link drops on the way; `once` is not. */
  ask<Answer, Command extends Frame = Frame>(command: Command, options: { once?: boolean; lane?: string } = {}): Promise<Answer> {
    const id = String(++this.#lastId);
    const once = options.once === true;
    return new Promise<Answer>((resolve, reject) => {
      if (!this.#running || (once && this.#link.state !== "online")) {
        reject(lost());
        return;
      }
      const text = JSON.stringify({ ...command, id });
      this.#asked.set(id, { text, once, lane: options.lane, sent: false, resolve: resolve as (answer: unknown) => void, reject });
      this.#flush();
    });
  }

  /** A frame nobody answers and nobody misses: dropped while there is no link. */
  tell<Sent extends Frame>(frame: Sent): void {
    if (this.#link.state === "online") this.#send(JSON.stringify(frame));
  }

  #connect(): void {
    this.#become({ state: "connecting", since: this.around.now() });
    const socket = this.around.open(this.handlers.url);
    this.#openedAt = this.around.now();
    this.#socket = socket;
    // A handshake may hang in a captive network; a hello may never be answered.
    this.#wait = this.around.later(() => this.#lost(socket, 0, ""), HELLO_MS);
    socket.onopen = () => this.#send(JSON.stringify({ ...this.handlers.hello(), id: HELLO_ID }));
    socket.onmessage = (message: MessageEvent<unknown>) => {
      if (socket === this.#socket && typeof message.data === "string") this.#take(message.data);
    };
    socket.onclose = (event) => this.#lost(socket, event.code, event.reason);
  }

  #lost(socket: WebSocket, code: number, reason: string): void {
    if (socket !== this.#socket) return;
    if (this.#link.state === "online" && this.around.now() - this.#openedAt > GOOD_LINK_MS) this.#tries = 0;
    this.#drop();
    const next = afterClose(code, reason, this.#tries, this.around.random());
    this.#tries += 1;
    if ("stop" in next) this.#stop(next.stop);
    else this.#comeBack(next.waitMs);
  }

  #comeBack(waitMs: number): void {
    this.#fail((asked) => asked.once);
    for (const asked of this.#asked.values()) asked.sent = false;
    const since = this.around.now();
    this.#become({ state: "waiting", since, until: since + waitMs });
    this.#wait = this.around.later(() => this.#connect(), waitMs);
  }

  #stop(why: StopReason): void {
    this.#halt();
    this.#become({ state: "stopped", why });
    this.#fail(() => true);
  }

  #halt(): void {
    this.#running = false;
    this.#heed("removeEventListener");
  }

  /** What says that there may be a link again, in a browser. */
  #heed(how: "addEventListener" | "removeEventListener"): void {
    if (typeof window === "undefined") return;
    window[how]("online", this.#hurry);
    document[how]("visibilitychange", this.#hurry);
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    for (const cancel of [this.#wait, this.#heartbeat, this.#hold]) cancel?.();
    this.#wait = this.#heartbeat = this.#hold = undefined;
    if (socket === null) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(1000);
  }

  #fail(which: (asked: Asked) => boolean): void {
    for (const [id, asked] of this.#asked) {
      if (!which(asked)) continue;
      this.#asked.delete(id);
      asked.reject(lost());
    }
  }

  #take(text: string): void {
    this.#listen(QUIET_MS);
    const frame = JSON.parse(text) as Incoming;
    if (frame.re === HELLO_ID) this.#greeted(frame);
    else if (frame.re !== undefined) this.#answered(frame.re, frame);
    else if (frame.type !== "pong") this.handlers.onPush(frame as unknown as Push);
  }

  #greeted(frame: Incoming): void {
    if (frame.type === "error") {
      this.#unwelcome(frame);
      return;
    }
    this.#wait?.();
    this.#wait = undefined;
    this.#become({ state: "online" });
    this.handlers.onWelcome(frame as unknown as Welcome);
    this.#flush();
  }

  #unwelcome(frame: Incoming): void {
    const why = FINAL[frame.code ?? ""];
    this.#drop();
    this.#tries += 1;
    if (this.handlers.onTurnedAway?.(new Refused(frame.code ?? "internal", frame.message ?? "", frame)) === true) this.#comeBack(0);
    else if (why !== undefined) this.#stop(why);
    else this.#comeBack(Math.max(frame.retry_ms ?? 0, backOff(this.#tries, this.around.random())));
  }

  #answered(id: string, frame: Incoming): void {
    const asked = this.#asked.get(id);
    if (asked === undefined) return;
    if (frame.type === "error" && !asked.once && (frame.code === "rate_limited" || frame.code === "unavailable")) {
      asked.sent = false;
      this.#pause(frame.retry_ms ?? backOff(2, this.around.random()));
      return;
    }
    this.#asked.delete(id);
    if (frame.type === "error") asked.reject(new Refused(frame.code ?? "internal", frame.message ?? "", frame));
    else asked.resolve(frame);
    if (asked.lane !== undefined) this.#flush();
  }

  /** Hold everything back for a while, so that a repeated command keeps its place before later ones. */
  #pause(ms: number): void {
    this.#hold?.();
    this.#hold = this.around.later(() => {
      this.#hold = undefined;
      this.#flush();
    }, ms);
  }

  #flush(): void {
    if (this.#link.state !== "online" || this.#hold !== undefined) return;
    const busy = new Set<string>();
    for (const asked of this.#asked.values()) {
      const waits = asked.lane !== undefined && busy.has(asked.lane);
      if (asked.lane !== undefined) busy.add(asked.lane);
      if (asked.sent || waits) continue;
      asked.sent = true;
      this.#send(asked.text);
    }
  }

  #send(text: string): void {
    if (this.#socket?.readyState === 1) this.#socket.send(text);
  }

  /** Something was heard: be quiet for a while, then ask whether somebody is there. */
  #listen(quietMs: number): void {
    this.#heartbeat?.();
    this.#heartbeat = this.around.later(() => this.#ping(SILENT_MS), quietMs);
  }

  #ping(patienceMs: number): void {
    const socket = this.#socket;
    if (socket === null) return;
    this.#send('{"type":"ping"}');
    this.#heartbeat?.();
    this.#heartbeat = this.around.later(() => this.#lost(socket, 0, ""), patienceMs);
  }

  readonly #hurry = (): void => {
    if (document.visibilityState === "hidden") return;
    if (this.#link.state === "online") this.#ping(IMPATIENT_MS);
    if (this.#link.state !== "waiting") return;
    this.#wait?.();
    this.#connect();
  };

  #become(link: Link): void {
    this.#link = link;
    this.handlers.onLink(link);
  }
}
