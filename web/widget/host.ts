// The frame's side of the bridge. The page around us is known by the first message from the window above; from then on
// only that window with that origin is heard, and only that origin is spoken to.

import type { Customer, ToFrame, ToHost } from "./bridge.ts";

const KINDS: ReadonlySet<string> = new Set<ToFrame["switchboard"]>(["boot", "facts", "open", "close"]);

export class Host {
  readonly embedded = window.parent !== window;
  #origin: string | null = null;
  #waiting: ToHost[] = [];

  listen(tell: (message: ToFrame) => void): void {
    window.addEventListener("message", (event: MessageEvent<unknown>) => {
      if (event.source !== window.parent || !isToFrame(event.data)) return;
      if (this.#origin === null && event.data.switchboard === "boot") this.#meet(event.origin);
      if (event.origin === this.#origin) tell(event.data);
    });
  }

  say(message: ToHost): void {
    if (!this.embedded) return;
    if (this.#origin === null) this.#waiting.push(message);
    else window.parent.postMessage(message, this.#origin);
  }

  #meet(origin: string): void {
    this.#origin = origin;
    for (const message of this.#waiting.splice(0)) this.say(message);
  }
}

function isToFrame(data: unknown): data is ToFrame {
  if (typeof data !== "object" || data === null) return false;
  const { switchboard, customer = {}, ...rest } = data as Record<string, unknown>;
  const flat = Object.values(rest).every((value) => value === null || ["string", "boolean", "undefined"].includes(typeof value));
  return flat && isCustomer(customer) && typeof switchboard === "string" && KINDS.has(switchboard);
}

function isCustomer(customer: unknown): customer is Customer {
  return typeof customer === "object" && customer !== null && Object.values(customer).every((value) => typeof value === "string");
}
