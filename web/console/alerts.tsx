// What will not wait until somebody looks at the lists: warnings of the server, and chats that are put before me.
//
// Not a dialog: nothing is covered that one needs to go on, the focus stays where it is, and W leads here. Each card
// says its sentence once to those who hear the screen (role=alert); the time that ticks beside it stays silent. The
// alarm itself lives on the server: a card goes the moment it is over there.

import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { AlertIcon, ClockIcon, CloseIcon } from "../shared/icons.tsx";
import { Button, IconButton } from "../shared/parts.tsx";
import type { ChatCard, OfferPush, WarningPush } from "../shared/protocol.ts";
import { heard, type Alarms } from "./alarms.ts";
import { useDesk, type Desk } from "./desk.ts";
import { warns } from "./keep.ts";
import { Ticking } from "./moments.tsx";
import { notify, takeBack } from "./notify.ts";
import { onePane } from "./one_pane.ts";
import { askedOfMe, cardOf, channelName, isListening, isMine, isMineNow, mayAnswer, mayListen, offered, warnedChats } from "./select.ts";
import { beep } from "./sound.ts";
import type { State } from "./state.ts";
import { Left } from "./transferring.tsx";
import "./alerts.css";

// More would cover the screen of whoever has to act; the dashboard has them all.
const CARDS_MOST = 3;
// Where they are not at the foot of the list of chats: over what is read there, or above the one pane there is.
const CARDS_ELSEWHERE = 1;

export function Alerts() {
  const { state, place } = useDesk();
  useAlarm();
  const offers = offered(state.value);
  const warned = warns.popUp.value ? warnedChats(state.value) : [];
  const most = place.value.tab === "chats" && !onePane.value ? CARDS_MOST : CARDS_ELSEWHERE;
  const room = Math.max(0, most - offers.length);
  const more = warned.length - room;
  if (offers.length + warned.length === 0) return null;
  return (
    <section class="alerts" aria-label="Warnings and offers" data-alerts>
      {offers.map(([offer, card]) => (
        <OfferCard key={offer.chat} offer={offer} card={card} />
      ))}
      {warned.slice(0, room).map(([chat, warnings]) => (
        <WarningCard key={chat} chat={chat} warnings={warnings} />
      ))}
      {more > 0 && place.value.tab !== "dashboard" && (
        <Button onClick={() => (place.value = { tab: "dashboard" })}>
          {more === 1 ? "1 more is waiting" : `${more} more are waiting`}
        </Button>
      )}
    </section>
  );
}

function OfferCard({ offer, card }: { offer: OfferPush; card: ChatCard }) {
  const { state, commands, busy } = useDesk();
  return (
    <div class="alert alert-offer" role="group" aria-label="Offer">
      <ClockIcon />
      <p class="alert-words" role="alert">
        {offerWords(state.value, offer, card)}
      </p>
      <Left at={offer.ends_at} />
      <Button
        look="primary"
        disabled={busy.value.has(offer.chat)}
        onClick={() => commands.answer(card)}
      >
        Answer
      </Button>
    </div>
  );
}

function WarningCard({ chat, warnings }: { chat: string; warnings: readonly WarningPush[] }) {
  const desk = useDesk();
  const { state, commands } = desk;
  const card = cardOf(state.value, chat);
  const first = warnings[0];
  if (first === undefined) return null;
  const act = card && actOn(desk, card);
  return (
    <div class="alert alert-warning" role="group" aria-label="Warning">
      <AlertIcon />
      <p class="alert-words" role="alert">
        {warningWords(state.value, first)}
      </p>
      <Ticking since={first.waiting_since_at} />
      {act && <Button onClick={act.run}>{act.name}</Button>}
      <IconButton label="Hide this warning" onClick={() => commands.hush(chat)}>
        <CloseIcon size={16} />
      </IconButton>
    </div>
  );
}

interface Act {
  readonly name: string;
  readonly run: () => void;
}

/** The nearest way to help this customer, where she is not on the screen already. */
function actOn({ state, commands, place }: Desk, card: ChatCard): Act | null {
  const { id } = card;
  const here = place.value;
  if (here.tab === "chats" && here.chat === id) return null;
  if (isMineNow(state.value, id) || isListening(state.value, state.value.chats[id])) return { name: "Open", run: () => (place.value = { tab: "chats", chat: id }) };
  if (card.status === "queued" && mayAnswer(state.value, card)) return { name: "Answer", run: () => commands.answer(card) };
  if (mayListen(state.value, card)) return { name: "Listen in", run: () => commands.listen(id) };
  return { name: "Show", run: () => (place.value = { tab: "dashboard" }) };
}

function offerWords(state: State, { channel }: OfferPush, { customer }: ChatCard): string {
  return `Offered to you: ${customer}, who waits in ${channelName(state, channel)}`;
}

function warningWords(state: State, { chat, channel }: WarningPush): string {
  const card = cardOf(state, chat);
  const who = card?.customer ?? "A customer";
  if (card?.status !== "active") return `${who} waits in ${channelName(state, channel)}`;
  return `${who} waits for a word from ${isMine(state, card) ? "you" : (card.agent?.name ?? "an agent")}`;
}

/** What is new since the last look is heard, and shown outside the page where nobody looks at it. */
function useAlarm(): void {
  const { state } = useDesk();
  const before = useRef<Alarms>(new Map());
  useSignalEffect(() => {
    const { fresh, known } = heard(before.current, alarms(state.value));
    for (const [tag, text] of fresh) notify(tag, text);
    for (const tag of before.current.keys()) if (!known.has(tag)) takeBack(tag);
    before.current = known;
    if (fresh[0] !== undefined) beep(fresh[0][0]);
  });
}

function alarms(state: State): Alarms {
  return new Map([
    ...offered(state).map(([offer, card]) => [`offer/${offer.chat}`, offerWords(state, offer, card)] as const),
    ...Object.entries(state.warnings).map(([key, warning]) => [key, cardOf(state, warning.chat) ? warningWords(state, warning) : null] as const),
    ...askedOfMe(state).map(
      (card) => [`transfer/${card.id}`, `${card.transfer?.from.name} asks you to take over ${card.customer}`] as const,
    ),
  ]);
}
