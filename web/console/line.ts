// What the commands of a desk lean on: the state they change, and the line they ask over.
//
// connect.ts makes the one there is. Who holds it need not know that there is a socket below.

import type { ReadonlySignal, Signal } from "@preact/signals";
import type { AgentCommand } from "../shared/protocol.ts";
import { say, type Desk } from "./desk.ts";
import type { Frame } from "./frames.ts";
import type { Place } from "./places.ts";
import { codeOf, reasonOf } from "./refusals.ts";
import type { State } from "./state.ts";

export interface Line {
  readonly state: ReadonlySignal<State>;
  /** The server's clock. */
  readonly now: ReadonlySignal<number>;
  readonly place: Signal<Place>;
  readonly toasts: Desk["toasts"];
  dispatch(frame: Frame): void;
  /** Settles with the server's answer, over as many links as it takes. `once`, `lane`: see shared/socket.ts. */
  ask<Answer>(command: AgentCommand, options?: { once?: boolean; lane?: string }): Promise<Answer>;
  /** For what is not worth asking again, such as who is typing. */
  tell(command: AgentCommand): void;
}

export type Once = (name: string, work: () => Promise<void>) => void;

/** One at a time under a name, so that a second click asks nothing twice; a refusal is said aloud. */
export function oneAtATime(busy: Signal<ReadonlySet<string>>, toasts: Desk["toasts"]): Once {
  return async (name, work) => {
    if (busy.peek().has(name)) return;
    busy.value = new Set([...busy.peek(), name]);
    try {
      await work();
    } catch (problem) {
      say(toasts, reasonOf(problem), codeOf(problem) === "taken" ? "plain" : "error");
    } finally {
      busy.value = new Set([...busy.peek()].filter((each) => each !== name));
    }
  };
}
