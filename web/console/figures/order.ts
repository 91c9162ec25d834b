// The order of things one arranges, and what is said of it to those who cannot see them move. Pure.

/** The same things with the one at `from` at `to`; where that is beyond an end, at the end. */
export function moved<Thing>(things: readonly Thing[], from: number, to: number): readonly Thing[] {
  const thing = things[from];
  if (thing === undefined) return things;
  const rest = things.filter((_, at) => at !== from);
  const place = Math.max(0, Math.min(rest.length, to));
  return place === from ? things : [...rest.slice(0, place), thing, ...rest.slice(place)];
}

export type MoveKey = "earlier" | "later" | "first" | "last" | "drop" | "cancel";

/** Which key does what while something is held; the arrows along the line of reading follow its direction. */
export function moveKey(key: string, rtl: boolean): MoveKey | null {
  switch (key) {
    case "ArrowUp":
      return "earlier";
    case "ArrowDown":
      return "later";
    case "ArrowLeft":
      return rtl ? "later" : "earlier";
    case "ArrowRight":
      return rtl ? "earlier" : "later";
    case "Home":
      return "first";
    case "End":
      return "last";
    case "Enter":
    case " ":
      return "drop";
    case "Escape":
      return "cancel";
    default:
      return null;
  }
}

export function target(key: Exclude<MoveKey, "drop" | "cancel">, at: number, count: number): number {
  const to = { earlier: at - 1, later: at + 1, first: 0, last: count - 1 }[key];
  return Math.max(0, Math.min(count - 1, to));
}

/** What is announced; places are counted from one, as people do. */
export const MOVE_WORDS = {
  lifted: (name: string, at: number, count: number) =>
    `${name} lifted, place ${at + 1} of ${count}. Arrow keys move it, Enter puts it down, Escape puts it back.`,
  moved: (name: string, at: number, count: number) => `${name}, place ${at + 1} of ${count}.`,
  dropped: (name: string, at: number, count: number) => `${name} put down, place ${at + 1} of ${count}.`,
  back: (name: string, at: number, count: number) => `${name} is back in its place, ${at + 1} of ${count}.`,
} as const;
