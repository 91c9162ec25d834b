// What moves the console's state: the server's pushes, and in the same form what happens on this side of the wire.

import type { AgentWelcome, ChatCard, ChatOpened, FileRef, LiveFigures, PresenceStatus, Push } from "../shared/protocol.ts";

/** A message or note the server has not confirmed yet. */
export interface Unsent {
  readonly chat: string;
  readonly key: string;
  readonly text: string;
  readonly note: boolean;
  /** Uploaded already; then `text` is empty. */
  readonly file?: FileRef;
  readonly at: number;
}

/** Which part of a log a page is: its newest events, those before what we have, or only its very first. */
export type PageSide = "latest" | "older" | "beginning";

export type Local =
  | { readonly type: "welcome"; readonly welcome: AgentWelcome; readonly at: number }
  | { readonly type: "opened"; readonly opened: ChatOpened; readonly side: PageSide }
  | { readonly type: "listened"; readonly opened: ChatOpened }
  /** A chat that is in no list of mine, or not yet, was read. */
  | { readonly type: "visited"; readonly opened: ChatOpened }
  | { readonly type: "answered"; readonly chat: ChatCard }
  | { readonly type: "writing"; readonly unsent: Unsent }
  | { readonly type: "stored"; readonly chat: string; readonly key: string; readonly seq: number; readonly at: number }
  | { readonly type: "refused"; readonly chat: string; readonly key: string; readonly why: string }
  | { readonly type: "dropped"; readonly chat: string; readonly key: string }
  | { readonly type: "seen"; readonly chat: string; readonly seq: number }
  | { readonly type: "presence.chosen"; readonly status: PresenceStatus }
  /** The server has answered a choice; it did not take it where `back` says what it was before. */
  | { readonly type: "presence.settled"; readonly back?: PresenceStatus }
  /** What the server keeps of a text that is not sent, as soon as it is on its way there. */
  | { readonly type: "drafted"; readonly chat: string; readonly text: string }
  /** The dashboard looks at today's figures, or not any more. */
  | { readonly type: "watched"; readonly figures: LiveFigures | null }
  /** The warnings of this chat are put out of sight here, until there is a new one. */
  | { readonly type: "hushed"; readonly chat: string };

export type Frame = Push | Local;
