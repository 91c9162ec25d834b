// What is worth a word when it happens: one short sentence for a push that changes who has a chat, or null.
//
// Asked before the push is folded in, while the card still says how things were.

import type { ChatCard, EventOf, Explained, Push } from "../shared/protocol.ts";
import { channelName, isMine, isOfferedToMe } from "./select.ts";
import type { State } from "./state.ts";

export function newsOf(state: State, push: Push): string | null {
  if (push.type === "chats.changed") return asked(state, push.rows ?? []);
  return push.type === "event" ? happened(state, push) : null;
}

/** After a lost link: which of my chats went on without me. */
export function newsOfReturn(before: State, now: State): string[] {
  return Object.values(before.chats)
    .filter((card) => isMine(before, card))
    .flatMap(({ id, customer }) => {
      const agent = now.ongoing[id]?.agent;
      if (id in now.queue && !(id in now.ongoing)) return `You were gone for long, so ${customer} went back to the queue.`;
      return agent == null || agent.id === now.me?.id ? [] : `${agent.name} has ${customer} now.`;
    });
}

function asked(state: State, rows: readonly ChatCard[]): string | null {
  const fresh = rows.find((row) => isOfferedToMe(state, row) && !isOfferedToMe(state, state.chats[row.id]));
  return fresh === undefined ? null : `${fresh.transfer?.from.name} asks you to take over ${fresh.customer}.`;
}

function happened(state: State, push: Extract<Push, { type: "event" }>): string | null {
  const me = state.me?.id;
  const card = state.chats[push.chat];
  if (card === undefined) return null;
  switch (push.kind) {
    case "transfer_rejected": {
      const { from, reason } = push.data;
      if (from.id !== me) return null;
      return `${push.by.name || "Your colleague"} did not take over ${card.customer}${reason ? `: “${reason}”` : "."}`;
    }
    case "transfer_cancelled":
      return cancelled(state, card, push);
    case "transfer_accepted": {
      const { from, to } = push.data;
      if (from.id !== me || to === undefined || to.id === me) return null;
      return `${to.name} took over ${card.customer}. You listen until you close the window.`;
    }
    case "taken_over":
      return push.data.from.id === me ? `${push.data.to.name} took over ${card.customer} from you.` : null;
    default:
      return null;
  }
}

function cancelled(state: State, card: ChatCard, { by, data }: EventOf<"transfer_cancelled">): string | null {
  const me = state.me?.id;
  const asMe = data.to?.id === me;
  if (by.id === me || (data.from.id !== me && !asMe)) return null;
  const { customer } = card;
  const receiver = data.to?.name ?? (data.channel === undefined ? "Nobody" : channelName(state, data.channel));
  switch (data.reason) {
    case "time_out":
      return asMe ? `The time to take over ${customer} is up.` : `${receiver} did not answer in time. ${customer} stays with you.`;
    case "receiver_gone":
      return asMe ? `You are away, so you are not asked to take over ${customer} any more.` : `${receiver} is not there any more. ${customer} stays with you.`;
    case "cancelled":
      return asMe ? `${data.from.name} does not need you for ${customer} any more.` : `${by.name || "A manager"} called off the transfer of ${customer}.`;
    case "sender_gone":
      return asMe ? `${customer} went back to the queue: ${data.from.name} is gone.` : null;
    case "ended":
      return asMe ? `The chat with ${customer} ended before you took over.` : null;
    case "taken_over":
      return asMe ? `A manager took over ${customer}.` : null;
  }
}

/** Why a waiting chat has no agent yet, and what happens next, in a few sentences. `clock` writes a time of day. */
export function explained(state: State, answer: Explained, card: ChatCard, clock: (at: number) => string): string {
  return [reason(answer, card, channelName(state, card.channel), clock), ...circumstances(state, card)].join(" ");
}

function reason(answer: Explained, card: ChatCard, channel: string, clock: (at: number) => string): string {
  const { agent = "an agent", available, position, next_at: next } = answer;
  const agents = available === 1 ? "1 agent is" : `${available} agents are`;
  const warning = next === undefined ? "" : ` The next warning goes out at ${clock(next)}.`;
  const place = position === 1 ? "first" : `number ${position}`;
  switch (answer.reason) {
    case "offered":
      return `The chat is put before ${agent}${next === undefined ? "" : ` until ${clock(next)}`}; after that the next agent is asked.`;
    case "nobody_present":
      return `Nobody who can answer in ${channel} is present, so ${card.customer} waits until somebody is. Who is away can answer as well.`;
    case "all_busy":
      return `${available === 1 ? "The one agent who is" : `All ${available} agents who are`} present in ${channel} already ${available === 1 ? "has" : "have"} as many chats as they may have at once. ${card.customer} is ${place} and is offered to the first who has room; anybody may answer before.${warning}`;
    case "to_be_offered":
      return `${card.customer} is ${place} in ${channel} and is offered to an agent as soon as one is free to be asked.${warning}`;
    case "to_be_taken":
      return `${agents} available in ${channel}, but nobody has taken ${card.customer} yet, who is ${place} in the queue and waits until one of them does.${warning}`;
  }
}

/** What else a manager would wonder about: why it stands before others, and whether anybody new can come. */
function circumstances(state: State, { channel, customer, front }: ChatCard): string[] {
  const closed = state.channels.find((each) => each.key === channel)?.state === "closed";
  return [
    ...(front === true ? [`${customer} has had an answer before, and so goes before those who have only just come.`] : []),
    ...(closed ? [`${channelName(state, channel)} is closed by its opening hours: nobody new comes in, and who waits can still be answered.`] : []),
  ];
}
