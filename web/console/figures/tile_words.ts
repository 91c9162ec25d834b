// What a tile says in large letters, and what beside it. Pure.

import type { TileOut } from "../api.ts";
import { labelOf } from "./data.ts";
import { ABSENT, written } from "./words.ts";

export interface Headline {
  /** What the large words are of; absent where they say it themselves. */
  readonly of?: string;
  readonly large: string;
  readonly rest: readonly { readonly key: string; readonly name: string; readonly value: string }[];
}

/** Null where nothing was measured. */
export function headline({ figures, group_by, headline: row }: Pick<TileOut, "figures" | "group_by" | "headline">): Headline | null {
  const [first, ...others] = figures;
  if (row === undefined || first === undefined || row.values[first.id] === undefined) return null;
  const said = ({ id, title, unit }: TileOut["figures"][number]) => ({ key: id, name: title, value: written(row.values[id] ?? null, unit) });
  if (row.key !== "") return { large: labelOf(group_by, row).long, rest: figures.map(said) };
  return { of: first.title, large: said(first).value, rest: others.map(said).filter(({ value }) => value !== ABSENT) };
}
