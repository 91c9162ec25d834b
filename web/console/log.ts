// What we have of one chat's log: events in `seq` order, each once, from some point on to the newest.
//
// Pushes only add to the end. A page either joins what is there or, where a hole could lie between, replaces it.
// A missing number is no hole: the server leaves out what this agent may not see.

import type { LogEvent } from "../shared/protocol.ts";

export interface Log {
  readonly events: readonly LogEvent[];
  /** The server has older events than these. */
  readonly more: boolean;
  /** A first page is here; before that there are at most a few pushes. */
  readonly opened: boolean;
}

export const NO_LOG: Log = { events: [], more: true, opened: false };

export function lastSeq(log: Log): number {
  return log.events.at(-1)?.seq ?? 0;
}

export function firstSeq(log: Log): number {
  return log.events[0]?.seq ?? 0;
}

export function append(log: Log, event: LogEvent): Log {
  if (event.seq <= lastSeq(log)) return log;
  return { ...log, events: [...log.events, event] };
}

export function joinPage(log: Log, page: readonly LogEvent[], more: boolean, side: "latest" | "older"): Log {
  if (side === "older") return { events: union(page, log.events), more, opened: true };
  const newest = lastSeq(log);
  const first = page[0]?.seq ?? 0;
  const holePossible = more && first > newest;
  if (!log.opened || holePossible) return { events: union(page, log.events.filter((event) => event.seq > first)), more, opened: true };
  return { events: union(log.events, page), more: first <= firstSeq(log) ? more : log.more, opened: true };
}

function union(one: readonly LogEvent[], other: readonly LogEvent[]): readonly LogEvent[] {
  const bySeq = new Map([...one, ...other].map((event) => [event.seq, event]));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}
