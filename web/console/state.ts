// The console's memory: `reduce(state, frame) → state`. Same state and frame, same result; nothing is changed in place.
//
// Frames are the server's pushes and, in the same words, what happens here: an answer came, a message was written.
// Screens read this and nothing else about chats; it knows no socket, no clock and no screen.

import type {
  AgentCard,
  AgentWelcome,
  ChannelOfAgent,
  ChannelRef,
  ChatCard,
  LiveFigures,
  LogEvent,
  Myself,
  OfferPush,
  OngoingChanged,
  PresencePush,
  PresenceStatus,
  QueueChanged,
  Started,
  WarningPush,
} from "../shared/protocol.ts";
import { follow } from "./card.ts";
import { append, joinPage, lastSeq, NO_LOG, type Log } from "./log.ts";
import type { Frame, Unsent } from "./frames.ts";

interface Rows {
  readonly rows?: readonly ChatCard[];
  readonly removed?: readonly string[];
}

export type Cards = Readonly<Record<string, ChatCard>>;

/** A message on its way. `stored` once the server has it and only the event is still to come. */
export interface Outgoing extends Unsent {
  readonly state: "sending" | "stored" | "failed";
  readonly why?: string;
}

export interface State {
  readonly me: Myself | null;
  readonly presence: PresenceStatus;
  /** How many choices of mine the server has not answered yet: until then what it tells of me is older than I. */
  readonly choosing: number;
  readonly channels: readonly ChannelOfAgent[];
  /** Every channel there is, also those that are not mine: a chat may be transferred there. */
  readonly allChannels: readonly ChannelRef[];
  readonly agents: Readonly<Record<string, AgentCard>>;
  readonly chats: Cards;
  readonly queue: Cards;
  readonly ongoing: Cards;
  readonly logs: Readonly<Record<string, Log>>;
  /** Chats that I only look into: they are in no list of mine. */
  readonly visited: Readonly<Record<string, true>>;
  /** How each chat began, kept apart: the first event may be many pages above what is loaded. */
  readonly beginnings: Readonly<Record<string, Started>>;
  readonly outgoing: Readonly<Record<string, readonly Outgoing[]>>;
  /** What each customer is typing; "" where she types and it is not shown. */
  readonly typing: Readonly<Record<string, string>>;
  /** The warnings that stand, by `kind/chat`; `hushed` are those of them that this agent does not want to see now. */
  readonly warnings: Readonly<Record<string, WarningPush>>;
  readonly hushed: Readonly<Record<string, true>>;
  /** The waiting chats that are put before me, by chat. */
  readonly offers: Readonly<Record<string, OfferPush>>;
  /** What the server keeps of what I have typed and not sent, by chat. */
  readonly drafts: Readonly<Record<string, string>>;
  /** Today, as far as the dashboard watches it; null while it does not. */
  readonly figures: LiveFigures | null;
  /** How far this agent has read here, so that a late card cannot bring an unread count back. */
  readonly seen: Readonly<Record<string, number>>;
  /** Add to this machine's clock to get the server's. */
  readonly clockSkew: number;
}

export const EMPTY: State = {
  me: null,
  presence: "away",
  choosing: 0,
  channels: [],
  allChannels: [],
  agents: {},
  chats: {},
  queue: {},
  ongoing: {},
  logs: {},
  visited: {},
  beginnings: {},
  outgoing: {},
  typing: {},
  warnings: {},
  hushed: {},
  offers: {},
  drafts: {},
  figures: null,
  seen: {},
  clockSkew: 0,
};

