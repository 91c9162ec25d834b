// What is asked before a chat is ended: the one dialog that must open also when nothing more can be fetched.

import { Button } from "../shared/parts.tsx";
import { useDesk } from "./desk.ts";
import type { DialogProps } from "./dialog_list.ts";
import { Dialog } from "./parts.tsx";

export function EndDialog({ chat, close }: DialogProps<"end">) {
  const { state, commands } = useDesk();
  const customer = state.value.chats[chat]?.customer ?? "this customer";
  const end = () => {
    close();
    commands.end(chat);
  };
  return (
    <Dialog title={`End the chat with ${customer}?`} onClose={close}>
      <p class="dialog-text">{customer} can come back to it for a while. Everything that was said is kept.</p>
      <div class="dialog-foot">
        <Button onClick={close}>Go on talking</Button>
        <Button look="danger" onClick={end} autofocus>
          End chat
        </Button>
      </div>
    </Dialog>
  );
}
