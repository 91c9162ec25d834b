// What outlives a page: the token of the chat (all tabs of this site, per channel), and what was typed and not yet stored
// (this tab). A browser that forbids storage gives a chat that lasts as long as its page.

import type { FileRef } from "../shared/protocol.ts";

export interface Kept {
  readonly token: string;
  readonly read: number;
}

export interface Unsent {
  readonly draft?: string;
  readonly fields?: Readonly<Record<string, string>>;
  /** To the consent of the form before the chat. */
  readonly agreed?: boolean;
  /** A request that is being written, and the key it goes out with. */
  readonly request?: { readonly text: string; readonly key: string };
  /** The number of the request that was sent. */
  readonly requested?: number;
  /** The first message, until its answer: repeated with the same key it is the same chat. */
  readonly start?: { readonly key: string; readonly text: string; readonly fields: Readonly<Record<string, string>>; readonly consent?: boolean; readonly at: number };
  readonly outgoing?: readonly { readonly key: string; readonly text: string; readonly file?: FileRef; readonly at: number }[];
}

// For all channels of this server: whose ears they are does not change with the page.
const MUTED = "switchboard-muted";

const FORGET = '"forget"';

export class Memory {
  readonly #name: string;
  /** Where this browser lets a frame store nothing: the page keeps it for us. */
  readonly #elsewhere: ((text: string) => void) | null;
  #kept: Kept | null;
  #unsent: Unsent;

  constructor(channel: string, elsewhere: (text: string) => void) {
    this.#name = `switchboard:${channel}`;
    this.#elsewhere = attempt(() => localStorage) === undefined ? elsewhere : null;
    this.#kept = asKept(parsed(attempt(() => localStorage.getItem(this.#name))));
    this.#unsent = parsed(attempt(() => sessionStorage.getItem(this.#name))) ?? {};
  }

  get kept(): Kept | null {
    return this.#kept;
  }

  set kept(value: Kept | null) {
    this.#kept = value;
    attempt(() => (value === null ? localStorage.removeItem(this.#name) : localStorage.setItem(this.#name, JSON.stringify(value))));
    this.#hand();
  }

  get muted(): boolean {
    return attempt(() => localStorage.getItem(MUTED)) === "true";
  }

  set muted(value: boolean) {
    attempt(() => localStorage.setItem(MUTED, String(value)));
  }

  get unsent(): Unsent {
    return this.#unsent;
  }

  set unsent(value: Unsent) {
    this.#unsent = value;
    attempt(() => sessionStorage.setItem(this.#name, JSON.stringify(value)));
    this.#hand();
  }

  /** What was kept elsewhere comes back. */
  recall(text: string): void {
    if (this.#elsewhere === null) return;
    const { kept, unsent } = parsed(text) ?? {};
    this.#kept = asKept(kept);
    this.#unsent = typeof unsent === "object" && unsent !== null ? unsent : {};
  }

  /** Nothing stays, here and in the other tabs: each has what was typed in it. */
  forget(): void {
    attempt(() => localStorage.setItem(this.#name, FORGET));
    this.kept = null;
    this.unsent = {};
  }

  /** While no other tab does: two that begin at once begin one chat. Where there are no locks, as if there were none else. */
  async alone(run: () => Promise<void>): Promise<void> {
    try {
      await navigator.locks.request(this.#name, run);
    } catch {
      await run();
    }
  }

  /** Another tab wrote. `storage` events come to the other tabs only. */
  onChange(tell: (kept: Kept | null, before: Kept | null) => void, forgotten: () => void, muted: () => void): void {
    window.addEventListener("storage", (event) => {
      if (event.key === MUTED) muted();
      if (event.key !== this.#name && event.key !== null) return;
      if (event.newValue === FORGET) {
        this.unsent = {};
        forgotten();
      }
      const before = this.#kept;
      this.#kept = asKept(parsed(attempt(() => localStorage.getItem(this.#name))));
      tell(this.#kept, before);
    });
  }

  #hand(): void {
    this.#elsewhere?.(JSON.stringify({ kept: this.#kept, unsent: this.#unsent }));
  }
}

function asKept(found: unknown): Kept | null {
  const { token, read } = (found ?? {}) as Partial<Kept>;
  return typeof token === "string" ? { token, read: Number(read) || 0 } : null;
}

function parsed(text: string | null | undefined): Record<string, unknown> | null {
  const value: unknown = attempt(() => JSON.parse(text ?? "null"));
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
}

// Storage throws when it is forbidden or full, and what somebody else wrote there need not be JSON.
function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