export function reduce(state: State, frame: Frame): State {
  switch (frame.type) {
    case "event":
      return happened(state, frame.chat, frame);
    case "typing":
      return frame.chat === undefined ? state : { ...state, typing: typingNow(state, frame.chat, frame.on, frame.preview) };
    case "read":
      return frame.chat === undefined ? state : readByCustomer(state, frame.chat, frame.seq);
    case "queue.changed":
      return { ...state, queue: change(state.queue, frame, waitsIn) };
    case "ongoing.changed":
      return { ...state, ongoing: change(state.ongoing, frame, (card) => card.channel) };
    case "chats.changed":
      return changeMine(state, frame);
    case "presence":
      return presenceOf(state, frame);
    case "channel.changed": {
      const { type: _, channel, ...now } = frame;
      return {
        ...state,
        channels: state.channels.map((each) => (each.key === channel ? { key: channel, rights: each.rights, ...now } : each)),
      };
    }
    case "channels.all":
      return { ...state, allChannels: frame.channels };
    case "warning":
      return warned(state, frame);
    case "offer":
      return { ...state, offers: frame.on === false ? without(state.offers, frame.chat) : { ...state.offers, [frame.chat]: frame } };
    case "draft":
    case "drafted":
      return { ...state, drafts: drafted(state.drafts, frame.chat, frame.text) };
    case "hushed":
      return { ...state, hushed: hushed(state, frame.chat) };
    case "welcome":
      return welcomed(state, frame.welcome, frame.at);
    case "opened":
      return frame.opened.chat.id in state.chats ? opened(state, frame) : state; // out of my list since it was asked for
    case "listened":
      return opened(listens(state, frame.opened.chat), { type: "opened", opened: frame.opened, side: "latest" });
    case "visited":
      return opened(visits(state, frame.opened.chat.id), { type: "opened", opened: frame.opened, side: "latest" });
    case "answered":
      return changeMine({ ...state, queue: without(state.queue, frame.chat.id) }, { rows: [frame.chat] });
    case "writing":
      return wrote(state, frame.unsent);
    case "stored":
      return stored(state, frame);
    case "refused":
      return outgoing(state, frame.chat, frame.key, (each) => ({ ...each, state: "failed", why: frame.why }));
    case "dropped":
      return outgoing(state, frame.chat, frame.key, () => null);
    case "seen":
      return seenByMe(state, frame.chat, frame.seq);
    case "presence.chosen":
      return { ...state, presence: frame.status, choosing: state.choosing + 1 };
    case "presence.settled":
      return settled(state, frame.back);
    case "stats":
    case "watched":
      return { ...state, figures: frame.figures };
    case "queue":
    case "channel":
    case "chat_channel":
    case "pong":
      return state; // for customers, or for the socket
  }
}

/** The newest `seq` of every log we hold, which is what `hello` says after a lost link. */
export function resumePoints(state: State): Record<string, number> {
  const points = Object.entries(state.logs).filter(([chat, log]) => log.opened && chat in state.chats);
  return Object.fromEntries(points.map(([chat, log]) => [chat, lastSeq(log)]));
}

function welcomed(state: State, welcome: AgentWelcome, at: number): State {
  const known = state.me?.id === welcome.agent.id ? state : EMPTY;
  return {
    ...known,
    me: welcome.agent,
    presence: known.choosing > 0 ? known.presence : welcome.presence,
    channels: welcome.channels,
    allChannels: welcome.all_channels,
    agents: Object.fromEntries(welcome.agents.map((agent) => [agent.id, agent])),
    chats: byId(welcome.chats.map((card) => asSeen(known, card))),
    queue: byId(welcome.queue),
    ongoing: byId(welcome.ongoing),
    logs: trusted(known, welcome),
    visited: {},
    typing: {},
    warnings: Object.fromEntries(welcome.warnings.map((warning) => [warningKey(warning), warning])),
    offers: Object.fromEntries(welcome.offers.map((offer) => [offer.chat, offer])),
    drafts: welcome.drafts,
    clockSkew: welcome.now_at - at,
  };
}

// After a lost link the server sends what is missing of the chats it knows as ours; other logs are asked for again.
function trusted(state: State, welcome: AgentWelcome): State["logs"] {
  const mine = new Set(welcome.chats.map((card) => card.id));
  return Object.fromEntries(Object.entries(state.logs).filter(([chat, log]) => log.opened && mine.has(chat)));
}

function happened(state: State, chat: string, event: LogEvent): State {
  const log = state.logs[chat] ?? NO_LOG;
  const longer = append(log, event);
  const card = state.chats[chat];
  return {
    ...state,
    logs: longer === log ? state.logs : { ...state.logs, [chat]: longer },
    chats: card ? { ...state.chats, [chat]: follow(card, event) } : state.chats,
    outgoing: arrived(state.outgoing, chat, event),
    typing: stopsTyping(event) ? typingNow(state, chat, false) : state.typing,
  };
}

function began(all: State["beginnings"], chat: string, event: LogEvent): State["beginnings"] {
  return event.kind === "started" ? { ...all, [chat]: event.data } : all;
}

