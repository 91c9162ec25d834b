// The two lists, people and companies: all of them by name, or what the words find, the best first.

import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { PeopleIcon, SearchIcon } from "../../shared/icons.tsx";
import { Avatar, Button } from "../../shared/parts.tsx";
import type { Company, Contact } from "../api.ts";
import { useDesk } from "../desk.ts";
import { PlusIcon } from "../icons.tsx";
import { More, Shown, usePages, useResource } from "../loading.tsx";
import { Empty } from "../parts.tsx";
import { addressOf, replacePlace, screenPlace } from "../places.ts";
import { rest } from "../rest.ts";
import { ScreenPage } from "../screen.tsx";
import { admins } from "../screens.ts";
import { changes } from "./asking.ts";
import { CompanyIcon } from "./icons.tsx";
import { useSettled } from "./settled.ts";
import "./lists.css";

const FOUND = 50;

export function ContactList({ words }: { words: string }) {
  const { dialog } = useDesk();
  return (
    <ListPage
      name="contacts"
      title="Contacts"
      words={words}
      hint="Name, e-mail, phone, title"
      add={<Button look="primary" onClick={() => (dialog.value = { is: "contact" })}><PlusIcon size={16} /> New contact</Button>}
    >
      {(text) => (text === "" ? <AllContacts /> : <FoundContacts words={text} />)}
    </ListPage>
  );
}

export function CompanyList({ words }: { words: string }) {
  const { dialog } = useDesk();
  return (
    <ListPage
      name="companies"
      title="Companies"
      words={words}
      hint="Name, domain, phone"
      add={<Button look="primary" onClick={() => (dialog.value = { is: "company" })}><PlusIcon size={16} /> New company</Button>}
    >
      {(text) => (text === "" ? <AllCompanies /> : <FoundCompanies words={text} />)}
    </ListPage>
  );
}

interface ListPageProps {
  readonly name: "contacts" | "companies";
  readonly title: string;
  readonly words: string;
  readonly hint: string;
  readonly add: ComponentChildren;
  readonly children: (words: string) => ComponentChildren;
}

function ListPage({ name, title, words, hint, add, children }: ListPageProps) {
  const { place, state } = useDesk();
  const [text, setText] = useState(words);
  const settled = useSettled(text.trim());
  useEffect(() => {
    if (settled !== words) replacePlace(place, screenPlace(name, [], { q: settled }));
  }, [settled]);
  const actions = (
    <>
      {admins(state.value) && (
        <a class="button secondary crm-button" href={addressOf(screenPlace("contacts", ["import"]))}>
          Import…
        </a>
      )}
      {add}
    </>
  );
  return (
    <ScreenPage title={title} actions={actions}>
      <div class="crm-bar">
        <nav class="crm-tabs" aria-label="Contacts and companies">
          {(["contacts", "companies"] as const).map((each) => (
            <a key={each} href={addressOf(screenPlace(each))} aria-current={each === name ? "page" : undefined}>
              {each === "contacts" ? "People" : "Companies"}
            </a>
          ))}
        </nav>
        <search class="seek crm-search">
          <SearchIcon size={16} />
          <input
            class="input"
            type="search"
            aria-label={`Search ${name}`}
            placeholder={hint}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </search>
      </div>
      {children(settled)}
    </ScreenPage>
  );
}

function AllContacts() {
  const list = usePages(`contacts ${changes.value}`, (after, signal) => rest("GET /api/v1/contacts", { query: { ...(after && { after }) }, signal }), { keep: true });
  return (
    <>
      <AtHand />
      <Shown of={list}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon={<PeopleIcon size={28} />} title="Nobody yet">
              Contacts you create here, or from a chat, appear in this list.
            </Empty>
          ) : (
            <>
              <ContactRows items={items} label="All contacts" />
              <More of={list} />
            </>
          )
        }
      </Shown>
    </>
  );
}

/** The favourites, then the last used: a line of each. */
function AtHand() {
  const shelf = useResource(`shelf ${changes.value}`, (signal) => rest("GET /api/v1/contacts/shelf", { signal }), { keep: true });
  const { favourites, history } = shelf.data ?? {};
  return (
    <>
      <Chips name="Favourites" contacts={favourites?.contacts ?? []} companies={favourites?.companies ?? []} />
      <Chips name="Last used" contacts={history?.contacts.slice(0, 8) ?? []} companies={history?.companies.slice(0, 4) ?? []} />
    </>
  );
}

