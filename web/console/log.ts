// What we have of one chat's log: events in `seq` order, each once, from some point on to the newest.
//
// Pushes only add to the end. Agents see every event, so a push that skips numbers means that we were not told for a
// while (the chat was not ours): the log is `behind` until its newest page was asked for again. A page joins what is
// there or, where a hole could lie between, replaces it.

import type { LogEvent } from "../shared/protocol.ts";

export interface Log {
  readonly events: readonly LogEvent[];
  /** The server has older events than these. */
  readonly more: boolean;
  /** A first page is here; before that there are at most a few pushes. */
  readonly opened: boolean;
  /** Events are missing somewhere in the middle. */
  readonly behind: boolean;
}

export const NO_LOG: Log = { events: [], more: true, opened: false, behind: false };

export function lastSeq(log: Log): number {
  return log.events.at(-1)?.seq ?? 0;
}

export function firstSeq(log: Log): number {
  return log.events[0]?.seq ?? 0;
}

export function append(log: Log, event: LogEvent): Log {
  const newest = lastSeq(log);
  if (event.seq <= newest) return log;
  const behind = log.behind || (log.opened && event.seq > newest + 1);
  return { ...log, events: [...log.events, event], behind };
}

export function joinPage(log: Log, page: readonly LogEvent[], more: boolean, side: "latest" | "older"): Log {
  if (side === "older") return { ...log, events: union(page, log.events), more, opened: true };
  const first = page[0]?.seq ?? 0;
  const joins = log.opened && !log.behind && first <= lastSeq(log) + 1;
  const kept = joins ? log.events : log.events.filter((event) => event.seq > first);
  const reachesBack = joins && firstSeq(log) < first;
  return { events: union(kept, page), more: reachesBack ? log.more : more, opened: true, behind: false };
}

function union(one: readonly LogEvent[], other: readonly LogEvent[]): readonly LogEvent[] {
  const bySeq = new Map([...one, ...other].map((event) => [event.seq, event]));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}
