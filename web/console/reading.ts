// Reading chats: a page of a log is asked for, and goes into the state with the side it belongs to.

import type { ChatOpened } from "../shared/protocol.ts";
import { say, type Commands } from "./desk.ts";
import type { PageSide } from "./frames.ts";
import type { Line } from "./line.ts";
import { firstSeq, NO_LOG } from "./log.ts";
import { codeOf, reasonOf } from "./refusals.ts";

const PAGE_EVENTS = 100;

type Reading = Pick<Commands, "visit" | "openLatest" | "openOlder" | "read">;

/** `open` settles when the newest page is in the state, also that of a chat which no list of mine has yet. */
export function readingOver({ state, toasts, dispatch, ask, tell }: Line): { commands: Reading; open(chat: string): Promise<void> } {
  async function page(
    chat: string,
    side: PageSide,
    span: { after?: number; before?: number; limit: number },
  ): Promise<ChatOpened | null> {
    try {
      const opened = await ask<ChatOpened>({ type: "chat.open", chat, ...span });
      dispatch({ type: "opened", opened, side });
      return opened;
    } catch (problem) {
      if (codeOf(problem) !== "lost") say(toasts, reasonOf(problem), "error");
      return null;
    }
  }

  const commands: Reading = {
    async visit(chat) {
      try {
        const opened = await ask<ChatOpened>({ type: "chat.open", chat, limit: PAGE_EVENTS });
        dispatch({ type: "visited", opened });
        return null;
      } catch (problem) {
        return codeOf(problem) === "lost" ? null : reasonOf(problem);
      }
    },
    openLatest: (chat) =>
      void page(chat, "latest", { limit: PAGE_EVENTS }).then((opened) => {
        const begun = state.peek().beginnings[chat] !== undefined;
        if (opened?.more && !begun) void page(chat, "beginning", { after: 0, limit: 1 });
      }),
    async openOlder(chat) {
      const before = firstSeq(state.peek().logs[chat] ?? NO_LOG);
      await page(chat, "older", { before, limit: PAGE_EVENTS });
    },
    read(chat, seq) {
      tell({ type: "read", chat, seq });
      dispatch({ type: "seen", chat, seq });
    },
  };

  return { commands, open: async (chat) => void (await commands.visit(chat)) };
}