function Chips({ name, contacts, companies }: { name: string; contacts: readonly Contact[]; companies: readonly Company[] }) {
  if (contacts.length + companies.length === 0) return null;
  return (
    <section class="crm-chips" aria-label={name}>
      <h3>{name}</h3>
      <ul>
        {contacts.map(({ id, name: who }) => (
          <li key={id}>
            <a class="crm-chip" href={addressOf(screenPlace("contacts", [id]))}>
              <Avatar name={who} size="small" /> <bdi>{who}</bdi>
            </a>
          </li>
        ))}
        {companies.map(({ id, name: who }) => (
          <li key={id}>
            <a class="crm-chip" href={addressOf(screenPlace("companies", [id]))}>
              <CompanyIcon size={16} /> <bdi>{who}</bdi>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function useFound(words: string) {
  return useResource(
    `found ${words} ${changes.value}`,
    (signal) => rest("GET /api/v1/contacts/search", { query: { text: words, limit: FOUND }, signal }),
    { keep: true },
  );
}

function FoundContacts({ words }: { words: string }) {
  const found = useFound(words);
  return (
    <Shown of={found}>
      {({ contacts, companies }) => (
        <>
          <p class="crm-count" role="status">
            {contacts.length === 0 ? `No contact has words that begin like “${words}”.` : counted(contacts.length, "contact", "contacts")}
          </p>
          {contacts.length > 0 && <ContactRows items={contacts} label="Contacts found" />}
          <Chips name="Companies" contacts={[]} companies={companies} />
        </>
      )}
    </Shown>
  );
}

function Email({ address }: { address: string }) {
  const at = address.lastIndexOf("@");
  if (at < 0) return <>{address}</>;
  return (
    <>
      {address.slice(0, at)}
      <wbr />
      {address.slice(at)}
    </>
  );
}

export function ContactRows({ items, label }: { items: readonly Contact[]; label: string }) {
  return (
    <table class="crm-table" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Company</th>
          <th scope="col">E-mail</th>
          <th scope="col">Phone</th>
        </tr>
      </thead>
      <tbody>
        {items.map((each) => (
          <tr key={each.id}>
            <th scope="row">
              <a data-row class="crm-row-link" href={addressOf(screenPlace("contacts", [each.id]))}>
                <Avatar name={each.name} size="small" />
                <span class="crm-row-name">
                  <bdi>{each.name}</bdi>
                  {each.title !== "" && <small>{each.title}</small>}
                </span>
              </a>
            </th>
            <td>
              {each.company !== undefined && <a href={addressOf(screenPlace("companies", [each.company]))}>{each.company_name}</a>}
            </td>
            <td>
              <Email address={each.emails[0] ?? ""} />
            </td>
            <td class="figure">{each.phone}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function AllCompanies() {
  const list = usePages(`companies ${changes.value}`, (after, signal) => rest("GET /api/v1/companies", { query: { ...(after && { after }) }, signal }), { keep: true });
  return (
    <Shown of={list}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty icon={<CompanyIcon size={28} />} title="No companies yet">
            Companies you create here, or with a contact, appear in this list.
          </Empty>
        ) : (
          <>
            <CompanyRows items={items} label="All companies" />
            <More of={list} />
          </>
        )
      }
    </Shown>
  );
}

function FoundCompanies({ words }: { words: string }) {
  const found = useFound(words);
  return (
    <Shown of={found}>
      {({ companies }) => (
        <>
          <p class="crm-count" role="status">
            {companies.length === 0 ? `No company has words that begin like “${words}”.` : counted(companies.length, "company", "companies")}
          </p>
          {companies.length > 0 && <CompanyRows items={companies} label="Companies found" />}
        </>
      )}
    </Shown>
  );
}

function CompanyRows({ items, label }: { items: readonly Company[]; label: string }) {
  return (
    <table class="crm-table" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Mail domains</th>
          <th scope="col">Phone</th>
        </tr>
      </thead>
      <tbody>
        {items.map((each) => (
          <tr key={each.id}>
            <th scope="row">
              <a data-row class="crm-row-link" href={addressOf(screenPlace("companies", [each.id]))}>
                <CompanyIcon size={20} />
                <span class="crm-row-name">
                  <bdi>{each.name}</bdi>
                </span>
              </a>
            </th>
            <td>{each.domains.join(", ")}</td>
            <td class="figure">{each.phone}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function counted(count: number, one: string, many: string): string {
  if (count >= FOUND) return `The best ${FOUND} ${many}`;
  return `${count} ${count === 1 ? one : many}`;
}
