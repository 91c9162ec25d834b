// Says politely, to those who hear the screen, who newly waits, and what is written in the conversation that is open.
// Lists and logs that redraw must stay silent.

import { useSignalEffect } from "@preact/signals";
import { useRef, useState } from "preact/hooks";
import { useDesk } from "./desk.ts";
import type { ChatCard } from "../shared/protocol.ts";
import { lastSeq } from "./log.ts";
import { channelName, isOfferedHere } from "./select.ts";
import type { State } from "./state.ts";

export function Announcer() {
  const waiting = useWaiting();
  const written = useWritten();
  return (
    <>
      <p class="unseen" role="status">
        {waiting}
      </p>
      <p class="unseen" role="status">
        {written}
      </p>
    </>
  );
}

function useWaiting(): string {
  const { state } = useDesk();
  const known = useRef<ReadonlySet<string> | null>(null);
  const [words, setWords] = useState("");
  useSignalEffect(() => {
    const { queue, me } = state.value;
    const before = known.current;
    known.current = me === null ? null : new Set(Object.keys(queue));
    const fresh = before === null ? [] : Object.values(queue).filter((card) => !before.has(card.id));
    if (fresh.length === 0) return;
    setWords(fresh.map((card) => wordsOf(state.value, card)).join(" "));
  });
  return words;
}

/** By others, since the conversation was opened: not what was there, and not what scrolling brings in. */
function useWritten(): string {
  const { state, place } = useDesk();
  const heard = useRef({ chat: "", seq: 0 });
  const [words, setWords] = useState("");
  useSignalEffect(() => {
    const here = place.value;
    const chat = here.tab === "chats" ? (here.chat ?? "") : "";
    const log = state.value.logs[chat];
    const before = heard.current;
    heard.current = { chat, seq: log?.opened ? lastSeq(log) : 0 };
    if (log === undefined || before.chat !== chat || before.seq === 0) return;
    const me = state.value.me?.id;
    const fresh = log.events.filter(({ seq, by }) => seq > before.seq && by.id !== me);
    const said = fresh.flatMap((event) => (event.kind === "message" ? `${event.by.name}: ${event.data.text ?? event.data.file?.name}` : []));
    if (said.length > 0) setWords(said.join(" "));
  });
  return words;
}

function wordsOf(state: State, card: ChatCard): string {
  if (!isOfferedHere(card)) return `${card.customer} is waiting in ${channelName(state, card.channel)}.`;
  return `${card.transfer?.from.name} offers ${card.customer} to ${channelName(state, card.transfer?.channel ?? "")}.`;
}
