// The frame as a preview beside the settings of a channel: it draws made-up scenes of a chat with the channel it is told
// of, by the same screens and the same reducer that customers have. It connects to nobody and keeps nothing, and nothing
// in it can be pressed.

import type { PreviewMessage, PreviewReady, Scene } from "../shared/preview.ts";
import { hoursDefaults, lookDefaults, type AgentRef, type By, type ChannelView, type CustomerChat, type Hours, type LogEvent, type Suggestion } from "../shared/protocol.ts";
import type { Input } from "./state.ts";

const MINUTE_MS = 60_000;
const CHAT = "preview";
const CUSTOMER: By = { kind: "customer", name: "Mia Berg" };
// In no language.
const QUESTION = "№ 4711?";
const THANKS = "👍";

/** Tell `draw` what to draw, whenever the console says so. */
export function listen(draw: (inputs: readonly Input[], asked: Asked) => void): void {
  document.documentElement.inert = true;
  window.addEventListener("message", ({ data, source, origin }: MessageEvent<PreviewMessage | undefined>) => {
    if (source !== window.parent || origin !== location.origin || data?.switchboard !== "preview") return;
    draw(inputsOf(data, Date.now()), askedOf(data));
  });
  const ready: PreviewReady = { switchboard: "preview.ready" };
  window.parent.postMessage(ready, location.origin);
}

export function inputsOf(message: PreviewMessage, now: number): readonly Input[] {
  const scene = sceneOf(message);
  const channel = viewFor(scene, message.view, now);
  const agent = shownAgent(message);
  const chat = chatFor(scene, agent, now, channel);
  const welcome: Input = { type: "welcome", welcome: { channel, now_at: now, ...(chat && { chat }) }, now };
  const events = chat === undefined ? [] : logOf(scene, agent, message, now);
  return [{ type: "link", link: { state: "online" } }, welcome, ...events.map((event): Input => ({ ...event, type: "event", chat: CHAT }))];
}

export interface Asked {
  readonly text: string;
  readonly found: readonly Suggestion[];
}

/** What she has written and is shown, before her chat starts. */
export function askedOf(message: PreviewMessage): Asked {
  const suggests = sceneOf(message) === "suggest";
  return { text: suggests ? QUESTION : "", found: suggests ? (message.suggestions ?? []) : [] };
}

/** What a channel has not, its customers do not meet: a bot that is off, a time at which it is closed. */
function sceneOf({ scene, view }: PreviewMessage): Scene {
  if (scene === "suggest" && view.suggestions !== true) return "first";
  if (scene === "bot" && view.bot === undefined) return "form";
  return scene === "closed" && view.hours === undefined ? "form" : scene;
}

function viewFor(scene: Scene, view: ChannelView, now: number): ChannelView {
  const { bot: _, ...nobody } = view;
  if (scene === "offline") return { ...nobody, state: "away" };
  if (scene === "closed") return { ...nobody, state: "closed", ...(view.hours && { hours: closedHours(view.hours, now) }) };
  if (scene === "first" || scene === "suggest") return { ...view, pre_chat: { ...view.pre_chat, on: false } };
  return view;
}

/** As they read once it is closed, though it may be open now. */
function closedHours({ opens_at, spans = hoursDefaults.spans }: Hours, now: number): Hours {
  const next = opens_at ?? spans.find(({ from_at }) => from_at > now)?.from_at;
  return { spans, ...(next !== undefined && { opens_at: next }) };
}

/** As the server shows agents to customers. */
function shownAgent({ view, agent }: PreviewMessage): AgentRef {
  const look = { ...lookDefaults, ...view.look };
  const name = look.first_name_only ? (agent.name.split(" ")[0] ?? agent.name) : agent.name;
  return { id: "preview", name, ...(look.show_photo && agent.photo !== undefined && { photo: agent.photo }) };
}

function chatFor(scene: Scene, agent: AgentRef, now: number, channel: ChannelView): CustomerChat | undefined {
  switch (scene) {
    case "form":
    case "first":
    case "suggest":
    case "offline":
    case "closed":
      return undefined;
    case "bot":
      return { id: CHAT, status: "bot", seq: 3 };
    case "queue":
      return { id: CHAT, status: "queued", seq: 3, position: 2, waiting: 3, average_wait_ms: 3 * MINUTE_MS };
    case "talk":
      return { id: CHAT, status: "active", seq: 6, agent, agent_read: 3 };
    case "ended":
      return { id: CHAT, status: "ended", seq: 7, agent, agent_read: 3, can_return_until: now + (channel.return_ms ?? 30 * MINUTE_MS) };
  }
}

function logOf(scene: Scene, agent: AgentRef, { view, welcome }: PreviewMessage, now: number): readonly LogEvent[] {
  const by: By = { kind: "agent", ...agent };
  const system: By = { kind: "system", name: "" };
  const began = now - 4 * MINUTE_MS;
  if (scene === "bot" && view.bot !== undefined) return botLog({ kind: "bot", ...view.bot }, view.bot.greeting ?? "", began);
  const all: LogEvent[] = [
    { seq: 1, at: began, kind: "started", by: CUSTOMER, data: { channel: "preview" } },
    { seq: 2, at: began, kind: "queued", by: system, data: { reason: "new" } },
    { seq: 3, at: began, kind: "message", by: CUSTOMER, data: { key: "1", text: QUESTION } },
  ];
  if (scene === "queue") return all;
  all.push({ seq: 4, at: began + MINUTE_MS, kind: "answered", by, data: { agent } });
  if (welcome !== "") all.push({ seq: 5, at: began + MINUTE_MS, kind: "message", by, data: { key: "2", text: welcome } });
  all.push({ seq: 6, at: began + 2 * MINUTE_MS, kind: "message", by: CUSTOMER, data: { key: "3", text: THANKS } });
  if (scene === "ended") all.push({ seq: 7, at: now, kind: "ended", by, data: { reason: "agent" } });
  return all;
}

function botLog(by: By, greeting: string, began: number): readonly LogEvent[] {
  const said: readonly (readonly [By, string])[] = [...(greeting === "" ? [] : [[by, greeting] as const]), [CUSTOMER, QUESTION], [by, THANKS]];
  const started: LogEvent = { seq: 1, at: began, kind: "started", by: CUSTOMER, data: { channel: "preview" } };
  return [started, ...said.map(([each, text], n): LogEvent => ({ seq: n + 2, at: began + n * MINUTE_MS, kind: "message", by: each, data: { key: String(n), text } }))];
}
