// A chat's card moved on by one event of its log, so that a list says the same as the conversation at once.
//
// The server counts the same way and sends whole cards (`chats.changed`); whichever has the higher `seq` is right.

import type { ChatCard, EventOf, LogEvent, QueuedReason } from "../shared/protocol.ts";

// As the server cuts the first and the last message for a row.
const PREVIEW_MAX = 120;
// Those who have waited before go first.
const FRONT: ReadonlySet<QueuedReason> = new Set(["returned", "agent_lost"]);

// When an offer lapses is known to the server alone; its card brings it.
const OFFER = ["transfer", "transfer_ends_at"] as const;

export function follow(card: ChatCard, event: LogEvent): ChatCard {
  if (event.seq <= card.seq) return card;
  return { ...evolve(card, event), seq: event.seq, last_at: event.at };
}

function evolve(card: ChatCard, event: LogEvent): ChatCard {
  switch (event.kind) {
    case "message":
      return said(card, event);
    case "queued":
      return {
        ...without(card, "agent", "waiting_for", "unanswered_at", "front", ...OFFER),
        ...(FRONT.has(event.data.reason) && { front: true }),
        status: "queued",
        queued_at: event.at,
        channel: event.data.channel ?? card.channel,
      };
    case "answered":
      return {
        ...without(card, "queued_at", "front"),
        status: "active",
        agent: event.data.agent,
        answered_at: event.at,
        waiting_for: card.last?.by === "agent" ? "customer" : "agent",
      };
    case "transfer_offered":
      return { ...card, transfer: event.data };
    case "transfer_rejected":
    case "transfer_cancelled":
      return without(card, ...OFFER);
    case "transfer_accepted": {
      const { to, channel } = event.data;
      return { ...without(card, "agent", ...OFFER), ...(to && { agent: to }), channel: channel ?? card.channel };
    }
    case "taken_over":
      return { ...without(card, ...OFFER), agent: event.data.to };
    case "ended":
    case "abandoned":
      return {
        ...without(card, "queued_at", "front", "waiting_for", "unanswered_at", "unread", ...OFFER),
        status: event.kind,
        ended_at: event.at,
        reason: event.data.reason,
      };
    case "returned":
      return { ...without(card, "ended_at", "reason"), status: "queued", returning: true };
    case "rated":
      return { ...card, rating: event.data.score };
    case "files_allowed":
      return { ...without(card, "files_allowed"), ...(event.data.on && { files_allowed: true }) };
    case "request_created":
      return { ...card, requests: [...(card.requests ?? []), event.data.number] };
    case "started":
    case "note":
    case "contact_linked":
    case "contact_unlinked":
    case "bot_handed_off":
    case "fields_set":
    case "idle_warned":
      return card;
  }
}

function said(card: ChatCard, { at, by, data }: EventOf<"message">): ChatCard {
  const text = [...(data.text ?? data.file?.name ?? "")].slice(0, PREVIEW_MAX).join("");
  const heard = by.kind === "customer" ? { unread: (card.unread ?? 0) + 1 } : {};
  const waits = by.kind === "customer" ? "agent" : by.kind === "agent" ? "customer" : card.waiting_for;
  const known = waits === "customer" ? without(card, "unanswered_at") : card;
  return {
    ...known,
    ...heard,
    first: card.first ?? text,
    last: { by: by.kind, name: by.name ?? "", text, at, ...(by.id !== undefined && { id: by.id }) },
    ...(card.status === "active" && waits != null && { waiting_for: waits }),
    ...(card.status === "active" && waits === "agent" && { unanswered_at: card.unanswered_at ?? at }),
  };
}

function without<K extends keyof ChatCard>(card: ChatCard, ...names: K[]): Omit<ChatCard, K> {
  const rest = { ...card };
  for (const name of names) delete rest[name];
  return rest;
}
