// The overview of the keys, and the switch for those of one letter.

import { useDesk } from "./desk.ts";
import type { DialogProps } from "./dialog_list.ts";
import { singleKeys } from "./keep.ts";
import { screenLines, TASK_LINES } from "./key_lists.ts";
import { keyLines } from "./keys.ts";
import { Dialog, Switch } from "./parts.tsx";

export default function KeysDialog({ close }: DialogProps<"keys">) {
  const { state } = useDesk();
  return (
    <Dialog title="Keyboard shortcuts" onClose={close} wide>
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
