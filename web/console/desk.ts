// What every screen holds in its hands: the state to draw, where the agent is, and the commands she can give.
//
// Screens get a desk and nothing else, so they run the same on a socket (connect.ts) and on a made-up state.

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { AgentCommand, ChatCard, Explained, FileRef, PresenceStatus, TransferTo } from "../shared/protocol.ts";
import type { DialogState } from "./dialog_list.ts";
import type { Place } from "./places.ts";
import type { State } from "./state.ts";

/** How the line to the server is: not yet there, there, lost for now, or closed for good with the reason. */
export type LinkState = { is: "connecting" } | { is: "live" } | { is: "lost" } | { is: "stopped"; why: string };

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: "plain" | "error";
}

export interface Commands {
  next(): void;
  answer(card: ChatCard): void;
  end(chat: string): void;
  transfer(chat: string, to: TransferTo, note: string): void;
  accept(chat: string): void;
  reject(chat: string, reason: string): void;
  cancelTransfer(chat: string): void;
  takeOver(chat: string): void;
  listen(chat: string): void;
  closeWindow(chat: string): void;
  /** Why nobody has a waiting chat yet; null where that cannot be known now. */
  explain(chat: string): Promise<Explained | null>;
  draft(chat: string, text: string): void;
  hush(chat: string): void;
  choosePresence(status: PresenceStatus): void;
  write(chat: string, text: string, note: boolean): void;
  /** One that was uploaded to this chat; the key is that of its message. */
  sendFile(chat: string, key: string, file: FileRef): void;
  allowFiles(chat: string, on: boolean): void;
  tryAgain(chat: string, key: string): void;
  drop(chat: string, key: string): void;
  /** Reads a chat that is in no list of mine; why not, where it cannot be read. */
  visit(chat: string): Promise<string | null>;
  openLatest(chat: string): void;
  openOlder(chat: string): Promise<void>;
  typing(chat: string, on: boolean): void;
  read(chat: string, seq: number): void;
  /** Today's figures of a channel, or of all, from now on; each takes the place of the one before. A day is one of `tz`. */
  watch(channel: string | null, tz: string): void;
  unwatch(): void;
  signOut(): void;
}

export interface Desk {
  readonly state: ReadonlySignal<State>;
  readonly link: ReadonlySignal<LinkState>;
  /** The server's clock, moving on every second. */
  readonly now: ReadonlySignal<number>;
  readonly place: Signal<Place>;
  readonly channel: Signal<string | null>;
  readonly panelOpen: Signal<boolean>;
  readonly dialog: Signal<DialogState>;
  readonly toasts: Signal<readonly Toast[]>;
  /** What the screen that is shown calls itself, for the browser tab. */
  readonly pageTitle: Signal<string | null>;
  readonly busy: ReadonlySignal<ReadonlySet<string>>;
  readonly commands: Commands;
  /** Any command of the protocol, for parts that keep its answer to themselves; throws Refused (refusals.ts has words
   * for it). `once`: not sent again over a lost link. */
  ask<Answer>(command: AgentCommand, options?: { once?: boolean }): Promise<Answer>;
}

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error("a screen is drawn outside its desk");
  return desk;
}

// Long enough to read a sentence twice.
const TOAST_MS = 6000;
let toastIds = 0;

export function say(toasts: Desk["toasts"], text: string, tone: Toast["tone"] = "plain"): void {
  const id = ++toastIds;
  toasts.value = [...toasts.value.filter((each) => each.text !== text), { id, text, tone }].slice(-3);
  setTimeout(() => dismiss(toasts, id), TOAST_MS);
}

export function dismiss(toasts: Desk["toasts"], id: number): void {
  toasts.value = toasts.value.filter((each) => each.id !== id);
}

export function newScreenSignals() {
  return {
    channel: signal<string | null>(null),
    panelOpen: signal(false),
    dialog: signal<DialogState>(null),
    toasts: signal<readonly Toast[]>([]),
    pageTitle: signal<string | null>(null),
  };
}
