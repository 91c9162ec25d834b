// What the console's administration tells a widget's frame that is opened as a preview (`/widget/frame?…&preview`).
// Both are ours and of one origin; each checks that of the other.

import type { ChannelView, Suggestion } from "./protocol.ts";

/** What the widget is in the middle of. */
export type Scene = "form" | "first" | "suggest" | "bot" | "queue" | "talk" | "ended" | "offline" | "closed";

export const SCENES: readonly (readonly [Scene, string])[] = [
  ["form", "Pre-chat form"],
  ["first", "First words"],
  ["suggest", "FAQ suggestions"],
  ["bot", "Chatbot"],
  ["queue", "Queue"],
  ["talk", "Conversation"],
  ["ended", "After the chat"],
  ["offline", "Nobody available"],
  ["closed", "Outside opening hours"],
];

export interface PreviewMessage {
  readonly switchboard: "preview";
  readonly view: ChannelView;
  readonly scene: Scene;
  readonly welcome: string;
  /** FAQs that the channel could suggest. */
  readonly suggestions?: readonly Suggestion[];
  readonly agent: { readonly name: string; readonly photo?: string };
}

/** From the frame: it draws what it is told from now on. */
export interface PreviewReady {
  readonly switchboard: "preview.ready";
}
