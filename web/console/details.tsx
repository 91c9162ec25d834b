// The panel on the right: who the customer is, and below that the sections of panel/sections.ts. Beside the conversation
// where there is room, else over it.

import { CloseIcon, ReturnIcon } from "../shared/icons.tsx";
import { Avatar, IconButton, tone } from "../shared/parts.tsx";
import type { ChatCard } from "../shared/protocol.ts";
import { useDesk } from "./desk.ts";
import { PANEL_SECTIONS } from "./panel/sections.ts";
import { Verified } from "./verified.tsx";
import "./details.css";

export function Details({ card }: { card: ChatCard }) {
  const { panelOpen } = useDesk();
  return (
    <>
      {panelOpen.value && <div class="veil" onClick={() => (panelOpen.value = false)} />}
      <aside
        class={`details chat-tone-${tone(card.id)}${panelOpen.value ? " details-open" : ""}`}
        aria-label={`About ${card.customer}`}
      >
        <span class="details-close">
          <IconButton label="Close" onClick={() => (panelOpen.value = false)}>
            <CloseIcon />
          </IconButton>
        </span>
        <div class="details-who">
          <Avatar name={card.customer} size="large" />
          <h2>{card.customer}</h2>
          {card.returning && (
            <p class="details-mark">
              <ReturnIcon size={16} /> Came back to this chat
            </p>
          )}
          {card.verified && (
            <p class="details-mark">
              <Verified of={card} /> The page has signed name and address
            </p>
          )}
        </div>
        {PANEL_SECTIONS.map((Section, at) => (
          <Section key={at} card={card} />
        ))}
      </aside>
    </>
  );
}
