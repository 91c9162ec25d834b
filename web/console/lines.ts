// What a system line says, one sentence per kind of event. "You" is the agent who reads.

import type { AgentRef, By, EventOf, LogEvent } from "../shared/protocol.ts";

/** Who it is stands in no log: where the reader may know, her name takes this place (contacts/named.tsx). */
export const A_CONTACT = "a contact";

/** `me` reads; `channel` gives a channel's name for its key. */
export function systemLine(event: LogEvent, me: string, channel: (key: string) => string): string | null {
  const who = (by: By) => (by.kind === "agent" && by.id === me ? "You" : by.name || "The customer");
  const agent = (ref: AgentRef) => (ref.id === me ? "you" : ref.name);
  const Agent = (ref: AgentRef) => (ref.id === me ? "You" : ref.name);
  const receiver = ({ to, channel: key }: Receiver) => (to ? agent(to) : key === undefined ? "another channel" : channel(key));
  switch (event.kind) {
    case "message":
    case "note":
      return null;
    case "started":
      return event.data.page ? `Chat started on ${pageName(event.data.page)}` : "Chat started";
    case "queued":
      return queued(event, channel);
    case "answered":
      return `${Agent(event.data.agent)} answered`;
    case "transfer_offered":
      return `${Agent(event.data.from)} asked ${receiver(event.data)} to take over${event.data.note ? `: “${event.data.note}”` : ""}`;
    case "transfer_accepted": {
      const { from, to, channel: into } = event.data;
      if (to === undefined) return `Moved to ${receiver(event.data)}`;
      return `${Agent(to)} took over from ${agent(from)}${into === undefined ? "" : `, in ${channel(into)}`}`;
    }
    case "transfer_rejected":
      return `${who(event.by)} said no to the transfer${event.data.reason ? `: “${event.data.reason}”` : ""}`;
    case "transfer_cancelled":
      return calledOff(event, who(event.by), { receiver: receiver(event.data), sender: agent(event.data.from) });
    case "taken_over":
      return `${Agent(event.data.to)} took over from ${agent(event.data.from)}`;
    case "request_created":
      return `Request ${event.data.number} created${event.data.title ? `: ${event.data.title}` : ""}`;
    case "contact_linked":
      return event.by.kind === "system" ? `Known by the e-mail address as ${A_CONTACT}` : `${who(event.by)} linked ${A_CONTACT}`;
    case "contact_unlinked":
      return `${who(event.by)} unlinked ${A_CONTACT}`;
    case "bot_handed_off":
      return handedOff(event);
    case "fields_set":
      return `The bot noted ${Object.entries(event.data.fields).map(([name, value]) => `${name}: ${value}`).join(", ")}`;
    case "files_allowed":
      return event.data.on ? `${who(event.by)} allowed the customer to send files` : "The customer can send no more files";
    case "idle_warned":
      return "The customer was told that the silent chat will end";
    case "ended":
      return ended(event, who(event.by));
    case "returned":
      return `${who(event.by)} came back`;
    case "rated":
      return rated(event);
    case "abandoned":
      return event.data.reason === "gave_up" ? "The customer gave up waiting" : "The customer left before an answer";
  }
}

/** Whom a transfer goes to: an agent, or whoever takes it in a channel. */
interface Receiver {
  readonly to?: AgentRef;
  readonly channel?: string;
}

function calledOff(event: EventOf<"transfer_cancelled">, who: string, { receiver, sender }: { receiver: string; sender: string }): string {
  const to = receiver === "you" ? "You" : receiver;
  switch (event.data.reason) {
    case "time_out":
      return `${to} did not accept the transfer in time`;
    case "receiver_gone":
      return `${to} ${to === "You" ? "were" : "was"} not there any more, so the transfer was called off`;
    case "sender_gone":
      return `The transfer was called off: ${sender === "you" ? "you were" : `${sender} was`} gone for too long`;
    case "ended":
      return "The transfer was called off: the chat ended";
    case "taken_over":
      return "The transfer was called off: a manager took over";
    case "cancelled":
      return `${who} called off the transfer`;
  }
}

function queued(event: EventOf<"queued">, channel: (key: string) => string): string {
  switch (event.data.reason) {
    case "new":
      return "Waiting in the queue";
    case "handoff":
      return "Handed to the queue by the bot";
    case "returned":
      return "Back at the front of the queue";
    case "agent_lost":
      return "Back at the front of the queue: the agent's connection was lost";
    case "transfer":
      return `Transferred to the queue of ${event.data.channel === undefined ? "another channel" : channel(event.data.channel)}`;
    case "requeued":
      return "Put back in the queue";
  }
}

/** A bot says itself why, in its own words; three reasons are ours. */
function handedOff({ by, data: { reason } }: EventOf<"bot_handed_off">): string {
  if (by.kind === "customer") return "The customer asked for a person";
  if (by.kind === "system") return "The bot gave no answer";
  if (reason === "customer") return "The customer asked the bot for a person";
  return reason && reason !== "bot" ? `The bot asked for a person: “${reason}”` : "The bot asked for a person";
}

function ended(event: EventOf<"ended">, who: string): string {
  switch (event.data.reason) {
    case "customer":
    case "agent":
      return `${who} ended the chat`;
    case "idle":
      return "Ended: the customer was silent too long";
    case "left":
      return "Ended: the customer closed the window";
    case "bot":
      return "The bot ended the chat";
    case "operator":
      return "Ended by the operator of this server";
    case "request_posted":
      return "Ended: the customer left a request";
  }
}

function rated(event: EventOf<"rated">): string {
  const { score, comment } = event.data;
  const stars = `Rated ${score} of 5`;
  return comment ? `${stars}: “${comment}”` : stars;
}

function pageName(page: string): string {
  try {
    const { host, pathname } = new URL(page);
    return pathname === "/" ? host : `${host}${pathname}`;
  } catch {
    return page;
  }
}
