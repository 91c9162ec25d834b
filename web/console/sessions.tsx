// The list of my chats: those I am asked to take, those going on, those I listen to, then those of the last hours.
// One row is one link.

import { useComputed } from "@preact/signals";
import { useRef } from "preact/hooks";
import { AlertIcon } from "../shared/icons.tsx";
import { Button, tone } from "../shared/parts.tsx";
import type { ChatCard } from "../shared/protocol.ts";
import { useDesk } from "./desk.ts";
import { useFocusKept } from "./focus.ts";
import { focusComposer } from "./hands.ts";
import { EyeIcon } from "./icons.tsx";
import { Ago } from "./moments.tsx";
import { Badge } from "./parts.tsx";
import { addressOf } from "./places.ts";
import {
  answerable,
  askedOfMe,
  channelName,
  handling,
  isListening,
  isMine,
  isOfferedToMe,
  listened,
  recent,
  statusWord,
  transferWords,
  writer,
} from "./select.ts";
import type { State } from "./state.ts";
import { Verified } from "./verified.tsx";
import "./sessions.css";

export function Sessions({ selected }: { selected: string | null }) {
  const { state, now } = useDesk();
  // By the minute, so that a chat leaves the list in time without drawing the list every second.
  const minute = useComputed(() => Math.floor(now.value / 60_000) * 60_000);
  const going = [...askedOfMe(state.value), ...handling(state.value), ...listened(state.value)];
  const earlier = recent(state.value, minute.value);
  const list = useRef<HTMLElement>(null);
  useFocusKept(list);
  return (
    <section class="sessions" aria-label="My chats" ref={list}>
      <NextInQueue />
      <div class="sessions-scroll">
        <Group name="Ongoing" cards={going} selected={selected} empty="Chats you answer appear here." />
        {earlier.length > 0 && <Group name="Recent" cards={earlier} selected={selected} empty="" />}
      </div>
    </section>
  );
}

function NextInQueue() {
  const { state, commands, busy } = useDesk();
  const queued = answerable(state.value).length;
  return (
    <div class="next">
      <Button
        look={queued > 0 ? "primary" : "secondary"}
        wide
        disabled={queued === 0 || busy.value.has("next")}
        onClick={() => commands.next()}
      >
        Get next in queue <span class="figure">({queued})</span>
      </Button>
      <p class="next-count">
        In queue: <span class="figure">{queued}</span>
      </p>
    </div>
  );
}

interface GroupProps {
  readonly name: string;
  readonly cards: readonly ChatCard[];
  readonly selected: string | null;
  readonly empty: string;
}

function Group({ name, cards, selected, empty }: GroupProps) {
  const id = `sessions-${name.toLowerCase()}`;
  return (
    <section class="group" aria-labelledby={id}>
      <h2 class="group-name" id={id}>
        {name}
      </h2>
      {cards.length === 0 && <p class="group-empty">{empty}</p>}
      <ul>
        {cards.map((card) => (
          <li key={card.id}>
            <Session card={card} selected={card.id === selected} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Session({ card, selected }: { card: ChatCard; selected: boolean }) {
  const { state, place } = useDesk();
  const mine = isMine(state.value, card);
  const unread = mine ? (card.unread ?? 0) : 0;
  const listening = isListening(state.value, card);
  const asked = isOfferedToMe(state.value, card);
  const over = !mine && !asked && !listening;
  const to = { tab: "chats", chat: card.id } as const;
  const open = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    place.value = to;
    focusComposer();
  };
  return (
    <a
      class={`session chat-tone-${tone(card.id)}${over ? " session-over" : ""}${asked ? " session-asked" : ""}`}
      href={addressOf(to)}
      aria-current={selected ? "true" : undefined}
      data-row={card.id}
      onClick={open}
    >
      <span class="session-dot" aria-hidden="true" />
      <span class="session-name">
        <bdi>{card.customer}</bdi>
        <Verified of={card} />
        {listening && <EyeIcon size={16} />}
        {card.transfer != null && (
          <span class="session-warn">
            <AlertIcon size={16} />
          </span>
        )}
      </span>
      <span class="session-time">
        <Ago at={over ? (card.ended_at ?? card.last_at) : (card.last?.at ?? card.last_at)} />
      </span>
      <span class={unread > 0 ? "session-last session-last-new" : "session-last"}>
        <LastLine card={card} />
      </span>
      <span class="session-unread">
        <Badge count={unread} says={unread === 1 ? "unread message" : "unread messages"} loud />
      </span>
      <span class="session-meta">
        <Meta card={card} />
      </span>
    </a>
  );
}

function Meta({ card }: { card: ChatCard }) {
  const { state } = useDesk();
  const transfer = transferWords(state.value, card);
  const where = channelName(state.value, card.channel);
  if (transfer !== null) {
    return (
      <>
        {`${where} · `}
        <strong class="session-transfer">{transfer}</strong>
      </>
    );
  }
  if (isListening(state.value, card)) {
    return <>{`${where} · Listening${card.status === "active" ? ` to ${card.agent?.name}` : `, ${statusWord(card)}`}`}</>;
  }
  return <>{`${where} · ${isMine(state.value, card) ? statusWord(card) : overWord(card, state.value)}`}</>;
}

function LastLine({ card }: { card: ChatCard }) {
  const { state } = useDesk();
  const preview = state.value.typing[card.id];
  if (preview !== undefined) return <em>{preview === "" ? "is typing…" : `is typing: ${preview}`}</em>;
  if (card.last == null) return <>No message yet</>;
  return (
    <>
      <span class="session-who">{writer(card.last, card, state.value)}: </span>
      <bdi>{card.last.text}</bdi>
    </>
  );
}

function overWord(card: ChatCard, state: State): string {
  const other = card.status === "active" && card.agent != null && card.agent.id !== state.me?.id;
  return other ? `with ${card.agent?.name}` : statusWord(card);
}
