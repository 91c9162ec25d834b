// A chat that is linked to nobody: who the customer could be, where she might work, and the ways to say who she is.

import { Button } from "../../shared/parts.tsx";
import { SearchIcon } from "../../shared/icons.tsx";
import type { ChatCard, ContactSuggested } from "../../shared/protocol.ts";
import { useDesk } from "../desk.ts";
import { PlusIcon } from "../icons.tsx";
import { contactLine, whyWords, workplaceWords } from "./crm.ts";
import { CompanyIcon } from "./icons.tsx";
import { useLinking } from "./linking.ts";

interface UnlinkedProps {
  readonly card: ChatCard;
  readonly found: ContactSuggested;
  readonly mayLink: boolean;
  readonly onLinked: () => void;
  readonly onSearch: () => void;
}

export function Unlinked({ card, found, mayLink, onLinked, onSearch }: UnlinkedProps) {
  const { dialog } = useDesk();
  const { busy, link } = useLinking(card.id, onLinked);
  const { could_be = [], might_work_at = [], draft } = found;
  const create = (company?: { id: string; name: string }) =>
    (dialog.value = { is: "contact", chat: card.id, ...(draft && { draft }), ...(company && { company }) });
  return (
    <>
      {could_be.length > 0 && (
        <div class="contact-group">
          <h4 id="could-be">This contact could be…</h4>
          <ul aria-labelledby="could-be">
            {could_be.map(({ contact, why }) => (
              <li key={contact.id} class="contact-choice">
                <div class="contact-choice-words">
                  <bdi class="contact-choice-name">{contact.name}</bdi>
                  {contactLine(contact) !== "" && <span>{contactLine(contact)}</span>}
                  <span>{whyWords(why)}</span>
                </div>
                {mayLink && (
                  <Button disabled={busy} aria-label={`Link ${contact.name}`} onClick={() => link(contact.id)}>
                    Link
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
      {might_work_at.length > 0 && (
        <div class="contact-group">
          <h4 id="might-work-at">{card.customer} might work at</h4>
          <ul aria-labelledby="might-work-at">
            {might_work_at.map(({ company, why }) => (
              <li key={company.id} class="contact-choice">
                <CompanyIcon size={16} />
                <div class="contact-choice-words">
                  <bdi class="contact-choice-name">{company.name}</bdi>
                  <span>{workplaceWords(why)}</span>
                </div>
                {mayLink && (
                  <Button aria-label={`New contact at ${company.name}`} onClick={() => create({ id: company.id, name: company.name })}>
                    New contact
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
      {could_be.length === 0 && might_work_at.length === 0 && <p class="contact-none">Nobody here is known by what the customer has said.</p>}
      {mayLink && (
        <div class="contact-ways">
          <Button wide onClick={onSearch}>
            <SearchIcon size={16} /> Search contacts
          </Button>
          <Button wide onClick={() => create()}>
            <PlusIcon size={16} /> Create new company and contact
          </Button>
        </div>
      )}
    </>
  );
}
