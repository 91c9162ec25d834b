// Short news over the top of a screen. An error interrupts those who hear it, anything else waits its turn.

import { CloseIcon } from "../shared/icons.tsx";
import { IconButton } from "../shared/parts.tsx";
import { dismiss, useDesk } from "./desk.ts";

export function Toasts() {
  const { toasts } = useDesk();
  return (
    <div class="toasts">
      {(["plain", "error"] as const).map((tone) => (
        <div key={tone} role={tone === "error" ? "alert" : "status"}>
          {toasts.value
            .filter((toast) => toast.tone === tone)
            .map((toast) => (
              <div key={toast.id} class={`toast toast-${tone}`}>
                <span>{toast.text}</span>
                <IconButton label="Dismiss" onClick={() => dismiss(toasts, toast.id)}>
                  <CloseIcon size={16} />
                </IconButton>
              </div>
            ))}
        </div>
      ))}
    </div>
  );
}
