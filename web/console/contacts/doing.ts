// One thing at a time that is done by a button: a refusal is said in a toast.

import { useState } from "preact/hooks";
import { say, useDesk } from "../desk.ts";
import { asRefusal } from "../rest.ts";

export function useDoing(): { readonly busy: boolean; doing(act: () => Promise<unknown>): void } {
  const { toasts } = useDesk();
  const [busy, setBusy] = useState(false);
  const doing = (act: () => Promise<unknown>) => {
    if (busy) return;
    setBusy(true);
    act()
      .catch((problem: unknown) => say(toasts, asRefusal(problem).message, "error"))
      .finally(() => setBusy(false));
  };
  return { busy, doing };
}
