// A chat to take away: on paper, or as a file. What only agents see is in it when that is chosen.

import { useId, useState } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import { say, useDesk } from "../desk.ts";
import type { DialogProps } from "../dialog_list.ts";
import { Dialog } from "../parts.tsx";
import { addressOf } from "../rest.ts";
import { cardOf } from "../select.ts";
import "./dialog.css";

export default function TranscriptDialog({ chat, close }: DialogProps<"transcript">) {
  const { state, toasts } = useDesk();
  const [notes, setNotes] = useState(false);
  const id = useId();
  const customer = cardOf(state.value, chat)?.customer ?? "this customer";
  const print = () => {
    const page = open(transcriptAddress(chat, { format: "html", notes }), "_blank");
    if (page === null) return say(toasts, "The browser has blocked the page to print. Allow pop-ups for this page, and try again.", "error");
    page.addEventListener("load", () => page.print(), { once: true });
    close();
  };
  return (
    <Dialog title={`Transcript of the chat with ${customer}`} onClose={close}>
      <p class="dialog-text">As the customer saw it, with the times of your clock.</p>
      <label class="transcript-notes">
        <input type="checkbox" checked={notes} aria-describedby={id} onChange={(event) => setNotes(event.currentTarget.checked)} />
        <span>With what only agents see</span>
      </label>
      <p class="field-hint transcript-hint" id={id}>
        Internal notes, transfers and the rating. Choose it for colleagues, not for the customer.
      </p>
      <div class="dialog-foot">
        <Download chat={chat} format="text" notes={notes} onTaken={close}>
          Save as text
        </Download>
        <Download chat={chat} format="html" notes={notes} onTaken={close}>
          Save as page
        </Download>
        <Button look="primary" onClick={print} autofocus>
          Print…
        </Button>
      </div>
    </Dialog>
  );
}

interface Wanted {
  readonly format: "text" | "html";
  readonly notes: boolean;
  readonly save?: boolean;
}

export function transcriptAddress(chat: string, wanted: Wanted): string {
  const { timeZone: zone } = new Intl.DateTimeFormat().resolvedOptions();
  return addressOf("/api/v1/chats/{chat}/transcript", { chat }, { ...wanted, zone });
}

interface DownloadProps {
  readonly chat: string;
  readonly format: Wanted["format"];
  readonly notes: boolean;
  readonly onTaken: () => void;
  readonly children: string;
}

/** A plain link, so that the browser does with it what its owner wants. It stays until the click has been carried out. */
function Download({ chat, format, notes, onTaken, children }: DownloadProps) {
  return (
    <a class="button secondary" href={transcriptAddress(chat, { format, notes, save: true })} download="" onClick={() => setTimeout(onTaken)}>
      {children}
    </a>
  );
}
