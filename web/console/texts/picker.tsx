// Every predefined text in one place: look, read what it says in this chat, and put it in.

import type { JSX } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { say, useDesk } from "../desk.ts";
import type { DialogProps } from "../dialog_list.ts";
import { Dialog } from "../parts.tsx";
import { asRefusal } from "../rest.ts";
import { fetchInsertion, KINDS, MANY, noteUse, type Kind } from "./kinds.tsx";
import { ReplyChooser } from "./reply_chooser.tsx";
import { SharedChooser } from "./shared_chooser.tsx";
import { Tabs } from "./tabs.tsx";
import { toPut } from "./to_put.ts";
import "./picker.css";

// Where one was the last time, as long as the page is open.
let last: Kind = "faq";

export default function TextsPicker({ chat, close }: DialogProps<"texts">): JSX.Element {
  const { toasts } = useDesk();
  const [kind, setKind] = useState<Kind>(last);
  const id = useId();
  const show = (next: Kind) => {
    last = next;
    setKind(next);
  };
  // Once, however often Enter is pressed until it is there, and not for who has closed this meanwhile.
  const taking = useRef(false);
  useLayoutEffect(
    () => () => {
      taking.current = false;
    },
    [],
  );
  const take = async (text: string) => {
    if (taking.current) return;
    taking.current = true;
    try {
      const said = await fetchInsertion(kind, text, chat);
      if (!taking.current) return;
      toPut.value = { chat, text: said };
      noteUse(kind, text);
      close();
    } catch (problem) {
      taking.current = false;
      say(toasts, asRefusal(problem).message, "error");
    }
  };
  return (
    <Dialog title="Insert a text" onClose={close} wide>
      <Tabs label="Kinds of texts" id={id} names={KINDS} words={MANY} now={kind} onChange={show} />
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${kind}`}>
        {kind === "quick_reply" ? (
          <ReplyChooser chat={chat} onTake={(text) => void take(text)} onLeave={close} />
        ) : (
          <SharedChooser key={kind} kind={kind} chat={chat} onTake={(text) => void take(text)} />
        )}
      </div>
    </Dialog>
  );
}
