// A chat's contact: the card, and below it what is open, what is under way and what was before, each folded with its count.

import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { useComputed } from "@preact/signals";
import { ChatIcon, DownIcon } from "../../shared/icons.tsx";
import type { ChatCard, Contact } from "../../shared/protocol.ts";
import type { Card, FollowUp, Sale } from "../api.ts";
import { useDesk } from "../desk.ts";
import { PlusIcon } from "../icons.tsx";
import { Shown, useResource } from "../loading.tsx";
import { NO_LOG } from "../log.ts";
import { addressOf, screenPlace } from "../places.ts";
import { rest } from "../rest.ts";
import { askOf, changes } from "./asking.ts";
import { contactLine, earlierChats, followUps, requestMark, type Counted } from "./crm.ts";
import { FollowUpRow, SaleRow } from "./dealings.tsx";
import { FlagIcon, SaleIcon } from "./icons.tsx";
import { Ago } from "../moments.tsx";
import { CompanyRow, RequestRow } from "./known_rows.tsx";
import { Entry } from "./rows.tsx";
import { Reached } from "./reached.tsx";
import { Star } from "./star.tsx";
import { useDoing } from "./doing.ts";

interface LinkedProps {
  readonly card: ChatCard;
  readonly contact: Contact;
  readonly mayLink: boolean;
  /** Null while that is being done. */
  readonly onChange: (() => void) | null;
  readonly onUnlinked: () => void;
}

export function Linked({ card, contact, mayLink, onChange, onUnlinked }: LinkedProps) {
  const desk = useDesk();
  const asked = useComputed(() => requestMark((desk.state.value.logs[card.id] ?? NO_LOG).events));
  const path = { contact: contact.id };
  const about = useResource(
    `${contact.id} ${card.id} ${asked.value} ${changes.value}`,
    (signal) => rest("GET /api/v1/contacts/{contact}/card", { path, signal }),
    { keep: true },
  );
  const { busy, doing } = useDoing();
  const unlink = () =>
    doing(async () => {
      await askOf(desk, { type: "contact.unlink", chat: card.id });
      onUnlinked();
    });
  return (
    <>
      <div class="contact-card">
        <div class="contact-names">
          <a class="contact-name" href={addressOf(screenPlace("contacts", [contact.id]))}>
            <bdi>{contact.name}</bdi>
          </a>
          {contactLine(contact) !== "" && <p class="contact-line">{contactLine(contact)}</p>}
        </div>
        <Star kind="contact" id={contact.id} name={contact.name ?? ""} on={about.data?.favourite ?? false} />
        <Reached emails={contact.emails} phone={contact.phone} />
        <p class="contact-linked">
          Linked
          {mayLink && onChange !== null && (
            <>
              {" · "}
              <button type="button" class="link-button" onClick={onChange}>
                Change
              </button>
              {" · "}
              <button type="button" class="link-button" disabled={busy} onClick={unlink}>
                Unlink
              </button>
            </>
          )}
        </p>
      </div>
      <Shown of={about} lines={4}>
        {(known) => <About about={known} open={card.id} />}
      </Shown>
    </>
  );
}

function About({ about, open }: { about: Card; open: string }) {
  const { dialog } = useDesk();
  const { contact, company, requests, dealings } = about;
  const of = { contact: contact.id, ...(contact.company !== undefined && { company: contact.company }) };
  const chats = earlierChats(about, open);
  const promises = followUps(dealings.follow_ups);
  return (
    <div class="contact-parts">
      {company !== undefined && <CompanyRow company={company} />}
      <Part name="Requests" count={`${requests.length}`} empty="No open requests.">
        {requests.map((each) => (
          <RequestRow key={each.number} request={each} />
        ))}
      </Part>
      <Part name="Sales" count={`${dealings.sales.length}`} empty="No sales." add={{ name: "Add a sale", act: () => (dialog.value = { is: "sale", of }) }}>
        {dealings.sales.map((each: Sale) => (
          <SaleRow key={each.id} sale={each} icon={<SaleIcon size={16} />} />
        ))}
      </Part>
      <Part
        name="Follow-ups"
        count={promises.count}
        empty="Nothing is promised."
        add={{ name: "Add a follow-up", act: () => (dialog.value = { is: "follow_up", of }) }}
      >
        {promises.items.map((each: FollowUp) => (
          <FollowUpRow key={each.id} followUp={each} icon={<FlagIcon size={16} />} />
        ))}
      </Part>
      <EarlierChats chats={chats} contact={contact.id} />
    </div>
  );
}

function EarlierChats({ chats, contact }: { chats: Counted<Card["chats"][number]>; contact: string }) {
  return (
    <Part name="Earlier chats" count={chats.count} empty="This is the first one.">
      {chats.items.map(({ ref, at, linked, chat }) => (
        <Entry
          key={ref}
          href={addressOf({ tab: "chats", chat: ref })}
          icon={<ChatIcon size={16} />}
          title={<bdi>{chat?.first ?? "A chat"}</bdi>}
          about={[chat?.agent?.name ?? "Nobody answered", chat?.rating !== undefined && `rated ${chat.rating} of 5`, !linked && "same address"]
            .filter(Boolean)
            .join(" · ")}
          aside={<Ago at={at} />}
        />
      ))}
      {chats.count.endsWith("+") && (
        <a class="contact-all" href={addressOf(screenPlace("contacts", [contact]))}>
          All of them
        </a>
      )}
    </Part>
  );
}

interface PartProps {
  readonly name: string;
  readonly count: string;
  readonly empty: string;
  readonly add?: { readonly name: string; readonly act: () => void };
  readonly children: ComponentChildren;
}

// Which parts are folded stays as it was from chat to chat, until the page is loaded anew.
const folded = new Set<string>();

function Part({ name, count, empty, add, children }: PartProps) {
  const [open, setOpen] = useState(!folded.has(name));
  const id = useId();
  const toggle = () => {
    if (open) folded.add(name);
    else folded.delete(name);
    setOpen(!open);
  };
  return (
    <div class="contact-part">
      <div class="contact-part-head">
        <h4>
          <button type="button" class="contact-fold" aria-expanded={open} aria-controls={id} onClick={toggle}>
            <DownIcon size={16} />
            {name} <span class="figure">({count})</span>
          </button>
        </h4>
        {add !== undefined && (
          <button type="button" class="contact-add" aria-label={add.name} title={add.name} onClick={add.act}>
            <PlusIcon size={16} />
          </button>
        )}
      </div>
      <div id={id} hidden={!open}>
        {count === "0" && Array.isArray(children) && children.flat().length === 0 ? <p class="contact-none">{empty}</p> : children}
      </div>
    </div>
  );
}
