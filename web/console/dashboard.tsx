// The Dashboard tab: who waits, who is there to answer, which chats are going on, how the day goes, and the agent's own
// tiles.

import { useEffect } from "preact/hooks";
import { AlertIcon, ChatIcon, ReturnIcon } from "../shared/icons.tsx";
import { Button, IconButton } from "../shared/parts.tsx";
import type { ChatCard } from "../shared/protocol.ts";
import { AgentsPopover } from "./agents.tsx";
import { useDesk } from "./desk.ts";
import { Strip } from "./figures/strip.tsx";
import { Tiles } from "./figures/tiles.tsx";
import { Grid, type Column } from "./grid.tsx";
import { EyeIcon, InboxIcon } from "./icons.tsx";
import { QuestionIcon } from "./icons_later.tsx";
import { Ticking } from "./moments.tsx";
import { stateWord } from "./standing.tsx";
import { Empty } from "./parts.tsx";
import {
  available,
  channelName,
  incoming,
  isMineNow,
  isOfferedHere,
  mayAnswer,
  mayListen,
  ongoing,
  queuedAt,
  rightsIn,
  standingOf,
  statusWord,
  transferWords,
  waiting,
} from "./select.ts";
import { ChannelsPopover } from "./channels_popover.tsx";
import { Verified } from "./verified.tsx";
import "./dashboard.css";

export function Dashboard() {
  return (
    <div class="dashboard">
      <div class="dashboard-inner">
        <header class="dashboard-head">
          <Sentence />
          <ChannelFilter />
        </header>
        <NobodyAvailable />
        <div class="dashboard-body">
          <div class="dashboard-now">
            <Incoming />
            <Ongoing />
            <div class="dashboard-strip">
              <Strip />
            </div>
          </div>
          <Tiles />
        </div>
      </div>
    </div>
  );
}

function Sentence() {
  const { state, channel } = useDesk();
  const count = waiting(state.value, channel.value).length;
  return (
    <p class="sentence">
      <span>
        <strong class="figure">{count}</strong> {count === 1 ? "person" : "people"} waiting,
      </span>
      <AgentsPopover />
      <ChannelsPopover />
    </p>
  );
}

/** What customers see then, and the way out of it: an empty dashboard alone would look like a quiet day. */
function NobodyAvailable() {
  const { state, channel, commands } = useDesk();
  if (state.value.channels.length === 0 || available(state.value, channel.value) > 0) return null;
  return (
    <div class="notice notice-warn">
      <p>Nobody is available, so customers see the offline form.</p>
      {state.value.presence === "away" && <Button onClick={() => commands.choosePresence("present")}>I am present</Button>}
    </div>
  );
}

function ChannelFilter() {
  const { state, channel } = useDesk();
  const gone = channel.value !== null && !state.value.channels.some(({ key }) => key === channel.value);
  useEffect(() => {
    if (gone) channel.value = null; // deleted, or not hers any more
  }, [gone, channel]);
  if (state.value.channels.length < 2) return null;
  return (
    <label class="filter">
      <span>Channel</span>
      <select class="select" value={channel.value ?? ""} onChange={(event) => (channel.value = event.currentTarget.value || null)}>
        <option value="">All channels</option>
        {state.value.channels.map((each) => (
          <option key={each.key} value={each.key}>
            {each.name} · {stateWord(standingOf(state.value, each))}
          </option>
        ))}
      </select>
    </label>
  );
}

function Incoming() {
  const { state, channel, commands, busy } = useDesk();
  const cards = incoming(state.value, channel.value);
  const take = (card: ChatCard) => {
    if (!mayAnswer(state.value, card)) return;
    if (isOfferedHere(card)) commands.accept(card.id);
    else commands.answer(card);
  };
  const columns: readonly Column[] = [
    { name: "Customer", is: "customer", cell: (card) => <Customer card={card} /> },
    {
      name: "Status",
      is: "status",
      cell: (card) =>
        isOfferedHere(card) ? <TransferTag words={`Transfer from ${card.transfer?.from.name}`} /> : <Status card={card} />,
    },
    { name: "Channel", is: "channel", cell: (card) => channelName(state.value, card.channel) },
    { name: "Waited for", is: "time", cell: (card) => <Ticking since={queuedAt(card)} /> },
    { name: "First message", is: "first", cell: (card) => <bdi class="one-line">{card.first ?? ""}</bdi> },
    {
      name: "Answer",
      is: "act",
      quiet: true,
      cell: (card) => (
        <span class="acts">
          <Why card={card} />
          {mayAnswer(state.value, card) && (
            <Button
              look="primary"
              disabled={busy.value.has(card.id) || busy.value.has(`transfer ${card.id}`)}
              onClick={() => take(card)}
            >
              {isOfferedHere(card) ? "Accept" : "Answer"}
              <span class="unseen"> {card.customer}</span>
            </Button>
          )}
        </span>
      ),
    },
  ];
  return (
    <section class="block" aria-labelledby="incoming">
      <h2 class="block-name" id="incoming">
        Incoming chat
      </h2>
      {cards.length === 0 ? (
        <Empty icon={<InboxIcon size={28} />} title="Nobody is waiting">
          Customers who start a chat appear here. Press Answer, double-click the row, or press Enter on it.
        </Empty>
      ) : (
        <Grid
          labelledBy="incoming"
          columns={columns}
          cards={cards}
          onOpen={take}
        />
      )}
    </section>
  );
}

