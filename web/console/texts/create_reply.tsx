// A quick reply made of what is being written, or of what was said last.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { say, useDesk } from "../desk.ts";
import type { DialogProps } from "../dialog_list.ts";
import { draftOf } from "../keep.ts";
import { NO_LOG } from "../log.ts";
import { Dialog } from "../parts.tsx";
import { firstWords, sourceOf } from "./made_of.ts";
import { ReplyForm } from "./reply_form.tsx";

export default function CreateReply({ chat, close }: DialogProps<"quick_reply">): JSX.Element {
  const { state, toasts } = useDesk();
  const [start] = useState(() => {
    const me = state.peek().me?.id ?? "";
    const body = sourceOf(draftOf(me, chat).text, state.peek().logs[chat] ?? NO_LOG, me);
    return { title: firstWords(body), body };
  });
  const saved = () => {
    close();
    say(toasts, "Saved as a quick reply. Write / to find it.");
  };
  return (
    <Dialog title="Create a quick reply" onClose={close}>
      <ReplyForm reply={start} onSaved={saved} onCancel={close} />
    </Dialog>
  );
}
