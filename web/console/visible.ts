// Whether somebody can see this tab now.

import { signal } from "@preact/signals";

export const pageVisible = signal(typeof document === "undefined" || document.visibilityState === "visible");

if (typeof document !== "undefined") {
  document.addEventListener("visibilitychange", () => (pageVisible.value = document.visibilityState === "visible"));
}
