// The page of a company: its people, what is under way, and how it can be reached.

import { useEffect } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import type { Company } from "../api.ts";
import { useDesk } from "../desk.ts";
import { More, Shown, usePages, useResource } from "../loading.tsx";
import { addressOf, screenPlace } from "../places.ts";
import { rest } from "../rest.ts";
import { ScreenPage } from "../screen.tsx";
import { Activities } from "./activities.tsx";
import { changes } from "./asking.ts";
import { Panel, RemoveMenu } from "./panels.tsx";
import { ContactRows } from "./lists.tsx";
import { Promises, SalesOf } from "./of_record.tsx";
import { Reached } from "./reached.tsx";
import { Star } from "./star.tsx";
import "./pages.css";

const BACK = { href: addressOf(screenPlace("companies")), name: "Companies" };

export function CompanyPage({ id }: { id: string }) {
  const { dialog } = useDesk();
  const path = { company: id };
  const held = useResource(`${id} ${changes.value}`, (signal) => rest("GET /api/v1/companies/{company}", { path, signal }), { keep: true });
  const shelf = useResource(`shelf ${changes.value}`, (signal) => rest("GET /api/v1/contacts/shelf", { signal }), { keep: true });
  useEffect(() => {
    rest("POST /api/v1/companies/{company}/use", { path }).catch(() => undefined);
  }, [id]);
  const company = held.data;
  const liked = shelf.data?.favourites.companies.some((each) => each.id === id) ?? false;
  const actions = company && (
    <>
      <Star kind="company" id={id} name={company.name} on={liked} />
      <Button onClick={() => (dialog.value = { is: "company", company })}>Change</Button>
      <RemoveMenu kind="company" id={id} name={company.name} />
    </>
  );
  return (
    <ScreenPage title={company?.name ?? "Company"} back={BACK} actions={actions}>
      <Shown of={held}>{(known) => <About company={known} />}</Shown>
    </ScreenPage>
  );
}

function About({ company }: { company: Company }) {
  const of = { company: company.id };
  return (
    <div class="crm-page">
      <div class="crm-page-side">
        <Panel name="Company">
          {company.domains.length > 0 && <p>{company.domains.join(", ")}</p>}
          <Reached phone={company.phone} />
          {company.domains.length === 0 && company.phone === "" && <p class="crm-nothing">No domain and no number is known.</p>}
        </Panel>
        <Promises filter={of} of={of} />
        <SalesOf filter={of} of={of} />
      </div>
      <div class="crm-page-side">
        <People company={company} />
        <Activities of={company.id} named fetch={(query, signal) => rest("GET /api/v1/companies/{company}/activities", { path: { company: company.id }, query, signal })} />
      </div>
    </div>
  );
}

function People({ company }: { company: Company }) {
  const { dialog } = useDesk();
  const { id, name } = company;
  const list = usePages(`${id} ${changes.value}`, (after, signal) => rest("GET /api/v1/contacts", { query: { company: id, ...(after && { after }) }, signal }), { keep: true });
  return (
    <Panel name="People" add={{ name: "Add a contact", act: () => (dialog.value = { is: "contact", company: { id, name } }) }}>
      <Shown of={list}>
        {({ items }) => (
          <>
            {items.length === 0 ? <p class="crm-nothing">Nobody here is known yet.</p> : <ContactRows items={items} label={`People at ${name}`} />}
            <More of={list} />
          </>
        )}
      </Shown>
    </Panel>
  );
}
