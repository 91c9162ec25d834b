// The letters that tasks and screens bring along, for the keys and for their overview.

import type { KeyLine, Letters } from "./keys.ts";
import { SCREENS } from "./screens.ts";
import type { State } from "./state.ts";
import { TASKS } from "./tasks.tsx";

export const TASK_LETTERS: Letters = Object.fromEntries(TASKS.flatMap(({ key, name }) => (key === undefined ? [] : [[key, name]])));
export const SCREEN_LETTERS: Letters = Object.fromEntries(SCREENS.flatMap(({ key, name }) => (key === undefined ? [] : [[key, name]])));

export const TASK_LINES: readonly KeyLine[] = TASKS.flatMap(({ key, does, label }) =>
  key === undefined ? [] : [{ keys: [key.toUpperCase()], does: does ?? label }],
);
/** Those of the screens this agent may see. */
export function screenLines(state: State): readonly KeyLine[] {
  const seen = SCREENS.filter(({ may }) => may(state));
  return seen.flatMap(({ name, key, label }) => {
    const keys = [...(name === "search" ? ["Ctrl + K", "⌘ K"] : []), ...(key === undefined ? [] : [`G then ${key.toUpperCase()}`])];
    return keys.length === 0 ? [] : [{ keys, does: name === "search" ? label : `Go to ${label.toLowerCase()}` }];
  });
}
