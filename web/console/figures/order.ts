// Moving a tile by keyboard: which key does what, and what is said to those who cannot see it move. Pure; the moving
// itself is texts/order.ts.

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
