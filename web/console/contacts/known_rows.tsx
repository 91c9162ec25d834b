// What a contact's card leads to, as rows: its company and its requests.

import type { Card } from "../api.ts";
import { TicketIcon } from "../icons.tsx";
import { Ago } from "../moments.tsx";
import { addressOf, screenPlace } from "../places.ts";
import { requestWord } from "./crm.ts";
import { CompanyIcon } from "./icons.tsx";
import { Entry } from "./rows.tsx";

export function CompanyRow({ company }: { company: NonNullable<Card["company"]> }) {
  return (
    <Entry
      href={addressOf(screenPlace("companies", [company.id]))}
      icon={<CompanyIcon size={16} />}
      title={<bdi>{company.name}</bdi>}
      about={[company.domains[0], company.phone].filter(Boolean).join(" · ")}
    />
  );
}

export function RequestRow({ request }: { request: Card["requests"][number] }) {
  return (
    <Entry
      href={addressOf(screenPlace("requests", [`${request.number}`]))}
      icon={<TicketIcon size={16} />}
      title={request.title}
      about={`${request.number} · ${requestWord(request.status)}`}
      aside={<Ago at={request.created_at} />}
    />
  );
}
