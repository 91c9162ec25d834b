// What this browser keeps for its agent: drafts, messages on their way, and how she likes the console.
//
// Everything is under one prefix and per agent where it is hers. A browser that keeps nothing (private mode, a full
// disk) loses the comfort, never the console.

import { effect, signal, type Signal } from "@preact/signals";
import type { Unsent } from "./frames.ts";

const PREFIX = "switchboard.";

export type Theme = "auto" | "light" | "dark";

export interface Draft {
  readonly text: string;
  readonly note: boolean;
  /** What the server had when this was last in touch with it, to tell what was typed here from what came. */
  readonly shared?: string;
}

const NO_DRAFT: Draft = { text: "", note: false };

export const theme: Signal<Theme> = kept("theme", "auto");
export const singleKeys: Signal<boolean> = kept("single-keys", true);
/** How a warning makes itself known. `notify` needs the browser's leave, so it starts switched off. */
export const warns = {
  popUp: kept("warn-pop-up", true),
  sound: kept("warn-sound", true),
  title: kept("warn-title", true),
  notify: kept("warn-notify", false),
} as const;

/** Which figures are shown as a table, by their own names. */
export const asTable: Signal<Readonly<Record<string, true>>> = kept("as-table", {});

export function draftOf(agent: string, chat: string): Draft {
  return read<Draft>(`draft.${agent}.${chat}`) ?? NO_DRAFT;
}

export function keepDraft(agent: string, chat: string, draft: Draft): void {
  write(`draft.${agent}.${chat}`, draft.text === "" && !draft.note && !draft.shared ? null : draft);
}

/** Messages the server has not confirmed; a closed tab must not lose them. Each by itself, so that tabs do not collide. */
export function unsentOf(agent: string): readonly Unsent[] {
  const mine = `${PREFIX}unsent.${agent}.`;
  return names()
    .filter((name) => name.startsWith(mine))
    .flatMap((name) => read<Unsent>(name.slice(PREFIX.length)) ?? [])
    .sort((a, b) => a.at - b.at);
}

export function keepUnsent(agent: string, unsent: Unsent): void {
  write(`unsent.${agent}.${unsent.key}`, unsent);
}

export function forgetUnsent(agent: string, key: string): void {
  write(`unsent.${agent}.${key}`, null);
}

function names(): readonly string[] {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}

export function kept<T>(name: string, otherwise: T): Signal<T> {
  const value = signal(read<T>(name) ?? otherwise);
  effect(() => write(name, value.value));
  return value;
}

function read<T>(name: string): T | null {
  try {
    const text = localStorage.getItem(PREFIX + name);
    return text === null ? null : (JSON.parse(text) as T);
  } catch {
    return null;
  }
}

function write(name: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Kept in memory only.
  }
}
