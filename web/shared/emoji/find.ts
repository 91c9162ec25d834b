// Which emoji are shown for what is typed, in which skin tone, and where an arrow leads. Pure; the data comes in.

/** As web/emoji.mjs makes them: [emoji, name, other words, group, light-skinned variant]. */
export type Row = readonly [emoji: string, name: string, words: string, group: number, light?: string];

/** 0 is the yellow of no skin; the others are light to dark. */
export type Tone = 0 | 1 | 2 | 3 | 4 | 5;
export const TONES: readonly Tone[] = [0, 1, 2, 3, 4, 5];

const LIGHT = "\u{1F3FB}";

/** Unicode's own groups; 2 is parts of others and is not in the data. */
export const GROUPS = [0, 1, 3, 4, 5, 6, 7, 8, 9] as const;
/** What was used last, and what was found: in the place of a group. */
export const RECENT = -1;
export const FOUND = -2;

export interface Shown {
  readonly group: number;
  readonly rows: readonly Row[];
}

export function inTone([emoji, , , , light]: Row, tone: Tone): string {
  if (light === undefined || tone === 0) return emoji;
  return light.replaceAll(LIGHT, String.fromCodePoint(LIGHT.codePointAt(0)! + tone - 1));
}

/** The groups, the last used first; or what is found, the best first. */
export function shown(all: readonly Row[], query: string, recent: readonly string[]): Shown[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length > 0) return [{ group: FOUND, rows: found(all, words) }];
  const known = new Map(all.map((row) => [row[0], row]));
  const last = { group: RECENT, rows: recent.flatMap((emoji): Row[] => (known.has(emoji) ? [known.get(emoji)!] : [])) };
  const groups = GROUPS.map((group) => ({ group, rows: all.filter((row) => row[3] === group) }));
  return [last, ...groups].filter(({ rows }) => rows.length > 0);
}

// All words must begin a word of the name or of the others; a name that begins with the query comes first.
function found(all: readonly Row[], words: readonly string[]): Row[] {
  const ranked = all.flatMap((row) => {
    const rank = rankOf(row, words);
    return rank === null ? [] : [{ row, rank }];
  });
  return ranked.sort((one, other) => one.rank - other.rank).map(({ row }) => row);
}

function rankOf([emoji, called, others]: Row, words: readonly string[]): number | null {
  const name = called.toLowerCase();
  if (words.length === 1 && words[0] === emoji) return 0;
  const begins = (text: string, word: string) => text.startsWith(word) || text.includes(` ${word}`);
  if (!words.every((word) => begins(name, word) || begins(others, word))) return null;
  if (name.startsWith(words.join(" "))) return 1;
  return words.every((word) => begins(name, word)) ? 2 : 3;
}

/** The last used first, each once. */
export function withUsed(recent: readonly string[], emoji: string, most: number): readonly string[] {
  return [emoji, ...recent.filter((each) => each !== emoji)].slice(0, most);
}

/** Where a key leads from `at` (-1 is nowhere yet) among groups of these sizes, each in lines of `columns`. */
export function moved(sizes: readonly number[], at: number, key: string, columns: number, rightToLeft = false): number {
  const all = sizes.reduce((sum, size) => sum + size, 0);
  if (all === 0) return -1;
  if (at < 0) return key === "ArrowUp" ? all - 1 : 0;
  if (key === "ArrowRight" || key === "ArrowLeft") {
    const forward = (key === "ArrowRight") !== rightToLeft;
    return Math.min(all - 1, Math.max(0, at + (forward ? 1 : -1)));
  }
  return key === "ArrowDown" ? below(sizes, at, columns) : above(sizes, at, columns);
}

interface Spot {
  readonly group: number;
  readonly begins: number;
  readonly within: number;
}

function spotOf(sizes: readonly number[], at: number): Spot {
  let begins = 0;
  let group = 0;
  while (at >= begins + sizes[group]!) begins += sizes[group++]!;
  return { group, begins, within: at - begins };
}

// The last line of a group is seldom full: what would be past its end is its last one.
function below(sizes: readonly number[], at: number, columns: number): number {
  const { group, begins, within } = spotOf(sizes, at);
  const size = sizes[group]!;
  const line = Math.floor(within / columns);
  if (line < Math.floor((size - 1) / columns)) return begins + Math.min(size - 1, within + columns);
  const next = sizes[group + 1];
  return next === undefined ? at : begins + size + Math.min(next - 1, within % columns);
}

function above(sizes: readonly number[], at: number, columns: number): number {
  const { group, begins, within } = spotOf(sizes, at);
  if (within >= columns) return at - columns;
  const before = sizes[group - 1];
  if (before === undefined) return at;
  const lastLine = Math.floor((before - 1) / columns) * columns;
  return begins - before + Math.min(before - 1, lastLine + (within % columns));
}
