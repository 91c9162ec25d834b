// What may be done with a chat now, as the task menu shows it. The server decides; this keeps what it would refuse off
// the screen.

import type { ChatCard } from "../shared/protocol.ts";
import { isListening, isMine, rightsIn } from "./select.ts";
import type { State } from "./state.ts";

export type Task = "transfer" | "cancel_transfer" | "take_over" | "end" | "close_window";

export function tasks(state: State, card: ChatCard): Task[] {
  const mine = isMine(state, card);
  const active = card.status === "active";
  const manage = active && rightsIn(state, card.channel).manage;
  const offered = card.transfer != null;
  const allowed: Readonly<Record<Task, boolean>> = {
    transfer: (mine || manage) && !offered,
    cancel_transfer: (mine || manage) && offered,
    take_over: manage && !mine,
    end: mine || manage,
    close_window: isListening(state, card),
  };
  return ORDER.filter((task) => allowed[task]);
}

const ORDER = ["transfer", "cancel_transfer", "take_over", "end", "close_window"] as const;
