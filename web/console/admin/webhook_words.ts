// What is said of webhooks and of what was sent to them. Pure, so that every case is tested.

import type { Webhook, WebhookDelivery } from "../api.ts";

export type EventName = Webhook["events"][number];

export const EVENTS: Readonly<Record<EventName, { readonly name: string; readonly hint: string }>> = {
  "chat.created": { name: "New chats", hint: "chat.created" },
  "chat.changed": { name: "Changes", hint: "chat.changed: queued, answered, transferred, ended and the like" },
  "chat.message": { name: "Messages", hint: "chat.message: what customers, agents and bots write" },
  "chat.note": { name: "Internal notes", hint: "chat.note: what customers never see" },
};

export const EVENT_NAMES = Object.keys(EVENTS) as readonly EventName[];

interface Stand {
  readonly word: string;
  readonly warns: boolean;
  /** What it means, and what to do. */
  readonly says: string;
}

export function stateOf({ status, failures }: Pick<Webhook, "status" | "failures">): Stand {
  switch (status) {
    case "on":
      if (failures === 0) return { word: "On", warns: false, says: "It is told what happens, in order, as it happens." };
      return {
        word: `On, failed ${times(failures)}`,
        warns: true,
        says: `The last ${failures === 1 ? "try" : `${failures} tries`} failed. It is tried again by itself, and stopped after nine failures in a row. Nothing is lost meanwhile.`,
      };
    case "off":
      return { word: "Off", warns: false, says: "Nothing is sent. What happens meanwhile is kept for it, and sent when you switch it on." };
    case "stopped":
      return {
        word: "Stopped",
        warns: true,
        says: "It failed nine times in a row. Look below at what the other server answered, have it mended, send a test, then switch the webhook on again. What waits is sent then, in order: nothing is lost.",
      };
  }
}

export function times(count: number): string {
  return count === 1 ? "once" : count === 2 ? "twice" : `${count} times`;
}

/** "delivered, answer 204" */
export function outcome({ status, tries, answer, error }: Pick<WebhookDelivery, "status" | "tries" | "answer" | "error">): string {
  const answered = answer === undefined ? "" : `, answer ${answer}`;
  switch (status) {
    case "delivered":
      return `Delivered${answered}${tries > 1 ? `, after ${tries} tries` : ""}`;
    case "failed":
      return "Left out";
    case "waiting":
      return tries === 0 ? "Waiting" : `Waiting, tried ${times(tries)}${answered || (error === undefined ? "" : `: ${error}`)}`;
  }
}

export function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}

/** The body as it was sent, with its parts on lines of their own where it is JSON. */
export function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
