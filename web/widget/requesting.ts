// What the customer does with a request: it is begun, sent, and another one after it. Fetched with the form, which most
// visits never show.

import { batch } from "@preact/signals";
import { newKey } from "../shared/key.ts";
import type { RequestMade } from "../shared/protocol.ts";
import { type No, type Talk, besides, refusal } from "./talk.ts";

/** It begins with what was meant to be said in a chat. */
export function begin(talk: Talk): void {
  if (talk.requestText.peek() === "") talk.requestText.value = talk.draft.peek() || talk.firstWords();
}

type Requesting = Pick<Talk, "ask" | "draft" | "note" | "requested" | "requestKey" | "requestText" | "withPage">;

/** Why it was not taken. Sent again it is the same one, until it was. What was written on meanwhile is the next one's. */
export async function submit(talk: Requesting, text: string, given: Readonly<Record<string, string>>, consent: boolean): Promise<No | null> {
  const { name = "", email = "", ...fields } = talk.withPage(given);
  try {
    const { number } = await talk.ask<RequestMade>({ type: "request.submit", key: talk.requestKey, text, name, email, fields, consent });
    batch(() => {
      talk.requested.value = number;
      talk.requestKey = newKey();
      talk.requestText.value = besides(talk.requestText.peek(), text);
      talk.draft.value = "";
    });
    talk.note({ requested: number });
    return null;
  } catch (error) {
    return refusal(error);
  }
}

export function another(talk: Talk): void {
  talk.requested.value = null;
  talk.note({ requested: undefined });
}
