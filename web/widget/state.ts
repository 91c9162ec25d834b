// All the widget knows, and how each frame and each act of the customer changes it. Pure: no clock, no socket, no storage.
//
// The log is kept whole, sorted by `seq`, each number once, so a frame that comes twice changes nothing. What a chat is
// now (status, agent …) is the newest snapshot with the later events folded in, by the same table the server has; a
// snapshot at k and the events after it make the same chat as a later snapshot, which the tests prove.
// What the customer wrote is shown at once as `outgoing` and gives way to the event with its `key`.

import {
  channelViewDefaults,
  offlineFormDefaults,
  type AgentRef,
  type BotRef,
  type ChannelPush,
  type ChatChannelPush,
  type ChannelView,
  type CustomerChat,
  type CustomerWelcome,
  type EventPush,
  type FileRef,
  type LogEvent,
  type QueuePush,
  type ReadPush,
  type Status,
  type TypingPush,
} from "../shared/protocol.ts";
import type { Link } from "../shared/socket.ts";

export interface Outgoing {
  readonly key: string;
  readonly text: string;
  /** Uploaded already; then `text` is empty. */
  readonly file?: FileRef;
  readonly at: number;
  readonly status: "sending" | "stored" | "failed";
  /** Why it failed: a code of the protocol. */
  readonly code?: string;
}

export interface Place {
  readonly position: number;
  readonly waiting: number;
  readonly average_wait_ms?: number;
}

export interface Chat {
  readonly id: string;
  readonly status: Status;
  /** The log is folded in up to here. */
  readonly seq: number;
  readonly agent?: AgentRef;
  readonly place?: Place;
  readonly agentRead: number;
  readonly rated: boolean;
  /** By her agent, for this chat; a channel that always takes files is another matter. */
  readonly filesAllowed: boolean;
  readonly canReturnUntil?: number;
  readonly idleEndsAt?: number;
}

export interface State {
  readonly link: Link;
  /** Whether a server ever said welcome; before that there is nothing to show. */
  readonly greeted: boolean;
  /** What the page's channel says. */
  readonly page: ChannelView | null;
  /** What the chat's channel says, where the chat was moved to another one. */
  readonly moved: ChannelView | null;
  /** Both in one: the look is the page's, and what may be done is the chat's channel's to say. */
  readonly channel: ChannelView | null;
  /** The server's clock minus ours. */
  readonly skewMs: number;
  readonly chat: Chat | null;
  /** The chat as the server last told it whole; events after it are folded onto it. */
  readonly snapshot: Chat | null;
  readonly log: readonly LogEvent[];
  readonly outgoing: readonly Outgoing[];
  /** The first message is on its way: there is no chat yet. */
  readonly starting: boolean;
  readonly typing: { readonly name: string } | null;
  /** The customer has seen the log up to here. */
  readonly read: number;
}

export const EMPTY: State = {
  link: { state: "connecting", since: 0 },
  greeted: false,
  page: null,
  moved: null,
  channel: null,
  skewMs: 0,
  chat: null,
  snapshot: null,
  log: [],
  outgoing: [],
  starting: false,
  typing: null,
  read: 0,
};

export type Act =
  | { readonly type: "link"; readonly link: Link }
  | { readonly type: "welcome"; readonly welcome: CustomerWelcome; readonly now: number }
  | { readonly type: "start"; readonly key: string; readonly text: string; readonly at: number }
  | { readonly type: "started"; readonly chat: string }
  | { readonly type: "not_started"; readonly key: string }
  | { readonly type: "say"; readonly key: string; readonly text: string; readonly file?: FileRef; readonly at: number }
  | { readonly type: "stored"; readonly key: string }
  | { readonly type: "not_sent"; readonly key: string; readonly code: string }
  | { readonly type: "again"; readonly key: string }
  | { readonly type: "seen"; readonly seq: number }
  | { readonly type: "silent" }
  | { readonly type: "rated" }
  | { readonly type: "no_way_back" }
  | { readonly type: "forget" };

export type Input = Act | EventPush | QueuePush | TypingPush | ReadPush | ChannelPush | ChatChannelPush;

