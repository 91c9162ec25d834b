// The page of a contact: who it is, what is under way, and everything there was between us.

import { useEffect } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import type { Card } from "../api.ts";
import { useDesk } from "../desk.ts";
import { Shown, useResource } from "../loading.tsx";
import { addressOf, screenPlace } from "../places.ts";
import { rest } from "../rest.ts";
import { ScreenPage } from "../screen.tsx";
import { Activities } from "./activities.tsx";
import { changes } from "./asking.ts";
import { contactLine } from "./crm.ts";
import { CompanyRow, RequestRow } from "./known_rows.tsx";
import { Promises, SalesOf } from "./of_record.tsx";
import { Panel, RemoveMenu } from "./panels.tsx";
import { Reached } from "./reached.tsx";
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
          {company !== undefined && <CompanyRow company={company} />}
        </Panel>
        {requests.length > 0 && (
          <Panel name="Open requests">
            {requests.map((each) => (
              <RequestRow key={each.number} request={each} />
            ))}
          </Panel>
        )}
        <Promises filter={{ contact: contact.id }} of={of} />
        <SalesOf filter={{ contact: contact.id }} of={of} />
      </div>
      <Activities of={contact.id} fetch={(query, signal) => rest("GET /api/v1/contacts/{contact}/activities", { path: { contact: contact.id }, query, signal })} />
    </div>
  );
}
