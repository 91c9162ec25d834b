// The chat that a request came from, as it stands now: its newest page, and older ones on demand.

import { useMemo, useState } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import type { LogEvent } from "../../shared/protocol.ts";
import type { Attached, ChatEvent } from "../api.ts";
import { say, useDesk } from "../desk.ts";
import { Entry } from "../entries.tsx";
import { addressOf } from "../places.ts";
import { asRefusal, rest } from "../rest.ts";
import { channelName } from "../select.ts";
import { transcript } from "../transcript.ts";

export function AttachedChat({ number, attached }: { number: number; attached: Attached }) {
  const { state } = useDesk();
  const me = state.value.me?.id ?? "";
  const { events, more, loading, loadOlder } = useOlder(number, attached);
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
            {(attached.status === "active" || attached.status === "queued") && " · still going on; what is written appears here"}
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

function useOlder(number: number, attached: Attached) {
  const { toasts } = useDesk();
  const [older, setOlder] = useState<readonly ChatEvent[]>([]);
  const [more, setMore] = useState<boolean | null>(null);
  const [loading, setLoading] = useState(false);
  const first = attached.events[0]?.seq ?? 0;
  const events = useMemo(() => [...older.filter(({ seq }) => seq < first), ...attached.events], [older, attached]);
  const loadOlder = async () => {
    setLoading(true);
    try {
      const page = await rest("GET /api/v1/requests/{number}/chat", { path: { number }, query: { before: events[0]?.seq ?? 0 } });
      setOlder([...page.events, ...older]);
      setMore(page.more);
    } catch (problem) {
      say(toasts, asRefusal(problem).message, "error");
    } finally {
      setLoading(false);
    }
  };
  return { events, more: more ?? attached.more, loading, loadOlder: () => void loadOlder() };
}
