// The chat that a request came from, as it stands now: its newest page, and older ones on demand. While it goes on it is
// followed by what the desk hears of it: each event of one's own chats, the row of the others, and that it is over.

import { useMemo } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import type { LogEvent } from "../../shared/protocol.ts";
import type { Attached } from "../api.ts";
import { useDesk } from "../desk.ts";
import { Entry } from "../entries.tsx";
import { addressOf } from "../places.ts";
import { rest } from "../rest.ts";
import { channelName, heardOf } from "../select.ts";
import { transcript } from "../transcript.ts";
import { useHeard } from "./fresh.ts";
import { useStretch } from "./stretch.ts";

interface AttachedChatProps {
  readonly number: number;
  readonly attached: Attached;
  readonly reload: () => void;
}

export function AttachedChat({ number, attached, reload }: AttachedChatProps) {
  const { state } = useDesk();
  const goesOn = attached.status === "active" || attached.status === "queued";
  const heard = heardOf(state.value, attached.id);
  useHeard(heard, heard === null ? goesOn : heard > (attached.events.at(-1)?.seq ?? 0), reload);
  const me = state.value.me?.id ?? "";
  const {
    items: events,
    more,
    loading,
    loadOlder,
  } = useStretch({ items: attached.events, more: attached.more }, ({ seq }) => seq, async (before) => {
    const page = await rest("GET /api/v1/requests/{number}/chat", { path: { number }, query: { before } });
    return { items: page.events, more: page.more };
  });
  // The API's words for an event are those of the wire.
  const channel = (key: string) => channelName(state.peek(), key);
  const items = useMemo(() => transcript(events as unknown as readonly LogEvent[], [], { me, customerRead: 0, channel }), [events, me]);
  return (
    <section class="request-chat" aria-labelledby="request-chat">
      <header class="request-chat-head">
        <div>
          <h3 class="request-part" id="request-chat">
            Chat with <bdi>{attached.customer}</bdi>
          </h3>
          <p class="muted">
            {channelName(state.value, attached.channel)}
            {goesOn && " · still going on; what is written appears here"}
          </p>
        </div>
        <a href={addressOf({ tab: "chats", chat: attached.id })}>Open the chat</a>
      </header>
      {more && (
        <Button busy={loading} onClick={loadOlder}>
          Show older messages
        </Button>
      )}
      <ol class="log-list request-chat-log">
        {items.map((item) => (
          <li key={item.id} class={`entry entry-${item.is}`}>
            <Entry item={item} chat={attached.id} />
          </li>
        ))}
      </ol>
    </section>
  );
}
