// The bars that stand in a conversation while it is offered to somebody or listened to.

import { useComputed } from "@preact/signals";
import { Button } from "../shared/parts.tsx";
import type { ChatCard } from "../shared/protocol.ts";
import { useDesk } from "./desk.ts";
import { EyeIcon, TransferIcon } from "./icons.tsx";
import { channelName, isListening, isMine, isOfferedToMe, rightsIn } from "./select.ts";
import { stopwatch } from "./stopwatch.ts";
import { mayDo } from "./tasks.tsx";
import "./transferring.css";

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
