// Acts of the audit log in words. One that is not here yet is shown by its name.

import type { AuditEntry } from "../api.ts";

const WORDS: Readonly<Record<string, string>> = {
  "agent.add": "added the account",
  "agent.change": "changed the account",
  "agent.password": "set a password for",
  "agent.password_link": "made a password link for",
  "agent.sign_out": "signed out everywhere",
  "channel.add": "added the channel",
  "channel.save": "changed the channel",
  "channel.duplicate": "made the copy",
  "channel.delete": "deleted the channel",
  "webhook.add": "added a webhook",
  "webhook.change": "changed a webhook",
  "webhook.secret": "made a new secret for a webhook",
  "webhook.on": "switched on a webhook",
  "webhook.off": "switched off a webhook",
  "webhook.remove": "removed a webhook",
  "webhook.resend": "sent again to a webhook: delivery",
  "webhook.give_up": "left out of a webhook: delivery",
  "letter.again": "had a letter tried again",
  "letter.remove": "deleted a letter",
  "listen.start": "listened in on a chat",
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