/** The state after one input. */
export function reduce(state: State, input: Input): State {
  switch (input.type) {
    case "link":
      return { ...state, link: input.link, typing: input.link.state === "online" ? state.typing : null };
    case "welcome":
      return welcomed(state, input.welcome, input.now);
    case "event":
      return logged(state, input);
    case "queue":
      return placed(state, input);
    case "typing":
      return { ...state, typing: input.on ? { name: input.name ?? state.chat?.agent?.name ?? "" } : null };
    case "read":
      return withChat(state, (chat) => ({ ...chat, agentRead: Math.max(chat.agentRead, input.seq) }));
    case "channel":
      return ruled(state, input.channel, state.moved);
    case "chat_channel":
      return ruled(state, state.page, input.channel);
    case "start":
      return { ...saying(state, input), starting: true };
    case "started":
      return { ...state, starting: false, chat: state.chat ?? blank(input.chat) };
    case "not_started":
      return { ...state, starting: false, outgoing: state.outgoing.filter((each) => each.key !== input.key) };
    case "say":
      return saying(state, input);
    case "stored":
      return { ...state, outgoing: changed(state.outgoing, input.key, "stored") };
    case "not_sent":
      return { ...state, outgoing: changed(state.outgoing, input.key, "failed", input.code) };
    case "again":
      return { ...state, outgoing: changed(state.outgoing, input.key, "sending") };
    case "seen":
      return { ...state, read: Math.max(state.read, input.seq) };
    case "silent":
      return { ...state, typing: null };
    case "rated":
      return withChat(state, (chat) => ({ ...chat, rated: true }));
    case "no_way_back":
      return withChat(state, ({ canReturnUntil: _, ...chat }) => chat);
    case "forget":
      return ruled({ ...EMPTY, link: state.link, greeted: state.greeted, skewMs: state.skewMs }, state.page, null);
  }
}

function welcomed(state: State, welcome: CustomerWelcome, now: number): State {
  const here = { ...ruled(state, welcome.channel, welcome.chat_channel ?? null), greeted: true, skewMs: welcome.now_at - now };
  if (welcome.chat === undefined) return here.chat === null ? here : { ...reduce(here, { type: "forget" }) };
  const known = state.chat?.id === welcome.chat.id ? state.chat : null;
  const snapshot = fromServer(welcome.chat, known);
  const log = state.chat !== null && known === null ? [] : state.log;
  const starting = state.starting && state.chat !== null ? false : state.starting;
  return { ...here, snapshot, chat: snapshot, log, starting };
}

function ruled(state: State, page: ChannelView | null, moved: ChannelView | null): State {
  if (page === null || moved === null) return { ...state, page, moved, channel: page };
  const look = { ...page.look, queue_message: moved.look?.queue_message ?? "" };
  return { ...state, page, moved, channel: { ...moved, name: page.name, language: page.language, look } };
}

/** Read is read: a server that was started again may have forgotten. */
function fromServer(chat: CustomerChat, known: Chat | null): Chat {
  return {
    id: chat.id,
    status: chat.status,
    seq: chat.seq,
    agentRead: Math.max(chat.agent_read ?? 0, known?.agentRead ?? 0),
    rated: chat.rated ?? false,
    filesAllowed: chat.files_allowed ?? false,
    ...(chat.agent === undefined ? {} : { agent: chat.agent }),
    ...(chat.can_return_until === undefined ? {} : { canReturnUntil: chat.can_return_until }),
    ...(chat.idle_ends_at === undefined ? {} : { idleEndsAt: chat.idle_ends_at }),
    ...(chat.position === undefined ? {} : { place: placeOf({ ...chat, position: chat.position }) }),
  };
}

function placeOf(from: { position: number; waiting?: number; average_wait_ms?: number }): Place {
  return {
    position: from.position,
    waiting: from.waiting ?? from.position,
    ...(from.average_wait_ms === undefined ? {} : { average_wait_ms: from.average_wait_ms }),
  };
}

function blank(id: string): Chat {
  return { id, status: "bot", seq: 0, agentRead: 0, rated: false, filesAllowed: false };
}

function placed(state: State, push: QueuePush): State {
  return withChat(state, (chat) => (chat.status === "queued" ? { ...chat, place: placeOf(push) } : chat));
}

function withChat(state: State, change: (chat: Chat) => Chat): State {
  return state.chat === null ? state : { ...state, chat: change(state.chat) };
}

function saying(state: State, { key, text, file, at }: Omit<Outgoing, "status">): State {
  if (state.outgoing.some((each) => each.key === key)) return reduce(state, { type: "again", key });
  return { ...state, outgoing: [...state.outgoing, { key, text, at, ...(file && { file }), status: "sending" }] };
}

function changed(all: readonly Outgoing[], key: string, status: Outgoing["status"], code?: string): readonly Outgoing[] {
  return all.map(({ code: _, ...each }) => (each.key !== key ? each : { ...each, status, ...(code === undefined ? {} : { code }) }));
}

// --- the log ---

function logged(state: State, push: EventPush): State {
  const chat = state.chat ?? blank(push.chat);
  if (push.chat !== chat.id) return state;
  const at = placeFor(state.log, push.seq);
  if (state.log[at]?.seq === push.seq) return state;
  const { type: _, chat: __, ...event } = push;
  const last = at === state.log.length;
  const log = last ? [...state.log, event as LogEvent] : [...state.log.slice(0, at), event as LogEvent, ...state.log.slice(at)];
  return {
    ...state,
    log,
    chat: last ? follow(chat, event as LogEvent, returnMs(state)) : refold(state, chat, log),
    outgoing: withoutStored(state.outgoing, event as LogEvent),
    typing: isWord(event as LogEvent) || event.kind === "ended" ? null : state.typing,
    starting: false,
  };
}

/** Where `seq` belongs; nearly always the end. */
function placeFor(log: readonly LogEvent[], seq: number): number {
  let at = log.length;
  while (at > 0 && log[at - 1]!.seq >= seq) at -= 1;
  return at;
}

