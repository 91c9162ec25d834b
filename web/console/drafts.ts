// What is typed and not sent, kept on the server too: every console of the agent has it.
//
// Two halves. `merged` decides what a composer shows when the server's text comes; `draftKeeper` takes each letter and
// sends at most one text a second for each chat, one at a time, so that an older text never overtakes a newer one.
// Internal notes stay in this browser: read elsewhere as a message, one could go to the customer by mistake.

import type { Draft } from "./keep.ts";

// Seldom enough for the wire; whoever changes to another desk has taken longer than this.
const SAVE_MS = 1000;

/** What is in the field, after the server's text has become `now`. What I have typed here myself is never lost. */
export function merged(mine: Draft, now: string): Draft {
  const untouched = !mine.note && (mine.text === (mine.shared ?? ""));
  return untouched ? { text: now, note: false, shared: now } : { ...mine, shared: now };
}

export interface DraftKeeper {
  set(chat: string, text: string): void;
  /** The page is hidden, or goes: nothing waits any longer. */
  hurry(): void;
  /** What is on its way or about to go: newer than what a `welcome` says. */
  pending(): Readonly<Record<string, string>>;
}

type Later = (run: () => void, ms: number) => () => void;

/** `save` is asked to put one text on the server; it settles when that is done, or is not going to happen. */
export function draftKeeper(save: (chat: string, text: string) => Promise<void>, later: Later = timer): DraftKeeper {
  const waiting = new Map<string, string>();
  const flying = new Map<string, string>();
  const timers = new Map<string, () => void>();

  const flush = (chat: string) => {
    timers.get(chat)?.();
    timers.delete(chat);
    const text = waiting.get(chat);
    if (text === undefined || flying.has(chat)) return;
    waiting.delete(chat);
    flying.set(chat, text);
    void save(chat, text).finally(() => {
      flying.delete(chat);
      if (!timers.has(chat)) flush(chat);
    });
  };

  return {
    set(chat, text) {
      waiting.set(chat, text);
      if (text === "") flush(chat);
      else if (!timers.has(chat)) timers.set(chat, later(() => flush(chat), SAVE_MS));
    },
    hurry() {
      for (const chat of [...waiting.keys()]) flush(chat);
    },
    pending: () => ({ ...Object.fromEntries(flying), ...Object.fromEntries(waiting) }),
  };
}

function timer(run: () => void, ms: number): () => void {
  const id = setTimeout(run, ms);
  return () => clearTimeout(id);
}
