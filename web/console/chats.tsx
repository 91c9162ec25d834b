// The Chats tab: the list, the conversation, and what is known about the customer.

import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { ChatIcon } from "../shared/icons.tsx";
import type { ChatPaneProps } from "./chat_pane.tsx";
import { useDesk } from "./desk.ts";
import { lazy, Skeleton } from "./lazy.tsx";
import { Empty } from "./parts.tsx";
import { addressOf, screenPlace } from "./places.ts";
import { Sessions } from "./sessions.tsx";
import "./chats.css";

export const ChatPane = lazy<ChatPaneProps>(
  () => import("./chat_pane.tsx"),
  (fallback) => (
    <section class="conversation conversation-none" aria-label="Conversation">
      {fallback}
    </section>
  ),
);

export function Chats({ selected, at }: { selected: string | null; at?: number | undefined }) {
  const { state, panelOpen } = useDesk();
  const card = selected === null ? undefined : state.value.chats[selected];
  useLayoutEffect(() => {
    panelOpen.value = false;
  }, [selected, panelOpen]);
  return (
    <div class="chats">
      <Sessions selected={selected} />
      {card === undefined ? (
        <section class="conversation conversation-none" aria-label="Conversation">
          {selected === null ? <Nothing /> : <Visit key={selected} chat={selected} />}
        </section>
      ) : (
        <ChatPane card={card} at={at} />
      )}
    </div>
  );
}

/** A chat of the past, or a colleague's: found by a search or a link. It is shown as soon as it is read. */
function Visit({ chat }: { chat: string }) {
  const { link, commands } = useDesk();
  const [why, setWhy] = useState<string | null>(null);
  const live = link.value.is === "live";
  useEffect(() => {
    if (live) void commands.visit(chat).then(setWhy);
  }, [live, chat, commands]);
  if (why === null) return <Skeleton />;
  return (
    <Empty icon={<ChatIcon size={28} />} title="This chat cannot be shown">
      {why} It may have been deleted, or be in a channel that is not yours.
    </Empty>
  );
}

/** The first thing that a new server's admin sees, and a new agent. */
function NoChannel() {
  const { state } = useDesk();
  return (
    <Empty icon={<ChatIcon size={28} />} title="No channel is yours yet">
      Chats come by channels: one topic in one language, with its own agents.{" "}
      {state.value.me?.role === "admin" ? <a href={addressOf(screenPlace("channels"))}>Set up a channel</a> : "An admin can make you a member of one."}
    </Empty>
  );
}

function Nothing() {
  const { state } = useDesk();
  if (state.value.channels.length === 0) return <NoChannel />;
  return (
    <Empty icon={<ChatIcon size={28} />} title="No chat is open">
      {state.value.presence === "away" && "You are away; switch to Present to count as available. "}
      Pick a chat from the list, or get the next in the queue. <kbd>N</kbd>
    </Empty>
  );
}
