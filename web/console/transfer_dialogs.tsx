// Transferring a chat: to whom, and what a receiver says who does not want it.

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Avatar, Button } from "../shared/parts.tsx";
import type { ChatCard, TransferTo } from "../shared/protocol.ts";
import { useDesk } from "./desk.ts";
import type { DialogProps } from "./dialog_list.ts";
import { InboxIcon } from "./icons.tsx";
import { Dialog } from "./parts.tsx";
import { receivers, type Receivers } from "./select.ts";
import { marked, next, NOBODY, type Row } from "./transfer_choice.ts";
import "./transfer_dialogs.css";

// As the server takes them.
const NOTE_MAX = 1000;

interface Choice extends Row {
  readonly to: TransferTo;
  readonly about: string;
  readonly photo?: string | undefined;
}

export function TransferDialog({ chat, close }: DialogProps<"transfer">) {
  const card = useDesk().state.value.chats[chat];
  useClosed(card === undefined, close);
  return card === undefined ? null : <TransferForm card={card} close={close} />;
}

/** What there is nothing to decide about any more must not open by itself when there is again. */
function useClosed(over: boolean, close: () => void): void {
  useEffect(() => {
    if (over) close();
  }, [over]);
}

/** The field filters, the arrows choose, Enter transfers; so "T, b, Enter" is enough where Bjørn is the only B. */
function TransferForm({ card, close }: { card: ChatCard; close(): void }) {
  const { state, commands } = useDesk();
  const [words, setWords] = useState("");
  const [note, setNote] = useState("");
  const [, redraw] = useState({});
  const id = useId();
  const choices = matching(choicesOf(receivers(state.value, card)), words);
  const mark = useRef(NOBODY);
  mark.current = marked(mark.current, words, choices);
  const { row: last } = mark.current;
  const choice = choices.find(({ key }) => key === last?.key);
  const choose = (row: Row) => {
    mark.current = { words, row };
    redraw({});
  };
  const send = (event: Event) => {
    event.preventDefault();
    if (choice === undefined) return;
    close();
    commands.transfer(card.id, choice.to, note.trim());
  };
  const keys = (event: KeyboardEvent) => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const row = by === 0 ? undefined : next(choices, choice?.key, by);
    if (row === undefined) return;
    event.preventDefault();
    choose(row);
    document.getElementById(`${id}-${row.key}`)?.scrollIntoView({ block: "nearest" });
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
              onClick={() => choose(each)}
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
        {choices.length > 0 && choice === undefined && (
          <p class="dialog-text" role="status">
            {last?.name} is not there any more. Choose somebody else.
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
  useClosed(card?.transfer == null, close);
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
