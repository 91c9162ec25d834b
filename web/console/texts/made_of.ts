// What a quick reply starts as when it is made from a chat. Pure.

import type { Log } from "../log.ts";

// A title of a few words is found again; the agent can write another.
const TITLE_MAX = 40;

/** What is being written; where that is nothing, what this agent wrote last. */
export function sourceOf(draft: string, log: Log, me: string): string {
  if (draft.trim() !== "") return draft.trim();
  const mine = log.events.filter((event) => event.kind === "message" && event.by.kind === "agent" && event.by.id === me);
  const texts = mine.flatMap((event) => (event.kind === "message" && event.data.text != null ? [event.data.text] : []));
  return texts.at(-1)?.trim() ?? "";
}

/** The first sentence or line, cut between words. */
export function firstWords(text: string): string {
  const [line = ""] = text.split(/(?<=[.!?…])\s|\n/u);
  if (line.length <= TITLE_MAX) return line.replace(/[.…]$/u, "");
  const cut = line.slice(0, TITLE_MAX);
  return cut.slice(0, Math.max(cut.lastIndexOf(" "), TITLE_MAX / 2)).replace(/[\s,;:–-]+$/u, "");
}
