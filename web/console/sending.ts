// What is written and not confirmed: kept by the browser from the moment it is written until the server has it.
//
// It is sent again with the same key, over a new link and after a reload; the chat takes it once.

import { newKey } from "../shared/key.ts";
import type { Acked } from "../shared/protocol.ts";
import type { Commands } from "./desk.ts";
import type { Unsent } from "./frames.ts";
import { forgetUnsent, keepUnsent, unsentOf } from "./keep.ts";
import type { Line } from "./line.ts";
import { codeOf, reasonOf } from "./refusals.ts";

type Sending = Pick<Commands, "write" | "sendFile" | "tryAgain" | "drop">;

/** `sendWhatIsLeft` is for a link that has just been made. */
export function sendingOver({ state, now, dispatch, ask }: Line): { commands: Sending; sendWhatIsLeft(): void } {
  const underWay = new Set<string>();
  const me = () => state.peek().me?.id ?? "";

  async function send(unsent: Unsent): Promise<void> {
    const { chat, key, text, note, file } = unsent;
    const by = me();
    if (underWay.has(key)) return;
    underWay.add(key);
    keepUnsent(by, bare(unsent));
    try {
      const { seq, at } = await ask<Acked>(
        file === undefined
          ? { type: note ? "note.add" : "message.send", chat, key, text }
          : { type: "message.send", chat, key, file: file.id },
        { lane: chat },
      );
      forgetUnsent(by, key);
      dispatch({ type: "stored", chat, key, seq, at });
    } catch (problem) {
      // Without a link the message stays on its way; the next welcome sends it again.
      if (codeOf(problem) !== "lost") dispatch({ type: "refused", chat, key, why: reasonOf(problem) });
    } finally {
      underWay.delete(key);
    }
  }

  function begin(unsent: Unsent): void {
    dispatch({ type: "writing", unsent });
    void send(unsent);
  }

  return {
    commands: {
      write: (chat, text, note) => begin({ chat, key: newKey(), text, note, at: now.peek() }),
      sendFile: (chat, key, file) => begin({ chat, key, text: "", note: false, file, at: now.peek() }),
      tryAgain(chat, key) {
        const failed = state.peek().outgoing[chat]?.find((each) => each.key === key);
        if (failed !== undefined) begin(bare(failed));
      },
      drop(chat, key) {
        forgetUnsent(me(), key);
        dispatch({ type: "dropped", chat, key });
      },
    },
    sendWhatIsLeft() {
      const known = Object.values(state.peek().outgoing).flat();
      const stored = unsentOf(me()).filter((each) => !known.some((other) => other.key === each.key));
      for (const unsent of stored) dispatch({ type: "writing", unsent });
      const left = [...stored, ...known.filter((each) => each.state === "sending")];
      for (const unsent of left) void send(unsent);
    },
  };
}

function bare({ chat, key, text, note, file, at }: Unsent): Unsent {
  return { chat, key, text, note, at, ...(file !== undefined && { file }) };
}
