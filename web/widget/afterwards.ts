// What the customer does with a chat that is over: she comes back, rates it, has it sent. Fetched with its screen.

import type { No, Talk } from "./talk.ts";

/** Whether the chat is open again. */
export async function comeBack(talk: Talk): Promise<boolean> {
  const refused = await talk.attempt({ type: "chat.return" });
  if (refused !== null && refused.code !== "lost") talk.put({ type: "no_way_back" });
  return refused === null;
}

/** Whether it was kept. */
export async function rate(talk: Talk, score: number, comment: string): Promise<boolean> {
  const refused = await talk.attempt({ type: "chat.rate", score, ...(comment === "" ? {} : { comment }) });
  if (refused === null) talk.put({ type: "rated" });
  return refused === null;
}

/** With the times as her clock has them. Why it was not done; null where it was. */
export function sendTranscript(talk: Talk, email: string): Promise<No | null> {
  return talk.attempt({ type: "transcript.send", email, tz: Intl.DateTimeFormat().resolvedOptions().timeZone });
}
