// The console's uploads: one set for each desk, whichever chat is on the screen. They wait while the line is lost, are
// forgotten when the agent signs out, and a page that would take one along asks before it closes.

import { effect } from "@preact/signals";
import { carrier, Uploads, type Upload } from "../../shared/uploads.ts";
import { say, type Desk } from "../desk.ts";
import { whyNot } from "./words.ts";

const known = new WeakMap<Desk, Uploads>();

/** One that fails out of sight is told: whoever looks at another chat would not know. */
function tell({ place, toasts, state }: Desk, { chat, name, trouble }: Upload): void {
  const here = place.peek();
  if (trouble === null || (here.tab === "chats" && here.chat === chat)) return;
  const customer = state.peek().chats[chat]?.customer ?? "a customer";
  say(toasts, `${name} was not sent to ${customer}. ${whyNot(trouble)}`, "error");
}

export function uploadsOf(desk: Desk): Uploads {
  const found = known.get(desk) ?? begun(desk);
  known.set(desk, found);
  return found;
}

function begun(desk: Desk): Uploads {
  const { link, state, commands } = desk;
  const uploads = new Uploads({
    carry: carrier(),
    onStored: ({ chat, key }, file) => commands.sendFile(chat, key, file),
    onFailed: (upload) => tell(desk, upload),
  });
  effect(() => {
    uploads.online = link.value.is === "live";
  });
  effect(() => {
    if (state.value.me === null) uploads.clear();
  });
  addEventListener("beforeunload", (event) => {
    if (uploads.busy) event.preventDefault();
  });
  keepPage();
  return uploads;
}

/** A file that misses the conversation must not open in the place of the console. */
function keepPage(): void {
  const refuse = (event: DragEvent) => {
    if (event.defaultPrevented || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "none";
  };
  addEventListener("dragover", refuse);
  addEventListener("drop", refuse);
}
