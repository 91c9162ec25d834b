// What the CRM's records say on a screen, and what a form makes of what was typed. Pure: no screen, no socket, no clock.

import type { Contact, LogEvent, Why } from "../../shared/protocol.ts";
import type { Activity, Card, FollowUp, Sale } from "../api.ts";

const WORDS = "en";

export const STAGES: readonly Sale["stage"][] = ["lead", "offer", "negotiation", "won", "lost"];

export const STAGE_WORD: Readonly<Record<Sale["stage"], string>> = {
  lead: "Lead",
  offer: "Offer",
  negotiation: "Negotiation",
  won: "Won",
  lost: "Lost",
};

const WHY: Readonly<Record<Why, string>> = {
  email: "same e-mail address",
  name: "similar name",
  email_name: "name in the address",
  phone: "same phone number",
  company: "same company",
  domain: "same mail domain",
  colleagues: "others write from there",
  company_name: "name in the mail domain",
};

/** "Same e-mail address, similar name": the first two, which are what it rests on. */
export function whyWords(why: readonly Why[]): string {
  return sentence(why.slice(0, 2).map((each) => WHY[each]).join(", "));
}

/** The same of a company where the customer might work: to that she cannot have the same company, she has named it. */
export function workplaceWords(why: readonly Why[]): string {
  return sentence(why.slice(0, 2).map((each) => (each === "company" ? "named by the customer" : WHY[each])).join(", "));
}

/** "Buyer · Nord AS", as much of it as is known. */
export function contactLine({ title, company_name }: Pick<Contact, "title" | "company_name">): string {
  return [title, company_name].filter(Boolean).join(" · ");
}

export function requestWord(status: string): string {
  return sentence(status);
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

// --- the panel ---

/** Changes whenever the chat's log says something else of its contact: then the server is asked again. */
export function linkMark(events: readonly LogEvent[]): number {
  return newest(events, ({ kind }) => kind === "contact_linked" || kind === "contact_unlinked");
}

/** Changes whenever there is one request more. */
export function requestMark(events: readonly LogEvent[]): number {
  return newest(events, ({ kind }) => kind === "request_created");
}

function newest(events: readonly LogEvent[], is: (event: LogEvent) => boolean): number {
  return events.reduce((last, event) => (is(event) ? Math.max(last, event.seq) : last), 0);
}

/** The chats of a contact without the one that is open, and how many there are: "10+" where not all are known. */
export function earlierChats(card: Pick<Card, "chats" | "more_chats">, open: string | null): Counted<Activity> {
  const items = card.chats.filter(({ ref }) => ref !== open);
  return { items, count: card.more_chats ? `${items.length}+` : `${items.length}` };
}

export interface Counted<Item> {
  readonly items: readonly Item[];
  readonly count: string;
}

/** What is still to be done counts; what is done comes after it. */
export function followUps(all: readonly FollowUp[]): Counted<FollowUp> {
  return { items: all, count: `${all.filter(isOpen).length}` };
}

export function isOpen(followUp: Pick<FollowUp, "done_at">): boolean {
  return followUp.done_at === undefined;
}

export function isLate(followUp: Pick<FollowUp, "done_at" | "due_at">, now: number): boolean {
  return isOpen(followUp) && followUp.due_at < now;
}

// --- money and time, as written and as typed ---

/** "€1,250.00", with the letters of the currency where the browser knows no sign for it. */
export function money(cents: number, currency: string): string {
  try {
    return new Intl.NumberFormat(WORDS, { style: "currency", currency }).format(cents / 100);
  } catch {
    return `${(cents / 100).toFixed(2)} ${currency}`;
  }
}

/** As a field shows it, for somebody to change: "1250.00". */
export function amountText(cents: number): string {
  return (cents / 100).toFixed(2);
}

/** "1 250,5", "1,250.50" and "1250" as hundredths; null where it is no amount. The last mark parts the fraction. */
export function centsOf(text: string): number | null {
  const bare = text.replace(/[\s'’]/g, "");
  const found = /^(\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,](\d{1,2}))?$/.exec(bare);
  if (found === null) return null;
  const whole = (found[1] ?? "").replace(/[.,]/g, "");
  const cents = Number(whole) * 100 + Number((found[2] ?? "").padEnd(2, "0"));
  return Number.isSafeInteger(cents) ? cents : null;
}

/** For a field of date and time: "2027-01-15T09:30", by the clock on the wall here. */
export function localTime(at: number): string {
  const date = new Date(at);
  const two = (part: number) => String(part).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

export function timeOf(text: string): number | null {
  const at = new Date(text).getTime();
  return text === "" || Number.isNaN(at) ? null : at;
}

/** Tomorrow at nine: what a new follow-up is due at until somebody says otherwise. */
export function tomorrowMorning(now: number): number {
  const date = new Date(now);
  date.setDate(date.getDate() + 1);
  return date.setHours(9, 0, 0, 0);
}

/** The entries of a field that takes several, one a line or parted by commas. */
export function entriesOf(text: string): string[] {
  return text.split(/[\s,;]+/).filter((each) => each !== "");
}
