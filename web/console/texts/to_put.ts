// From the picker to the field: what was chosen goes in where the caret was, once the dialog is gone.

import { signal } from "@preact/signals";

export const toPut = signal<{ readonly chat: string; readonly text: string } | null>(null);
