// What calls for the agent, and which of it is new since the last look.

/** Each that stands, with its words; null until it is known who waits. */
export type Alarms = ReadonlyMap<string, string | null>;

/** A row may come a moment after its warning, and go a moment before it: each is told once, and by name. */
export function heard(before: Alarms, now: Alarms): { readonly fresh: readonly (readonly [string, string])[]; readonly known: Alarms } {
  const known = new Map([...now].map(([tag, words]) => [tag, before.get(tag) ?? words]));
  const fresh = [...now].flatMap(([tag, words]) => (words !== null && before.get(tag) == null ? [[tag, words] as const] : []));
  return { fresh, known };
}
