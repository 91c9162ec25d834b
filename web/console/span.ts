// Which part of a long conversation is drawn: a stretch around what is being read, never all of five thousand messages.
//
// Pure. A span names its first and last item, so that what comes in above or below does not move it; at the end of the
// log it has no names and follows the newest. `up` and `down` move it on, and drop as much at the far side. It is never
// named after the heading of a day, which goes up with the first item of its day as older ones come in.

export interface Span {
  /** Null: the newest items, as many as are drawn at the end. */
  readonly first: string | null;
  /** Null: to the end of the log. */
  readonly last: string | null;
}

export interface Range {
  readonly from: number;
  readonly to: number;
}

interface Named {
  readonly id: string;
  readonly is: string;
}

export const END: Span = { first: null, last: null };

// A high screen of one-line messages shows some 40; twice that lie ready above the end.
export const AT_END = 120;
// More when scrolled to: a few screens on each side of the one that is read.
export const DRAWN = 240;
// So few that a step is drawn within a frame, while one scrolls.
export const STEP = 40;

export function rangeOf(items: readonly Named[], span: Span): Range {
  const newest = { from: Math.max(0, items.length - AT_END), to: items.length };
  if (span.first === null) return newest;
  const first = items.findIndex(({ id }) => id === span.first);
  const from = isDay(items[first - 1]) ? first - 1 : first;
  const to = span.last === null ? items.length : items.findIndex(({ id }) => id === span.last) + 1;
  // What it was named after is gone: the log was read anew, from its end.
  return first < 0 || to <= from ? newest : { from, to };
}

function isDay(item: Named | undefined): boolean {
  return item?.is === "day";
}

function spanOf(items: readonly Named[], { from, to }: Range): Span {
  const first = isDay(items[from]) ? from + 1 : from;
  const last = isDay(items[to - 1]) ? to - 2 : to - 1;
  return { first: items[first]?.id ?? null, last: to === items.length ? null : (items[last]?.id ?? null) };
}

/** The same items, whatever comes: for when the end is left. */
export function held(items: readonly Named[], span: Span): Span {
  return spanOf(items, rangeOf(items, span));
}

export function up(items: readonly Named[], span: Span): Span {
  const range = rangeOf(items, span);
  const from = Math.max(0, range.from - STEP);
  return spanOf(items, { from, to: Math.min(range.to, from + DRAWN) });
}

export function down(items: readonly Named[], span: Span): Span {
  const range = rangeOf(items, span);
  const to = Math.min(items.length, range.to + STEP);
  return spanOf(items, { from: Math.max(range.from, to - DRAWN), to });
}

/** With the item that was looked for in the middle. */
export function around(items: readonly Named[], id: string): Span {
  const at = items.findIndex((item) => item.id === id);
  if (at < 0) return END;
  return spanOf(items, { from: Math.max(0, at - DRAWN / 2), to: Math.min(items.length, at + DRAWN / 2) });
}
