// An open chat: the conversation, and what is known about the customer. Fetched while the console connects, so that the
// list of chats need not wait for it.

import type { ChatCard } from "../shared/protocol.ts";
import { Conversation } from "./conversation.tsx";
import { Details } from "./details.tsx";

export interface ChatPaneProps {
  readonly card: ChatCard;
  /** The event to show first, where a search has led here. */
  readonly at: number | undefined;
}

/** Drawn anew for each chat, so that nothing of another one lingers. */
export default function ChatPane({ card, at }: ChatPaneProps) {
  return (
    <>
      <Conversation key={card.id} card={card} at={at} />
      <Details key={`about-${card.id}`} card={card} />
    </>
  );
}
