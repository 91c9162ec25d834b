// Transferring a chat: to whom, what the receiver says, and the bars that stand in the conversation until it is decided.

import { useId, useState } from "preact/hooks";
import { useComputed } from "@preact/signals";
import { Avatar, Button } from "../shared/parts.tsx";
import type { ChatCard, TransferTo } from "../shared/protocol.ts";
import { useDesk } from "./desk.ts";
import type { DialogProps } from "./dialog_list.ts";
import { EyeIcon, InboxIcon, TransferIcon } from "./icons.tsx";
import { Dialog } from "./parts.tsx";
import { channelName, isListening, isMine, isOfferedToMe, receivers, rightsIn, type Receivers } from "./select.ts";
import { stopwatch } from "./stopwatch.ts";
import { mayDo } from "./tasks.tsx";
import "./transferring.css";

// As the server takes them.
const NOTE_MAX = 1000;

interface Choice {
  readonly key: string;
  readonly to: TransferTo;
  readonly name: string;
  readonly about: string;
  readonly photo?: string | undefined;
}

export function TransferDialog({ chat, close }: DialogProps<"transfer">) {
  const card = useDesk().state.value.chats[chat];
  return card === undefined ? null : <TransferForm card={card} close={close} />;
}

/** The field filters, the arrows choose, Enter transfers; so "T, b, Enter" is enough where Bjørn is the only B. */
function TransferForm({ card, close }: { card: ChatCard; close(): void }) {
  const { state, commands } = useDesk();
  const [words, setWords] = useState("");
  const [note, setNote] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const id = useId();
  const choices = matching(choicesOf(receivers(state.value, card)), words);
  const choice = choices.find(({ key }) => key === chosen) ?? choices[0];
  const send = (event: Event) => {
    event.preventDefault();
    if (choice === undefined) return;
    close();
    commands.transfer(card.id, choice.to, note.trim());
  };
  const keys = (event: KeyboardEvent) => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by === 0 || choice === undefined) return;
    event.preventDefault();
    const next = choices[(choices.indexOf(choice) + by + choices.length) % choices.length];
    setChosen(next?.key ?? null);
    document.getElementById(`${id}-${next?.key}`)?.scrollIntoView({ block: "nearest" });
  };
  return (
    <Dialog title={`Transfer ${card.customer}`} onClose={close}>
      <form class="transfer" onSubmit={send}>
        <label class="transfer-field">
          <span>To</span>
          <input
            class="input"
            autofocus
            autocomplete="off"
            placeholder="Agent or channel"
            value={words}
            role="combobox"
            aria-expanded="true"
            aria-autocomplete="list"
            aria-controls={id}
            aria-activedescendant={choice && `${id}-${choice.key}`}
            onInput={(event) => setWords(event.currentTarget.value)}
            onKeyDown={keys}
          />
        </label>
        <ul class="choices" id={id} role="listbox" aria-label="Agents and channels">
          {choices.map((each) => (
            <li
              key={each.key}
              id={`${id}-${each.key}`}
              class="choice"
              role="option"
              aria-selected={each === choice}
              onClick={() => setChosen(each.key)}
              onDblClick={send}
            >
              {each.to.agent === undefined ? <InboxIcon size={24} /> : <Avatar name={each.name} photo={each.photo} size="small" />}
              <span class="choice-name">{each.name}</span>
              <span class="choice-about">{each.about}</span>
            </li>
          ))}
        </ul>
        {choices.length === 0 && (
          <p class="dialog-text" role="status">
            {words === "" ? "Nobody else who can answer in this channel is present." : "No agent or channel is called so."}
          </p>
        )}
        <label class="transfer-field">
          <span>
            Note <span class="muted">(the customer does not see it)</span>
          </span>
          <input class="input" value={note} maxLength={NOTE_MAX} onInput={(event) => setNote(event.currentTarget.value)} />
        </label>
        <div class="dialog-foot">
          <Button onClick={close}>Keep it</Button>
          <Button look="primary" submit disabled={choice === undefined}>
            Transfer
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function choicesOf({ agents, channels }: Receivers): Choice[] {
  return [
    ...agents.map((agent) => ({
      key: `agent-${agent.id}`,
      to: { agent: agent.id },
      name: agent.name,
      about: agent.chats === 1 ? "1 chat" : `${agent.chats} chats`,
      photo: agent.photo,
    })),
    ...channels.map(({ key, name }) => ({ key: `channel-${key}`, to: { channel: key }, name, about: "Channel" })),
  ];
}

/** Where a word of the name begins with each of the words typed; accents need not be. */
function matching(choices: readonly Choice[], words: string): Choice[] {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  return choices.filter(({ name }) => wanted.every((word) => plain(name).split(/[\s-]+/).some((part) => part.startsWith(word))));
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ø", "o").replaceAll("æ", "ae");
}

export function RejectDialog({ chat, close }: DialogProps<"reject">) {
  const { state, commands } = useDesk();
  const [reason, setReason] = useState("");
  const card = state.value.chats[chat];
  if (card?.transfer == null) return null;
  const send = (event: Event) => {
    event.preventDefault();
    close();
    commands.reject(card.id, reason.trim());
  };
  return (
    <Dialog title={`Leave ${card.customer} with ${card.transfer.from.name}?`} onClose={close}>
      <form class="transfer" onSubmit={send}>
        <label class="transfer-field">
          <span>
            Reason <span class="muted">(optional)</span>
          </span>
          <input
            class="input"
            autofocus
            value={reason}
            maxLength={NOTE_MAX}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </label>
        <div class="dialog-foot">
          <Button onClick={close}>Back</Button>
          <Button look="primary" submit>
            Reject
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What stands in the place of, or above, the composer while a chat is offered or listened to. */
export function Bars({ card }: { card: ChatCard }) {
  const { state } = useDesk();
  return (
    <>
      {card.transfer != null && (isOfferedToMe(state.value, card) ? <AskedBar card={card} /> : <OfferedBar card={card} />)}
      {isListening(state.value, card) && !isOfferedToMe(state.value, card) && <ListeningBar card={card} />}
    </>
  );
}

function AskedBar({ card }: { card: ChatCard }) {
  const { commands, dialog, busy } = useDesk();
  const waits = busy.value.has(`transfer ${card.id}`);
  return (
    <div class="bar bar-asked" role="group" aria-label="Transfer">
      <TransferIcon />
      <p class="bar-words">
        <bdi>{card.transfer?.from.name}</bdi> asks you to take over
        {card.transfer?.note ? (
          <>
            : <q>{card.transfer.note}</q>
          </>
        ) : (
          "."
        )}
      </p>
      <span class="bar-acts">
        <Left at={card.transfer_ends_at} />
        <Button look="primary" disabled={waits} data-main-act onClick={() => commands.accept(card.id)}>
          Accept
        </Button>
        <Button disabled={waits} onClick={() => (dialog.value = { is: "reject", chat: card.id })}>
          Reject
        </Button>
      </span>
    </div>
  );
}

function OfferedBar({ card }: { card: ChatCard }) {
  const { state, commands, busy } = useDesk();
  const { transfer } = card;
  const to = transfer?.to?.name ?? channelName(state.value, transfer?.channel ?? "");
  const mine = isMine(state.value, card);
  return (
    <div class="bar bar-waits" role="group" aria-label="Transfer">
      <TransferIcon />
      <p class="bar-words">
        Waiting for <bdi>{to}</bdi> to accept. {mine ? "You go on until then." : `${card.agent?.name} goes on until then.`}
      </p>
      <span class="bar-acts">
        <Left at={card.transfer_ends_at} />
        {mayDo(state.value, card, "cancel_transfer") && (
          <Button disabled={busy.value.has(`transfer ${card.id}`)} onClick={() => commands.cancelTransfer(card.id)}>
            Cancel transfer
          </Button>
        )}
      </span>
    </div>
  );
}

function ListeningBar({ card }: { card: ChatCard }) {
  const { state, commands } = useDesk();
  const manage = card.status === "active" && rightsIn(state.value, card.channel).manage;
  return (
    <div class="bar bar-listens" role="group" aria-label="Listening">
      <EyeIcon />
      <p class="bar-words">You are listening. Nobody here is told.</p>
      <span class="bar-acts">
        {manage && <Button onClick={() => commands.takeOver(card.id)}>Take over</Button>}
        <Button data-main-act onClick={() => commands.closeWindow(card.id)}>
          Close window
        </Button>
      </span>
    </div>
  );
}

/** The time that is left, ticking: read on demand, never said aloud each second. */
export function Left({ at }: { at: number | undefined }) {
  const { now } = useDesk();
  const text = useComputed(() => (at === undefined ? "" : stopwatch(Math.max(0, at - now.value))));
  if (at === undefined) return null;
  return (
    <span class="figure bar-left" title="Time left">
      {text.value}
    </span>
  );
}
