// The contact of a chat, in the panel beside it: who the customer is, or may be, and what there is to know of her.
//
// The server is asked who it is, and asked again whenever the chat's log says that somebody linked or unlinked a
// contact, here or at a colleague's console. What is shown is always its answer; nothing is guessed here.

import { useRef, useState } from "preact/hooks";
import { useComputed } from "@preact/signals";
import type { ContactSuggested } from "../../shared/protocol.ts";
import { useDesk } from "../desk.ts";
import { useFocusHeld } from "../focus.ts";
import { Shown, useResource } from "../loading.tsx";
import { NO_LOG } from "../log.ts";
import type { SectionProps } from "../panel/sections.ts";
import { isMine, rightsIn } from "../select.ts";
import { askOf, changes } from "./asking.ts";
import { linkMark } from "./crm.ts";
import { Linked } from "./linked.tsx";
import { Search } from "./search.tsx";
import { Unlinked } from "./unlinked.tsx";
import "./panel.css";

export default function ContactSection({ card }: SectionProps) {
  const desk = useDesk();
  const { state } = desk;
  const [searching, setSearching] = useState(false);
  const mark = useComputed(() => linkMark((state.value.logs[card.id] ?? NO_LOG).events));
  const key = `${card.id} ${mark.value} ${card.agent?.id} ${card.status} ${changes.value}`;
  const who = useResource(key, () => askOf<ContactSuggested>(desk, { type: "contact.suggest", chat: card.id }), { keep: true });
  const rights = rightsIn(state.value, card.channel);
  const mayLink = isMine(state.value, card) || rights.respond || rights.manage;
  const section = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useFocusHeld(section, heading); // a contact that was made in a dialog takes the place of the button that led there
  // What had the focus goes with what it has done; the heading is where one goes on from.
  const close = () => {
    setSearching(false);
    heading.current?.focus();
  };
  const done = () => {
    close();
    who.reload();
  };
  return (
    <section class="contact" aria-label="Contact" ref={section}>
      <h3 class="contact-heading" ref={heading} tabIndex={-1}>
        Contact
      </h3>
      <p class="unseen" role="status">
        {who.data !== undefined && (who.data.contact ? `Linked to ${who.data.contact.name}` : "Linked to nobody")}
      </p>
      <Shown of={who} lines={3}>
        {(found) => (
          <>
            {searching && <Search card={card} now={found.contact?.id} draft={found.draft} onLinked={done} onClose={close} />}
            {found.contact !== undefined && (
              <Linked
                key={found.contact.id}
                card={card}
                contact={found.contact}
                mayLink={mayLink}
                onChange={searching ? null : () => setSearching(true)}
                onUnlinked={done}
              />
            )}
            {found.contact === undefined && !searching && (
              <Unlinked card={card} found={found} mayLink={mayLink} onLinked={done} onSearch={() => setSearching(true)} />
            )}
          </>
        )}
      </Shown>
    </section>
  );
}
