// One chat: its head, its log and the field to write in. Remounted for each chat, so nothing of another one lingers.

import { useEffect, useRef } from "preact/hooks";
import { BackIcon, MoreIcon, PersonIcon } from "../shared/icons.tsx";
import { Button, IconButton, tone } from "../shared/parts.tsx";
import type { ChatCard } from "../shared/protocol.ts";
import { Composer } from "./composer.tsx";
import { useDesk, type Desk } from "./desk.ts";
import { useFocusHere } from "./hands.ts";
import { LogView } from "./logview.tsx";
import { NO_LOG } from "./log.ts";
import { Ticking } from "./moments.tsx";
import { Menu, type MenuEntry } from "./parts.tsx";
import { channelName, isListening, isMine, isOfferedToMe, statusWord } from "./select.ts";
import { stopwatch } from "./stopwatch.ts";
import { tasks } from "./tasks.tsx";
import { Bars } from "./transferring.tsx";
import { Verified } from "./verified.tsx";
import "./conversation.css";

/** `at`: the event to show first, where a search has led here. */
export function Conversation({ card, at }: { card: ChatCard; at?: number | undefined }) {
  const { state, commands, link } = useDesk();
  const log = state.value.logs[card.id] ?? NO_LOG;
  const live = link.value.is === "live";
  useEffect(() => {
    if (live) commands.openLatest(card.id);
  }, [live, card.id, log.behind, commands]);
  const section = useRef<HTMLElement>(null);
  useFocusHere(section);
  return (
    <section class={`conversation chat-tone-${tone(card.id)}`} aria-label={`Conversation with ${card.customer}`} ref={section}>
      <Head card={card} />
      <LogView card={card} log={log} at={at} />
      <Typing card={card} />
      <Bars card={card} />
      {!isOfferedToMe(state.value, card) && !isListening(state.value, card) && <Composer card={card} />}
    </section>
  );
}

function Head({ card }: { card: ChatCard }) {
  const desk = useDesk();
  const { state, place, panelOpen, dialog } = desk;
  return (
    <header class="conversation-head">
      <span class="only-narrow">
        <IconButton label="Back to the list" onClick={() => (place.value = { tab: "chats", chat: null })}>
          <BackIcon />
        </IconButton>
      </span>
      <div class="conversation-who">
        <h2>
          <span class="session-dot" aria-hidden="true" />
          <bdi title={card.customer}>{card.customer}</bdi>
          <Verified of={card} />
        </h2>
        <p>
          {channelName(state.value, card.channel)} · <Duration card={card} />
          <span class="conversation-status"> · {statusWord(card)}</span>
          {card.files_allowed && <span title="The customer may send files"> · files allowed</span>}
        </p>
      </div>
      {isMine(state.value, card) && (
        <span class="not-on-phones">
          <Button onClick={() => (dialog.value = { is: "end", chat: card.id })}>End chat</Button>
        </span>
      )}
      <Menu id="tasks" label="More to do with this chat" icon={<MoreIcon />} entries={entriesOf(desk, card)} />
      <span class="only-without-panel">
        <IconButton
          label={`About ${card.customer}`}
          aria-expanded={panelOpen.value}
          onClick={() => (panelOpen.value = !panelOpen.value)}
        >
          <PersonIcon />
        </IconButton>
      </span>
    </header>
  );
}

function entriesOf(desk: Desk, { id }: ChatCard): MenuEntry[] {
  const card = desk.state.value.chats[id];
  if (card === undefined) return [];
  return tasks(desk.state.value, card).map(({ label, icon, key, danger, on, act }) => ({
    name: label,
    icon,
    ...(key !== undefined && { hint: key.toUpperCase() }),
    ...(danger && { danger }),
    ...(on && { on: on(card) }),
    act: () => act(desk, card),
  }));
}

function Duration({ card }: { card: ChatCard }) {
  const from = card.answered_at ?? card.started_at;
  if (card.ended_at != null) return <span class="figure">{stopwatch(card.ended_at - from)}</span>;
  return <Ticking since={card.status === "queued" ? (card.queued_at ?? from) : from} />;
}

/** Outside the log: what is being typed is not yet said, and must not be read aloud letter by letter. */
function Typing({ card }: { card: ChatCard }) {
  const { state } = useDesk();
  const preview = state.value.typing[card.id];
  return (
    <p class="typing">
      {preview !== undefined && (
        <>
          <bdi>{card.customer}</bdi> is typing{preview === "" ? "…" : ": "}
          {preview !== "" && <q dir="auto">{preview}</q>}
        </>
      )}
    </p>
  );
}
