// Which row is marked in a list that moves under the hand: colleagues come, go and get chats while one is chosen.
//
// What is marked is what Enter takes, so it stays marked wherever it moves. Where it goes away nobody else is marked
// in its place: that would be another choice than the one that was made.

export interface Row {
  readonly key: string;
  readonly name: string;
}

export interface Marked {
  /** By which the list was narrowed then; with other words the first is marked anew. */
  readonly words: string;
  /** Null: there was nobody. */
  readonly row: Row | null;
}

export const NOBODY: Marked = { words: "", row: null };

export function marked(before: Marked, words: string, rows: readonly Row[]): Marked {
  if (before.row !== null && before.words === words) return before;
  return { words, row: rows[0] ?? null };
}

/** The row that an arrow leads to; from one that is gone, to the first or the last. */
export function next(rows: readonly Row[], from: string | undefined, by: 1 | -1): Row | undefined {
  const at = rows.findIndex(({ key }) => key === from);
  if (at < 0) return by > 0 ? rows[0] : rows.at(-1);
  return rows[(at + by + rows.length) % rows.length];
}