/** A late event: fold everything since the snapshot again. What pushes alone tell is kept. */
function refold(state: State, chat: Chat, log: readonly LogEvent[]): Chat {
  const folded = log.reduce((so, event) => follow(so, event, returnMs(state)), state.snapshot ?? blank(chat.id));
  const { agentRead, rated } = chat;
  return { ...folded, agentRead, rated, ...(folded.status === "queued" && chat.place ? { place: chat.place } : {}) };
}

function returnMs({ channel }: State): number {
  return channel?.return_ms ?? channelViewDefaults.return_ms;
}

/** What one event makes of a chat; an event the snapshot knew already makes nothing. */
function follow(chat: Chat, event: LogEvent, returnMs: number): Chat {
  if (event.seq <= chat.seq) return chat;
  const { idleEndsAt: _, ...now } = { ...chat, seq: event.seq };
  switch (event.kind) {
    case "queued":
      return { ...without(now, "agent"), status: "queued" };
    case "answered":
      return { ...without(now, "place"), status: "active", agent: event.data.agent };
    case "transfer_accepted":
      return event.data.to === undefined ? without(now, "agent") : { ...now, agent: event.data.to };
    case "taken_over":
      return { ...now, agent: event.data.to };
    case "files_allowed":
      return { ...now, filesAllowed: event.data.on };
    case "idle_warned":
      return { ...now, idleEndsAt: event.data.ends_at };
    case "ended":
      return { ...without(without(now, "agent"), "place"), status: "ended", canReturnUntil: event.at + returnMs };
    case "abandoned":
      return { ...without(without(now, "agent"), "place"), status: "abandoned" };
    case "returned":
      return { ...without(now, "canReturnUntil"), status: "queued" };
    default:
      return now;
  }
}

function without<K extends "agent" | "place" | "canReturnUntil">(chat: Chat, name: K): Omit<Chat, K> & Chat {
  const { [name]: _, ...rest } = chat;
  return rest as Omit<Chat, K> & Chat;
}

function withoutStored(outgoing: readonly Outgoing[], event: LogEvent): readonly Outgoing[] {
  if (event.kind !== "message" || event.by.kind !== "customer") return outgoing;
  const { key } = event.data;
  return outgoing.some((each) => each.key === key) ? outgoing.filter((each) => each.key !== key) : outgoing;
}

/** Said to the customer: what counts as unread. */
export function isWord(event: LogEvent): boolean {
  return event.kind === "message" && event.by.kind !== "customer";
}

export function lastWhere(log: readonly LogEvent[], fits: (event: LogEvent) => boolean): LogEvent | undefined {
  for (let at = log.length - 1; at >= 0; at -= 1) if (fits(log[at]!)) return log[at];
  return undefined;
}

/** The number to resume after. Events are pushed in order, so what is last is all. */
export function lastSeq(state: State): number {
  return state.log.at(-1)?.seq ?? 0;
}

export function lastWord(state: State): number {
  return lastWhere(state.log, isWord)?.seq ?? 0;
}

export function unread(state: State): number {
  return state.log.filter((event) => event.seq > state.read && isWord(event)).length;
}

/** Whether the customer may send files now. */
export function mayAttach({ channel, chat }: State): boolean {
  const { extensions = [], always } = channel?.files ?? {};
  return extensions.length > 0 && isOpen(chat) && (always === true || chat?.filesAllowed === true);
}

/** The bot, while the chat is with it; never after it was handed on. */
export function botOf({ channel, chat, log }: State): BotRef | null {
  if (chat?.status !== "bot") return null;
  if (channel?.bot !== undefined) return channel.bot;
  // Switched off since: the chats it has it still has.
  const said = lastWhere(log, (event) => event.by.kind === "bot");
  return said === undefined ? null : { name: said.by.name ?? "" };
}

/** Nobody is there to answer: all agents have gone since, or the hours are over. */
export function isDeserted({ channel }: State): boolean {
  return channel?.state === "away" || channel?.state === "closed";
}

/** Whether a request may be left instead of waiting: after the channel's time, where as many wait as it says, or for nobody.
 * `begun`: the form that was offered stands, though the queue is shorter now. */
export function mayLeave(state: State, now: number, begun = false): boolean {
  const { channel, chat, log, skewMs } = state;
  if (chat?.status !== "queued") return false;
  const { request, queue_after_ms, queue_from } = { ...offlineFormDefaults, ...channel?.offline };
  if (!request) return false;
  if (isDeserted(state)) return true;
  const since = lastWhere(log, (event) => event.kind === "queued")?.at ?? now + skewMs;
  const long = queue_after_ms !== undefined && now + skewMs - since >= queue_after_ms;
  return long || (queue_from !== undefined && (begun || (chat.place?.waiting ?? 0) >= queue_from));
}

export function isOpen(chat: Chat | null): boolean {
  return chat !== null && chat.status !== "ended" && chat.status !== "abandoned";
}
