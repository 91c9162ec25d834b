// The Chats tab: the list, the conversation, and what is known about the customer.

import { useEffect } from "preact/hooks";
import { ChatIcon } from "../shared/icons.tsx";
import { Conversation } from "./conversation.tsx";
import { useDesk } from "./desk.ts";
import { Details } from "./details.tsx";
import { Empty } from "./parts.tsx";
import { Sessions } from "./sessions.tsx";
import "./chats.css";

export function Chats({ selected }: { selected: string | null }) {
  const { state, panelOpen } = useDesk();
  const card = selected === null ? undefined : state.value.chats[selected];
  useEffect(() => {
    panelOpen.value = false;
  }, [selected, panelOpen]);
  return (
    <div class="chats">
      <Sessions selected={selected} />
      {card === undefined ? (
        <section class="conversation conversation-none" aria-label="Conversation">
          <Nothing gone={selected !== null && state.value.me !== null} />
        </section>
      ) : (
        <>
          <Conversation key={card.id} card={card} />
          <Details key={`about-${card.id}`} card={card} />
        </>
      )}
    </div>
  );
}

function Nothing({ gone }: { gone: boolean }) {
  const { state } = useDesk();
  if (gone) {
    return (
      <Empty icon={<ChatIcon size={28} />} title="This chat is not in your list">
        A colleague may have it, or it ended more than eight hours ago.
      </Empty>
    );
  }
  return (
    <Empty icon={<ChatIcon size={28} />} title="No chat is open">
      {state.value.presence === "away" && "You are away; switch to Present to count as available. "}
      Pick a chat from the list, or get the next in the queue. <kbd>N</kbd>
    </Empty>
  );
}
