// Questions the screens ask of the state, answered without changing it.

import type { AgentCard, ChatCard } from "../shared/protocol.ts";
import type { State } from "./state.ts";

// What "recent" means in SPEC: a working day, so that yesterday's chats are out of the way.
export const RECENT_MS = 8 * 3_600_000;

export type StatusWord =
  | "Bot"
  | "Waiting"
  | "Waiting for agent"
  | "Waiting for customer"
  | "In conversation"
  | "Finished"
  | "Request posted"
  | "Closed in queue";

export function statusWord(card: ChatCard): StatusWord {
  switch (card.status) {
    case "bot":
      return "Bot";
    case "queued":
      return "Waiting";
    case "active":
      return card.waiting_for === "agent"
        ? "Waiting for agent"
        : card.waiting_for === "customer"
          ? "Waiting for customer"
          : "In conversation";
    case "ended":
      return card.reason === "request_posted" ? "Request posted" : "Finished";
    case "abandoned":
      return "Closed in queue";
  }
}

export function isMine(state: State, card: ChatCard | undefined): boolean {
  return card !== undefined && card.status === "active" && card.agent?.id === state.me?.id;
}

/** The chats I am handling; the order in which I took them, so that rows stay where the hand knows them. */
export function handling(state: State): ChatCard[] {
  return Object.values(state.chats)
    .filter((card) => isMine(state, card))
    .sort((a, b) => (a.answered_at ?? a.started_at) - (b.answered_at ?? b.started_at) || compare(a.id, b.id));
}

export function recent(state: State, now: number): ChatCard[] {
  return Object.values(state.chats)
    .filter((card) => !isMine(state, card) && lastTouched(card) > now - RECENT_MS)
    .sort((a, b) => lastTouched(b) - lastTouched(a) || compare(a.id, b.id));
}

/** As the queue has them: first those who have waited before, then the oldest. */
export function waiting(state: State, channel: string | null): ChatCard[] {
  return Object.values(state.queue)
    .filter((card) => channel === null || card.channel === channel)
    .sort((a, b) => Number(b.front ?? false) - Number(a.front ?? false) || queuedAt(a) - queuedAt(b) || compare(a.id, b.id));
}

/** Those of them I may answer. */
export function answerable(state: State): ChatCard[] {
  return waiting(state, null).filter((card) => mayAnswer(state, card));
}

export function mayAnswer(state: State, card: ChatCard): boolean {
  return state.channels.some((each) => each.key === card.channel && each.rights.respond);
}

export function ongoing(state: State, channel: string | null): ChatCard[] {
  return Object.values(state.ongoing)
    .filter((card) => channel === null || card.channel === channel)
    .sort((a, b) => (a.answered_at ?? a.started_at) - (b.answered_at ?? b.started_at) || compare(a.id, b.id));
}

/** How many agents could answer now: in one channel, or in any of mine. */
export function available(state: State, channel: string | null): number {
  return colleagues(state, channel).filter((agent) => agent.status === "present" && agent.connected).length;
}

/** The agents of one channel, or of any of mine: those who can answer first. */
export function colleagues(state: State, channel: string | null): AgentCard[] {
  const here = new Set(channel === null ? state.channels.map((each) => each.key) : [channel]);
  const rank = (agent: AgentCard) => (agent.connected ? (agent.status === "present" ? 0 : 1) : 2);
  return Object.values(state.agents)
    .filter((agent) => agent.channels?.some((key) => here.has(key)))
    .sort((a, b) => rank(a) - rank(b) || compare(a.name, b.name));
}

export function unreadTotal(state: State): number {
  return handling(state).reduce((sum, card) => sum + (card.unread ?? 0), 0);
}

export function channelName(state: State, key: string): string {
  return state.channels.find((each) => each.key === key)?.name ?? key;
}

/** What the browser tab says: what waits for anybody, then what waits for me. */
export function title(state: State): string {
  const queued = Object.keys(state.queue).length;
  const unread = unreadTotal(state);
  const parts = [queued > 0 && `${queued} waiting`, unread > 0 && `${unread} unread`].filter(Boolean);
  return [...parts, "Switchboard"].join(" · ");
}

export function queuedAt(card: ChatCard): number {
  return card.queued_at ?? card.started_at;
}

function lastTouched(card: ChatCard): number {
  return Math.max(card.ended_at ?? 0, card.last_at);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
