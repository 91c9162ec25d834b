// A log as what is drawn: days, bubbles, notes and system lines. Pure, so that the screen only has to paint it.

import type { By, FileRef, LogEvent, Message } from "../shared/protocol.ts";
import { systemLine } from "./lines.ts";
import type { Outgoing } from "./state.ts";

export type Mark = "sending" | "stored" | "read" | "failed";

export interface Bubble {
  readonly is: "bubble";
  readonly id: string;
  readonly key: string;
  readonly at: number;
  readonly side: "customer" | "agent" | "bot";
  readonly name: string;
  readonly mine: boolean;
  readonly text: string;
  readonly file: FileRef | null;
  readonly mark: Mark | null;
  readonly why: string | null;
  /** Follows a bubble of the same writer closely: drawn without the name again. */
  readonly joined: boolean;
}

export interface NoteItem {
  readonly is: "note";
  readonly id: string;
  readonly key: string;
  readonly at: number;
  readonly name: string;
  readonly text: string;
  readonly mark: Mark | null;
  readonly why: string | null;
}

export type Item =
  | { readonly is: "day"; readonly id: string; readonly at: number }
  /** `request`: the number of the one that the line tells of; `contact`: the id. */
  | { readonly is: "line"; readonly id: string; readonly at: number; readonly text: string; readonly request?: number; readonly contact?: string }
  | Bubble
  | NoteItem;

// Within this, messages of one writer read as one.
const JOIN_MS = 3 * 60_000;

interface Reader {
  readonly me: string;
  readonly customerRead: number;
  /** A channel's name for its key. */
  readonly channel: (key: string) => string;
}

export function transcript(events: readonly LogEvent[], going: readonly Outgoing[], reader: Reader): Item[] {
  const items = [...events.flatMap((event) => eventItem(event, reader) ?? []), ...going.map(outgoingItem)];
  return withDays(items.map((item, index) => joinedTo(items[index - 1], item)));
}

function eventItem(event: LogEvent, reader: Reader): Item | null {
  const { at, by } = event;
  if (event.kind === "message") return bubble(event.seq, at, by, event.data, reader);
  if (event.kind === "note") {
    const { text, key } = event.data;
    return { is: "note", id: itemOf(event), key, at, name: called(by, reader.me), text, mark: null, why: null };
  }
  const text = systemLine(event, reader.me, reader.channel);
  if (text === null) return null;
  const line = { is: "line", id: itemOf(event), at, text } as const;
  switch (event.kind) {
    case "request_created":
      return { ...line, request: event.data.number };
    case "contact_linked":
    case "contact_unlinked":
      return { ...line, contact: event.data.contact };
    default:
      return line;
  }
}

/** The id of the item that an event becomes. */
export function itemOf(event: LogEvent): string {
  if (event.kind === "message") return `${event.by.kind}-${event.data.key}`;
  return event.kind === "note" ? event.data.key : `line-${event.seq}`;
}

/** Whether both are drawn alike: each page that comes in makes all items anew, and nearly all of them say the same. */
export function sameItem(one: Item, other: Item): boolean {
  const [was, is] = [Object.entries(one), other as unknown as Readonly<Record<string, unknown>>];
  return one === other || (was.length === Object.keys(other).length && was.every(([name, value]) => is[name] === value));
}

function bubble(seq: number, at: number, by: By, data: Message, reader: Reader): Bubble {
  const mine = by.kind === "agent" && by.id === reader.me;
  const ours = by.kind === "agent";
  return {
    is: "bubble",
    id: `${by.kind}-${data.key}`,
    key: data.key,
    at,
    side: by.kind === "customer" ? "customer" : by.kind === "bot" || by.kind === "system" ? "bot" : "agent",
    name: called(by, reader.me),
    mine,
    text: data.text ?? "",
    file: data.file ?? null,
    mark: ours ? (seq <= reader.customerRead ? "read" : "stored") : null,
    why: null,
    joined: false,
  };
}

function outgoingItem(going: Outgoing): Item {
  const mark = going.state;
  const shared = {
    id: going.note ? going.key : `agent-${going.key}`,
    key: going.key,
    at: going.at,
    name: "You",
    text: going.text,
    mark,
    why: going.why ?? null,
  };
  if (going.note) return { is: "note", ...shared };
  return { is: "bubble", side: "agent", mine: true, file: going.file ?? null, joined: false, ...shared };
}

function joinedTo(before: Item | undefined, item: Item): Item {
  if (item.is !== "bubble" || before?.is !== "bubble") return item;
  const joined =
    before.side === item.side && before.name === item.name && item.at - before.at < JOIN_MS && dayOf(before.at) === dayOf(item.at);
  return joined ? { ...item, joined } : item;
}

function withDays(items: readonly Item[]): Item[] {
  let last = Number.NaN;
  return items.flatMap((item) => {
    const day = dayOf(item.at);
    if (day === last) return [item];
    last = day;
    return [{ is: "day", id: `day-${day}`, at: item.at } satisfies Item, item];
  });
}

/** When that day began here. Not by its name: that takes ten times as long, and a log may have thousands of entries. */
function dayOf(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

function called(by: By, me: string): string {
  if (by.kind === "agent" && by.id === me) return "You";
  return by.name || { customer: "Customer", agent: "Agent", bot: "Bot", system: "Automatic" }[by.kind];
}
