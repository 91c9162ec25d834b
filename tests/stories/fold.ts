// The browsers' memories without browsers: frames come in as lines, and are folded by the very code of the apps.
//
// A line is an order for one screen; only what it asks is answered, with one line. See screens.py.

import { systemLine } from "../../web/console/lines.ts";
import { explained } from "../../web/console/news.ts";
import {
  askedOfMe,
  available,
  cardOf,
  colleagues,
  handling,
  incoming,
  listened,
  ongoing,
  recent,
  title,
} from "../../web/console/select.ts";
import * as desk from "../../web/console/state.ts";
import type { Frame } from "../../web/console/frames.ts";
import { channelOfAgentDefaults, chatCardDefaults, type ChatCard, type Explained, type LogEvent } from "../../web/shared/protocol.ts";
import * as widget from "../../web/widget/state.ts";

declare const process: {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: { write(text: string): void };
};

interface Order {
  readonly screen: string;
  readonly app: "console" | "widget";
  readonly fold?: unknown;
  readonly ask?: "shows" | "resumes" | "why" | "line";
  readonly now?: number;
  readonly chat?: string;
  readonly answer?: Explained;
  readonly event?: LogEvent;
  readonly names?: Readonly<Record<string, string>>;
}

const consoles = new Map<string, desk.State>();
const widgets = new Map<string, widget.State>();

function carryOut({ screen, app, fold, ask, now = 0, chat = "", answer, event, names = {} }: Order): unknown {
  if (ask === "line" && event !== undefined) return systemLine(event, "nobody", (key) => names[key] ?? key);
  if (app === "console") {
    const state = consoles.get(screen) ?? desk.EMPTY;
    if (fold !== undefined) consoles.set(screen, desk.reduce(state, fold as Frame));
    const card = cardOf(state, chat);
    if (ask === "why" && answer !== undefined && card !== undefined) return explained(state, answer, card, (at) => `+${at - now} ms`);
    return ask === "shows" ? console_(state, now) : ask === "resumes" ? desk.resumePoints(state) : undefined;
  }
  const state = widgets.get(screen) ?? widget.EMPTY;
  if (fold !== undefined) widgets.set(screen, widget.reduce(state, fold as widget.Input));
  return ask === "shows" ? widget_(state) : ask === "resumes" ? widget.lastSeq(state) : undefined;
}

/** What the console's screens ask of the state. */
function console_(state: desk.State, now: number): unknown {
  return {
    me: state.me,
    presence: state.presence,
    channels: state.channels.map((channel) => ({ ...channelOfAgentDefaults, ...channel })),
    agents: colleagues(state, null).map((agent) => ({ ...agent, channels: sorted(agent.channels), responds_in: sorted(agent.responds_in) })),
    available: available(state, null),
    waiting: incoming(state, null).map(whole),
    ongoing: ongoing(state, null).map(whole),
    asked: askedOfMe(state).map(whole),
    handling: handling(state).map(whole),
    listened: listened(state).map(whole),
    recent: recent(state, now).map(whole),
    title: title(state),
    warnings: sorted(Object.keys(state.warnings)),
    offers: sorted(Object.keys(state.offers)),
    drafts: state.drafts,
    logs: state.logs,
    going: Object.values(state.outgoing).flat(),
  };
}

function sorted(words: readonly string[] = []): readonly string[] {
  return [...words].sort();
}

/** A default that is left out and one that is written down are the same. */
function whole(card: ChatCard): ChatCard {
  return { ...chatCardDefaults, ...card };
}

function widget_({ channel, chat, log, outgoing, starting, read }: widget.State): unknown {
  return { channel, chat, log, going: outgoing, starting, read };
}

let rest = "";
const decoder = new TextDecoder();
for await (const bytes of process.stdin) {
  const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
  rest = lines.pop()!;
  for (const line of lines) {
    const answer = carryOut(JSON.parse(line) as Order);
    if (answer !== undefined) process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}
