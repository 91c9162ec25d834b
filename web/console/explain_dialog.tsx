// Why nobody has answered a waiting chat yet, and what happens next.

import { useEffect, useState } from "preact/hooks";
import { Button } from "../shared/parts.tsx";
import { timeOfDay } from "./dates.ts";
import { useDesk } from "./desk.ts";
import type { DialogProps } from "./dialog_list.ts";
import { explained } from "./news.ts";
import { Dialog } from "./parts.tsx";
import { cardOf } from "./select.ts";

/** For managers, of a chat that waits. */
export default function ExplainDialog({ chat, close }: DialogProps<"explain">) {
  const { state, commands } = useDesk();
  const [words, setWords] = useState<string | null>(null);
  const card = cardOf(state.value, chat);
  useEffect(() => {
    void commands.explain(chat).then((answer) => {
      if (answer === null || card === undefined) close();
      else setWords(explained(state.value, answer, card, timeOfDay));
    });
  }, []);
  return (
    <Dialog title={`Why is nobody answering ${card?.customer ?? "this customer"}?`} onClose={close}>
      <p class="dialog-words" role="status">
        {words ?? ""}
      </p>
      <div class="dialog-foot">
        <Button look="primary" onClick={close} autofocus>
          Close
        </Button>
      </div>
    </Dialog>
  );
}