function Ongoing() {
  const { state, channel, place, commands, busy } = useDesk();
  const cards = ongoing(state.value, channel.value);
  const open = (card: ChatCard) => {
    if (isMineNow(state.value, card.id) || state.value.chats[card.id]?.listening) place.value = { tab: "chats", chat: card.id };
    else if (mayListen(state.value, card)) commands.listen(card.id);
  };
  const columns: readonly Column[] = [
    { name: "Customer", is: "customer", cell: (card) => <Customer card={card} /> },
    { name: "Status", is: "status", cell: (card) => <Status card={card} /> },
    { name: "Channel", is: "channel", cell: (card) => channelName(state.value, card.channel) },
    { name: "Idle", is: "time", cell: (card) => <Ticking since={card.last_at} /> },
    { name: "Duration", is: "time2", cell: (card) => <Ticking since={card.answered_at ?? card.started_at} /> },
    {
      name: "Agent",
      is: "agent",
      cell: (card) => (
        <>
          <span class="one-name">{isMineNow(state.value, card.id) ? "You" : (card.agent?.name ?? "")}</span>
          <Transfer card={card} />
        </>
      ),
    },
    {
      name: "Listen in",
      is: "listen",
      quiet: true,
      cell: (card) =>
        mayListen(state.value, card) && (
          <IconButton
            label={`Listen in on ${card.customer}`}
            disabled={busy.value.has(`listen ${card.id}`)}
            onClick={() => open(card)}
          >
            <EyeIcon />
          </IconButton>
        ),
    },
  ];
  return (
    <section class="block" aria-labelledby="ongoing">
      <h2 class="block-name" id="ongoing">
        Ongoing chat sessions
      </h2>
      {cards.length === 0 ? (
        <Empty icon={<ChatIcon size={28} />} title="No chats are going on">
          Every chat that an agent of your channels has answered appears here until it ends.
        </Empty>
      ) : (
        <Grid labelledBy="ongoing" columns={columns} cards={cards} onOpen={open} />
      )}
    </section>
  );
}

/** A manager may ask why a chat still waits. */
function Why({ card }: { card: ChatCard }) {
  const { state, dialog } = useDesk();
  if (card.status !== "queued" || !rightsIn(state.value, card.channel).manage) return null;
  return (
    <IconButton label={`Why is nobody answering ${card.customer}?`} onClick={() => (dialog.value = { is: "explain", chat: card.id })}>
      <QuestionIcon />
    </IconButton>
  );
}

function Customer({ card }: { card: ChatCard }) {
  return (
    <span class="customer">
      <bdi class="customer-name" title={card.customer}>{card.customer}</bdi>
      <Verified of={card} />
      {card.returning && (
        <span class="tag" title="Came back to an ended chat">
          <ReturnIcon size={16} /> Returning
        </span>
      )}
    </span>
  );
}

const STATUS_LOOK: Partial<Record<ReturnType<typeof statusWord>, string>> = {
  Waiting: "status-warn",
  "Waiting for agent": "status-warn",
  "Waiting for customer": "status-ok",
};

function Status({ card }: { card: ChatCard }) {
  const word = statusWord(card);
  return <span class={`status ${STATUS_LOOK[word] ?? ""}`}>{word}</span>;
}

function Transfer({ card }: { card: ChatCard }) {
  const { state } = useDesk();
  const words = transferWords(state.value, card);
  return words === null ? null : <TransferTag words={words} />;
}

function TransferTag({ words }: { words: string }) {
  return (
    <span class="tag tag-warn" title={words}>
      <AlertIcon size={16} /> <span class="tag-words">{words}</span>
    </span>
  );
}