function stopsTyping(event: LogEvent): boolean {
  const said = event.kind === "message" && event.by.kind === "customer";
  return said || event.kind === "ended" || event.kind === "abandoned";
}

/** A message is taken off the way once its event is here. */
function arrived(waiting: State["outgoing"], chat: string, event: LogEvent): State["outgoing"] {
  const mine = waiting[chat];
  if (mine === undefined || (event.kind !== "message" && event.kind !== "note")) return waiting;
  const { key } = event.data;
  return mine.some((each) => each.key === key) ? { ...waiting, [chat]: mine.filter((each) => each.key !== key) } : waiting;
}

function opened(state: State, frame: Extract<Frame, { type: "opened" }>): State {
  const { chat: card, events: page, more } = frame.opened;
  const known = state.logs[card.id] ?? NO_LOG;
  return {
    ...state,
    logs: frame.side === "beginning" ? state.logs : { ...state.logs, [card.id]: joinPage(known, page, more, frame.side) },
    beginnings: page.reduce((all, event) => began(all, card.id, event), state.beginnings),
    outgoing: page.reduce((rest, event) => arrived(rest, card.id, event), state.outgoing),
    chats: { ...state.chats, [card.id]: newer(state.chats[card.id], asListed(state.chats[card.id], asSeen(state, card))) },
  };
}

function changeMine(state: State, { rows = [], removed = [] }: Rows): State {
  const chats = Object.fromEntries(Object.entries(state.chats).filter(([id]) => !removed.includes(id)));
  for (const row of rows) chats[row.id] = toldByList(chats[row.id], asSeen(state, row));
  const visited = rows.reduce((rest, row) => without(rest, row.id), state.visited);
  return { ...state, chats, visited, logs: rows.reduce(behindIts, state.logs) };
}

/** Events come before the card that counts them: a card that is ahead of its log tells of some we were not sent. */
function behindIts(logs: State["logs"], card: ChatCard): State["logs"] {
  const log = logs[card.id];
  return log?.opened && lastSeq(log) < card.seq ? { ...logs, [card.id]: { ...log, behind: true } } : logs;
}

function newer(known: ChatCard | undefined, row: ChatCard): ChatCard {
  if (known === undefined) return row;
  const read = Math.max(known.customer_read ?? 0, row.customer_read ?? 0);
  return { ...(row.seq >= known.seq ? row : known), customer_read: read };
}

/** Events may overtake the card that my list has of the one before them. What no event tells stands all the same: that I
 * listen, and when an offer lapses. */
function toldByList(known: ChatCard | undefined, row: ChatCard): ChatCard {
  const { listening: _, ...card } = newer(known, row);
  const lapses = row.transfer_ends_at !== undefined && card.transfer?.to?.id === row.transfer?.to?.id && card.transfer != null;
  return { ...card, ...(row.listening && { listening: true }), ...(lapses && { transfer_ends_at: row.transfer_ends_at }) };
}

/** What only my own list says of a chat stays, when the chat itself tells how it is. */
function asListed(known: ChatCard | undefined, row: ChatCard): ChatCard {
  return known?.listening ? { ...row, listening: true } : row;
}

/** Whoever is asked to take a chat stands in its list for that, also while she listens. */
function listens(state: State, card: ChatCard): State {
  const known = state.chats[card.id] ?? card;
  const listening = known.transfer?.to?.id !== state.me?.id;
  return { ...state, chats: { ...state.chats, [card.id]: { ...known, ...(listening && { listening }) } } };
}

function visits(state: State, chat: string): State {
  return chat in state.chats ? state : { ...state, visited: { ...state.visited, [chat]: true } };
}

function asSeen(state: State, card: ChatCard): ChatCard {
  return card.unread && card.seq <= (state.seen[card.id] ?? 0) ? { ...card, unread: 0 } : card;
}

/** Each channel tells of its own list. A chat that went from one to another may be in the new one before the old one says
 * that it is gone.
 */
function change(cards: Cards, { channel, rows = [], removed = [] }: QueueChanged | OngoingChanged, listOf: (card: ChatCard) => string): Cards {
  const kept = Object.entries(cards).filter(([id, card]) => !removed.includes(id) || listOf(card) !== channel);
  return { ...Object.fromEntries(kept), ...byId(rows) };
}

function waitsIn(card: ChatCard): string {
  return card.transfer?.channel ?? card.channel;
}

