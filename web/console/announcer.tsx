// Says politely, to those who hear the screen, that somebody new waits. A list that redraws must stay silent.

import { useSignalEffect } from "@preact/signals";
import { useRef, useState } from "preact/hooks";
import { useDesk } from "./desk.ts";
import type { ChatCard } from "../shared/protocol.ts";
import { channelName, isOfferedHere } from "./select.ts";
import type { State } from "./state.ts";

export function Announcer() {
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
  return (
    <p class="unseen" role="status" aria-live="polite">
      {words}
    </p>
  );
}

function wordsOf(state: State, card: ChatCard): string {
  if (!isOfferedHere(card)) return `${card.customer} is waiting in ${channelName(state, card.channel)}.`;
  return `${card.transfer?.from.name} offers ${card.customer} to ${channelName(state, card.transfer?.channel ?? "")}.`;
}
