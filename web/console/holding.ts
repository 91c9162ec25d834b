// Who has a chat, and who looks on: answering, ending, handing over, listening.

import { batch } from "@preact/signals";
import type { ChatCard, ChatOpened, Explained, NextChat } from "../shared/protocol.ts";
import { say, type Commands } from "./desk.ts";
import { focusComposer } from "./hands.ts";
import type { Line, Once } from "./line.ts";
import { reasonOf } from "./refusals.ts";

type HandingOver = Pick<Commands, "transfer" | "accept" | "reject" | "cancelTransfer" | "takeOver">;
type Listening = Pick<Commands, "listen" | "closeWindow">;
type Holding = Pick<Commands, "next" | "answer" | "end" | "explain" | "allowFiles"> & HandingOver & Listening;

/** `open` reads the newest page of a chat. */
export function holdingOver(line: Line, once: Once, open: (chat: string) => Promise<void>): Holding {
  const { place, toasts, dispatch, ask } = line;

  function goTo(chat: ChatCard): void {
    batch(() => {
      dispatch({ type: "answered", chat });
      place.value = { tab: "chats", chat: chat.id };
    });
    focusComposer();
  }

  return {
    next: () =>
      once("next", async () => {
        const { chat } = await ask<NextChat>({ type: "queue.next" }, { once: true });
        if (chat === null) say(toasts, "Nobody is waiting right now.");
        else goTo(chat);
      }),
    answer: (card) =>
      once(card.id, async () => {
        const { chat } = await ask<{ chat: ChatCard }>({ type: "chat.answer", chat: card.id }, { once: true });
        goTo(chat);
      }),
    end: (chat) => once(`end ${chat}`, () => ask({ type: "chat.end", chat })),
    async explain(chat) {
      try {
        return await ask<Explained>({ type: "queue.explain", chat });
      } catch (problem) {
        say(toasts, reasonOf(problem), "error");
        return null;
      }
    },
    allowFiles: (chat, on) => once(`files ${chat}`, () => ask({ type: "chat.allow_files", chat, on })),
    ...handingOver(line, once, open),
    ...listening(line, once),
  };
}

function handingOver({ state, place, ask }: Line, once: Once, open: (chat: string) => Promise<void>): HandingOver {
  // One name for all of them: whoever has just said one of these may not say the next before it is answered.
  const alone = (chat: string, work: () => Promise<void>) => once(`transfer ${chat}`, work);

  /** The chat is mine now, and the push that says so may come later than the answer: read it before it is shown. */
  async function goTo(chat: string): Promise<void> {
    if (state.peek().chats[chat] === undefined) await open(chat);
    place.value = { tab: "chats", chat };
    focusComposer();
  }

  return {
    transfer: (chat, to, note) =>
      alone(chat, () => ask({ type: "transfer.offer", chat, to, note: orNull(note) }, { once: true })),
    accept: (chat) =>
      alone(chat, async () => {
        await ask({ type: "transfer.accept", chat }, { once: true });
        await goTo(chat);
      }),
    reject: (chat, reason) => alone(chat, () => ask({ type: "transfer.reject", chat, reason: orNull(reason) })),
    cancelTransfer: (chat) => alone(chat, () => ask({ type: "transfer.cancel", chat })),
    takeOver: (chat) =>
      alone(chat, async () => {
        await ask({ type: "chat.take_over", chat });
        await goTo(chat);
      }),
  };
}

function listening({ place, dispatch, ask }: Line, once: Once): Listening {
  return {
    listen: (chat) =>
      once(`listen ${chat}`, async () => {
        const opened = await ask<ChatOpened>({ type: "listen.start", chat });
        batch(() => {
          dispatch({ type: "listened", opened });
          place.value = { tab: "chats", chat };
        });
      }),
    closeWindow: (chat) =>
      once(`listen ${chat}`, async () => {
        await ask({ type: "listen.stop", chat });
        const here = place.peek();
        if (here.tab === "chats" && here.chat === chat) place.value = { tab: "chats", chat: null };
      }),
  };
}

function orNull(words: string): string | null {
  return words === "" ? null : words;
}
