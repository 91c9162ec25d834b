// Questions the screens ask of the state, answered without changing it.

import type { AgentCard, ChannelOfAgent, ChannelRef, ChatCard, FileRules, LastMessage, OfferPush, Rights, WarningPush } from "../shared/protocol.ts";
import type { StandingNow } from "./standing.tsx";
import type { State } from "./state.ts";

// What "recent" means in SPEC: a working day, so that yesterday's chats are out of the way.
export const RECENT_MS = 8 * 3_600_000;

const NO_RIGHTS: Rights = { respond: false, notify: false, listen: false, manage: false };

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
      return card.reason === "request_posted" || card.requests?.length ? "Request posted" : "Finished";
    case "abandoned":
      return "Closed in queue";
  }
}

export function isMine(state: State, card: ChatCard | undefined): boolean {
  return card !== undefined && card.status === "active" && card.agent?.id === state.me?.id;
}

/** By my own list, which is told at once: a row of the ongoing list may be a second old and still name me. */
export function isMineNow(state: State, chat: string): boolean {
  return isMine(state, state.chats[chat]);
}

/** What may be sent as a file in a channel; nothing in one that is not mine. */
export function fileRules(state: State, channel: string): FileRules {
  return state.channels.find(({ key }) => key === channel)?.files ?? {};
}

/** Offered to me by a colleague and not yet accepted. */
export function isOfferedToMe(state: State, card: ChatCard | undefined): boolean {
  return card?.transfer?.to != null && card.transfer.to.id === state.me?.id;
}

/** The waiting mark in words, for both lists: "Transfer to Bjørn", "Transfer from Kari". */
export function transferWords(state: State, card: ChatCard): string | null {
  if (card.transfer == null) return null;
  if (isOfferedToMe(state, card)) return `Transfer from ${card.transfer.from.name}`;
  return `Transfer to ${card.transfer.to?.name ?? channelName(state, card.transfer.channel ?? "")}`;
}

/** I watch it, and nobody in it is told. */
export function isListening(state: State, card: ChatCard | undefined): boolean {
  return card?.listening === true && !isMine(state, card);
}

/** What a member of the chat's channel may do there. */
export function rightsIn(state: State, channel: string): Rights {
  return state.channels.find((each) => each.key === channel)?.rights ?? NO_RIGHTS;
}

export function mayListen(state: State, card: ChatCard): boolean {
  return card.status === "active" && !isMineNow(state, card.id) && rightsIn(state, card.channel).listen;
}

/** What a colleague asks of me, first: somebody waits for my word. */
export function askedOfMe(state: State): ChatCard[] {
  return Object.values(state.chats).filter((card) => isOfferedToMe(state, card)).sort(byAnswered);
}

export function listened(state: State): ChatCard[] {
  return Object.values(state.chats)
    .filter((card) => isListening(state, card) && !isOfferedToMe(state, card))
    .sort(byAnswered);
}

/** The chats I am handling; the order in which I took them, so that rows stay where the hand knows them. */
export function handling(state: State): ChatCard[] {
  return Object.values(state.chats)
    .filter((card) => isMine(state, card))
    .sort(byAnswered);
}

export function recent(state: State, now: number): ChatCard[] {
  return Object.values(state.chats)
    .filter((card) => !isMine(state, card) && !isOfferedToMe(state, card) && !isListening(state, card) && !(card.id in state.visited))
    .filter((card) => lastTouched(card) > now - RECENT_MS)
    .sort((a, b) => lastTouched(b) - lastTouched(a) || compare(a.id, b.id));
}

/** Who waits for anybody, and below them the chats that a colleague offers to one of my channels. */
export function incoming(state: State, channel: string | null): ChatCard[] {
  const offered = Object.values(state.queue)
    .filter((card) => isOfferedHere(card) && (channel === null || card.transfer?.channel === channel))
    .sort((a, b) => (a.transfer_ends_at ?? 0) - (b.transfer_ends_at ?? 0) || compare(a.id, b.id));
  return [...waiting(state, channel), ...offered];
}

/** It stands in a queue because it is offered there; its agent still serves it. */
export function isOfferedHere(card: ChatCard): boolean {
  return card.status === "active" && card.transfer?.channel != null;
}

/** As the queue has them: first those who have waited before, then the oldest. */
export function waiting(state: State, channel: string | null): ChatCard[] {
  return Object.values(state.queue)
    .filter((card) => !isOfferedHere(card) && (channel === null || card.channel === channel))
    .sort((a, b) => Number(b.front ?? false) - Number(a.front ?? false) || queuedAt(a) - queuedAt(b) || compare(a.id, b.id));
}

/** Those of them I may answer. */
export function answerable(state: State): ChatCard[] {
  return waiting(state, null).filter((card) => mayAnswer(state, card));
}

/** Or accept, where it is offered: then the channel that counts is the one it is offered to. */
export function mayAnswer(state: State, card: ChatCard): boolean {
  if (isOfferedHere(card) && isMine(state, card)) return false;
  return rightsIn(state, isOfferedHere(card) ? (card.transfer?.channel ?? "") : card.channel).respond;
}

