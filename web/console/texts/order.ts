// Moving one thing of a list to another place, by hand or by key. Pure.

export function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const thing = list[from];
  if (thing === undefined || to < 0 || to >= list.length || from === to) return list;
  const rest = list.filter((_, at) => at !== from);
  return [...rest.slice(0, to), thing, ...rest.slice(to)];
}

/** Where a row lands that is let go at the height `y`, given the middles of all rows from top to bottom. */
export function landing(from: number, y: number, middles: readonly number[]): number {
  return middles.filter((middle, at) => at !== from && middle < y).length;
}

/** Where a key moves it; null for any other key. */
export function keyed(key: string, from: number, count: number): number | null {
  switch (key) {
    case "ArrowUp":
      return Math.max(0, from - 1);
    case "ArrowDown":
      return Math.min(count - 1, from + 1);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