function byId(cards: readonly ChatCard[]): Cards {
  return Object.fromEntries(cards.map((card) => [card.id, card]));
}

/** A refusal takes back what was chosen, unless another was chosen since. */
function settled(state: State, back: PresenceStatus = state.presence): State {
  const choosing = state.choosing - 1;
  return { ...state, presence: choosing > 0 ? state.presence : back, choosing };
}

/** A colleague is told of by each channel we share; she goes when the last of them says that she left. */
function presenceOf(state: State, { agent, channel, responds = false, left = false }: PresencePush): State {
  const known = state.agents[agent.id];
  const channels = among(known?.channels, channel, !left);
  const responds_in = among(known?.responds_in, channel, responds && !left);
  const rest = without(state.agents, agent.id);
  const agents = channels.length === 0 ? rest : { ...rest, [agent.id]: { ...agent, channels, responds_in } };
  const tellsOfMe = agent.id === state.me?.id && state.choosing === 0;
  return tellsOfMe ? { ...state, agents, presence: agent.status } : { ...state, agents };
}

function among(keys: readonly string[] = [], key: string, is: boolean): readonly string[] {
  if (keys.includes(key) === is) return keys;
  return is ? [...keys, key] : keys.filter((each) => each !== key);
}

/** One warning of a chat; it may have several, for the agents and for the managers. */
export function warningKey({ kind, chat }: Pick<WarningPush, "kind" | "chat">): string {
  return `${kind}/${chat}`;
}

/** A warning that comes anew is seen anew, also where an earlier one was put out of sight. */
function warned(state: State, warning: WarningPush): State {
  const key = warningKey(warning);
  const warnings = warning.on === false ? without(state.warnings, key) : { ...state.warnings, [key]: warning };
  return { ...state, warnings, hushed: without(state.hushed, key) };
}

function hushed(state: State, chat: string): State["hushed"] {
  const keys = Object.keys(state.warnings).filter((key) => state.warnings[key]?.chat === chat);
  return { ...state.hushed, ...Object.fromEntries(keys.map((key) => [key, true as const])) };
}

function drafted(drafts: State["drafts"], chat: string, text: string): State["drafts"] {
  return text === "" ? without(drafts, chat) : { ...drafts, [chat]: text };
}

function without<Value>(all: Readonly<Record<string, Value>>, key: string): Readonly<Record<string, Value>> {
  if (!(key in all)) return all;
  const { [key]: _, ...rest } = all;
  return rest;
}

function typingNow(state: State, chat: string, on: boolean, preview = ""): State["typing"] {
  if (on) return { ...state.typing, [chat]: preview };
  return without(state.typing, chat);
}

function readByCustomer(state: State, chat: string, seq: number): State {
  const card = state.chats[chat];
  if (card === undefined || (card.customer_read ?? 0) >= seq) return state;
  return { ...state, chats: { ...state.chats, [chat]: { ...card, customer_read: seq } } };
}

function seenByMe(state: State, chat: string, seq: number): State {
  const card = state.chats[chat];
  const seen = { ...state.seen, [chat]: Math.max(seq, state.seen[chat] ?? 0) };
  if (card === undefined || !card.unread || seq < card.seq) return { ...state, seen };
  return { ...state, seen, chats: { ...state.chats, [chat]: { ...card, unread: 0 } } };
}

function wrote(state: State, unsent: Unsent): State {
  const others = (state.outgoing[unsent.chat] ?? []).filter((each) => each.key !== unsent.key);
  return { ...state, outgoing: { ...state.outgoing, [unsent.chat]: [...others, { ...unsent, state: "sending" }] } };
}

/** Acknowledged. Where its event is here already (sent twice, over a lost link), nothing is left to wait for. */
function stored(state: State, { chat, key, seq, at }: Extract<Frame, { type: "stored" }>): State {
  const here = lastSeq(state.logs[chat] ?? NO_LOG) >= seq;
  return outgoing(state, chat, key, (each) => (here ? null : { ...each, state: "stored", at }));
}

function outgoing(state: State, chat: string, key: string, next: (each: Outgoing) => Outgoing | null): State {
  const changed = (state.outgoing[chat] ?? []).flatMap((each) => (each.key === key ? (next(each) ?? []) : each));
  return { ...state, outgoing: { ...state.outgoing, [chat]: changed } };
}
