// Whether the window has room for one pane at a time, as the style sheets have it (719px).

import { signal } from "@preact/signals";

const narrow = typeof matchMedia === "undefined" ? null : matchMedia("(max-width: 719px)");

export const onePane = signal(narrow?.matches === true);

narrow?.addEventListener("change", ({ matches }) => (onePane.value = matches));
