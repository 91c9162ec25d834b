// The log as a person reads it: days, groups of bubbles, small lines between them. Pure, and the only place that knows
// which event is shown how.

import type { EventOf, FileRef, LogEvent } from "../shared/protocol.ts";
import { sameDay } from "../shared/time.ts";
import type { Outgoing, State } from "./state.ts";

// Bubbles of one person within this time stand under one name.
const TOGETHER_MS = 5 * 60_000;

export type Mark = "sending" | "stored" | "read" | "failed";

export interface Bubble {
  /** The message's own key, so that a bubble stays the same element when its message is stored. */
  readonly key: string;
  readonly text: string;
  readonly file?: FileRef;
  readonly at: number;
  readonly seq?: number;
  readonly mark?: Mark;
  readonly code?: string;
  /** What a bot offers to click. */
  readonly options?: readonly string[];
}

export interface Group {
  readonly kind: "group";
  readonly key: string;
  readonly own: boolean;
  readonly name: string;
  readonly photo?: string;
  readonly bubbles: readonly Bubble[];
}

export interface Day {
  readonly kind: "day";
  readonly key: string;
  readonly at: number;
}

export type Told = EventOf<
  | "queued"
  | "bot_handed_off"
  | "answered"
  | "transfer_accepted"
  | "taken_over"
  | "request_created"
  | "files_allowed"
  | "ended"
  | "returned"
  | "abandoned"
>;

export interface Line {
  readonly kind: "line";
  readonly key: string;
  readonly event: Told;
}

export type Row = Day | Group | Line;

export function rows(state: Pick<State, "log" | "outgoing" | "chat">): Row[] {
  const made = new Rows();
  const agentRead = state.chat?.agentRead ?? 0;
  for (const event of state.log) {
    if (event.kind === "message") made.bubble(event.by.kind === "customer", made.speaker(event), said(event, agentRead));
    else if (isTold(event)) made.line(event);
  }
  for (const each of state.outgoing) made.bubble(true, { name: "" }, onItsWay(each));
  return made.all;
}

function said(event: EventOf<"message">, agentRead: number): Bubble {
  const { key, text = "", file, options = [] } = event.data;
  const bubble = { key, text, at: event.at, seq: event.seq, ...(file && { file }), ...(options.length > 0 && { options }) };
  if (event.by.kind !== "customer") return bubble;
  return { ...bubble, mark: event.seq <= agentRead ? "read" : "stored" };
}

function onItsWay({ status, ...rest }: Outgoing): Bubble {
  return { ...rest, mark: status };
}

/** The pill above the queue says the first wait; the start is the customer's own message. */
function isTold(event: LogEvent): event is Told {
  switch (event.kind) {
    case "queued":
      return event.data.reason !== "new" && event.data.reason !== "returned" && event.data.reason !== "handoff";
    case "bot_handed_off":
    case "answered":
    case "transfer_accepted":
    case "taken_over":
    case "request_created":
    case "files_allowed":
    case "ended":
    case "returned":
    case "abandoned":
      return true;
    default:
      return false;
  }
}

interface Speaker {
  readonly name: string;
  readonly photo?: string;
}

class Rows {
  readonly all: Row[] = [];
  #agent: Speaker = { name: "" };
  #lastAt = 0;

  /** A text of the channel itself, such as its welcome, is said in the agent's name. */
  speaker(event: EventOf<"message">): Speaker {
    return event.by.name ? { name: event.by.name, ...(event.by.photo === undefined ? {} : { photo: event.by.photo }) } : this.#agent;
  }

  bubble(own: boolean, speaker: Speaker, bubble: Bubble): void {
    this.#day(bubble.at);
    const last = this.all.at(-1);
    const joins = last?.kind === "group" && last.own === own && (own || last.name === speaker.name);
    if (joins && bubble.at - last.bubbles.at(-1)!.at < TOGETHER_MS) {
      this.all[this.all.length - 1] = { ...last, bubbles: [...last.bubbles, bubble] };
      return;
    }
    this.all.push({ kind: "group", key: `g-${bubble.key}`, own, ...speaker, bubbles: [bubble] });
  }

  line(event: Told): void {
    if (event.kind === "answered") this.#agent = event.data.agent;
    else if (event.kind === "transfer_accepted" || event.kind === "taken_over") this.#agent = event.data.to ?? this.#agent;
    this.#day(event.at);
    this.all.push({ kind: "line", key: `l-${event.seq}`, event });
  }

  #day(at: number): void {
    if (!sameDay(at, this.#lastAt)) this.all.push({ kind: "day", key: `d-${at}`, at });
    this.#lastAt = at;
  }
}
