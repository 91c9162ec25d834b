// What the console asks and answers in a dialog: really end this chat? why does nobody answer? which keys are there?

import { useEffect, useState } from "preact/hooks";
import { timeOfDay } from "../shared/time.ts";
import { Button } from "../shared/parts.tsx";
import { useDesk } from "./desk.ts";
import type { DialogProps } from "./dialog_list.ts";
import { singleKeys } from "./keep.ts";
import { screenLines, TASK_LINES } from "./key_lists.ts";
import { keyLines } from "./keys.ts";
import { explained } from "./news.ts";
import { Dialog, Switch } from "./parts.tsx";
import { cardOf, channelName } from "./select.ts";

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

/** For managers, of a chat that waits. */
export function ExplainDialog({ chat, close }: DialogProps<"explain">) {
  const { state, commands } = useDesk();
  const [words, setWords] = useState<string | null>(null);
  const card = cardOf(state.value, chat);
  useEffect(() => {
    void commands.explain(chat).then((answer) => {
      if (answer === null || card === undefined) close();
      else setWords(explained(answer, card, channelName(state.value, card.channel), timeOfDay));
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

export function KeysDialog({ close }: DialogProps<"keys">) {
  const { state } = useDesk();
  return (
    <Dialog title="Keyboard shortcuts" onClose={close}>
      <dl class="keys">
        {keyLines(screenLines(state.value), TASK_LINES).map(({ keys, does }) => (
          <div key={does} class="keys-row">
            <dt>{does}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <div class="dialog-foot dialog-foot-apart">
        <Switch on={singleKeys.value} onChange={(on) => (singleKeys.value = on)}>
          <span class="switch-words">Single-key shortcuts</span>
        </Switch>
      </div>
    </Dialog>
  );
}