export function ongoing(state: State, channel: string | null): ChatCard[] {
  return Object.values(state.ongoing)
    .filter((card) => channel === null || card.channel === channel)
    .sort(byAnswered);
}

const WHY_CLOSED = { closed: "hours", away: "nobody", full: "full" } as const;

/** What customers of the channel meet now, as the list of channels has it for admins. */
export function standingOf(state: State, channel: ChannelOfAgent): StandingNow {
  const { state: now, opens_at, open_until_at } = channel;
  const count = waiting(state, channel.key).length;
  return {
    shown: now !== "open" ? "closed" : count > 0 ? "queue" : "open",
    waiting: count,
    ...(now !== "open" && { why: WHY_CLOSED[now] }),
    ...(opens_at != null && { opens_at }),
    ...(open_until_at != null && { open_until_at }),
  };
}

/** How many agents could answer now: in one channel, or in any of mine. */
export function available(state: State, channel: string | null): number {
  return colleagues(state, channel).filter((agent) => isAvailable(state, agent, channel)).length;
}

function isAvailable(state: State, agent: AgentCard, channel: string | null): boolean {
  const mine = (key: string) => (channel === null ? state.channels.some((each) => each.key === key) : key === channel);
  return agent.status === "present" && agent.connected && (agent.responds_in ?? []).some(mine);
}

export interface Receivers {
  readonly agents: readonly AgentCard[];
  readonly channels: readonly ChannelRef[];
}

/** To whom a chat can be transferred: who could answer now, the least busy first, and every other channel. */
export function receivers(state: State, card: ChatCard): Receivers {
  return {
    agents: Object.values(state.agents)
      .filter((agent) => agent.id !== card.agent?.id && isAvailable(state, agent, card.channel))
      .sort((a, b) => a.chats - b.chats || compare(a.name, b.name)),
    channels: state.allChannels.filter(({ key }) => key !== card.channel).sort((a, b) => compare(a.name, b.name)),
  };
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
  return state.channels.find((each) => each.key === key)?.name ?? state.allChannels.find((each) => each.key === key)?.name ?? key;
}

/** The chats somebody is warned of, each once and those who wait longest first; `hushed` ones are left out. */
export function warnedChats(state: State): readonly (readonly [string, readonly WarningPush[]])[] {
  const shown = Object.entries(state.warnings).filter(([key]) => !(key in state.hushed));
  const oldest = shown
    .map(([, warning]) => warning)
    .sort((a, b) => a.waiting_since_at - b.waiting_since_at || compare(a.chat, b.chat));
  const chats = [...new Set(oldest.map(({ chat }) => chat))];
  return chats.map((chat) => [chat, oldest.filter((warning) => warning.chat === chat)]);
}

/** Who said the last words of a row, in a word; two agents may have one name. */
export function writer(last: LastMessage, card: ChatCard, state: State): string {
  if (last.by === "customer") return firstWord(card.customer);
  if (last.by === "agent" && last.id === state.me?.id) return "You";
  return firstWord(last.name || (last.by === "system" ? "Automatic" : "Bot"));
}

function firstWord(name: string): string {
  return name.split(/\s+/, 1)[0] || name;
}

/** Wherever this agent sees the chat, as it was told last: of one that was only looked into nothing more is told. */
export function cardOf(state: State, chat: string): ChatCard | undefined {
  const cards = [state.chats, state.queue, state.ongoing].flatMap((list) => list[chat] ?? []);
  return cards.sort((one, other) => other.seq - one.seq)[0];
}

/** What is put before me, as long as it waits: the row comes a moment after the offer, and may go a moment before it. */
export function offered(state: State): readonly (readonly [OfferPush, ChatCard])[] {
  return Object.values(state.offers).flatMap((offer) => {
    const card = cardOf(state, offer.chat);
    return card?.status === "queued" ? [[offer, card] as const] : [];
  });
}

/** How far a chat is, by whichever of its lists heard of it last; null where it stands in none. */
export function heardOf(state: State, chat: string): number | null {
  return cardOf(state, chat)?.seq ?? null;
}

interface TitleParts {
  readonly warnings?: boolean;
  readonly page?: string | null;
}

/** What the browser tab says: of what one is warned, what waits for anybody, what waits for me, then where I am. */
export function title(state: State, { warnings = true, page = null }: TitleParts = {}): string {
  const warned = warnings ? new Set(Object.values(state.warnings).map(({ chat }) => chat)).size : 0;
  const queued = waiting(state, null).length;
  const unread = unreadTotal(state);
  const parts = [warned > 0 && (warned === 1 ? "1 warning" : `${warned} warnings`), queued > 0 && `${queued} waiting`, unread > 0 && `${unread} unread`].filter(Boolean);
  return [...parts, ...(page === null ? [] : [page]), "Switchboard"].join(" · ");
}

export function queuedAt(card: ChatCard): number {
  return card.queued_at ?? card.started_at;
}

function lastTouched(card: ChatCard): number {
  return Math.max(card.ended_at ?? 0, card.last_at);
}

function byAnswered(a: ChatCard, b: ChatCard): number {
  return (a.answered_at ?? a.started_at) - (b.answered_at ?? b.started_at) || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
