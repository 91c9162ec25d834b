// Acts of the audit log in words: those of actors/acts.py, all of them. An older server's are shown by their names.

import type { AuditEntry } from "../api.ts";

const WORDS: Readonly<Record<string, string>> = {
  "agent.add": "added the account",
  "agent.change": "changed the account",
  "agent.change_own": "changed her own account",
  "agent.password": "set a password for",
  "agent.password_link": "made a password link for",
  "agent.password_link_used": "chose a password by a link for",
  "agent.password_own": "changed her own password",
  "agent.sign_out": "signed out everywhere",
  "agent.sign_out_own": "ended another session of her own",
  "channel.add": "added the channel",
  "channel.delete": "deleted the channel",
  "channel.duplicate": "made the copy",
  "channel.identity_off": "took no more signed customers in",
  "channel.identity_secret": "made a secret to sign customers with for",
  "channel.member": "set rights in the channel",
  "channel.save": "changed the channel",
  "company.remove": "deleted a company",
  "contact.remove": "deleted a contact",
  "document.add": "added the document",
  "document.change": "moved or renamed the document",
  "document.exchange": "put a new version of the document",
  "document.remove": "deleted the document",
  "document_folder.move": "moved a folder of documents:",
  "faq.add": "wrote the FAQ",
  "faq.change": "changed a FAQ:",
  "faq.remove": "deleted the FAQ",
  "faq_folder.add": "added the folder of FAQs",
  "faq_folder.change": "changed a folder of FAQs:",
  "faq_folder.remove": "deleted a folder of FAQs",
  "follow_up.remove": "deleted a follow-up",
  "import.companies": "began an import of companies:",
  "import.contacts": "began an import of contacts:",
  "letter.again": "had a letter tried again",
  "letter.remove": "deleted a letter",
  "listen.start": "listened in on a chat",
  "picture.add": "uploaded a picture",
  "report.export": "took figures out as CSV:",
  "request_category.add": "added the request category",
  "request_category.change": "changed a request category:",
  "request_category.remove": "deleted the request category",
  "sale.remove": "deleted a sale",
  "template.add": "wrote the template",
  "template.change": "changed a template:",
  "template.remove": "deleted the template",
  "template_folder.add": "added the folder of templates",
  "template_folder.change": "changed a folder of templates:",
  "template_folder.remove": "deleted a folder of templates",
  "webhook.add": "added a webhook",
  "webhook.change": "changed a webhook",
  "webhook.give_up": "left out of a webhook: delivery",
  "webhook.off": "switched off a webhook",
  "webhook.on": "switched on a webhook",
  "webhook.remove": "removed a webhook",
  "webhook.resend": "sent again to a webhook: delivery",
  "webhook.secret": "made a new secret for a webhook",
  "webhook.test": "sent a test to the webhook",
};

export function actOf({ act }: Pick<AuditEntry, "act">): string {
  return WORDS[act] ?? act;
}

export function whoOf({ by, who }: Pick<AuditEntry, "by" | "who">): string {
  return by ?? who;
}

/** What it was done to, if that says more than the act does: a name, not an id. */
export function whatOf({ name, detail }: Pick<AuditEntry, "name" | "detail">): string {
  return name === undefined || detail === "" ? (name ?? detail) : `${name} (${detail})`;
}

// The areas that are more than one thing, in the order in which one looks for them.
const AREAS: readonly (readonly [string, string])[] = [
  ["channel", "Channels"],
  ["agent", "Accounts"],
  ["listen", "Listening in"],
  ["webhook", "Webhooks"],
  ["letter", "Letters"],
  ["faq", "FAQs"],
  ["faq_folder", "Folders of FAQs"],
  ["template", "Templates"],
  ["template_folder", "Folders of templates"],
  ["request_category", "Request categories"],
  ["document", "Documents"],
  ["document_folder", "Folders of documents"],
  ["picture", "Pictures"],
  ["contact", "Contacts"],
  ["company", "Companies"],
  ["sale", "Sales"],
  ["follow_up", "Follow-ups"],
  ["import", "Imports"],
  ["report", "Reports"],
];

export interface Area {
  readonly area: string;
  readonly name: string;
  readonly acts: readonly { readonly act: string; readonly words: string }[];
}

/** What can be looked for: all acts of an area, or one of them. */
export function areas(): readonly Area[] {
  return AREAS.map(([area, name]) => ({
    area,
    name,
    acts: Object.entries(WORDS)
      .filter(([act]) => act.split(".")[0] === area)
      .map(([act, words]) => ({ act, words: words.replace(/:$/, "") })),
  }));
}

/** The filters as the server takes them: `from` and `to` are days, both whole ones, by the clock of who looks. */
export function auditQuery({ who = "", act = "", from = "", to = "" }: Readonly<Record<string, string>>): { who?: string; act?: string; since?: number; until?: number } {
  const since = startOf(from, 0);
  const until = startOf(to, 1);
  return { ...(who && { who }), ...(act && { act }), ...(since !== null && { since }), ...(until !== null && { until }) };
}

function startOf(day: string, later: number): number | null {
  const [year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day)?.slice(1).map(Number) ?? [];
  return year === undefined || month === undefined || date === undefined ? null : new Date(year, month - 1, date + later).getTime();
}
