// Looking for the contact of a chat: what the words find, and without words the favourites and the last used.

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { CloseIcon } from "../../shared/icons.tsx";
import { Button, IconButton } from "../../shared/parts.tsx";
import type { ChatCard, Company, Contact, ContactDraft, ContactsFound, Found } from "../../shared/protocol.ts";
import { useDesk } from "../desk.ts";
import { PlusIcon } from "../icons.tsx";
import { Shown, useResource } from "../loading.tsx";
import { askOf, changes } from "./asking.ts";
import { contactLine } from "./crm.ts";
import { CompanyIcon } from "./icons.tsx";
import { useLinking } from "./linking.ts";
import { Star } from "./star.tsx";
import { useSettled } from "./settled.ts";

interface SearchProps {
  readonly card: ChatCard;
  /** Who is linked already. */
  readonly now: string | undefined;
  readonly draft: ContactDraft | undefined;
  readonly onLinked: () => void;
  readonly onClose: () => void;
}

export function Search({ card, now, draft, onLinked, onClose }: SearchProps) {
  const desk = useDesk();
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  const words = useSettled(text.trim());
  const found = useResource(
    `${words} ${changes.value}`,
    () => askOf<ContactsFound>(desk, { type: "contact.search", text: words.slice(0, 200) }),
    { keep: true },
  );
  const { busy, link } = useLinking(card.id, onLinked);
  const create = (company?: Company) => {
    const at = company === undefined ? {} : { company: { id: company.id, name: company.name } };
    desk.dialog.value = { is: "contact", chat: card.id, ...(draft && { draft }), ...at };
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    event.preventDefault();
    onClose();
  };
  const lists = { now, busy, onLink: link, onCreateAt: create };
  return (
    <div class="contact-search" role="search" aria-label="Contacts" onKeyDown={keys}>
      <div class="contact-search-field">
        <input
          class="input"
          type="search"
          ref={field}
          placeholder="Name, e-mail, company…"
          aria-label="Search contacts and companies"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <IconButton label="Close the search" onClick={onClose}>
          <CloseIcon />
        </IconButton>
      </div>
      <Shown of={found} lines={3}>
        {({ found: hits, favourites, history }) =>
          hits !== undefined ? (
            <>
              <p class="unseen" role="status">
                {countWords(hits)}
              </p>
              <List name="Found" of={hits} empty="Nobody has words that begin like these." {...lists} />
            </>
          ) : (
            <>
              <List name="Favourites" of={favourites} starred {...lists} />
              <List name="Last used" of={history} empty="Contacts you link or open appear here." {...lists} />
            </>
          )
        }
      </Shown>
      <Button wide onClick={() => create()}>
        <PlusIcon size={16} /> Create new company and contact
      </Button>
    </div>
  );
}

function countWords({ contacts, companies }: Found): string {
  const people = contacts.length === 1 ? "1 contact" : `${contacts.length} contacts`;
  return `${people}, ${companies.length === 1 ? "1 company" : `${companies.length} companies`} found`;
}

interface ListProps {
  readonly name: string;
  readonly of: Found | undefined;
  readonly empty?: string;
  readonly starred?: boolean;
  readonly now: string | undefined;
  readonly busy: boolean;
  readonly onLink: (contact: string) => void;
  readonly onCreateAt: (company: Company) => void;
}

function List({ name, of, empty, starred = false, now, busy, onLink, onCreateAt }: ListProps) {
  const { contacts, companies } = of ?? { contacts: [], companies: [] };
  if (contacts.length + companies.length === 0) return empty === undefined ? null : <p class="contact-none">{empty}</p>;
  const id = `contacts-${name.toLowerCase().replace(" ", "-")}`;
  return (
    <div class="contact-group">
      <h4 id={id}>{name}</h4>
      <ul aria-labelledby={id}>
        {contacts.map((each: Contact) => (
          <li key={each.id} class="contact-choice">
            <div class="contact-choice-words">
              <bdi class="contact-choice-name">{each.name}</bdi>
              <span>{contactLine(each) || each.emails?.[0]}</span>
            </div>
            {starred && <Star kind="contact" id={each.id} name={each.name ?? ""} on />}
            {each.id === now ? (
              <span class="contact-choice-now">Linked</span>
            ) : (
              <Button disabled={busy} aria-label={`Link ${each.name}`} onClick={() => onLink(each.id)}>
                Link
              </Button>
            )}
          </li>
        ))}
        {companies.map((each: Company) => (
          <li key={each.id} class="contact-choice">
            <CompanyIcon size={16} />
            <div class="contact-choice-words">
              <bdi class="contact-choice-name">{each.name}</bdi>
              <span>{each.domains?.[0] ?? "Company"}</span>
            </div>
            <Button aria-label={`New contact at ${each.name}`} onClick={() => onCreateAt(each)}>
              New contact
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
