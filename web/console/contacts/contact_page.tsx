// The page of a contact: who it is, what is under way, and everything there was between us.

import { useEffect } from "preact/hooks";
import { ChatIcon } from "../../shared/icons.tsx";
import { Button } from "../../shared/parts.tsx";
import type { Activity, Card } from "../api.ts";
import { useDesk } from "../desk.ts";
import { More, Shown, usePages, useResource } from "../loading.tsx";
import { Ago } from "../moments.tsx";
import { addressOf, screenPlace } from "../places.ts";
import { rest } from "../rest.ts";
import { ScreenPage } from "../screen.tsx";
import { channelName } from "../select.ts";
import { changes } from "./asking.ts";
import { contactLine, requestWord } from "./crm.ts";
import { TicketIcon } from "../icons.tsx";
import { CompanyIcon } from "./icons.tsx";
import { Promises, SalesOf } from "./of_record.tsx";
import { Panel, RemoveMenu } from "./panels.tsx";
import { Reached } from "./reached.tsx";
import { Entry } from "./rows.tsx";
import { Star } from "./star.tsx";
import "./pages.css";

const BACK = { href: addressOf(screenPlace("contacts")), name: "Contacts" };

export function ContactPage({ id }: { id: string }) {
  const { dialog } = useDesk();
  const path = { contact: id };
  const card = useResource(`${id} ${changes.value}`, (signal) => rest("GET /api/v1/contacts/{contact}/card", { path, signal }), { keep: true });
  useEffect(() => {
    // Hers to find again. Whether it is noted is nothing to tell anybody.
    rest("POST /api/v1/contacts/{contact}/use", { path }).catch(() => undefined);
  }, [id]);
  const contact = card.data?.contact;
  const actions = contact && (
    <>
      <Star kind="contact" id={id} name={contact.name} on={card.data?.favourite ?? false} />
      <Button onClick={() => (dialog.value = { is: "contact", contact })}>Change</Button>
      <RemoveMenu kind="contact" id={id} name={contact.name} />
    </>
  );
  return (
    <ScreenPage title={contact?.name ?? "Contact"} back={BACK} actions={actions}>
      <Shown of={card}>{(known) => <About card={known} />}</Shown>
    </ScreenPage>
  );
}

function About({ card }: { card: Card }) {
  const { contact, company, requests } = card;
  const of = { contact: contact.id, ...(contact.company !== undefined && { company: contact.company }) };
  return (
    <div class="crm-page">
      <div class="crm-page-side">
        <Panel name="Contact">
          {contactLine(contact) !== "" && <p>{contactLine(contact)}</p>}
          <Reached emails={contact.emails} phone={contact.phone} />
          {company !== undefined && (
            <Entry
              href={addressOf(screenPlace("companies", [company.id]))}
              icon={<CompanyIcon size={16} />}
              title={<bdi>{company.name}</bdi>}
              about={[company.domains[0], company.phone].filter(Boolean).join(" · ")}
            />
          )}
        </Panel>
        {requests.length > 0 && (
          <Panel name="Open requests">
            {requests.map((each) => (
              <Entry
                key={each.number}
                href={addressOf(screenPlace("requests", [`${each.number}`]))}
                icon={<TicketIcon size={16} />}
                title={each.title}
                about={`${each.number} · ${requestWord(each.status)}`}
                aside={<Ago at={each.created_at} />}
              />
            ))}
          </Panel>
        )}
        <Promises filter={{ contact: contact.id }} of={of} />
        <SalesOf filter={{ contact: contact.id }} of={of} />
      </div>
      <Activities contact={contact.id} />
    </div>
  );
}

/** Chats and requests, the newest first, as far as one's channels let one read them. */
function Activities({ contact }: { contact: string }) {
  const path = { contact };
  const list = usePages(`${contact} ${changes.value}`, (after, signal) =>
    rest("GET /api/v1/contacts/{contact}/activities", { path, query: { ...(after && { after }) }, signal }),
  );
  return (
    <Panel name="Activities">
      <Shown of={list}>
        {({ items }) => (
          <>
            {items.length === 0 && <p class="crm-nothing">No chats and no requests that you may read.</p>}
            {items.map((each) => (
              <ActivityRow key={`${each.kind} ${each.ref}`} activity={each} />
            ))}
            <More of={list} />
          </>
        )}
      </Shown>
    </Panel>
  );
}

function ActivityRow({ activity }: { activity: Activity }) {
  const { state } = useDesk();
  const { kind, ref, at, linked, chat, request } = activity;
  if (kind === "request") {
    return (
      <Entry
        href={addressOf(screenPlace("requests", [ref]))}
        icon={<TicketIcon size={16} />}
        title={request?.title ?? `Request ${ref}`}
        about={["Request", ref, request && requestWord(request.status)].filter(Boolean).join(" · ")}
        aside={<Ago at={at} />}
      />
    );
  }
  const about = ["Chat", chat && channelName(state.value, chat.channel), chat?.agent?.name ?? "nobody answered", chat?.rating !== undefined && `rated ${chat.rating} of 5`, !linked && "same address"];
  return (
    <Entry
      href={addressOf({ tab: "chats", chat: ref })}
      icon={<ChatIcon size={16} />}
      title={<bdi>{chat?.first ?? "A chat"}</bdi>}
      about={about.filter(Boolean).join(" · ")}
      aside={<Ago at={at} />}
    />
  );
}
