// Requests in words: the names of their statuses and priorities, and what a change of one says. No screen in here.

import type { Change, RequestLetter, RequestsRow } from "../api.ts";

export type Status = RequestsRow["status"];
export type Priority = RequestsRow["priority"];

export const STATUSES: readonly Status[] = ["open", "waiting", "closed"];
export const PRIORITIES: readonly Priority[] = ["urgent", "high", "normal", "low"];

export const STATUS: Readonly<Record<Status, string>> = { open: "Open", waiting: "Waiting", closed: "Closed" };
export const PRIORITY: Readonly<Record<Priority, string>> = { urgent: "Urgent", high: "High", normal: "Normal", low: "Low" };

const FIELD: Readonly<Record<string, string>> = {
  title: "title",
  status: "status",
  priority: "priority",
  category: "category",
  owner: "owner",
  contact: "contact",
};
const NONE: Readonly<Record<string, string>> = { owner: "nobody", contact: "nobody", category: "none" };

/** "Bjørn changed status from Open to Closed and owner from nobody to Anna." */
export function changed(by: string, changes: readonly Change[]): string {
  const agreed = changes.find(({ field }) => field === "consent");
  if (agreed !== undefined) return `${by} agreed: “${agreed.now}”`;
  const parts = changes.map(({ field, was, now }) => `${FIELD[field] ?? field} from ${said(field, was)} to ${said(field, now)}`);
  return `${by} changed ${listed(parts)}.`;
}

function said(field: string, value: string): string {
  if (value === "") return NONE[field] ?? "nothing";
  if (field === "status") return STATUS[value as Status] ?? value;
  if (field === "priority") return PRIORITY[value as Priority] ?? value;
  return field === "title" ? `“${value}”` : value;
}

function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? "nothing";
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
}

/** How an answer by e-mail fares. */
export function letterWords({ to, status }: RequestLetter): string {
  if (status === "sent") return `Sent to ${to}`;
  return status === "waiting" ? `Waits to be sent to ${to}` : `Could not be sent to ${to}`;
}

// What a title may have, and what is still read at a glance.
const TITLE_WANTED = 80;

/** A first title for a request, of what the customer said first: whole words of its first line. */
export function titleOf(first: string | undefined): string {
  const [line = ""] = (first ?? "").trim().split("\n");
  if (line.length <= TITLE_WANTED) return line;
  const cut = line.slice(0, TITLE_WANTED);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), TITLE_WANTED / 2)).trimEnd()}…`;
}
