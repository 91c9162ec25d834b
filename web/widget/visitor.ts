// What the page says of its customer, as far as a chat can take it: so many fields of such a length (docs/protocol.md).
// Empty ones are left out, so that a form is not filled with nothing.

import type { Customer } from "./bridge.ts";

const FIELDS_MAX = 20;
const NAME_MAX = 64;
const VALUE_MAX = 500;

export function fieldsOf({ jwt: _, ...said }: Customer): Record<string, string> {
  const useful = Object.entries(said).filter(([name, value]) => name !== "" && name.length <= NAME_MAX && value.trim() !== "");
  return Object.fromEntries(useful.slice(0, FIELDS_MAX).map(([name, value]) => [name, value.slice(0, VALUE_MAX)]));
}

/** What she has filled in, over what the page says of her. */
export function together(page: Readonly<Record<string, string>>, filled: Readonly<Record<string, string>>): Record<string, string> {
  const more = Object.entries(page).filter(([name]) => !(name in filled));
  return Object.fromEntries([...Object.entries(filled), ...more].slice(0, FIELDS_MAX));
}
