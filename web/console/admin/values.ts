// The values of a tab: JSON, read and changed by a path such as `consent.text` or `fields.2.label`.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type Values = { readonly [name: string]: Json };

export interface Mandatory {
  readonly tab: string;
  readonly field: string;
  readonly message: string;
  readonly when: Readonly<Record<string, boolean | string>>;
}

export function at(values: Json, path: string): Json {
  let found: Json = values;
  for (const name of path.split(".")) {
    if (found === null || typeof found !== "object") return null;
    found = (found as { readonly [name: string]: Json })[name] ?? null;
  }
  return found;
}

/** The same values with another one there. */
export function put(values: Values, path: string, value: Json): Values {
  return changed(values, path.split("."), value) as Values;
}

function changed(values: Json, [name, ...rest]: readonly string[], value: Json): Json {
  if (name === undefined) return value;
  if (Array.isArray(values)) return values.map((each: Json, n) => (String(n) === name ? changed(each, rest, value) : each));
  const known = (values ?? {}) as { readonly [name: string]: Json };
  return { ...known, [name]: changed(known[name] ?? null, rest, value) };
}

export function same(a: Json, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What I changed of `base`, put onto what others have made of it meanwhile; where both did, mine. */
export function rebased(mine: Json, base: Json, theirs: Json): Json {
  if (same(mine, base)) return theirs;
  if (!isRecord(mine) || !isRecord(base) || !isRecord(theirs)) return mine;
  return Object.fromEntries(Object.keys(theirs).map((name) => [name, rebased(mine[name] ?? null, base[name] ?? null, theirs[name] ?? null)]));
}

/** The names of the fields that differ. */
export function differing(a: Values, b: Values): readonly string[] {
  return Object.keys(a).filter((name) => !same(a[name] ?? null, b[name] ?? null));
}

function isRecord(value: Json): value is Values {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** The mandatory fields of a tab that count now, as its other fields stand. */
export function needed(rules: readonly Mandatory[], tab: string, values: Values): readonly Mandatory[] {
  return rules.filter((rule) => rule.tab === tab && Object.entries(rule.when).every(([field, value]) => at(values, field) === value));
}

/** Those of them that are empty. */
export function missing(rules: readonly Mandatory[], tab: string, values: Values): readonly Mandatory[] {
  return needed(rules, tab, values).filter(({ field }) => isEmpty(at(values, field)));
}

/** Nothing at all; of a list nothing in it, and of members nobody who can respond. */
function isEmpty(value: Json): boolean {
  if (!Array.isArray(value)) return value === null || value === "" || value === false || value === 0;
  return !value.some((each: Json) => (Array.isArray(each) ? each.length > 0 : at(each, "respond") !== false));
}

/** The key of a field of one's own, of the label that people read; not one that is there already. */
export function keyFor(label: string, taken: readonly string[]): string {
  const plain = label
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "")
    .slice(0, 40);
  const stem = plain || "field";
  for (let n = 1; ; n += 1) {
    const key = n === 1 ? stem : `${stem}_${n}`;
    if (!taken.includes(key)) return key;
  }
}
