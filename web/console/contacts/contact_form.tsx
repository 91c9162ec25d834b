// A contact to fill in: a new one for a chat (with what the chat says filled in; saving links it), a new one by itself, or
// one that is there.

import { useState } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import type { Contact, ContactDraft, ContactNow } from "../../shared/protocol.ts";
import { Refused } from "../../shared/socket.ts";
import { say, useDesk, type Desk } from "../desk.ts";
import type { DialogProps } from "../dialog_list.ts";
import { Dialog } from "../parts.tsx";
import { leading, screenPlace } from "../places.ts";
import { rest } from "../rest.ts";
import { askOf, changed, refusalOf } from "./asking.ts";
import { CompanyPick, companyOf, newCompany, NO_COMPANY, type Picked } from "./company_pick.tsx";
import { entriesOf } from "./crm.ts";
import { Field, Form, useSubmit } from "./fields.tsx";

export interface ContactToFill {
  /** Save it for this chat, and link it there. */
  readonly chat?: string;
  readonly draft?: ContactDraft;
  /** She works here. */
  readonly company?: { readonly id: string; readonly name: string };
  /** Change this one. */
  readonly contact?: Contact;
}

interface Typed {
  readonly name: string;
  readonly title: string;
  readonly emails: string;
  readonly phone: string;
  readonly company: Picked;
}

const FIELDS = ["name", "title", "emails", "phone", "company.name", "company.domains", "company.phone"];

export default function ContactForm({ close, ...of }: DialogProps<"contact">) {
  const desk = useDesk();
  const [typed, setTyped] = useState<Typed>(() => startOf(of));
  const [known, setKnown] = useState<string | null>(null);
  const set = (change: Partial<Typed>) => setTyped({ ...typed, ...change });
  const submitting = useSubmit(async () => {
    setKnown(null);
    try {
      await save(desk, of, typed);
      close();
    } catch (problem) {
      if (problem instanceof Refused && problem.details.contact !== undefined) setKnown(problem.details.contact);
      throw refusalOf(problem);
    }
  });
  const linkKnown = async () => {
    if (of.chat === undefined || known === null) return;
    await askOf(desk, { type: "contact.link", chat: of.chat, contact: known });
    changed();
    close();
  };
  const { refusal } = submitting;
  const instead =
    known === null || of.chat === undefined ? undefined : (
      <p class="crm-instead">
        <Button onClick={() => void linkKnown().catch((problem: unknown) => say(desk.toasts, refusalOf(problem).message, "error"))}>
          Link that contact instead
        </Button>
      </p>
    );
  return (
    <Dialog title={titleOf(of)} onClose={close}>
      <Form submitting={submitting} fields={FIELDS} save={of.chat === undefined ? "Save" : "Save and link"} onCancel={close} instead={instead}>
        <Field label="Name" name="name" value={typed.name} refusal={refusal} autofocus onChange={(name) => set({ name })} />
        <Field
          label="E-mail"
          name="emails"
          value={typed.emails}
          lines={Math.max(1, typed.emails.split("\n").length)}
          hint="Several: one a line."
          refusal={refusal}
          onChange={(emails) => set({ emails })}
        />
        <div class="crm-pair">
          <Field label="Phone" name="phone" type="tel" value={typed.phone} refusal={refusal} onChange={(phone) => set({ phone })} />
          <Field label="Title" name="title" value={typed.title} refusal={refusal} onChange={(title) => set({ title })} />
        </div>
        <CompanyPick picked={typed.company} refusal={refusal} onPick={(company) => set({ company })} />
      </Form>
    </Dialog>
  );
}

function titleOf({ chat, contact }: ContactToFill): string {
  if (contact !== undefined) return "Change contact";
  return chat === undefined ? "New contact" : "Create new company and contact";
}

function startOf({ contact, draft, company }: ContactToFill): Typed {
  const from = contact ?? draft?.contact;
  const own = contact?.company === undefined ? NO_COMPANY : ({ is: "known", id: contact.company, name: contact.company_name ?? "" } as const);
  const drafted = draft?.company === undefined || draft.company === null ? own : newCompany(draft.company);
  return {
    name: from?.name ?? "",
    title: from?.title ?? "",
    emails: from?.emails?.join("\n") ?? "",
    phone: from?.phone ?? "",
    company: company === undefined ? drafted : { is: "known", ...company },
  };
}

async function save(desk: Desk, { chat, contact }: ContactToFill, typed: Typed): Promise<void> {
  const { company } = typed;
  const fields = { name: typed.name, title: typed.title, emails: entriesOf(typed.emails), phone: typed.phone };
  const known = company.is === "known" ? company.id : null;
  if (chat !== undefined) {
    const made = company.is === "new" ? companyOf(company) : null;
    await desk.ask<ContactNow>({ type: "contact.create", chat, contact: { ...fields, ...(known !== null && { company: known }) }, company: made });
  } else if (contact !== undefined) {
    const at = company.is === "new" ? (await rest("POST /api/v1/companies", { body: companyOf(company) })).id : known;
    await rest("PATCH /api/v1/contacts/{contact}", { path: { contact: contact.id }, body: { ...fields, company: at } });
  } else {
    const body = { ...fields, company: company.is === "new" ? companyOf(company) : known };
    const lead = leading(desk.place);
    const made = await rest("POST /api/v1/contacts", { body });
    lead(screenPlace("contacts", [made.id]));
  }
  changed();
}
